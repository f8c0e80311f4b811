package dev.mcptestbench.script;

import org.apiguardian.api.API;

/** Where the reply of a tool comes from. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface Answer {

    /** Always this reply, its templates filled in. */
    record Fixed(Reply reply) implements Answer {}

    /** Computed by code of the test's, on a worker. Cannot be written to a scenario file. */
    record Computed(Computation computation) implements Answer {}

    /** Code that answers a call. */
    @FunctionalInterface
    interface Computation {

        /**
         * Answers one call; may run for many calls at once.
         *
         * @throws Exception any: the call fails with an internal error that tells its message
         */
        Reply answer(ToolCall call) throws Exception;
    }
}
