package dev.mcptestbench.script;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apiguardian.api.API;

/** A way on which messages come to a server and leave it: what the specification calls a transport. */
@API(status = API.Status.EXPERIMENTAL)
public enum Carrier {
    /** Streamable HTTP, from revision 2025-03-26 on (basic/transports#streamable-http). */
    STREAMABLE_HTTP("streamable-http", "streamable HTTP"),

    /** HTTP with server-sent events, as revision 2024-11-05 had it (basic/transports#http-with-sse). */
    SSE("sse", "HTTP+SSE"),

    /** The standard streams of a child process (basic/transports#stdio). */
    STDIO("stdio", "stdio"),

    /** Within one JVM, without a socket or a process: a custom transport (basic/transports#custom-transports). */
    MEMORY("memory", "memory");

    private static final Set<Carrier> ALL = Collections.unmodifiableSet(EnumSet.allOf(Carrier.class));

    private final String word;
    private final String title;

    Carrier(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /** All of them, in their order; unmodifiable. */
    public static Set<Carrier> all() {
        return ALL;
    }

    /** The carrier of this word, if there is one. */
    public static Optional<Carrier> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }

    /** The words of all, in order. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Carrier::word).toList();
    }

    /** Its name among the transports of clients and in scenario files, such as {@code streamable-http}. */
    public String word() {
        return word;
    }

    /** Whether messages cross as HTTP requests. */
    public boolean isHttp() {
        return this == STREAMABLE_HTTP || this == SSE;
    }

    /** Its name in a sentence, such as {@code streamable HTTP}. */
    @Override
    public String toString() {
        return title;
    }
}
