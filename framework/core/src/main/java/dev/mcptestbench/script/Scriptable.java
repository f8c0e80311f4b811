package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;

/**
 * Whatever can be scripted: a {@linkplain Scenario#named scenario}, or a mock server that already runs.
 *
 * <p>{@code server.<feature>(name)…} says what it normally does; {@code server.on(trigger).<occurrence>.<position>.<action>}
 * says how it misbehaves.
 *
 * @param <S> what the words without an end of their own give back
 */
@API(status = API.Status.EXPERIMENTAL)
public interface Scriptable<S extends Scriptable<S>> extends Misbehaving {

    /** This, for chaining. */
    S self();

    /** Offers a tool, or opens one that is offered to be described anew. */
    default ToolSteps tool(String name) {
        return new ToolSteps(script(), Feature.Tool.named(name));
    }

    /** Takes a tool off the list; calls of it fail as calls of any unknown tool. */
    default S withoutTool(String name) {
        script().remove(Feature.Tool.class, name);
        return self();
    }

    /** Offers a text resource, {@code text/plain}. Its last path segment becomes its name. */
    default S resource(String uri, String text) {
        return resource(uri, Map.of("mimeType", "text/plain"), List.of(Map.of("mimeType", "text/plain", "text", text)));
    }

    /**
     * Offers a resource.
     *
     * @param definition what the list shows besides the URI
     * @param contents its content blocks without their URI, each with {@code text} or {@code blob}
     */
    default S resource(String uri, Map<String, Object> definition, List<Map<String, Object>> contents) {
        script().put(new Feature.Resource(uri, named(definition, uri), contents));
        return self();
    }

    /** Offers a text resource that code computes at each read; each block of the reply becomes one of its contents. */
    default S resource(String uri, Answer.Computation computation) {
        script().put(new Feature.Resource(uri, named(Map.of(), uri), List.of(), computation));
        return self();
    }

    /** Offers a resource template of texts, whose variables stand in the text as {@code {arguments.name}}. */
    default S resourceTemplate(String uriTemplate, String text) {
        Map<String, Object> definition = named(Map.of("mimeType", "text/plain"), uriTemplate);
        script().put(new Feature.ResourceTemplate(
                uriTemplate, definition, List.of(Map.of("mimeType", "text/plain", "text", text))));
        return self();
    }

    /** Offers a prompt of one user message; arguments stand in the text as {@code {arguments.name}}. */
    default S prompt(String name, String text, String... arguments) {
        Map<String, Object> message = Map.of("role", "user", "content", Map.of("type", "text", "text", text));
        script().put(new Feature.Prompt(name, listing(arguments), List.of(message)));
        return self();
    }

    /** Offers a prompt that code computes at each get; each block of the reply becomes a message of the user's. */
    default S prompt(String name, Answer.Computation computation, String... arguments) {
        script().put(new Feature.Prompt(name, listing(arguments), List.of(), computation));
        return self();
    }

    private static Map<String, Object> listing(String... arguments) {
        List<Map<String, Object>> listed = java.util.Arrays.stream(arguments)
                .<Map<String, Object>>map(argument -> Map.of("name", argument, "required", true))
                .toList();
        return listed.isEmpty() ? Map.of() : Map.of("arguments", listed);
    }

    /** Offers completions for an argument of a prompt or resource template: those that begin as was typed. */
    default S completes(String promptOrTemplate, String argument, String... values) {
        script().put(new Feature.Completion(promptOrTemplate, argument, List.of(values)));
        return self();
    }

    /** Offers any feature, as a value. */
    default S offers(Feature feature) {
        script().put(feature);
        return self();
    }

    /**
     * Says this, word for word, to requests with certain arguments, in place of what a feature would answer. A request of
     * the same method and name with other arguments fails, and the error names the closest there is; a tool that
     * {@code returns} something answers with that instead.
     */
    default S replies(CannedReply reply) {
        script().reply(reply);
        return self();
    }

    /** Gives clients no session ids: it keeps one session a connection, as servers without state do. */
    default S assignsNoSessionIds() {
        script().change(settings -> settings.withSessionIds(false));
        return self();
    }

    /** Sends no event ids, so that no stream can be resumed. */
    default S sendsNoEventIds() {
        script().change(settings -> settings.withEventIds(false));
        return self();
    }

    /** Replies with a stream also where the reply is a single message. */
    default S streamsReplies() {
        script().change(settings -> settings.withStreamsReplies(true));
        return self();
    }

    /** Tells clients, on each stream, how long to wait before they reconnect. */
    default S retriesAfter(Duration retry) {
        script().change(settings -> settings.withRetry(retry));
        return self();
    }

    /** Shows lists in pages of so many items. */
    default S listsInPagesOf(int items) {
        script().change(settings -> settings.withPageSize(items));
        return self();
    }

    /**
     * Lets clients keep what they are told for so long, each for itself or for everybody (2026-07-28,
     * server/utilities/caching). By default for no time, each for itself.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    default S letsClientsCache(Duration ttl, Caching.Scope scope) {
        script().change(settings -> settings.withCaching(new Caching(ttl, scope)));
        return self();
    }

    /** Gives instructions to the client at initialize, and at discover. */
    default S instructs(String instructions) {
        script().change(settings -> settings.withInstructions(instructions));
        return self();
    }

    /** Answers these revisions only. */
    default S revisions(Revision first, Revision... more) {
        Set<Revision> answered = java.util.EnumSet.of(first, more);
        script().change(settings -> settings.withRevisions(answered));
        return self();
    }

    private static Map<String, Object> named(Map<String, Object> definition, String uri) {
        return definition.containsKey("name")
                ? definition
                : Feature.with(definition, "name", uri.substring(uri.lastIndexOf('/') + 1));
    }
}
