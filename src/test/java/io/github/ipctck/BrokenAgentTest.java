package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent that misbehaves spoils nothing but the verdicts that it has a part in, in bounded time and memory. */
class BrokenAgentTest {
    private static final int UNJUDGED = 3;
    private static final String BUBBLEWRAP = "bubblewrap";

    /** In MiB: of the harness, agents not included. */
    private static final long MEMORY = 300;

    /** One clause in which the agent misbehaves, and others in which it does not. */
    private static final String CLAUSE = "QUEUE-FIFO";

    private static final List<String> OTHERS = List.of("PIPE-ORDER", "LOCK-TRY", "EVENT-STAYS-SET", "FORK-TWO-RETURNS");

    private static final String CLAUSES = CLAUSE + "," + String.join(",", OTHERS);

    /** How an agent fails from the start, and what is said of it. */
    private static final Map<String, String> AT_THE_START = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "exits-at-once",
                    "the agent ended before it connected, with exit status 3; it wrote: the library is missing"),
            Map.entry(
                    "never-connects",
                    "the agent did not connect to the socket that IPC_TCK_SOCKET names within 3.00 s"),
            Map.entry(
                    "endless-output",
                    "the agent did not connect to the socket that IPC_TCK_SOCKET names within 3.00 s; it wrote: …"),
            Map.entry(
                    "crash-after-connecting",
                    "hello: a process connected and closed the connection without saying hello; it wrote: it went wrong"),
            Map.entry("no-hello", "hello: a process connected but said no complete hello within 3000 ms"),
            Map.entry("closes-at-once", "hello: a process connected and closed the connection without saying hello"),
            Map.entry("garbage", "hello: the agent sent a line that is no JSON"),
            Map.entry("gigabyte-line", "hello: the agent sent a line longer than 1048576 bytes"),
            Map.entry("half-line", "hello: the agent closed the connection in the middle of a line"),
            Map.entry("slow-drip", "hello: a process connected but said no complete hello within 3000 ms"),
            Map.entry("wrong-version", "hello: the agent speaks protocol version 1, this harness speaks version 2"),
            Map.entry("wrong-role", "the first process to connect must say hello as 'nursery'"),
            Map.entry("crash-after-hello", "the nursery ended at `actor.new`; it wrote: it went wrong"),
            Map.entry("silence", "the nursery did not answer `actor.new` within 3.00 s"),
            Map.entry("stops-itself", "the nursery did not answer `actor.new` within 3.00 s"),
            Map.entry("ignores-everything", "the nursery did not answer `actor.new` within 3.00 s"),
            Map.entry("sudden-close", "the nursery ended at `actor.new`"),
            Map.entry("garbage-later", "`actor.new` in the nursery: the agent sent a line that is no JSON"),
            Map.entry("reply-to-nothing", "`actor.new` in the nursery: the agent sent a reply to nothing"),
            Map.entry(
                    "second-hello",
                    "`actor.new` in the nursery: the agent said hello a second time on the same connection"),
            Map.entry("no-clock", "`actor.new` in the nursery: a reply must say when the operation started"),
            Map.entry(
                    "announces-nobody",
                    "the nursery announced a new actor, but the kernel knows no process with pid 4242")));

    private static final List<String> IN_A_CLAUSE = List.of(
            "crash",
            "crash-by-signal",
            "crash-in-mid-reply",
            "close-connection",
            "binary-garbage",
            "hello-again",
            "nested-for-ever",
            "gigabyte-line",
            "replies-without-end",
            "endless-output",
            "many-connections",
            "slow-drip",
            "hang",
            "hang-ignoring-signals",
            "stop-itself",
            "daemons",
            "daemon-with-endless-output",
            "fill-tmp",
            "deep-tmp",
            "eat-memory",
            "fork-bomb",
            "nursery-crash",
            "nursery-stop",
            "nursery-crash-at-reset");

    private static final String STOPS_READING = "stop-reading-after-a-child";

    /** A request of these is more than a socket holds. */
    private static final String LONG_REQUESTS = "PIPE-ROUND-TRIP-TEXT,FORK-TWO-RETURNS";

    @TempDir
    private static Path folder;

    private static final Map<String, Lineup> LINEUPS = new HashMap<>();

    /** Some side by side, for they mostly wait. */
    @BeforeAll
    static void judgeAll() {
        String[] inAClause = {"--lanes", "2", "--await", "6000", "--clause", CLAUSES};
        start(3, BUBBLEWRAP, "broken.py", IN_A_CLAUSE, inAClause);
        start(1, "docker", "broken.py", List.of("daemons", "eat-memory", "endless-output", "fork-bomb"), inAClause);
        start(1, "direct", "broken.py", List.of("daemons", "hang-ignoring-signals"), inAClause);
        start(1, BUBBLEWRAP, "broken.py", List.of(STOPS_READING), "--await", "3000", "--clause", LONG_REQUESTS);
        start(2, BUBBLEWRAP, "stub.py", List.copyOf(AT_THE_START.keySet()), "--lanes", "1", "--await", "3000");
    }

    private static void start(int commands, String sandbox, String script, List<String> modes, String... options) {
        for (int i = 0; i < commands; i++) {
            List<String> share = new ArrayList<>();
            for (int next = i; next < modes.size(); next += commands) {
                share.add(modes.get(next));
            }
            Path place = folder.resolve(String.join("-", sandbox, script, share.get(0)));
            Lineup lineup = new Lineup(place, script, share, sandbox, options);
            share.forEach(mode -> LINEUPS.put(sandbox + script + mode, lineup));
        }
    }

    static Stream<String> anAgentThatIsBrokenFromTheStartIsOneClearLine() {
        return AT_THE_START.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource
    void anAgentThatIsBrokenFromTheStartIsOneClearLine(String mode) {
        Product.Outcome outcome = LINEUPS.get(BUBBLEWRAP + "stub.py" + mode).outcome();
        assertThat(outcome.status()).isEqualTo(UNJUDGED);
        assertThat(outcome.err()).doesNotContain("\tat ", "Exception");
        assertThat(outcome.err().lines().filter(line -> line.contains(" " + mode + " could not be judged: ")))
                .singleElement()
                .satisfies(line ->
                        assertThat(line).contains(AT_THE_START.get(mode)).hasSizeLessThan(2300));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "crash                      | failed     | 'ended its process: it (is dead|exited with status 3)'",
                "crash-by-signal            | failed     | 'ended its process: it (is dead|was ended by signal 11)'",
                "crash-in-mid-reply         | unresolved | the agent closed the connection in the middle of a line",
                "close-connection           | failed     | it closed its control connection but lives on",
                "binary-garbage             | unresolved | the agent sent a line that is no JSON",
                "hello-again                | unresolved | the agent said hello a second time on the same connection",
                "nested-for-ever            | unresolved | the agent sent a line that is no JSON",
                "gigabyte-line              | unresolved | the agent sent a line longer than 1048576 bytes",
                "replies-without-end        | unresolved | the agent sent something that is no JSON-RPC 2.0 reply",
                "endless-output             | failed     | it did not come to an end within 6.00 s",
                "slow-drip                  | failed     | it did not come to an end within 6.00 s",
                "hang                       | failed     | it did not come to an end within 6.00 s; the process is S",
                "hang-ignoring-signals      | failed     | it did not come to an end within 6.00 s; the process is S",
                "stop-itself                | failed     | it did not come to an end within 6.00 s; the process is T",
                "eat-memory                 | failed     | it did not come to an end within 6.00 s",
                "fork-bomb                  | failed     | it did not come to an end within 6.00 s",
            })
    void aMisbehaviourIsToldOfItsClauseAndLeavesTheOthersAlone(String mode, String verdict, String pattern) {
        Lineup lineup = LINEUPS.get(BUBBLEWRAP + "broken.py" + mode);
        lineup.outcome();
        JsonNode judged = lineup.judged(mode, CLAUSE);
        assertThat(judged.path("verdict").asText()).as(judged.toString()).isEqualTo(verdict);
        assertThat(judged.path("message").asText()).contains("`put(queue1, ").containsPattern(pattern);
        othersPassed(lineup, mode);
    }

    @ParameterizedTest
    @ValueSource(strings = {"many-connections", "daemons", "daemon-with-endless-output", "fill-tmp", "deep-tmp"})
    void whatAnAgentLeavesBehindIsGoneBeforeTheNextClause(String mode) {
        Lineup lineup = LINEUPS.get(BUBBLEWRAP + "broken.py" + mode);
        lineup.outcome();
        assertThat(lineup.judged(mode, CLAUSE).path("verdict").asText()).isEqualTo("passed");
        othersPassed(lineup, mode);
    }

    @ParameterizedTest
    @CsvSource({
        "docker, daemons, passed",
        "docker, eat-memory, failed",
        "docker, endless-output, failed",
        "docker, fork-bomb, failed",
        "direct, daemons, passed",
        "direct, hang-ignoring-signals, failed"
    })
    void theOtherSandboxesHoldAsWell(String sandbox, String mode, String verdict) {
        Lineup lineup = LINEUPS.get(sandbox + "broken.py" + mode);
        lineup.outcome();
        assertThat(lineup.judged(mode, CLAUSE).path("verdict").asText()).isEqualTo(verdict);
        othersPassed(lineup, mode);
    }

    @Test
    void anAgentThatDoesNotReadALongRequestHoldsNobodyUp() {
        Lineup lineup = LINEUPS.get(BUBBLEWRAP + "broken.py" + STOPS_READING);
        assertThat(lineup.outcome().status()).isEqualTo(1);
        assertThat(lineup.judged(STOPS_READING, "PIPE-ROUND-TRIP-TEXT")
                        .path("message")
                        .asText())
                .contains("it did not come to an end within 3.00 s");
        assertThat(lineup.judged(STOPS_READING, "FORK-TWO-RETURNS")
                        .path("verdict")
                        .asText())
                .isEqualTo("passed");
    }

    private static void othersPassed(Lineup lineup, String mode) {
        for (String other : OTHERS) {
            JsonNode judged = lineup.judged(mode, other);
            assertThat(judged.path("verdict").asText()).as(judged.toString()).isEqualTo("passed");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nursery-crash          | the nursery ended at `actor.new`; it wrote: the nursery went wrong",
                "nursery-stop           | the nursery did not answer `actor.new` within 6.00 s",
                "nursery-crash-at-reset | the nursery ended at `actor.new`",
            })
    void aLaneWhoseNurseryFailsIsReplaced(String mode, String message) {
        Lineup lineup = LINEUPS.get(BUBBLEWRAP + "broken.py" + mode);
        lineup.outcome();
        List<JsonNode> judged = Stream.concat(Stream.of(CLAUSE), OTHERS.stream())
                .map(clause -> lineup.judged(mode, clause))
                .toList();
        assertThat(judged)
                .extracting(clause -> clause.path("verdict").asText())
                .contains("passed")
                .isSubsetOf("passed", "unresolved");
        assertThat(judged)
                .filteredOn(clause -> clause.path("verdict").asText().equals("unresolved"))
                .hasSizeLessThanOrEqualTo(2)
                .allSatisfy(
                        clause -> assertThat(clause.path("message").asText()).contains(message));
    }

    @Test
    void nothingIsLeftBehindAndTheHarnessStaysSmall() {
        for (Lineup lineup : LINEUPS.values()) {
            lineup.outcome();
            lineup.leftNothing();
            assertThat(lineup.peakMemory()).as("MiB").isPositive().isLessThan(MEMORY);
        }
    }
}
