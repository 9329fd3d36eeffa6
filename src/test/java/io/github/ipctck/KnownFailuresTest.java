package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Known failures are a ratchet: an entry that says nothing true any more fails the run, which says how to mend that. */
class KnownFailuresTest {
    @TempDir
    private Path folder;

    private Path port;
    private Path list;

    @BeforeEach
    void anImplementationThatLacksMuch() throws IOException {
        Product.run("new", "port", "--kit", "python", "--dir", folder.toString());
        port = folder.resolve("port");
        list = port.resolve("known-failures.yaml");
        Files.writeString(
                port.resolve("implementation.yaml"),
                Files.readString(port.resolve("implementation.yaml")) + "known-failures: known-failures.yaml\n");
    }

    @Test
    void aFailureThatIsExplainedFailsNoRun() throws IOException {
        Files.writeString(list, "- clause: PIPE-BYTES\n  reason: Not done yet.\n");

        Product.Outcome run = run("PIPE-BYTES");

        assertThat(run.status()).as(run.out()).isEqualTo(0);
        assertThat(run.out()).contains("known failure PIPE-BYTES", "conforms to what it claims");
    }

    @Test
    void anEntryWhoseClausePassesNowIsTakenOutByTheCommandThatTheRunPrints() throws IOException {
        Files.writeString(list, """
                # Ours.
                - clause: PIPE-DUPLEX-DEFAULT
                  reason: |
                    It was so,
                    once.
                # Still true.
                - clause: PIPE-BYTES
                  reason: Not done yet.
                """);

        Product.Outcome run = run("PIPE-BYTES,PIPE-DUPLEX-DEFAULT");

        assertThat(run.status()).as(run.out()).isEqualTo(1);
        String command = "known-failures " + port + " --remove PIPE-DUPLEX-DEFAULT";
        assertThat(run.out()).contains("FIXED PIPE-DUPLEX-DEFAULT", "update:   ./ipc-tck " + command);
        assertThat(Product.run(command.split(" ", -1)).status()).isEqualTo(0);
        assertThat(list).hasContent("""
                        # Ours.
                        # Still true.
                        - clause: PIPE-BYTES
                          reason: Not done yet.
                        """);
        assertThat(run("PIPE-BYTES,PIPE-DUPLEX-DEFAULT").status()).isEqualTo(0);
    }

    @Test
    void anEntryForWhatIsNotClaimedMatchesNothing() throws IOException {
        Files.writeString(list, "- clause: QUEUE-FIFO\n  reason: No queues yet.\n");

        Product.Outcome run = run("QUEUE-FIFO,PIPE-DUPLEX-DEFAULT");

        assertThat(run.status()).as(run.out()).isEqualTo(1);
        assertThat(run.out()).contains("FIXED QUEUE-FIFO", "not judged", "--remove QUEUE-FIFO");
    }

    @Test
    void anEntryForAClauseThatDoesNotExist() throws IOException {
        Files.writeString(list, "- clause: QUEUE-FOFI\n  reason: No queues yet.\n");

        run("PIPE-BYTES").isOneClearError(2, "QUEUE-FOFI", "does not exist", "--remove QUEUE-FOFI");
    }

    @Test
    void anEntryWithoutReason() throws IOException {
        Files.writeString(list, "- clause: PIPE-BYTES\n  reason: ''\n");

        run("PIPE-BYTES").isOneClearError(2, "PIPE-BYTES", "gives no reason");
    }

    private Product.Outcome run(String clauses) {
        return Product.run(
                "run",
                port.toString(),
                "--sandbox",
                "bubblewrap",
                "--clause",
                clauses,
                "--out",
                folder.resolve("out").toString());
    }
}
