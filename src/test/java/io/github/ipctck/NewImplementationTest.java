package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code new} makes runs at once: some clauses pass, and the others say what is missing. */
class NewImplementationTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "python, PIPE-DUPLEX-DEFAULT, PIPE-BYTES, the pipe end has no send_bytes",
        "c, PIPE-DUPLEX-DEFAULT, PIPE-POLL, the implementation has no ipc_pipe_poll",
        "protocol, FORK-TWO-RETURNS, STATE-SLEEPING, method not found: wait"
    })
    void aBeginningIsJudged(String kit, String passing, String failing, String missing) {
        begin("demo", kit);
        String demo = folder.resolve("demo").toString();

        Product.Outcome run = Product.run(
                "run", demo, "--sandbox", "bubblewrap", "--clause", passing + "," + failing, "--out", folder + "/out");

        assertThat(run.status()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out()).contains("FAIL " + failing, missing).doesNotContain("FAIL " + passing);
    }

    @Test
    void aFolderThatExistsIsLeftAlone() {
        begin("demo", "python");

        Product.run("new", "demo", "--kit", "c", "--dir", folder.toString())
                .isOneClearError(2, "demo exists already", "another name");
    }

    @Test
    void aNameThatNoLanguageTakes() {
        Product.run("new", "my-port", "--kit", "c", "--dir", folder.toString())
                .isOneClearError(2, "'my-port' can't be the name", "small letters");
    }

    @Test
    void anUnknownKit() {
        Product.run("new", "demo", "--kit", "rust").isOneClearError(2, "no kit 'rust'", "c, protocol, python");
    }

    private void begin(String name, String kit) {
        Product.Outcome made = Product.run("new", name, "--kit", kit, "--dir", folder.toString());
        assertThat(made.status()).as(made.err()).isEqualTo(0);
        assertThat(made.out()).contains("./ipc-tck run");
    }
}
