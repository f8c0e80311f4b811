package dev.mcptestbench.script;

/** A problem on its way from the place where it is noticed to where reading can go on. Never leaves the reader. */
@SuppressWarnings("serial") // never serialized
final class Flaw extends RuntimeException {

    private final transient ScenarioProblem problem;

    Flaw(ScenarioProblem problem) {
        super(problem.message(), null, false, false);
        this.problem = problem;
    }

    ScenarioProblem problem() {
        return problem;
    }
}
