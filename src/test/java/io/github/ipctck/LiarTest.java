package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An agent that answers without doing the work is failed by the kernel's word. */
class LiarTest {
    @Test
    void anOperationThatIsClaimedAndThenRefusedIsAFailure(@TempDir Path folder) {
        Product.Outcome outcome = Product.run(
                "run",
                StubAgent.in(folder, "lacks-everything").toString(),
                "--sandbox",
                "bubblewrap",
                "--clause",
                "PIPE-ORDER,QUEUE-FIFO",
                "--out",
                folder.toString());
        assertThat(outcome.out())
                .contains("it failed with missing: there is no queue.new", "0 of   1 passed, 1 failed");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void aShouldThatFailsIsReportedAndDecidesOnlyAStrictRun(@TempDir Path folder) {
        String[] arguments = {
            "run",
            "saboteurs",
            "--environment",
            "IPC_TCK_SABOTEUR=QUEUE-IDLE",
            "--sandbox",
            "bubblewrap",
            "--clause",
            "QUEUE-IDLE",
            "--out",
            folder.toString()
        };
        Product.Outcome lenient = Product.run(arguments);
        assertThat(lenient.out()).contains("fail (SHOULD) QUEUE-IDLE", "saboteurs conforms to what it claims");
        assertThat(lenient.status()).isZero();
        String[] strict = java.util.Arrays.copyOf(arguments, arguments.length + 1);
        strict[arguments.length] = "--strict";
        assertThat(Product.run(strict).status()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "invents-pid        | the kernel knows no process with pid 4242 in the sandbox",
                "same-process       | the kernel says that child is the same process as parent",
                "somebody-elses-pid | the kernel says that child is the same process as parent",
            })
    void forkWithoutAProcessIsAFailure(String mode, String message, @TempDir Path folder) {
        Product.Outcome outcome = Product.run(
                "run",
                StubAgent.in(folder, mode).toString(),
                "--sandbox",
                "bubblewrap",
                "--clause",
                "FORK-TWO-RETURNS",
                "--out",
                folder.toString());
        assertThat(outcome.out()).contains("FAIL").contains(message);
        assertThat(outcome.status()).isEqualTo(1);
    }
}
