package dev.mcptestbench.script;

import dev.mcptestbench.protocol.ErrorCode;
import dev.mcptestbench.protocol.Headers;
import dev.mcptestbench.protocol.ModernRules;
import dev.mcptestbench.protocol.RequestRefusal;
import dev.mcptestbench.protocol.Revision;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apiguardian.api.API;

/** General faults with their parameters filled in, so that Java and scenario files mean the same by one word. */
@API(status = API.Status.INTERNAL)
public final class ReadyFaults {

    private static final String PAGE =
            "<!doctype html><html><title>Sign in</title><body>Please sign in.</body></html>\n";
    private static final String PROTOCOL_VERSION = "result.protocolVersion";

    /** Where a result of the modern era says how long it may be kept. */
    static final String TTL = "result.ttlMs";

    private ReadyFaults() {}

    /** A web page where a message was expected, as a proxy or a log-in page sends it. */
    public static Fault.Status htmlPage() {
        return new Fault.Status(200, Map.of(Headers.CONTENT_TYPE, "text/html; charset=utf-8"), PAGE);
    }

    /** 429 with {@code Retry-After}, in whole seconds, rounded up. */
    public static Fault.Status tooManyRequests(Duration retryAfter) {
        long seconds = retryAfter.plusNanos(999_999_999).toSeconds();
        return new Fault.Status(429, Map.of("Retry-After", String.valueOf(seconds)), "");
    }

    /** A redirect. */
    public static Fault.Status redirect(int code, String location) {
        return new Fault.Status(code, Map.of("Location", location), "");
    }

    /** A header in place of the reply's own. */
    public static Fault.ChangeHead header(String name, String value) {
        return new Fault.ChangeHead(0, Map.of(name, value), Set.of(), Set.of());
    }

    /** The head without a header. */
    public static Fault.ChangeHead withoutHeader(String name) {
        return new Fault.ChangeHead(0, Map.of(), Set.of(name), Set.of());
    }

    /** The head with a header twice. */
    public static Fault.ChangeHead duplicateHeader(String name) {
        return new Fault.ChangeHead(0, Map.of(), Set.of(), Set.of(name));
    }

    /** A comment in the stream. */
    public static Fault.Insert comment(String text) {
        return new Fault.Insert(": " + text + "\n\n");
    }

    /** A reconnection time in the stream. */
    public static Fault.Insert retry(Duration duration) {
        return new Fault.Insert("retry: " + duration.toMillis() + "\n\n");
    }

    /** An event whose data is empty. */
    public static Fault.Insert emptyEvent() {
        return new Fault.Insert("data: \n\n");
    }

    /** The initialize response names this revision, whatever was asked for. */
    public static Fault.ChangeMessage negotiateVersion(String version) {
        return new Fault.ChangeMessage(Map.of(PROTOCOL_VERSION, version), Set.of());
    }

    /** The initialize response declares no capabilities. */
    public static Fault.ChangeMessage withoutCapabilities() {
        return new Fault.ChangeMessage(Map.of(), Set.of("result.capabilities"));
    }

    // ── modern era ──────────────────────────────────────────────────────────────────────────────────────────────────

    /** Headers that disagree with the body (2026-07-28, basic/transports/streamable-http#server-validation). */
    public static Fault.FailWith headerMismatch() {
        return new Fault.FailWith(ErrorCode.HEADER_MISMATCH, "The headers say otherwise than the body", null);
    }

    /** A revision that is not spoken; what was asked for is the one revision there is (2026-07-28, basic/versioning). */
    public static Fault.FailWith unsupportedVersion(List<String> supported) {
        String requested = Revision.V2026_07_28.text();
        return new Fault.FailWith(
                ErrorCode.UNSUPPORTED_VERSION,
                "Unsupported protocol version " + requested,
                Map.of("supported", List.copyOf(supported), "requested", requested));
    }

    /** A capability that was not declared (2026-07-28, basic#meta). */
    public static Fault.FailWith missingCapability(String capability) {
        RequestRefusal refusal = ModernRules.missingCapability(Map.of(capability, Map.of()));
        return new Fault.FailWith(refusal.code(), refusal.message(), refusal.data());
    }

    /** A result that does not say of which kind it is (2026-07-28, basic#responses). */
    public static Fault.ChangeMessage withoutResultType() {
        return new Fault.ChangeMessage(Map.of(), Set.of("result.resultType"));
    }

    /** Another time for which a result may be kept, in whole milliseconds (2026-07-28, server/utilities/caching). */
    public static Fault.ChangeMessage ttl(Duration ttl) {
        return new Fault.ChangeMessage(Map.of(TTL, ttl.toMillis()), Set.of());
    }
}
