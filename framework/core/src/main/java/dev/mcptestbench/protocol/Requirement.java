package dev.mcptestbench.protocol;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * One thing that the specification asks of a party, and where it does so. Each stands in one place and is referred to
 * from there: {@link JsonRpcRequirements}, {@link FeatureRequirements}, {@link SessionRequirements},
 * {@link TransportRequirements}; for the modern era also {@link ModernRequirements}, {@link StatelessRequirements} and
 * {@link AnswerRequirements}.
 *
 * @param id a stable short name, such as {@code session-id-sent}
 * @param statement what is asked, in one sentence
 * @param level how strongly it is asked
 * @param section page and heading of the specification, such as {@code basic/transports#session-management}
 * @param revisions the revisions that ask for it, unmodifiable
 * @param parties who is asked, unmodifiable
 */
@API(status = Status.EXPERIMENTAL)
public record Requirement(
        String id, String statement, Level level, String section, Set<Revision> revisions, Set<Party> parties) {

    private static final String SITE = "https://modelcontextprotocol.io/";

    /** What stands elsewhere in the modern revision, by what its section begins with; the first that fits counts. */
    private static final Map<String, String> MODERN_PLACES = modernPlaces();

    public Requirement {
        revisions = Collections.unmodifiableSet(EnumSet.copyOf(revisions));
        parties = Collections.unmodifiableSet(EnumSet.copyOf(parties));
    }

    /** How strongly a thing is asked for, in the words of RFC 2119. */
    @API(status = Status.EXPERIMENTAL)
    public enum Level {
        /** Without exception. */
        MUST,
        /** Forbidden without exception. */
        MUST_NOT,
        /** Unless there is good reason not to. */
        SHOULD,
        /** To be avoided unless there is good reason. */
        SHOULD_NOT;

        /** Tells whether a breach is a violation of the specification, not merely of its advice. */
        public boolean isBinding() {
            return this == MUST || this == MUST_NOT;
        }
    }

    /** Returns all requirements that there are, unmodifiable, by topic. */
    public static List<Requirement> all() {
        return All.LIST;
    }

    /** Held apart so that the lists, which are made of requirements, come to life after this class. */
    private static final class All {
        static final List<Requirement> LIST = Stream.of(
                        JsonRpcRequirements.all(),
                        FeatureRequirements.all(),
                        SessionRequirements.all(),
                        TransportRequirements.all(),
                        ModernRequirements.all(),
                        StatelessRequirements.all(),
                        AnswerRequirements.all())
                .flatMap(List::stream)
                .toList();
    }

    /** Tells whether the given revision asks for it. */
    public boolean appliesTo(Revision revision) {
        return revisions.contains(revision);
    }

    /** Returns where on the web the given revision asks for it. */
    public String url(Revision revision) {
        // Extensions have pages of their own, which no revision owns.
        boolean extension = section.startsWith("seps/");
        return SITE + (extension ? section : "specification/" + revision.text() + "/" + place(revision));
    }

    /** Sections are named as in the latest legacy revision; what stands elsewhere in others is known here alone. */
    private String place(Revision revision) {
        boolean sending = section.equals("basic/transports#sending-messages-to-the-server");
        return switch (revision) {
            case V2024_11_05 -> {
                if (sending) {
                    yield "basic/transports#http-with-sse";
                }
                boolean wholePage = section.equals("basic#messages") || section.equals("basic#meta");
                yield wholePage ? "basic/messages" : section.replace("basic#", "basic/messages#");
            }
            case V2025_03_26 -> section.equals("basic#meta") ? "basic" : section;
            case V2025_06_18, V2025_11_25 -> section;
            case V2026_07_28 ->
                MODERN_PLACES.entrySet().stream()
                        .filter(place -> section.startsWith(place.getKey()))
                        .findFirst()
                        .map(place -> place.getValue()
                                + section.substring(place.getKey().length()))
                        .orElse(section);
        };
    }

    private static Map<String, String> modernPlaces() {
        Map<String, String> places = new LinkedHashMap<>();
        places.put(
                "basic/transports#sending-messages-to-the-server", "basic/transports/streamable-http#sending-messages");
        places.put("basic/transports#stdio", "basic/transports/stdio");
        places.put("basic/utilities/", "basic/patterns/");
        for (String heading :
                List.of("authorization-code-protection", "communication-security", "open-redirection", "token-theft")) {
            places.put("basic/authorization#" + heading, "basic/authorization/security-considerations#" + heading);
        }
        places.put("basic/lifecycle#operation", "basic/versioning#protocol-version-negotiation");
        return places;
    }

    /** Returns level, statement and section in one line. */
    @Override
    public String toString() {
        return id + " [" + level.name().replace('_', ' ') + ", " + section + "]: " + statement;
    }
}
