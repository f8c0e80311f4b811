package dev.mcptestbench.script;

import java.util.function.UnaryOperator;
import org.apiguardian.api.API;

/** Takes what is scripted, piece by piece: a scenario that is being written, or a server that already runs. */
@API(status = API.Status.INTERNAL)
public interface ScriptSink {

    /** Offers a feature; one of the same kind and name is replaced. */
    void put(Feature feature);

    /** Withdraws a feature, if it is offered. */
    void remove(Class<? extends Feature> kind, String name);

    /** Adds a rule behind those there are. */
    void add(Rule rule);

    /** Puts a rule in the place of another. */
    void replace(Rule rule, Rule by);

    /** Has this said to requests that it is about. */
    void reply(CannedReply reply);

    /** Changes the settings. */
    void change(UnaryOperator<ServerSettings> change);
}
