package dev.mcptestbench.script;

import java.util.List;
import java.util.stream.Collectors;
import org.apiguardian.api.API;

/** Scenario files that cannot be loaded as they are. The message lists every problem. */
@API(status = API.Status.EXPERIMENTAL)
public final class ScenarioFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // the list is one of the JDK's serializable ones, its records never leave the JVM
    private final List<ScenarioProblem> problems;

    ScenarioFormatException(List<ScenarioProblem> problems) {
        super(problems.stream().map(ScenarioProblem::toString).collect(Collectors.joining("\n\n")));
        this.problems = List.copyOf(problems);
    }

    /** The problems, warnings among them, in the order of the file. */
    public List<ScenarioProblem> problems() {
        return problems;
    }
}
