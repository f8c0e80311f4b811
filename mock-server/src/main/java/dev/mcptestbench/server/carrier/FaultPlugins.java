package dev.mcptestbench.server.carrier;

import dev.mcptestbench.plugin.FaultProvider;
import dev.mcptestbench.wire.Playback;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.apiguardian.api.API;

/** The faults that plugins on the class path bring. */
@API(status = API.Status.INTERNAL)
public final class FaultPlugins {

    private FaultPlugins() {}

    /** What decorates a reply, by the plugin's word for it. */
    public static Map<String, Playback.FaultPlugin> load() {
        Map<String, Playback.FaultPlugin> plugins = new HashMap<>();
        for (FaultProvider provider : ServiceLoader.load(FaultProvider.class)) {
            plugins.put(provider.word(), provider::decorate);
        }
        return plugins;
    }
}
