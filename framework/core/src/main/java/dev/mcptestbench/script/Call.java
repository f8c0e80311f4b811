package dev.mcptestbench.script;

import java.util.Map;
import org.apiguardian.api.API;

/**
 * A tool call that a client shall make.
 *
 * @param client the client's name
 * @param tool the tool
 * @param arguments its arguments
 */
@API(status = API.Status.EXPERIMENTAL)
public record Call(String client, String tool, Map<String, Object> arguments) {

    @Override
    public String toString() {
        return client + " calls \"" + tool + "\" " + arguments;
    }
}
