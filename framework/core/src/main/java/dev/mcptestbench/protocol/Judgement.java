package dev.mcptestbench.protocol;

import org.jspecify.annotations.Nullable;

/** Gathers what is wrong with a message of the modern era; the first thing that must not pass decides the refusal. */
final class Judgement {

    private final Findings findings = new Findings(Revision.V2026_07_28);
    private @Nullable RequestRefusal refusal;

    /** Headers and body disagree, or a header is missing or not to be read. */
    void mismatch(Requirement requirement, String detail, String header) {
        findings.add(requirement, detail, header);
        refuse(400, ErrorCode.HEADER_MISMATCH, "Header mismatch: " + header + " " + detail, null);
    }

    /** A field that the protocol defines is missing or of the wrong type. */
    void malformed(Requirement requirement, String detail, String path) {
        findings.add(requirement, detail, path);
        refuse(400, ErrorCode.INVALID_PARAMS, path + " " + detail, null);
    }

    void found(Requirement requirement, String detail, String path) {
        findings.add(requirement, detail, path);
    }

    void refuse(int status, ErrorCode code, String message, @Nullable Object data) {
        if (refusal == null) {
            refusal = new RequestRefusal(status, code, message, data);
        }
    }

    /** Says more in the refusal, if there is one. */
    void explain(String more) {
        RequestRefusal refused = refusal;
        if (refused != null) {
            refusal = new RequestRefusal(
                    refused.status(), refused.code(), refused.message() + ". " + more, refused.data());
        }
    }

    Verdict verdict() {
        return new Verdict(findings.toList(), refusal);
    }
}
