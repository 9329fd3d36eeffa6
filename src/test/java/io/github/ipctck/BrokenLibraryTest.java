package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The C agent covers nothing up: a mistake in the library under it fails the clause about that. */
class BrokenLibraryTest {
    private static final Path REFERENCE = Product.HOME.resolve("containers/posix-c/src");
    private static final Path KIT = Product.HOME.resolve("containers/agents/c");

    /** One for all mistakes, so that only what a mistake changes is compiled again. */
    @TempDir
    private static Path folder;

    @BeforeAll
    static void copyTheReference() throws IOException {
        Shell.lines("cp -r " + REFERENCE + " " + folder);
        Files.writeString(
                folder.resolve("Makefile"), "LIBRARY := $(wildcard src/*.c)\ninclude " + KIT.resolve("kit.mk") + "\n");
        Files.writeString(folder.resolve("implementation.yaml"), """
                name: broken
                language: C
                build: [make, -s]
                agent: [/opt/ipc-tck/agent]
                mounts: [{source: build/agent, target: /opt/ipc-tck/agent}]
                profiles: [all]
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "child.c      | -WTERMSIG(status)                     | 128 + WTERMSIG(status)              | PROC-EXITCODE-SIGNAL",
                "connection.c | same(digest, proof.digest, sizeof digest) | true                            | SOCKET-AUTH-REFUSED",
                "lock.c       | shared->recursive && lock_is_mine     | lock_is_mine                        | LOCK-NOT-REENTRANT",
                "pipe.c       | close(end->descriptor);               | shutdown(end->descriptor, 2), close(end->descriptor); | PIPE-CLOSE-LOCAL",
                "pipe.c       | length > most                         | length >= most                      | PIPE-BYTES-MAX",
                "pool.c       | pool->closed = true;                  | (void)0;                            | POOL-CLOSE-REFUSES",
                "queue.c      | bounded = maxsize > 0                 | bounded = maxsize > 1               | QUEUE-MAXSIZE-EXACT",
                "queue.c      | deadline_in(timeout)                  | deadline_in(timeout / 2)            | QUEUE-GET-TIMEOUT",
                "result.c     | has_come : so_many_have_come          | so_many_have_come : has_come        | POOL-IMAP",
                "shared.c     | MAP_SHARED                            | MAP_PRIVATE                         | VALUE-SHARED",
                "value.c      | (distance - 1) / step) + 1            | distance / step)                    | ARRAY-SLICE-READ",
                "waiting.c    | return change(event, false)           | (void)event; return 0               | EVENT-CLEAR",
            })
    void aMistakeFailsItsClause(String file, String right, String wrong, String clause) throws IOException {
        Path source = folder.resolve("src").resolve(file);
        String text = Files.readString(source);
        assertThat(text).contains(right);
        try {
            Files.writeString(source, text.replace(right, wrong));
            Product.Outcome outcome = Product.run(
                    "run",
                    folder.toString(),
                    "--sandbox",
                    "bubblewrap",
                    "--clause",
                    clause,
                    "--await",
                    "2000",
                    "--out",
                    folder.resolve("out").toString());
            assertThat(outcome.status()).as(outcome.out() + outcome.err()).isEqualTo(1);
            assertThat(outcome.out()).contains("FAIL " + clause);
        } finally {
            Files.writeString(source, text);
        }
    }
}
