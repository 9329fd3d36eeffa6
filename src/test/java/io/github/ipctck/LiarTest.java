package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An agent that answers without doing the work is failed by the kernel's word. */
class LiarTest {
    private static final String SANDBOX = "bubblewrap";

    /** Each liar, the clause that unmasks it, and what the message must say. */
    private static final Map<String, List<String>> LIARS = Map.ofEntries(
            liar(
                    "fork-without-a-process",
                    "FORK-TWO-RETURNS",
                    "its result 4711 says",
                    "the kernel knows no process with pid 4711 in the sandbox"),
            liar(
                    "fork-that-tells-its-own-pid",
                    "FORK-TWO-RETURNS",
                    "to tell the pid of the new process",
                    "and the kernel calls it"),
            liar(
                    "child-that-is-a-thread",
                    "FORK-TWO-RETURNS",
                    "the kernel says that child is the same process as parent"),
            liar("zombie-that-never-was", "WAIT-REAPS", "to be dead", "the kernel says S (sleeping)"),
            liar(
                    "exit-status-from-a-book",
                    "EXIT-STATUS",
                    "the kernel to say that child that exits with 0",
                    "it says that it exited with status 99"),
            liar(
                    "end-of-file-announced-early",
                    "PIPE-EOF-NEEDS-EVERY-COPY",
                    "has the writer open",
                    "but it failed with end-of-file"),
            liar(
                    "close-that-closes-nothing",
                    "PIPE-REFERENCES",
                    "the kernel to find, after parent",
                    "closed pipe1.reader, 3 copies of its ends open",
                    "but it finds 4 copies"),
            liar("lock-of-one-process", "LOCK-EXCLUDES", "to return False, but it returned True"),
            liar(
                    "children-that-are-puppets-of-one-process",
                    "LOCK-ACQUIRE-BLOCKS",
                    "the kernel says that no thread of the process has run since it was blocked",
                    "another process speaks in its name"),
            liar("blocked-call-that-spins", "QUEUE-GET-BLOCKS", "to stay blocked", "it keeps a processor busy"),
            liar(
                    "blocked-call-with-a-thread-that-spins",
                    "QUEUE-GET-BLOCKS",
                    "to stay blocked",
                    "it keeps a processor busy"),
            liarWithAClock("time-out-that-fires-early-and-claims-to-end-later"),
            liarWithAClock("time-out-that-fires-early-and-claims-to-have-begun-before"),
            liarWithAClock("clock-that-runs-ten-times-as-fast"),
            liarWithAClock("clock-that-runs-backwards"),
            liarWithAClock("clock-of-another-epoch"));

    @TempDir
    private static Path folder;

    private static final Map<String, Lineup> LINEUPS = new HashMap<>();

    private static Map.Entry<String, List<String>> liar(String name, String... clauseAndMessage) {
        return Map.entry(name, List.of(clauseAndMessage));
    }

    private static Map.Entry<String, List<String>> liarWithAClock(String name) {
        return liar(
                name,
                "QUEUE-GET-TIMEOUT",
                "by the harness's clock",
                "the agent claims that it began",
                "its clock lies");
    }

    /** One command for all liars that the same clause unmasks; some side by side, for they mostly wait. */
    @BeforeAll
    static void judgeAll() {
        Map<String, List<String>> liars = LIARS.keySet().stream()
                .collect(Collectors.groupingBy(liar -> LIARS.get(liar).get(0)));
        liars.forEach((clause, names) -> LINEUPS.put(
                clause,
                new Lineup(folder.resolve(clause), "liar.py", names, SANDBOX, "--clause", clause, "--await", "6000")));
    }

    static Stream<Arguments> everyLiarIsUnmaskedByTheClauseThatItLiesAbout() {
        return LIARS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(liar -> Arguments.of(
                        liar.getKey(),
                        liar.getValue().get(0),
                        liar.getValue().subList(1, liar.getValue().size())));
    }

    @ParameterizedTest
    @MethodSource
    void everyLiarIsUnmaskedByTheClauseThatItLiesAbout(String liar, String clause, List<String> message) {
        Lineup lineup = LINEUPS.get(clause);
        Product.Outcome outcome = lineup.outcome();
        assertThat(outcome.status()).as(outcome.err()).isEqualTo(1);
        JsonNode judged = lineup.judged(liar, clause);
        assertThat(judged.path("verdict").asText()).as(judged.toString()).isEqualTo("failed");
        assertThat(judged.path("message").asText()).contains(message);
        lineup.leftNothing();
    }

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
                "--await",
                "3000",
                "--out",
                folder.toString());
        assertThat(outcome.out()).contains("FAIL").contains(message);
        assertThat(outcome.status()).isEqualTo(1);
    }
}
