package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the harness ends, in whatever way, nothing of the run stays behind. */
class DeadManTest {
    private static final Duration LEFT_NOTHING_WITHIN = Duration.ofSeconds(5);
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final String mark = "MARK=" + UUID.randomUUID();

    @ParameterizedTest
    @CsvSource({
        "ignores-everything, bubblewrap",
        "ignores-everything, docker",
        "ignores-everything, direct",
        "honest, bubblewrap",
        "honest, docker",
        "honest, direct"
    })
    void aHarnessThatIsKilledLeavesNoProcessAndNoContainer(String mode, String sandbox) {
        Process process =
                Product.start("run", marked(mode).toString(), "--sandbox", sandbox, "--out", folder.toString());
        // The stub never answers most operations, so the run is in its middle for seconds.
        await(STARTS_WITHIN, () -> assertThat(Marked.processes(mark)).hasSizeGreaterThan(4));
        process.destroyForcibly();
        await(LEFT_NOTHING_WITHIN, () -> {
            assertThat(Marked.processes(mark)).isEmpty();
            assertThat(Marked.containers(mark)).isEmpty();
        });
    }

    @ParameterizedTest
    @CsvSource({"bubblewrap", "docker"})
    void ctrlCLeavesAValidPartialFileAndNoProcess(String sandbox) {
        Path cpython = marked("cpython");
        Path results = folder.resolve("mine." + sandbox + ".ndjson");
        Process process = Product.start(
                "run", cpython.toString(), "--sandbox", sandbox, "--out", folder.toString(), "--lanes", "1");
        await(STARTS_WITHIN, () -> assertThat(results).exists());
        await(STARTS_WITHIN, () -> assertThat(Files.readAllLines(results)).hasSizeGreaterThan(5));
        Shell.lines("kill -INT " + process.pid());
        assertThat(Product.finish(process).status()).isEqualTo(130);
        List<JsonNode> lines = Product.results(results);
        JsonNode footer = lines.get(lines.size() - 1);
        assertThat(footer.path("type").asText()).isEqualTo("footer");
        assertThat(footer.path("complete").asBoolean()).isFalse();
        assertThat(footer.path("conclusion").asText()).isNotEqualTo("conforms");
        assertThat(Marked.processes(mark)).isEmpty();
        assertThat(Marked.containers(mark)).isEmpty();
    }

    @Test
    void aRunThatEndsLeavesNothing() {
        Product.Outcome outcome = Product.run(
                "run",
                marked("cpython").toString(),
                "--sandbox",
                "docker",
                "--clause",
                "QUEUE-FIFO",
                "--out",
                folder.toString());
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(Marked.processes(mark)).isEmpty();
        assertThat(Marked.containers(mark)).isEmpty();
    }

    private Path marked(String mode) {
        String agent = mode.equals("cpython")
                ? "[/usr/bin/python3, -B, /opt/agent]"
                : "[/usr/bin/python3, -B, /opt/stub/stub.py, " + mode + "]";
        String python = Product.HOME.resolve("containers/agents/python").toString();
        return StubAgent.write(folder, "mine", """
                name: mine
                language: Python
                agent: %s
                environment: {MARK: "%s"}
                mounts:
                  - {source: stub.py, target: /opt/stub/stub.py}
                  - {source: "%s", target: /opt/agent}
                profiles: [process, pipe, queue]
                dockerfile: Dockerfile
                """.formatted(agent, mark.substring("MARK=".length()), python));
    }

    private static void await(Duration within, org.awaitility.core.ThrowingRunnable assertion) {
        Awaitility.await().atMost(within).pollInterval(Duration.ofMillis(50)).untilAsserted(assertion);
    }
}
