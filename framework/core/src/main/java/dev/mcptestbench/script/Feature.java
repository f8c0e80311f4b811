package dev.mcptestbench.script;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/**
 * Something that a server offers. Immutable; {@code definition} holds what a list shows besides the name: title,
 * description, schemas, annotations.
 */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Feature {

    /** What it is known by: a name or a URI. */
    String name();

    /** What a list shows besides. */
    Map<String, Object> definition();

    /**
     * A tool: what it sends, how long it takes, what it gives back.
     *
     * @param streams the notifications it sends before its reply, in order
     * @param takes how long it works before it replies, or {@code null} for no time
     * @param task how its calls run as tasks, or {@code null} if they do not
     */
    record Tool(
            String name,
            Map<String, Object> definition,
            List<NotificationStream> streams,
            @Nullable Latency takes,
            Answer answer,
            @Nullable TaskSupport task)
            implements Feature {

        /** Copies its collections. */
        public Tool {
            definition = ordered(definition);
            streams = List.copyOf(streams);
        }

        /** A tool whose calls do not run as tasks. */
        public Tool(
                String name,
                Map<String, Object> definition,
                List<NotificationStream> streams,
                @Nullable Latency takes,
                Answer answer) {
            this(name, definition, streams, takes, answer, null);
        }

        /** A tool that takes any arguments and gives back nothing. */
        public static Tool named(String name) {
            return new Tool(
                    name,
                    Map.of("inputSchema", Map.of("type", "object")),
                    List.of(),
                    null,
                    new Answer.Fixed(new Reply(List.of(), false, null)));
        }

        Tool defined(String member, Object value) {
            return new Tool(name, with(definition, member, value), streams, takes, answer, task);
        }

        Tool streaming(NotificationStream stream) {
            List<NotificationStream> more = new ArrayList<>(streams);
            more.add(stream);
            return new Tool(name, definition, more, takes, answer, task);
        }

        Tool taking(Latency latency) {
            return new Tool(name, definition, streams, latency, answer, task);
        }

        Tool answering(Answer other) {
            return new Tool(name, definition, streams, takes, other, task);
        }

        Tool running(TaskSupport support) {
            return new Tool(name, definition, streams, takes, answer, support);
        }
    }

    /**
     * A resource.
     *
     * @param name its URI
     * @param contents its contents, each with {@code text} or {@code blob}
     * @param computation what answers reads in place of the contents, or {@code null}; each block of its reply becomes one
     *     of the contents
     */
    record Resource(
            String name,
            Map<String, Object> definition,
            List<Map<String, Object>> contents,
            Answer.@Nullable Computation computation)
            implements Feature {
        /** Copies its collections. */
        public Resource {
            definition = ordered(definition);
            contents = List.copyOf(contents);
        }

        /** A resource whose contents are always the same. */
        public Resource(String name, Map<String, Object> definition, List<Map<String, Object>> contents) {
            this(name, definition, contents, null);
        }
    }

    /**
     * A resource template.
     *
     * @param name its URI template, such as {@code file:///{path}}
     * @param contents its contents; texts may hold the template's variables as {@code {arguments.path}}
     */
    record ResourceTemplate(String name, Map<String, Object> definition, List<Map<String, Object>> contents)
            implements Feature {
        /** Copies its collections. */
        public ResourceTemplate {
            definition = ordered(definition);
            contents = List.copyOf(contents);
        }
    }

    /**
     * A prompt.
     *
     * @param messages its messages, each with {@code role} and {@code content}
     * @param computation what answers in place of the messages, or {@code null}; each block of its reply becomes a message
     *     of the user's
     */
    record Prompt(
            String name,
            Map<String, Object> definition,
            List<Map<String, Object>> messages,
            Answer.@Nullable Computation computation)
            implements Feature {
        /** Copies its collections. */
        public Prompt {
            definition = ordered(definition);
            messages = List.copyOf(messages);
        }

        /** A prompt whose messages are always the same. */
        public Prompt(String name, Map<String, Object> definition, List<Map<String, Object>> messages) {
            this(name, definition, messages, null);
        }
    }

    /**
     * Completions for one argument of a prompt or a resource template.
     *
     * @param name the prompt's name or the template's URI
     * @param argument the argument
     * @param values what it may be; those that begin with what was typed are offered
     */
    record Completion(String name, String argument, List<String> values) implements Feature {
        /** Copies the values. */
        public Completion {
            values = List.copyOf(values);
        }

        @Override
        public Map<String, Object> definition() {
            return Map.of();
        }
    }

    /** The map with one more member. */
    static Map<String, Object> with(Map<String, Object> definition, String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(definition);
        more.put(member, value);
        return more;
    }

    private static Map<String, Object> ordered(Map<String, Object> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
