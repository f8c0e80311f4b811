package dev.mcptestbench.protocol;

import java.util.List;
import java.util.function.Supplier;

/** One way to fall short of a requirement, to be read as: this is found in that. */
record Trip(Requirement requirement, Revision revision, String what, Supplier<List<Breach>> breaches) {

    static Trip message(Requirement requirement, Revision revision, String json) {
        Message message = Message.parse(json.replace('\'', '"'));
        return new Trip(
                requirement, revision, json, () -> MessageRules.check(message, revision, Direction.CLIENT_TO_SERVER));
    }

    static Trip document(Requirement requirement, Revision revision, String json) {
        Object document = Json.parse(json.replace('\'', '"'));
        return new Trip(requirement, revision, json, () -> MessageRules.checkDocument(document, revision));
    }

    static Trip talk(Requirement requirement, Revision revision, String what, Supplier<Talk> talk) {
        return new Trip(requirement, revision, what, () -> talk.get().breaches());
    }

    @Override
    public String toString() {
        return requirement.id() + " " + revision + " " + what;
    }
}
