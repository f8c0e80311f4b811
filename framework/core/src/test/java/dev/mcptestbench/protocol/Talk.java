package dev.mcptestbench.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A conversation being staged: says things on both sides and keeps what was found of the client. */
final class Talk {

    static final Map<String, Object> ALL_SERVER = Map.of(
            "tools", Map.of("listChanged", true),
            "resources", Map.of("subscribe", true, "listChanged", true),
            "prompts", Map.of(),
            "logging", Map.of(),
            "completions", Map.of(),
            "tasks",
                    Map.of(
                            "list",
                            Map.of(),
                            "cancel",
                            Map.of(),
                            "requests",
                            Map.of("tools", Map.of("call", Map.of()))));
    static final Map<String, Object> ALL_CLIENT = Map.of(
            "roots", Map.of("listChanged", true),
            "sampling", Map.of(),
            "elicitation", Map.of("form", Map.of(), "url", Map.of()),
            "tasks", Map.of("list", Map.of(), "cancel", Map.of()));

    private final Conversation conversation = new Conversation();
    private final Revision revision;
    private final List<Breach> breaches = new ArrayList<>();

    private Talk(Revision revision) {
        this.revision = revision;
    }

    static Talk silent(Revision revision) {
        return new Talk(revision);
    }

    static Talk open(Revision revision) {
        return open(revision, ALL_CLIENT, ALL_SERVER);
    }

    static Talk open(Revision revision, Map<String, ?> client, Map<String, ?> server) {
        return silent(revision)
                .client(initialize("init", revision, client))
                .server(welcome("init", revision, server))
                .client(Message.notification(Methods.INITIALIZED, Map.of()));
    }

    static Message initialize(Object id, Revision revision, Map<String, ?> capabilities) {
        return Message.request(
                id,
                Methods.INITIALIZE,
                Map.of(
                        "protocolVersion", revision.text(),
                        "capabilities", capabilities,
                        "clientInfo", Map.of("name", "test", "version", "1")));
    }

    static Message welcome(Object id, Revision revision, Map<String, ?> capabilities) {
        return Message.result(
                id,
                Map.of(
                        "protocolVersion", revision.text(),
                        "capabilities", capabilities,
                        "serverInfo", Map.of("name", "mock", "version", "1")));
    }

    Talk client(Message message) {
        breaches.addAll(MessageRules.check(message, revision, Direction.CLIENT_TO_SERVER));
        breaches.addAll(conversation.received(message));
        return this;
    }

    Talk client(String json) {
        return client(Message.parse(json));
    }

    Talk server(Message message) {
        conversation.sent(message);
        return this;
    }

    Talk server(String json) {
        return server(Message.parse(json));
    }

    /** The server asks, the client answers with a result. */
    Talk exchange(String method, Map<String, ?> params, String result) {
        return server(Message.request(77, method, params))
                .client("{'jsonrpc':'2.0','id':77,'result':%s}"
                        .formatted(result)
                        .replace('\'', '"'));
    }

    Conversation conversation() {
        return conversation;
    }

    List<Breach> breaches() {
        return breaches;
    }
}
