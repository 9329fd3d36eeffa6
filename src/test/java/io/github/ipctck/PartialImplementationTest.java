package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A manifest may say that the implementation claims only what it has, as a student's small module does. */
class PartialImplementationTest {
    private static final String QUEUE = """
            import os, pickle, sys

            class Queue:
                def __init__(self, maxsize=0):
                    if any("multiprocessing" in name for name in sys.modules):
                        raise RuntimeError("somebody has imported it")
                    self.reader, self.writer = os.pipe()

                def put(self, item, block=True, timeout=None):
                    data = pickle.dumps(item)
                    os.write(self.writer, len(data).to_bytes(4, "big") + data)

                def get(self, block=True, timeout=None):
                    if timeout is not None:
                        raise NotImplementedError("time-outs")
                    return pickle.loads(os.read(self.reader, int.from_bytes(os.read(self.reader, 4), "big")))

            class Pool:
                def __init__(self, processes):
                    pass

                def apply(self, function):
                    pass
            """;

    @TempDir
    private Path folder;

    @Test
    void whatItLacksIsUnsupportedAndWhatItHasIsJudged() throws IOException {
        write(QUEUE, true);

        Product.Outcome run = run(
                "QUEUE-FIFO,QUEUE-QSIZE,QUEUE-GET-TIMEOUT,QUEUE-MAXSIZE-EXACT,LOCK-TRY,VALUE-INITIAL,POOL-MAP,POOL-ASYNC-GET");

        assertThat(verdicts())
                .as(run.out() + run.err())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "QUEUE-FIFO", "passed",
                        "QUEUE-QSIZE", "unsupported",
                        "QUEUE-GET-TIMEOUT", "unsupported",
                        "QUEUE-MAXSIZE-EXACT", "failed",
                        "LOCK-TRY", "unsupported",
                        "VALUE-INITIAL", "unsupported",
                        "POOL-MAP", "unsupported",
                        "POOL-ASYNC-GET", "unsupported"));
        assertThat(Files.readString(results()))
                .contains(
                        "the queue has no qsize",
                        "not implemented: time-outs",
                        "the module has no Lock",
                        "the pool has no map",
                        "the pool has no apply_async");
    }

    @Test
    void anotherImplementationFailsForWhatItLacks() throws IOException {
        write(QUEUE, false);

        run("QUEUE-FIFO,QUEUE-QSIZE,LOCK-TRY");

        assertThat(verdicts()).isEqualTo(Map.of("QUEUE-FIFO", "passed", "QUEUE-QSIZE", "failed", "LOCK-TRY", "failed"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "def Queue(: | SyntaxError: invalid syntax (small.py, line 1)",
                "import nowhere | ModuleNotFoundError: No module named 'nowhere' (small.py, line 1)",
                "import sys; sys.exit(3) | SystemExit: it exits when it is imported, with 3 (small.py, line 1)",
                "import os; os._exit(4) | with exit status 4; it wrote: ipctck_agent: importing small"
            })
    void aModuleThatCannotBeImportedIsToldWithItsCauseAndPlace(String source, String told) throws IOException {
        write(source, true);

        run("QUEUE-FIFO").isOneClearError(3, "ipctck_agent: importing small", told);
    }

    private void write(String module, boolean partial) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("module")).resolve("small.py"), module);
        Files.writeString(folder.resolve("implementation.yaml"), """
                name: small
                language: Python
                agent: [/usr/bin/python3, -E, -B, /agent, --api, small, --path, /module]
                mounts:
                  - {source: "%s", target: /agent}
                  - {source: module, target: /module}
                profiles: [all]
                partial: %s
                """.formatted(
                        Product.HOME.resolve("containers/agents/python"), partial));
    }

    private Product.Outcome run(String clauses) {
        return Product.run(
                "run", folder.toString(), "--sandbox", "bubblewrap", "--clause", clauses, "--out", folder + "/out");
    }

    private Path results() {
        return folder.resolve("out/small.bubblewrap.ndjson");
    }

    private Map<String, String> verdicts() {
        return Product.verdicts(results());
    }
}
