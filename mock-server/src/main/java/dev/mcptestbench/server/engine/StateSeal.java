package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Json;
import dev.mcptestbench.protocol.JsonException;
import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.protocol.ModernRequirements;
import dev.mcptestbench.protocol.ModernRules;
import dev.mcptestbench.protocol.Requirement;
import dev.mcptestbench.protocol.Verdict;
import dev.mcptestbench.time.TestClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs what travels to a client and back, so that nothing but what the server gave is taken (HMAC with SHA-256). The key
 * comes from a name, of the server or of all nodes that share one: a server that is started again under its name knows
 * what it gave before. Thread-safe.
 */
final class StateSeal {

    /** How long a client may take to come back. */
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String ALGORITHM = "HmacSHA256";

    private static final String TAMPERED = "tampered";

    private final SecretKeySpec key;
    private final TestClock clock;

    StateSeal(String sealedBy, TestClock clock) {
        this.key = new SecretKeySpec(("request state of " + sealedBy).getBytes(StandardCharsets.UTF_8), ALGORITHM);
        this.clock = clock;
    }

    /** The text that stands for a state of this request. */
    String seal(RequestState state, Message request) {
        return seal(state, request, new LinkedHashMap<>());
    }

    /** A text that is not taken back, through no fault of who brings it as it is. */
    String tampered(RequestState state, Message request) {
        return seal(state, request, new LinkedHashMap<>(Map.of(TAMPERED, true)));
    }

    private String seal(RequestState state, Message request, Map<String, Object> payload) {
        payload.put("round", state.round());
        payload.put("answers", state.answers());
        payload.put("of", RequestState.subject(request));
        payload.put("until", clock.instant().plus(LIFETIME).toEpochMilli());
        String text = text(Json.writeBytes(payload));
        return text + "." + text(sign(text));
    }

    /** What a request says of how far it has come; new, if it says nothing that {@linkplain #judge holds}. */
    RequestState open(Message request) {
        Map<?, ?> payload = request.params().get("requestState") instanceof String text ? payload(text) : null;
        RequestState state = RequestState.NEW;
        if (payload != null
                && payload.get("round") instanceof Number round
                && payload.get("answers") instanceof Map<?, ?> answers) {
            Map<String, Map<String, Object>> known = new LinkedHashMap<>();
            answers.forEach((name, answer) -> {
                if (answer instanceof Map<?, ?> members) {
                    known.put(String.valueOf(name), RequestState.asMap(members));
                }
            });
            state = new RequestState(round.intValue(), known);
        }
        return state.with(request.params().get("inputResponses"));
    }

    /** What is wrong with the state that a request brings, and how it is refused for that. */
    Verdict judge(Message request) {
        Object state = request.params().get("requestState");
        if (state == null) {
            // Answers to a task bring no state: what they belong to, its id says.
            return request.params().get("inputResponses") instanceof Map<?, ?>
                            && !Methods.TASKS_UPDATE.equals(request.method())
                    ? new Verdict(
                            ModernRules.stateRefused(
                                            ModernRequirements.REQUEST_STATE, "is missing, though answers are there")
                                    .breaches(),
                            null)
                    : new Verdict(List.of(), null);
        }
        Map<?, ?> payload = state instanceof String text ? payload(text) : null;
        if (payload == null) {
            return refused(ModernRequirements.REQUEST_STATE, "is not what this server gave");
        }
        if (payload.get(TAMPERED) != null) {
            return refused(null, "is not what this server gave");
        }
        if (!RequestState.subject(request).equals(payload.get("of"))) {
            return refused(ModernRequirements.REQUEST_STATE_OWN, "was given for another request");
        }
        boolean expired = !(payload.get("until") instanceof Number until)
                || until.longValue() < clock.instant().toEpochMilli();
        return expired ? refused(null, "has expired") : new Verdict(List.of(), null);
    }

    private static Verdict refused(@Nullable Requirement broken, String detail) {
        return ModernRules.stateRefused(broken, detail);
    }

    /** The members of a text that was sealed here, or {@code null} if it was not. */
    private @Nullable Map<?, ?> payload(String sealed) {
        int dot = sealed.indexOf('.');
        if (dot < 0) {
            return null;
        }
        try {
            String text = sealed.substring(0, dot);
            byte[] signature = Base64.getUrlDecoder().decode(sealed.substring(dot + 1));
            return MessageDigest.isEqual(sign(text), signature)
                            && Json.parse(Base64.getUrlDecoder().decode(text)) instanceof Map<?, ?> payload
                    ? payload
                    : null;
        } catch (IllegalArgumentException | JsonException garbled) {
            return null;
        }
    }

    private byte[] sign(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every JVM has " + ALGORITHM, impossible);
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
