package dev.mcptestbench.script;

import dev.mcptestbench.script.MessageFault.Spelling;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The words for faults in a scenario file. A fault is written by the first word that can tell it. */
final class FaultVocabulary {

    /** The parameter of a word that takes none. */
    static final Object NONE = new Object();

    private static final Latency AT_ONCE = new Latency.Fixed(Duration.ZERO);

    /**
     * One row of the table.
     *
     * @param write the parameter by which the word tells a fault, {@link #NONE} for the word alone, or {@code null} if it
     *     cannot tell it
     */
    record Word<F extends Fault>(
            String word, Class<F> type, Function<YamlChoice, F> read, Function<F, @Nullable Object> write) {

        @Nullable
        Object parameterOf(Fault fault) {
            return write.apply(type.cast(fault));
        }
    }

    private static final List<Word<?>> OF_TRANSPORT = List.of(
            // connection
            bare("close-connection", new Fault.CloseConnection()),
            bare("reset-connection", new Fault.ResetConnection()),
            bare("half-close-connection", new Fault.HalfCloseConnection()),
            bare("never-answer", new Fault.Hang()),
            bare("close-mid-chunk", new Fault.CloseMidChunk()),
            bare("close-stream", new Fault.CloseStream()),
            bare("crash", new Fault.Crash()),
            bare("drop-all-streams", new Fault.DropAllStreams()),
            new Word<>(
                    "refuse-connections",
                    ServerFault.RefuseConnections.class,
                    choice -> new ServerFault.RefuseConnections(
                            choice.parameter() == null
                                    ? Duration.ZERO
                                    : choice.parameter().duration()),
                    fault -> fault.lasting().isZero() ? NONE : LatencyWords.duration(fault.lasting())),
            // HTTP
            bare("html-page", ReadyFaults.htmlPage()),
            new Word<>(
                    "too-many-requests",
                    Fault.Status.class,
                    choice -> ReadyFaults.tooManyRequests(
                            choice.required("a time to retry after").duration()),
                    FaultVocabulary::retryAfter),
            new Word<>("redirect", Fault.Status.class, FaultVocabulary::readRedirect, FaultVocabulary::writeRedirect),
            new Word<>("status", Fault.Status.class, FaultWords::readStatus, FaultWords::writeStatus),
            new Word<>(
                    "challenge", ChallengeFault.Challenge.class, FaultWords::readChallenge, FaultWords::writeChallenge),
            new Word<>(
                    "spell-challenge",
                    ChallengeFault.SpellChallenge.class,
                    choice -> new ChallengeFault.SpellChallenge(
                            choice.required("a spelling").constant(ChallengeFault.Spelling.class)),
                    fault -> YamlValue.wordOf(fault.spelling())),
            bare("without-session-id", ReadyFaults.withoutHeader("Mcp-Session-Id")),
            text(
                    "change-session-id",
                    "an id",
                    Fault.ChangeHead.class,
                    id -> ReadyFaults.header("Mcp-Session-Id", id),
                    head -> head.set().get("Mcp-Session-Id")),
            text(
                    "content-type",
                    "a media type",
                    Fault.ChangeHead.class,
                    type -> ReadyFaults.header("Content-Type", type),
                    head -> head.set().get("Content-Type")),
            text(
                    "without-header",
                    "a name",
                    Fault.ChangeHead.class,
                    ReadyFaults::withoutHeader,
                    head -> first(head.remove())),
            text(
                    "duplicate-header",
                    "a name",
                    Fault.ChangeHead.class,
                    ReadyFaults::duplicateHeader,
                    head -> first(head.repeat())),
            new Word<>("change-head", Fault.ChangeHead.class, FaultWords::readHead, FaultWords::writeHead),
            number(
                    "oversize-head",
                    "a number of bytes",
                    Fault.OversizeHead.class,
                    Fault.OversizeHead::new,
                    Fault.OversizeHead::bytes),
            number(
                    "oversize-body",
                    "a number of bytes",
                    Fault.OversizeBody.class,
                    Fault.OversizeBody::new,
                    Fault.OversizeBody::bytes),
            latency(
                    "slow-head",
                    "a latency for each byte",
                    Fault.SlowHead.class,
                    Fault.SlowHead::new,
                    Fault.SlowHead::perByte),
            new Word<>(
                    "throttle",
                    Fault.Throttle.class,
                    choice -> new Fault.Throttle(
                            choice.required("a number of bytes a second").whole()),
                    Fault.Throttle::bytesPerSecond),
            bare("bad-chunk", new Fault.BadChunk()),
            // server-sent events
            text("comment", "a text", Fault.Insert.class, ReadyFaults::comment, insert -> between(": ", insert.text())),
            new Word<>(
                    "retry",
                    Fault.Insert.class,
                    choice -> ReadyFaults.retry(choice.required("a time").duration()),
                    FaultVocabulary::retry),
            bare("empty-event", ReadyFaults.emptyEvent()),
            text("insert", "a text", Fault.Insert.class, Fault.Insert::new, Fault.Insert::text),
            new Word<>(
                    "spell-events",
                    Fault.SpellEvents.class,
                    choice ->
                            new Fault.SpellEvents(choice.required("a spelling").constant(Fault.EventSpelling.class)),
                    fault -> YamlValue.wordOf(fault.spelling())),
            bare("duplicate", new Fault.Duplicate()),
            bare("answer-on-standing-stream", new Fault.AnswerOnStandingStream()),
            new Word<>(
                    "replay",
                    Fault.Replay.class,
                    choice -> new Fault.Replay(choice.required("an extent").constant(Fault.Extent.class)),
                    fault -> YamlValue.wordOf(fault.extent())));

    private static final List<Word<?>> OF_MESSAGES = List.of(
            // JSON-RPC
            misspelled("malformed-json", Spelling.MALFORMED_JSON),
            misspelled("wrong-id", Spelling.WRONG_ID),
            misspelled("null-id", Spelling.NULL_ID),
            misspelled("id-of-other-type", Spelling.ID_OF_OTHER_TYPE),
            misspelled("float-id", Spelling.FLOAT_ID),
            misspelled("without-id", Spelling.WITHOUT_ID),
            misspelled("without-version", Spelling.WITHOUT_VERSION),
            misspelled("result-and-error", Spelling.RESULT_AND_ERROR),
            misspelled("neither-result-nor-error", Spelling.NEITHER_RESULT_NOR_ERROR),
            misspelled("null-members", Spelling.NULL_MEMBERS),
            misspelled("unknown-members", Spelling.UNKNOWN_MEMBERS),
            misspelled("batch", Spelling.BATCH),
            misspelled("batch-with-others", Spelling.BATCH_WITH_OTHERS),
            number(
                    "deep-nesting",
                    "a number of levels",
                    MessageFault.Nest.class,
                    MessageFault.Nest::new,
                    MessageFault.Nest::levels),
            number(
                    "large-result",
                    "a number of bytes",
                    MessageFault.Enlarge.class,
                    MessageFault.Enlarge::new,
                    MessageFault.Enlarge::bytes),
            new Word<>(
                    "duplicate-response",
                    MessageFault.DuplicateResponse.class,
                    FaultVocabulary::readDuplicate,
                    FaultVocabulary::writeDuplicate),
            bare("never-respond", new MessageFault.Withhold()),
            latency(
                    "respond-late",
                    "a latency",
                    MessageFault.RespondLate.class,
                    MessageFault.RespondLate::new,
                    MessageFault.RespondLate::after),
            bare("respond-first", new MessageFault.Overtake()),
            new Word<>("fail", Fault.FailWith.class, FaultWords::readFail, FaultWords::writeFail),
            text(
                    "negotiate-version",
                    "a version",
                    Fault.ChangeMessage.class,
                    ReadyFaults::negotiateVersion,
                    change -> change.set().get("result.protocolVersion") instanceof String version ? version : null),
            bare("without-capabilities", ReadyFaults.withoutCapabilities()),
            new Word<>("change-message", Fault.ChangeMessage.class, FaultWords::readChange, FaultWords::writeChange),
            // session
            bare("expire-session", new Fault.ExpireSession()),
            // tool
            text(
                    "tool-error",
                    "a text",
                    MessageFault.ToolError.class,
                    MessageFault.ToolError::new,
                    MessageFault.ToolError::text),
            bare("hang-until-cancelled", new ToolFault.HangUntilCancelled()),
            misspelled("broken-structured-content", Spelling.BROKEN_STRUCTURED_CONTENT),
            new Word<>(
                    "withdraw-tool",
                    ToolFault.ChangeTool.class,
                    FaultVocabulary::readWithdraw,
                    FaultVocabulary::writeWithdraw),
            new Word<>(
                    "change-tool", ToolFault.ChangeTool.class, FaultVocabulary::readTool, FaultVocabulary::writeTool),
            // process
            number(
                    "exit-process",
                    "an exit code",
                    Fault.ExitProcess.class,
                    Fault.ExitProcess::new,
                    Fault.ExitProcess::code),
            new Word<>(
                    "print-to-stderr",
                    Fault.PrintToStderr.class,
                    FaultWords::readPrint,
                    fault -> fault.times() == 1 ? fault.line() : FaultWords.writePrint(fault)));

    /** Those of the modern era come before more general words that could tell the same. */
    static final List<Word<?>> ROWS = Stream.of(OF_TRANSPORT, ModernVocabulary.ROWS, OF_MESSAGES, OAuthVocabulary.ROWS)
            .<Word<?>>flatMap(List::stream)
            .toList();

    private FaultVocabulary() {}

    // ── kinds of rows ───────────────────────────────────────────────────────────────────────────────────────────────

    @SuppressWarnings("unchecked") // the class of an F is a Class<F>
    static <F extends Fault> Word<F> bare(String word, F fault) {
        return new Word<>(
                word,
                (Class<F>) fault.getClass(),
                choice -> {
                    choice.requireNone();
                    return fault;
                },
                other -> other.equals(fault) ? NONE : null);
    }

    private static Word<MessageFault.Misspell> misspelled(String word, Spelling spelling) {
        return bare(word, new MessageFault.Misspell(spelling));
    }

    /** A word for some faults of a general kind: it tells those that it would read again as they are. */
    static <F extends Fault> Word<F> text(
            String word,
            String what,
            Class<F> type,
            Function<String, ? extends F> make,
            Function<F, @Nullable String> parameter) {
        return new Word<>(word, type, choice -> make.apply(choice.required(what).text()), fault -> {
            String text = parameter.apply(fault);
            return text != null && make.apply(text).equals(fault) ? text : null;
        });
    }

    private static <F extends Fault> Word<F> number(
            String word, String what, Class<F> type, Function<Integer, F> make, Function<F, Integer> parameter) {
        return new Word<>(word, type, choice -> make.apply(choice.required(what).wholeInt()), parameter::apply);
    }

    private static <F extends Fault> Word<F> latency(
            String word, String what, Class<F> type, Function<Latency, F> make, Function<F, Latency> parameter) {
        return new Word<>(
                word,
                type,
                choice -> make.apply(LatencyWords.read(choice.required(what))),
                fault -> LatencyWords.write(parameter.apply(fault)));
    }

    // ── parameters ──────────────────────────────────────────────────────────────────────────────────────────────────

    private static @Nullable String first(Iterable<String> names) {
        return names.iterator().hasNext() ? names.iterator().next() : null;
    }

    private static @Nullable String between(String prefix, String text) {
        return text.startsWith(prefix) && text.endsWith("\n\n")
                ? text.substring(prefix.length(), text.length() - 2)
                : null;
    }

    private static @Nullable Object retryAfter(Fault.Status status) {
        String seconds = status.headers().get("Retry-After");
        return ifSame(
                status,
                seconds,
                text -> ReadyFaults.tooManyRequests(Duration.ofSeconds(Long.parseLong(text))),
                text -> LatencyWords.duration(Duration.ofSeconds(Long.parseLong(text))));
    }

    private static @Nullable Object retry(Fault.Insert insert) {
        return ifSame(
                insert,
                between("retry: ", insert.text()),
                text -> ReadyFaults.retry(Duration.ofMillis(Long.parseLong(text))),
                text -> LatencyWords.duration(Duration.ofMillis(Long.parseLong(text))));
    }

    /** The parameter, if there is one that makes just this fault. */
    private static <F extends Fault> @Nullable Object ifSame(
            F fault, @Nullable String text, Function<String, F> make, Function<String, Object> parameter) {
        boolean number = text != null && text.matches("\\d{1,9}");
        return number && make.apply(text).equals(fault) ? parameter.apply(text) : null;
    }

    private static Fault.Status readRedirect(YamlChoice choice) {
        YamlMap map = choice.required("code and location").map("a redirect", List.of("code", "location"));
        return ReadyFaults.redirect(
                map.read("code", YamlValue::wholeInt, 307),
                map.require("location").text());
    }

    private static @Nullable Object writeRedirect(Fault.Status status) {
        String location = status.headers().get("Location");
        if (location == null || !ReadyFaults.redirect(status.code(), location).equals(status)) {
            return null;
        }
        return pair("code", status.code(), "location", location);
    }

    private static MessageFault.DuplicateResponse readDuplicate(YamlChoice choice) {
        if (choice.parameter() == null) {
            return new MessageFault.DuplicateResponse(AT_ONCE, MessageFault.Place.SAME_STREAM);
        }
        YamlMap map = choice.parameter().map("a duplicate", List.of("after", "on"));
        return new MessageFault.DuplicateResponse(
                map.read("after", LatencyWords::read, AT_ONCE),
                map.read("on", value -> value.constant(MessageFault.Place.class), MessageFault.Place.SAME_STREAM));
    }

    private static Object writeDuplicate(MessageFault.DuplicateResponse fault) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (!fault.after().equals(AT_ONCE)) {
            map.put("after", LatencyWords.write(fault.after()));
        }
        if (fault.place() != MessageFault.Place.SAME_STREAM) {
            map.put("on", YamlValue.wordOf(fault.place()));
        }
        return map.isEmpty() ? NONE : map;
    }

    private static ToolFault.ChangeTool readWithdraw(YamlChoice choice) {
        YamlValue value = choice.required("the name of a tool");
        if (!value.isMap()) {
            return new ToolFault.ChangeTool(value.text(), null, true);
        }
        YamlMap map = value.map("a tool to withdraw", List.of("tool", "told"));
        return new ToolFault.ChangeTool(map.require("tool").text(), null, map.read("told", YamlValue::truth, true));
    }

    private static @Nullable Object writeWithdraw(ToolFault.ChangeTool fault) {
        if (fault.definition() != null) {
            return null;
        }
        return fault.told() ? fault.tool() : pair("tool", fault.tool(), "told", false);
    }

    private static ToolFault.ChangeTool readTool(YamlChoice choice) {
        YamlMap map = choice.required("tool and set").map("a tool to change", List.of("tool", "set", "told"));
        return new ToolFault.ChangeTool(
                map.require("tool").text(), map.require("set").plainMap(), map.read("told", YamlValue::truth, true));
    }

    private static @Nullable Object writeTool(ToolFault.ChangeTool fault) {
        Map<String, Object> definition = fault.definition();
        if (definition == null) {
            return null;
        }
        Map<String, Object> map = pair(
                "tool",
                fault.tool(),
                "set",
                java.util.Objects.requireNonNull(dev.mcptestbench.protocol.Json.plain(definition)));
        if (!fault.told()) {
            map.put("told", false);
        }
        return map;
    }

    private static Map<String, Object> pair(String name, Object value, String other, Object otherValue) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(name, value);
        map.put(other, otherValue);
        return map;
    }
}
