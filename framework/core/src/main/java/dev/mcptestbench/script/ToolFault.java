package dev.mcptestbench.script;

import java.util.Map;
import org.apiguardian.api.API;
import org.jspecify.annotations.Nullable;

/** What goes wrong with a tool itself, rather than with one reply. */
@API(status = API.Status.EXPERIMENTAL)
public sealed interface ToolFault extends Fault {

    /** The call goes on until the client cancels it, and then ends without a response. Its notifications are sent. */
    record HangUntilCancelled() implements ToolFault {
        @Override
        public String toString() {
            return "hang until the client cancels";
        }
    }

    /**
     * A tool is withdrawn, or listed otherwise than before, from here on.
     *
     * @param tool the tool
     * @param definition the members of its entry in the list that change, or {@code null} if the tool vanishes
     * @param told whether clients are told that the list has changed
     */
    record ChangeTool(String tool, @Nullable Map<String, Object> definition, boolean told) implements ToolFault {
        /** Copies the definition. */
        public ChangeTool {
            definition = definition == null ? null : Copies.map(definition);
        }

        /** The tool as it is from here on, or {@code null} if it is no more. */
        public Feature.@Nullable Tool appliedTo(Feature.Tool before) {
            if (definition == null) {
                return null;
            }
            Feature.Tool after = before;
            for (Map.Entry<String, Object> member : definition.entrySet()) {
                after = after.defined(member.getKey(), member.getValue());
            }
            return after;
        }

        @Override
        public String toString() {
            String what = definition == null
                    ? "withdraw the tool \"" + tool + '"'
                    : "change " + String.join(", ", definition.keySet()) + " of the tool \"" + tool + '"';
            return what + (told ? "" : " without telling");
        }
    }
}
