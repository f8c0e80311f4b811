package dev.mcptestbench.protocol;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;
import org.jspecify.annotations.Nullable;

/**
 * What the specification says about one of its methods as it travels on the wire. Methods that it does not know are
 * allowed everywhere; they merely have no such facts.
 *
 * @param name the name on the wire, such as {@code tools/call}
 * @param kind whether it asks for an answer
 * @param senders who may send it, unmodifiable
 * @param revisions the revisions that have it, unmodifiable
 * @param capability what must have been declared before it is used, as a dotted path into the capabilities such as
 *     {@code resources.subscribe}, or null; see {@link #capability(Revision)} for who declares it
 */
@API(status = Status.EXPERIMENTAL)
public record Method(
        String name,
        Kind kind,
        Set<Party> senders,
        Set<Revision> revisions,
        @Nullable String capability) {

    /** Whether a method asks for an answer. */
    @API(status = Status.EXPERIMENTAL)
    public enum Kind {
        /** It has an id and is answered. */
        REQUEST,
        /** It has no id and is not answered. */
        NOTIFICATION
    }

    public Method {
        senders = Collections.unmodifiableSet(EnumSet.copyOf(senders));
        revisions = Collections.unmodifiableSet(EnumSet.copyOf(revisions));
    }

    /** Returns the facts about the method of the given name, or empty if no revision has it. Constant time. */
    public static Optional<Method> of(String name) {
        return Optional.ofNullable(Methods.find(name));
    }

    /** Tells whether the given party may send it. */
    public boolean isSentBy(Party party) {
        return senders.contains(party);
    }

    /** Tells whether the given party may send it in the given revision, which has it. */
    public boolean isSentBy(Party party, Revision revision) {
        // In the modern era only clients ask, and only servers tell how far they have come.
        Party only = kind == Kind.REQUEST ? Party.CLIENT : Party.SERVER;
        boolean narrowed = revision.era() == Era.MODERN && !Methods.CANCELLED.equals(name);
        return senders.contains(party) && (!narrowed || party == only);
    }

    /** Tells whether it belongs to the tasks extension in the given revision, not to the protocol itself. */
    public boolean isExtension(Revision revision) {
        return revision.era() == Era.MODERN && (name.startsWith("tasks/") || name.equals(Methods.TASKS_CHANGED));
    }

    /** Tells whether the given revision has it. */
    public boolean isIn(Revision revision) {
        return revisions.contains(revision);
    }

    /**
     * Returns the capability that the given revision asks for. A request needs a capability of its receiver; a
     * notification needs one of its sender.
     */
    public Optional<String> capability(Revision revision) {
        if (isExtension(revision)) {
            return Optional.of("extensions[io.modelcontextprotocol/tasks]");
        }
        boolean undeclared = Methods.COMPLETION_COMPLETE.equals(name) && !revision.hasCompletionCapability();
        return undeclared ? Optional.empty() : Optional.ofNullable(capability);
    }

    /** Returns who declares the capability, given who sends the message. */
    public Party declaredBy(Party sender) {
        return kind == Kind.REQUEST ? sender.peer() : sender;
    }
}
