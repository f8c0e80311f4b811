package dev.mcptestbench;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.ClientAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The words for what managed clients answer when their server asks them for something. */
abstract class McpAnswers extends McpModernFaults {

    /** The user sends the form with the defaults that it has, or opens the URL. */
    public static ClientAnswer accept() {
        return accept(Map.of());
    }

    /** The user sends the form with these fields, and the defaults that it has for others. */
    public static ClientAnswer accept(Map<String, Object> content) {
        return new ClientAnswer.Accept(content);
    }

    /** The user says no to what the server asks for (client/elicitation#response-actions). */
    public static ClientAnswer decline() {
        return action("decline");
    }

    /** The user turns away without an answer (client/elicitation#response-actions). */
    public static ClientAnswer dismiss() {
        return action("cancel");
    }

    private static ClientAnswer action(String action) {
        return new ClientAnswer.Result(Map.of("action", action), Methods.ELICITATION_CREATE);
    }

    /** The model says this, and ends its turn (client/sampling#creating-messages). */
    public static ClientAnswer modelSays(String text) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("role", "assistant");
        result.put("content", Map.of("type", "text", "text", text));
        result.put("model", "mcp-testbench");
        result.put("stopReason", "endTurn");
        return new ClientAnswer.Result(result, Methods.SAMPLING_CREATE_MESSAGE);
    }

    /** The client has these roots, by their {@code file:} URIs (client/roots#listing-roots); none, if none are named. */
    public static ClientAnswer rootsAt(String... uris) {
        List<Map<String, Object>> roots = new ArrayList<>();
        for (String uri : uris) {
            roots.add(Map.of("uri", uri));
        }
        return new ClientAnswer.Result(Map.of("roots", roots), Methods.ROOTS_LIST);
    }

    /** This result, whatever was asked. */
    public static ClientAnswer answerWith(Map<String, Object> result) {
        return new ClientAnswer.Result(result, null);
    }

    /** An error. In 2026-07-28 an input cannot be refused: there the request that asked for it fails instead. */
    public static ClientAnswer refuse(ErrorCode code, String message) {
        return new ClientAnswer.Refuse(code, message);
    }

    /** No answer, ever. */
    public static ClientAnswer neverAnswer() {
        return new ClientAnswer.Never();
    }

    /** Whatever the code makes of the parameters of the server's request; it runs on a worker. */
    public static ClientAnswer computed(ClientAnswer.Computation computation) {
        return new ClientAnswer.Computed(computation);
    }
}
