package dev.mcptestbench.auth.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;

/** A request that goes no further, with the error of RFC 6749 that it is answered with. Nothing has been changed by it. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final String description;
    private final String header;
    private final String value;

    RefusedException(String code, String description) {
        this(400, code, description, "", "");
    }

    RefusedException(int status, String code, String description, String header, String value) {
        super(code + ": " + description, null, false, false);
        this.status = status;
        this.code = code;
        this.description = description;
        this.header = header;
        this.value = value;
    }

    AuthReply reply() {
        AuthReply reply = AuthReply.json(status, members());
        return header.isEmpty() ? reply : reply.with(header, value);
    }

    /** The error as parameters. */
    Map<String, String> members() {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("error", code);
        members.put("error_description", description);
        return members;
    }
}
