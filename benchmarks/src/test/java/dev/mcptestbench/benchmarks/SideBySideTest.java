package dev.mcptestbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class SideBySideTest {

    @Test
    void everyPartRuns() {
        assertThatCode(() -> SideBySide.run(Extent.SMOKE, SideBySide.PARTS)).doesNotThrowAnyException();
    }
}
