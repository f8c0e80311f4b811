package dev.mcptestbench.plugin;

import java.util.List;
import org.apiguardian.api.API;

/** A fixture that has expectations of its own, such as a mock server whose scripted rules should have fired. */
@API(status = API.Status.EXPERIMENTAL)
public interface SelfChecking {

    /**
     * What was expected and did not come about. Asked once, after a test that did not fail otherwise.
     *
     * @return a text for each, ready to be read; empty if all is well
     */
    List<String> unmetExpectations(TestSettings settings);
}
