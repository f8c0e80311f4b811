package dev.mcptestbench.protocol;

import dev.mcptestbench.protocol.JsonException.Reason;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks that a message follows JSON-RPC as the specification narrows it down (basic#messages). */
final class JsonRpcRules {

    private static final String NOTIFICATION_PREFIX = "notifications/";

    private JsonRpcRules() {}

    static void check(Message message, Findings findings) {
        Map<String, @Nullable Object> members = message.members();
        Object version = members.get("jsonrpc");
        if (!"2.0".equals(version)) {
            findings.add(
                    JsonRpcRequirements.VERSION,
                    members.containsKey("jsonrpc") ? "is " + Findings.show(version) : "is missing",
                    "jsonrpc");
        }
        boolean hasResult = members.containsKey("result");
        boolean hasError = members.containsKey("error");
        if (members.containsKey("method")) {
            if (hasResult || hasError) {
                findings.add(
                        JsonRpcRequirements.SHAPE,
                        "has a method and also " + (hasResult ? "a result" : "an error"),
                        hasResult ? "result" : "error");
            }
            checkCall(members, findings);
        } else if (hasResult || hasError) {
            checkResponse(members, hasResult, hasError, findings);
        } else if (members.containsKey("id")) {
            findings.add(JsonRpcRequirements.RESPONSE_OUTCOME, "has neither method nor result nor error", "");
        } else {
            findings.add(JsonRpcRequirements.SHAPE, "has neither method nor id", "");
        }
    }

    private static void checkCall(Map<String, @Nullable Object> members, Findings findings) {
        Object params = members.get("params");
        if (!(params instanceof Map) && members.containsKey("params")) {
            findings.add(JsonRpcRequirements.PARAMS_TYPE, "are " + Findings.show(params), "params");
        }
        if (!(members.get("method") instanceof String method)) {
            findings.add(JsonRpcRequirements.METHOD_TYPE, "is " + Findings.show(members.get("method")), "method");
            return;
        }
        Method known = Methods.find(method);
        Object id = members.get("id");
        if (id == null && !members.containsKey("id")) {
            if (known != null && known.kind() == Method.Kind.REQUEST) {
                findings.add(JsonRpcRequirements.REQUEST_ID, "is missing from " + method, "id");
            }
        } else if (known == null ? method.startsWith(NOTIFICATION_PREFIX) : known.kind() == Method.Kind.NOTIFICATION) {
            findings.add(JsonRpcRequirements.NOTIFICATION_ID, method + " has the id " + Findings.show(id), "id");
        } else if (id == null) {
            findings.add(JsonRpcRequirements.REQUEST_ID_NOT_NULL, "is null", "id");
        } else if (!Shape.ID.fits(id)) {
            findings.add(JsonRpcRequirements.REQUEST_ID_TYPE, "is " + Findings.show(id), "id");
        }
    }

    private static void checkResponse(
            Map<String, @Nullable Object> members, boolean hasResult, boolean hasError, Findings findings) {
        if (hasResult && hasError) {
            findings.add(JsonRpcRequirements.RESPONSE_OUTCOME, "has both result and error", "error");
        }
        if (hasResult && !(members.get("result") instanceof Map)) {
            findings.add(JsonRpcRequirements.RESULT_TYPE, "is " + Findings.show(members.get("result")), "result");
        }
        if (hasError) {
            checkError(members.get("error"), findings);
        }
        Object id = members.get("id");
        if (Shape.ID.fits(id)) {
            return;
        }
        // JSON-RPC has an error say null if the id could not be read; the last legacy revision leaves it out.
        boolean excused = hasError
                && !hasResult
                && id == null
                && (members.containsKey("id") || findings.revision().isAtLeast(Revision.V2025_11_25));
        if (!excused) {
            findings.add(
                    JsonRpcRequirements.RESPONSE_ID,
                    members.containsKey("id") ? "is " + Findings.show(id) : "is missing",
                    "id");
        }
    }

    private static void checkError(@Nullable Object error, Findings findings) {
        if (!(error instanceof Map<?, ?> members)) {
            findings.add(JsonRpcRequirements.ERROR_SHAPE, "is " + Findings.show(error), "error");
            return;
        }
        if (!members.containsKey("code")) {
            findings.add(JsonRpcRequirements.ERROR_SHAPE, "is missing", "error.code");
        } else if (!Shape.INTEGER.fits(members.get("code"))) {
            findings.add(JsonRpcRequirements.ERROR_CODE_TYPE, "is " + Findings.show(members.get("code")), "error.code");
        }
        if (!(members.get("message") instanceof String)) {
            findings.add(
                    JsonRpcRequirements.ERROR_SHAPE,
                    members.containsKey("message") ? "is " + Findings.show(members.get("message")) : "is missing",
                    "error.message");
        }
    }

    static void checkDocument(@Nullable Object json, Findings findings) {
        if (json instanceof Map) {
            return;
        }
        if (!(json instanceof List<?> batch)) {
            findings.add(JsonRpcRequirements.SHAPE, "is " + Findings.show(json), "");
            return;
        }
        findings.add(JsonRpcRequirements.SINGLE_MESSAGE, "is an array of " + batch.size(), "");
        if (batch.isEmpty()) {
            findings.add(JsonRpcRequirements.BATCH_CONTENT, "is empty", "");
        }
        int responses = 0;
        for (int i = 0; i < batch.size(); i++) {
            if (!(batch.get(i) instanceof Map<?, ?> item)) {
                findings.add(JsonRpcRequirements.SHAPE, "is " + Findings.show(batch.get(i)), "[" + i + "]");
            } else if (Methods.INITIALIZE.equals(item.get("method"))) {
                findings.add(JsonRpcRequirements.INITIALIZE_IN_BATCH, "is initialize", "[" + i + "]");
            } else if (!item.containsKey("method")) {
                responses++;
            }
        }
        if (responses > 0 && responses < batch.size()) {
            findings.add(
                    JsonRpcRequirements.BATCH_CONTENT, "has " + responses + " responses among " + batch.size(), "");
        }
    }

    static void unreadable(JsonException failure, Findings findings) {
        boolean encoding =
                failure.reason() == Reason.ENCODING && JsonRpcRequirements.ENCODING.appliesTo(findings.revision());
        findings.add(
                encoding ? JsonRpcRequirements.ENCODING : JsonRpcRequirements.SYNTAX,
                String.valueOf(failure.getMessage()),
                "");
    }
}
