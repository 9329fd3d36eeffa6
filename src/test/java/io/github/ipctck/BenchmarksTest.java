package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is told of speed and kill rates is what was measured. */
class BenchmarksTest {
    private static final Path PAGE = Product.HOME.resolve("docs/benchmarks.md");

    @Test
    void thePageIsMadeOfTheFigures() throws IOException {
        String kept = Files.readString(PAGE);
        try {
            Shell.lines(Product.HOME.resolve("benchmarks/run") + " page");
            assertThat(PAGE).hasContent(kept);
        } finally {
            Files.writeString(PAGE, kept);
        }
    }

    @Test
    void helpHasExamplesAndExitCodes() {
        assertThat(String.join("\n", Shell.lines(Product.HOME.resolve("benchmarks/run") + " --help")))
                .contains("examples:", "benchmarks/run speed growth", "Exit status: 0");
    }
}
