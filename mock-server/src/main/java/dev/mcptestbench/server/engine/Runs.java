package dev.mcptestbench.server.engine;

import dev.mcptestbench.protocol.Message;
import dev.mcptestbench.protocol.Methods;
import dev.mcptestbench.script.Answer;
import dev.mcptestbench.script.Fault;
import dev.mcptestbench.script.Feature;
import dev.mcptestbench.script.Reply;
import dev.mcptestbench.script.TaskSupport;
import dev.mcptestbench.time.TestClock;
import dev.mcptestbench.wire.Playback;
import dev.mcptestbench.wire.Workers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Starts what takes time, or code of the test's, to answer: tools, and prompts and resources that are computed. */
final class Runs {

    private final Catalogue catalogue;
    private final Playback playback;
    private final TestClock clock;
    private final Workers workers;
    private final ToolArguments arguments = new ToolArguments();

    /** Runs the code of a request anew, for another errand. */
    @FunctionalInterface
    interface Rerun {
        void start(Errand errand);
    }

    Runs(Catalogue catalogue, Playback playback, TestClock clock, Workers workers) {
        this.catalogue = catalogue;
        this.playback = playback;
        this.clock = clock;
        this.workers = workers;
    }

    /**
     * Starts the run that answers a request, if it takes one.
     *
     * @param read what becomes of the result of a read before it is sent
     * @return whether it has started
     */
    boolean start(Errand errand, Fault.@Nullable FailWith failure, UnaryOperator<Map<String, Object>> read)
            throws Refusal {
        if (failure == null && CannedRun.answers(errand, playback, clock, workers)) {
            return true;
        }
        Message request = errand.request();
        String method = String.valueOf(request.method());
        if (method.equals(Methods.TOOLS_CALL)) {
            Feature.Tool tool = catalogue.tool(request.params().get("name"));
            if (failure == null && arguments.areNewFor(tool)) {
                workers.execute(() -> call(errand, tool, null));
            } else {
                call(errand, tool, failure);
            }
            return true;
        }
        if (failure != null) {
            return false;
        }
        if (method.equals(Methods.PROMPTS_GET)) {
            Feature.Prompt prompt = catalogue.prompt(request);
            return compute(
                    errand, prompt.name(), prompt.computation(), reply -> catalogue.shown(prompt, messages(reply)));
        }
        if (method.equals(Methods.RESOURCES_READ)) {
            String uri = Objects.toString(request.params().get("uri"), "");
            Feature.Resource resource = playback.feature(Feature.Resource.class, uri);
            return resource != null
                    && compute(errand, uri, resource.computation(), reply -> read.apply(contents(uri, reply)));
        }
        return false;
    }

    private void call(Errand errand, Feature.Tool tool, Fault.@Nullable FailWith failure) {
        // A scripted failure comes first: then it does not matter what the tool would have said.
        if (failure == null && arguments.refuse(tool, errand)) {
            return;
        }
        Function<Reply, Map<String, Object>> shape = reply -> reply.toResult(errand.values());
        TaskSupport support = tool.task();
        Task task;
        try {
            task = support != null && failure == null && errand instanceof ModernErrand modern
                    ? modern.toTask(support)
                    : null;
        } catch (Refusal refusal) {
            refusal.of(errand);
            return;
        }
        if (task == null) {
            start(errand, tool, failure, shape);
        } else {
            task.begin(begun -> start(begun, tool, null, shape));
        }
    }

    /** Starts the run of a tool that goes on until the client cancels it. */
    void hang(Errand errand) throws Refusal {
        Feature.Tool tool = catalogue.tool(errand.request().params().get("name"));
        new ToolRun(errand, tool, null, clock, workers, playback::sample, reply -> Map.of()).hang();
    }

    private boolean compute(
            Errand errand,
            String name,
            Answer.@Nullable Computation computation,
            Function<Reply, Map<String, Object>> shape) {
        if (computation == null) {
            return false;
        }
        Answer answer = new Answer.Computed(computation);
        start(errand, new Feature.Tool(name, Map.of(), List.of(), null, answer), null, shape);
        return true;
    }

    private void start(
            Errand errand,
            Feature.Tool tool,
            Fault.@Nullable FailWith failure,
            Function<Reply, Map<String, Object>> shape) {
        new ToolRun(errand, tool, failure, clock, workers, playback::sample, shape).start();
    }

    private static List<Map<String, Object>> messages(Reply reply) {
        List<Map<String, Object>> messages = new ArrayList<>();
        reply.content().forEach(block -> messages.add(Map.of("role", "user", "content", block)));
        return messages;
    }

    private static Map<String, Object> contents(String uri, Reply reply) {
        List<Object> contents = new ArrayList<>();
        for (Map<String, Object> block : reply.content()) {
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("uri", uri);
            if (block.get("resource") instanceof Map<?, ?> embedded) {
                embedded.forEach((name, value) -> content.put(String.valueOf(name), value));
            } else if (block.get("data") != null) {
                content.put("mimeType", Objects.toString(block.get("mimeType"), "application/octet-stream"));
                content.put("blob", Objects.requireNonNull(block.get("data")));
            } else {
                content.put("mimeType", "text/plain");
                content.put("text", Objects.toString(block.get("text"), ""));
            }
            contents.add(content);
        }
        return Map.of("contents", contents);
    }
}
