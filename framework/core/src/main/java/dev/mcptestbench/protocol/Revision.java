package dev.mcptestbench.protocol;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A published revision of the Model Context Protocol, in order of age, with the facts in which revisions differ asked as
 * questions.
 */
@API(status = Status.EXPERIMENTAL)
public enum Revision {
    /** The first: HTTP with server-sent events, standard streams. */
    V2024_11_05("2024-11-05", Era.LEGACY),

    /** Streamable HTTP, authorization, batches, audio, tool annotations. */
    V2025_03_26("2025-03-26", Era.LEGACY),

    /** Elicitation, structured tool output, resource links, the version header; batches are gone. */
    V2025_06_18("2025-06-18", Era.LEGACY),

    /** Tasks, URL elicitation, tools within sampling, icons, streams that are polled. */
    V2025_11_25("2025-11-25", Era.LEGACY),

    /** Stateless: no handshake, no sessions, no requests from the server. */
    V2026_07_28("2026-07-28", Era.MODERN);

    /** The oldest revision. */
    public static final Revision OLDEST = V2024_11_05;

    /** The newest revision with a handshake and sessions. */
    public static final Revision LATEST_LEGACY = V2025_11_25;

    /** The newest revision. */
    public static final Revision LATEST = V2026_07_28;

    private static final Revision[] VALUES = values();

    private final String text;
    private final Era era;

    Revision(String text, Era era) {
        this.text = text;
        this.era = era;
    }

    /**
     * Returns the revision of the given name.
     *
     * @param text a protocol version as it stands on the wire, such as {@code 2025-11-25}
     * @return the revision, or empty if no published revision has that name
     */
    public static Optional<Revision> of(String text) {
        for (Revision revision : VALUES) {
            if (revision.text.equals(text)) {
                return Optional.of(revision);
            }
        }
        return Optional.empty();
    }

    /** Returns the revisions of the given era, oldest first, unmodifiable. */
    public static Set<Revision> of(Era era) {
        return era == Era.LEGACY ? between(OLDEST, LATEST_LEGACY) : between(V2026_07_28, LATEST);
    }

    /**
     * Returns the revisions from one to another, both included, oldest first, unmodifiable.
     *
     * @throws IllegalArgumentException if {@code last} is older than {@code first}
     */
    public static Set<Revision> between(Revision first, Revision last) {
        return Collections.unmodifiableSet(EnumSet.range(first, last));
    }

    /** Returns the revision as it stands on the wire, such as {@code 2025-11-25}. */
    public String text() {
        return text;
    }

    /** Returns the era that this revision belongs to. */
    public Era era() {
        return era;
    }

    /** Tells whether this revision is the other one or younger. */
    public boolean isAtLeast(Revision other) {
        return compareTo(other) >= 0;
    }

    /** Tells whether several JSON-RPC messages may travel in one array (basic#batching). */
    public boolean allowsBatches() {
        return this == V2025_03_26;
    }

    /** Tells whether {@code initialize} opens the conversation (basic/lifecycle#initialization). */
    public boolean hasHandshake() {
        return era == Era.LEGACY;
    }

    /** Tells whether the HTTP transport is the one with two endpoints (basic/transports#http-with-sse). */
    public boolean hasHttpWithSse() {
        return this == V2024_11_05;
    }

    /** Tells whether the HTTP transport is the one with a single endpoint (basic/transports#streamable-http). */
    public boolean hasStreamableHttp() {
        return isAtLeast(V2025_03_26);
    }

    /** Tells whether a server may hand out session ids over HTTP (basic/transports#session-management). */
    public boolean hasSessionIds() {
        return hasStreamableHttp() && era == Era.LEGACY;
    }

    /** Tells whether a stream may be resumed from the last event seen (basic/transports#resumability-and-redelivery). */
    public boolean hasResumableStreams() {
        return hasStreamableHttp() && era == Era.LEGACY;
    }

    /** Tells whether a server may close a connection and have its stream polled (basic/transports). */
    public boolean hasPolledStreams() {
        return this == V2025_11_25;
    }

    /** Tells whether HTTP requests name the protocol version in a header (basic/transports#protocol-version-header). */
    public boolean requiresVersionHeader() {
        return isAtLeast(V2025_06_18);
    }

    /** Tells whether HTTP requests name the method, and often its subject, in headers. */
    public boolean requiresMethodHeader() {
        return era == Era.MODERN;
    }

    /** Tells whether the server may send requests of its own, such as {@code sampling/createMessage}. */
    public boolean hasServerRequests() {
        return era == Era.LEGACY;
    }

    /** Tells whether completion is a capability that a server declares; before, nothing announced it. */
    public boolean hasCompletionCapability() {
        return isAtLeast(V2025_03_26);
    }

    /** Tells whether audio is among the kinds of content. */
    public boolean hasAudio() {
        return isAtLeast(V2025_03_26);
    }

    /** Tells whether progress notifications may carry a message. */
    public boolean hasProgressMessages() {
        return isAtLeast(V2025_03_26);
    }

    /** Tells whether tools may describe and return structured content. */
    public boolean hasStructuredToolOutput() {
        return isAtLeast(V2025_06_18);
    }

    /** Tells whether arguments that a tool does not take are reported in its result, not as an error (server/tools#error-handling). */
    public boolean tellsModelsOfInvalidArguments() {
        return isAtLeast(V2025_11_25);
    }

    /** Tells whether the user may be asked for input (client/elicitation). */
    public boolean hasElicitation() {
        return isAtLeast(V2025_06_18);
    }

    /** Tells whether the user may be sent to a URL for input (client/elicitation#url-mode-elicitation-requests). */
    public boolean hasUrlElicitation() {
        return isAtLeast(V2025_11_25);
    }

    /** Tells whether tasks are part of the core protocol (basic/utilities/tasks); later they are an extension. */
    public boolean hasCoreTasks() {
        return this == V2025_11_25;
    }

    /** Returns the error code by which a server says that a resource does not exist (server/resources). */
    public ErrorCode resourceNotFound() {
        return era == Era.LEGACY ? ErrorCode.RESOURCE_NOT_FOUND : ErrorCode.INVALID_PARAMS;
    }

    /** Returns {@link #text()}. */
    @Override
    public String toString() {
        return text;
    }
}
