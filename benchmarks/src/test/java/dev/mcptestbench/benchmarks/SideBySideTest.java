package dev.mcptestbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import org.junit.jupiter.api.Test;

class SideBySideTest {

    @Test
    void everyPartRuns() {
        assertThatCode(() ->
                        SideBySide.run(Extent.SMOKE, List.of("calls", "start", "cycle", "clients", "streams", "pace")))
                .doesNotThrowAnyException();
    }
}
