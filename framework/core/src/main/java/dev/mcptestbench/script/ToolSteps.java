package dev.mcptestbench.script;

import dev.mcptestbench.protocol.Methods;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apiguardian.api.API;

/** What a tool does, step by step. Each step takes effect at once. Not thread-safe. */
@API(status = API.Status.EXPERIMENTAL)
public final class ToolSteps {

    private final ScriptSink sink;
    private Feature.Tool tool;

    ToolSteps(ScriptSink sink, Feature.Tool tool) {
        this.sink = sink;
        this.tool = tool;
        sink.put(tool);
    }

    private ToolSteps put(Feature.Tool changed) {
        tool = changed;
        sink.put(tool);
        return this;
    }

    /** What the list of tools says of it. */
    public ToolSteps describedAs(String description) {
        return put(tool.defined("description", description));
    }

    /** The JSON schema of its arguments. By default any object. */
    public ToolSteps takesArguments(Map<String, Object> inputSchema) {
        return put(tool.defined("inputSchema", inputSchema));
    }

    /** The JSON schema of its structured content. By default none. */
    public ToolSteps promises(Map<String, Object> outputSchema) {
        return put(tool.defined("outputSchema", outputSchema));
    }

    /** Any other member of its entry in the list. */
    public ToolSteps listedWith(String member, Object value) {
        return put(tool.defined(member, value));
    }

    /** Notifications on the stream of the call, before the reply. */
    public ToolSteps sends(Notification... notifications) {
        for (Notification notification : notifications) {
            put(tool.streaming(NotificationStream.once(notification)));
        }
        return this;
    }

    /** A notification on the stream of the call, again and again; {@code every} and {@code times} say how. */
    public Stream streams(Notification notification) {
        return new Stream(notification);
    }

    /** How long it works before it replies. By default no time. */
    public ToolSteps takes(Latency latency) {
        return put(tool.taking(latency));
    }

    /**
     * Its calls run as tasks for clients that know the extension {@code io.modelcontextprotocol/tasks}: they get a task at
     * once, and look at it until it is done. Calls of others run as any other.
     */
    public ToolSteps runsAsTask() {
        return runsAsTask(TaskSupport.OPTIONAL);
    }

    /** Its calls run as tasks; clients that do not know tasks are refused, with error -32021. */
    public ToolSteps runsAsTaskOnly() {
        return runsAsTask(TaskSupport.OPTIONAL.only());
    }

    /** Its calls run as tasks, in this way. */
    public ToolSteps runsAsTask(TaskSupport support) {
        return put(tool.running(support));
    }

    /** What it gives back, each time. By default no content. */
    public ToolSteps returns(Reply reply) {
        return put(tool.answering(new Answer.Fixed(reply)));
    }

    /**
     * What it gives back to calls with just these arguments, the first time, the second time and so on; the last again
     * and again. To calls with others it gives back what it {@code returns}; if that is not said, they fail, and the error
     * names the closest call there is a reply to.
     */
    public ToolSteps repliesTo(Map<String, Object> arguments, Reply first, Reply... next) {
        List<CannedReply.Turn> turns = new ArrayList<>();
        turns.add(CannedReply.Turn.of(first.toResult(Template.Values.NONE)));
        for (Reply reply : next) {
            turns.add(CannedReply.Turn.of(reply.toResult(Template.Values.NONE)));
        }
        sink.reply(new CannedReply(Methods.TOOLS_CALL, tool.name(), arguments, turns));
        return this;
    }

    /** What it gives back, computed for each call on a worker thread. */
    public ToolSteps answers(Answer.Computation computation) {
        return put(tool.answering(new Answer.Computed(computation)));
    }

    /** A notification that comes again and again: how often, and how many times. */
    @API(status = API.Status.EXPERIMENTAL)
    public final class Stream {

        private final Notification notification;
        private final int index = tool.streams().size();
        private String every = "0ms";

        private Stream(Notification notification) {
            this.notification = notification;
            put(tool.streaming(NotificationStream.once(notification)));
        }

        /** The time between two. */
        public Stream every(Duration interval) {
            return every(Words.duration(interval));
        }

        /** The time between two, as {@code 10ms} or a template such as {@code {arguments.interval}}. */
        public Stream every(String interval) {
            every = interval;
            return this;
        }

        /** How many. */
        public ToolSteps times(long count) {
            return times(String.valueOf(count));
        }

        /** How many, as a number or a template such as {@code {arguments.count}}. */
        public ToolSteps times(String count) {
            List<NotificationStream> streams = new ArrayList<>(tool.streams());
            streams.set(index, new NotificationStream(notification, every, count));
            return put(new Feature.Tool(
                    tool.name(), tool.definition(), streams, tool.takes(), tool.answer(), tool.task()));
        }
    }
}
