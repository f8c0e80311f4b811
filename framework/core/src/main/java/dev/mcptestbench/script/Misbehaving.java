package dev.mcptestbench.script;

import org.apiguardian.api.API;

/** Whatever can be made to misbehave: a scenario, a mock server that runs, a proxy in front of a real one. */
@API(status = API.Status.EXPERIMENTAL)
public interface Misbehaving {

    /** Where what is scripted goes. */
    ScriptSink script();

    /** Begins a rule: how it misbehaves when this happens. The rule stands once its action is said. */
    default RuleSteps on(Trigger trigger) {
        return new RuleSteps(script(), trigger, Source.ofCaller());
    }
}
