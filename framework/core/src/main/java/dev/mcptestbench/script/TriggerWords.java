package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.Method;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.Trigger.Moment;
import dev.mcptestbench.script.Trigger.StreamKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a rule waits for, in a scenario file: {@code on: tools/call search}, narrowed by {@code with} and {@code client}.
 * A method, or a name, that cannot be told from other words is written {@code on: { method: …, name: … }}.
 */
final class TriggerWords {

    static final List<String> KEYS = List.of("on", "with", "client");

    private static final String ANY_REQUEST = "any request";
    private static final String RESPONSE_TO = "response to ";
    private static final String TIME = "time ";

    private static final Map<String, Trigger> MOMENTS = new LinkedHashMap<>();

    static {
        MOMENTS.put("connected", new Trigger.OfSession(Moment.INITIALIZED, null));
        MOMENTS.put("session end", new Trigger.OfSession(Moment.DELETED, null));
        MOMENTS.put("connection", new Trigger.OfConnection());
        MOMENTS.put("standing stream", new Trigger.OfStream(StreamKind.STANDING, null));
        MOMENTS.put("stream resumption", new Trigger.OfStream(StreamKind.RESUMPTION, null));
        MOMENTS.put("standing stream closed", new Trigger.OfStreamEnd(null));
        MOMENTS.put("response", new Trigger.OfResponse(null, null));
    }

    private static final List<String> METHODS = Stream.concat(
                    Methods.all().stream().map(Method::name),
                    Stream.concat(OAuthRules.METHODS.stream(), OAuthRules.OF_RESOURCES.stream()))
            .toList();

    private static final String KNOWN = "Known: a method such as tools/call, alone or with a name, " + ANY_REQUEST
            + ", " + String.join(", ", MOMENTS.keySet()) + ", response to a method, time 2s.";

    private static final Pattern METHOD = Pattern.compile("[\\w$.-]+(/[\\w$.-]+)+");
    private static final Pattern PLAIN_NAME = Pattern.compile("\\S(.*\\S)?");

    private TriggerWords() {}

    static Trigger read(YamlMap rule) {
        YamlValue on = rule.require("on");
        Map<String, Object> with = rule.read("with", YamlValue::plainMap, Map.of());
        String client = rule.readOrNull("client", YamlValue::text);
        Trigger trigger = on.isMap() ? ofMap(on) : ofText(on);
        if (rule.has("with") && !(trigger instanceof Trigger.OfMessage)) {
            throw rule.flawAt("with", "\"with\" tells the arguments of a message, and " + trigger + " is none", null);
        }
        if (rule.has("client") && trigger instanceof Trigger.OfConnection) {
            throw rule.flawAt("client", "a connection that has just been made is not known to be a client's", null);
        }
        if (rule.has("client") && trigger instanceof Trigger.OfTime) {
            throw rule.flawAt("client", "a point in time is no client's", "Who is spoken to is told by \"to\".");
        }
        if (trigger instanceof Trigger.OfMessage message) {
            return new Trigger.OfMessage(message.method(), message.name(), with, client);
        }
        return client == null ? trigger : ofClient(trigger, client);
    }

    private static Trigger ofClient(Trigger trigger, @Nullable String client) {
        if (trigger instanceof Trigger.OfSession session) {
            return new Trigger.OfSession(session.moment(), client);
        }
        if (trigger instanceof Trigger.OfStream stream) {
            return new Trigger.OfStream(stream.kind(), client);
        }
        if (trigger instanceof Trigger.OfResponse response) {
            return new Trigger.OfResponse(response.method(), client);
        }
        return trigger instanceof Trigger.OfStreamEnd ? new Trigger.OfStreamEnd(client) : trigger;
    }

    private static @Nullable String clientOf(Trigger trigger) {
        if (trigger instanceof Trigger.OfSession session) {
            return session.client();
        }
        if (trigger instanceof Trigger.OfStream stream) {
            return stream.client();
        }
        if (trigger instanceof Trigger.OfResponse response) {
            return response.client();
        }
        return trigger instanceof Trigger.OfStreamEnd end ? end.client() : null;
    }

    /** A message, by its method and what it names. */
    static Trigger.OfMessage readMessage(YamlValue on) {
        Trigger trigger = on.isMap() ? ofMap(on) : ofText(on);
        if (trigger instanceof Trigger.OfMessage message) {
            return message;
        }
        throw on.flaw(trigger + " is no message", "Such as: tools/call search.");
    }

    private static Trigger ofMap(YamlValue on) {
        YamlMap map = on.map("a trigger", List.of("method", "name"));
        String method = map.readOrNull("method", YamlValue::text);
        String name = map.readOrNull("name", YamlValue::text);
        return new Trigger.OfMessage(method, name, Map.of(), null);
    }

    private static Trigger ofText(YamlValue on) {
        String text = on.text().strip();
        Trigger moment = MOMENTS.get(text);
        if (moment != null) {
            return moment;
        }
        if (text.startsWith(RESPONSE_TO)) {
            return new Trigger.OfResponse(text.substring(RESPONSE_TO.length()).strip(), null);
        }
        if (text.startsWith(TIME)) {
            return on.checked(() -> new Trigger.OfTime(Words.parseDuration(text.substring(TIME.length()))));
        }
        if (text.equals(ANY_REQUEST) || text.startsWith(ANY_REQUEST + " ")) {
            return message(null, text.substring(ANY_REQUEST.length()));
        }
        int space = text.indexOf(' ');
        String method = space < 0 ? text : text.substring(0, space);
        if (!METHODS.contains(method)) {
            if (!METHOD.matcher(method).matches()) {
                List<String> words = new ArrayList<>(MOMENTS.keySet());
                words.add(ANY_REQUEST);
                words.addAll(METHODS);
                String nearest = YamlValue.didYouMean(text, words);
                throw on.flaw("unknown trigger \"" + text + "\"", (nearest == null ? "" : nearest + " ") + KNOWN);
            }
            String nearest = YamlValue.didYouMean(method, METHODS);
            if (nearest != null) {
                on.document().warn(on.node(), "\"" + method + "\" is no method of MCP", nearest);
            }
        }
        return message(method, space < 0 ? "" : text.substring(space));
    }

    private static Trigger message(@Nullable String method, String name) {
        return new Trigger.OfMessage(method, name.isBlank() ? null : name.strip(), Map.of(), null);
    }

    static void write(Trigger trigger, Map<String, Object> rule) {
        if (trigger instanceof Trigger.OfMessage message) {
            rule.put("on", on(message));
            if (!message.with().isEmpty()) {
                rule.put("with", Json.plain(message.with()));
            }
            writeClient(message.client(), rule);
            return;
        }
        if (trigger instanceof Trigger.OfTime time) {
            rule.put("on", TIME + LatencyWords.duration(time.since()));
        } else if (trigger instanceof Trigger.OfResponse response && response.method() != null) {
            rule.put("on", RESPONSE_TO + response.method());
        }
        Trigger bare = ofClient(trigger, null);
        MOMENTS.forEach((word, moment) -> {
            if (bare.equals(moment)) {
                rule.put("on", word);
            }
        });
        writeClient(clientOf(trigger), rule);
    }

    private static void writeClient(@Nullable String client, Map<String, Object> rule) {
        if (client != null) {
            rule.put("client", client);
        }
    }

    /** A message, by its method and what it names. */
    static Object on(Trigger.OfMessage message) {
        String method = message.method();
        String name = message.name();
        boolean plainMethod = method == null
                || METHODS.contains(method)
                || METHOD.matcher(method).matches();
        if (plainMethod && (name == null || PLAIN_NAME.matcher(name).matches())) {
            return (method == null ? ANY_REQUEST : method) + (name == null ? "" : " " + name);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        if (method != null) {
            map.put("method", method);
        }
        if (name != null) {
            map.put("name", name);
        }
        return map;
    }
}
