package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same implementation gets the same verdicts each time, on a busy machine, too; and a soak sees it where not. */
class SoakTest {
    private static final int UNJUDGED = 3;
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);
    private static final int BUSY = 3;

    @TempDir
    private Path folder;

    private final String mark = UUID.randomUUID().toString();

    @Test
    void cpythonIsSteadyBesideBusyProcesses() {
        Product.Outcome outcome = soak("cpython", "--sandbox", "bubblewrap", "--chapter", "lock");
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains("3 of 3 runs", "cpython is steady");
        assertThat(summary("cpython"))
                .extracting(line -> line.path("type").asText())
                .containsExactly("header", "run", "run", "run", "footer");
        assertThat(folder.resolve("cpython.soak")).isDirectoryNotContaining("glob:**seed-{2,3}");
    }

    @Test
    void aVerdictThatDiffersIsToldWithItsTrace() {
        Product.Outcome outcome = soak(unsteady("LOCK-TIMEOUT"));
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isEqualTo(1);
        assertThat(outcome.out())
                .contains(
                        "differs run 2 (seed 8): LOCK-TIMEOUT failed",
                        "LOCK-TIMEOUT differs between runs: 2 passed, 1 failed",
                        "child (pid ",
                        "acquire(lock1, timeout=0.1) returned: False",
                        "./ipc-tck run",
                        "--seed 8",
                        "unsteady is not steady: 1 of 2 clauses differed in 3 runs")
                .doesNotContain("LOCK-EXCLUDES");
        assertThat(folder.resolve("unsteady.soak/seed-8/unsteady.direct.ndjson"))
                .content()
                .contains("\"verdict\":\"failed\"");
        assertThat(folder.resolve("unsteady.soak")).isDirectoryNotContaining("glob:**seed-9");
        assertThat(summary("unsteady")
                        .get(4)
                        .at("/differing/LOCK-TIMEOUT/failed")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void aRunThatCannotBeJudgedIsNoSteadyRun() {
        Product.Outcome outcome = soak(unsteady("NO-SUCH-SABOTEUR"));
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isEqualTo(UNJUDGED);
        assertThat(outcome.out()).contains("run 2 (seed 8): could not be judged: ", "NO-SUCH-SABOTEUR");
        assertThat(summary("unsteady").get(3).path("number").asInt()).isEqualTo(3);
    }

    @Test
    void ctrlCLeavesAValidSummaryAndNoBusyProcess() {
        Process process = startedForLong();
        Shell.lines("kill -INT " + process.pid());
        assertThat(Product.finish(process).status()).isEqualTo(130);
        List<JsonNode> lines = summary("cpython");
        JsonNode footer = lines.get(lines.size() - 1);
        assertThat(footer.path("type").asText()).isEqualTo("footer");
        assertThat(footer.path("complete").asBoolean()).isFalse();
        assertThat(footer.path("runs").asInt()).isEqualTo(lines.size() - 2).isPositive();
        awaitNoProcess();
    }

    @Test
    void aHarnessThatIsKilledLeavesNoBusyProcess() {
        startedForLong().destroyForcibly();
        awaitNoProcess();
    }

    @Test
    void aSoakOfOneRunComparesNothing() {
        Product.run("soak", "cpython", "--runs", "1").isOneClearError(2, "--runs takes 2 and more");
        Product.run("soak", "cpython", "--load", "-1").isOneClearError(2, "--load takes 0 to");
    }

    /** A soak whose first run is over, with its processes marked. */
    private Process startedForLong() {
        Process process = Product.start(
                Map.of("MARK", mark),
                List.of(),
                "soak",
                "cpython",
                "--sandbox",
                "bubblewrap",
                "--clause",
                "LOCK-EXCLUDES",
                "--runs",
                "1000",
                "--load",
                Integer.toString(BUSY),
                "--out",
                folder.toString());
        Path summary = folder.resolve("cpython.soak/soak.ndjson");
        Awaitility.await()
                .atMost(STARTS_WITHIN)
                .untilAsserted(() -> assertThat(summary).content().contains("\"type\":\"run\""));
        // The harness, the shell and its busy processes at least.
        assertThat(Marked.processes("MARK=" + mark)).hasSizeGreaterThanOrEqualTo(BUSY + 2);
        return process;
    }

    private void awaitNoProcess() {
        Awaitility.await().atMost(ENDS_WITHIN).untilAsserted(() -> assertThat(Marked.processes("MARK=" + mark))
                .isEmpty());
    }

    /** An implementation that is a saboteur in every other run. It counts them in a file, which only the direct sandbox allows. */
    private String[] unsteady(String saboteur) {
        Path implementation =
                StubAgent.write(folder, "unsteady", """
                name: unsteady
                language: Python
                agent: [/usr/bin/python3, -B, /opt/agent, --api, unsteady]
                environment: {PYTHONPATH: "/opt/unsteady:/opt/saboteurs", COUNT: "%s"}
                mounts:
                  - {source: module, target: /opt/unsteady}
                  - {source: "%s/containers/agents/python", target: /opt/agent}
                  - {source: "%s/containers/saboteurs", target: /opt/saboteurs}
                profiles: [lock]
                """.formatted(folder.resolve("count"), Product.HOME, Product.HOME));
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            Files.createDirectory(implementation.resolve("module"));
            Files.writeString(implementation.resolve("module/unsteady.py"), """
                    import os
                    import sys

                    with open(os.environ["COUNT"], "a+") as count:
                        count.write("x")
                        count.seek(0)
                        if len(count.read()) %% 2 == 0:
                            os.environ["IPC_TCK_SABOTEUR"] = "%s"

                    import ipctck_saboteurs

                    sys.modules[__name__] = ipctck_saboteurs
                    """.formatted(saboteur));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new String[] {
            implementation.toString(),
            "--sandbox",
            "direct",
            "--lanes",
            "1",
            "--seed",
            "7",
            "--clause",
            "LOCK-TIMEOUT,LOCK-EXCLUDES"
        };
    }

    private Product.Outcome soak(String... arguments) {
        List<String> all = new ArrayList<>(List.of("soak"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--runs", "3", "--load", "2", "--out", folder.toString()));
        return Product.run(all.toArray(String[]::new));
    }

    private List<JsonNode> summary(String implementation) {
        return Product.results(folder.resolve(implementation + ".soak/soak.ndjson"));
    }
}
