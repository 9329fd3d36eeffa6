package io.github.ipctck.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ipctck.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run has written is read again, to the last line that was written. */
class ResultsReaderTest {
    @TempDir
    private static Path folder;

    private static Path written;

    @BeforeAll
    static void run() {
        Product.run("run", "cpython", "--sandbox", "bubblewrap", "--chapter", "event", "--out", folder.toString());
        written = folder.resolve("cpython.bubblewrap.ndjson");
    }

    @Test
    void theWholeRun() {
        RunResult run = ResultsReader.read(written);

        assertThat(run.header().implementation()).isEqualTo("cpython");
        assertThat(run.clauses()).hasSize(run.header().clauses()).allSatisfy(clause -> {
            assertThat(clause.verdict()).isEqualTo(Verdict.PASSED);
            assertThat(clause.trace()).isNotEmpty();
        });
        assertThat(run.footer().complete()).isTrue();
        assertThat(run.footer().conclusion()).isEqualTo(Conclusion.CONFORMS);
    }

    @Test
    void aRunThatWasKilledIsIncompleteAndNeverConforms() throws IOException {
        String text = Files.readString(written);
        Path cut = Files.writeString(folder.resolve("cut.ndjson"), text.substring(0, text.length() * 2 / 3));

        RunResult run = ResultsReader.read(cut);

        assertThat(run.clauses()).isNotEmpty().hasSizeLessThan(run.header().clauses());
        assertThat(run.footer().complete()).isFalse();
        assertThat(run.footer().conclusion()).isEqualTo(Conclusion.UNJUDGED);
    }

    @Test
    void anythingElseIsRefused() throws IOException {
        Path broken = folder.resolve("broken.ndjson");
        List<String> lines = Files.readAllLines(written);
        Files.write(broken, List.of(lines.get(0), "what?", lines.get(1)));

        assertThatThrownBy(() -> ResultsReader.read(broken)).hasMessageContaining("broken.ndjson:2: no line of");
        assertThatThrownBy(() -> ResultsReader.read(folder.resolve("absent"))).hasMessageContaining("can't be read");
        Files.writeString(broken, "");
        assertThatThrownBy(() -> ResultsReader.read(broken)).hasMessageContaining("it has no header");
    }
}
