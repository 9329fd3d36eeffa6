package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.run.Saboteur;
import io.github.ipctck.spec.Chapter;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Specification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who judges the judge: each saboteur makes one mistake, and the clause of its name has to catch it. */
@Order(3)
class SaboteurTest {
    private static final List<Saboteur> SABOTEURS =
            Saboteur.listedBy(new Implementations(Product.HOME.resolve("containers")).find("saboteurs"));

    /** What a saboteur raises that is itself broken, instead of making its mistake. */
    private static final Pattern BROKEN_SABOTEUR =
            Pattern.compile("(Name|Attribute|Import|UnboundLocal|Recursion|Syntax)Error");

    static Stream<String> saboteurs() {
        return SABOTEURS.stream().map(Saboteur::saboteur);
    }

    private static Map<String, JsonNode> judged(Path out, String sandbox) {
        return Product.results(out.resolve("saboteur-matrix." + sandbox + ".ndjson")).stream()
                .filter(line -> line.path("type").asText().equals("saboteur"))
                .collect(Collectors.toMap(line -> line.path("saboteur").asText(), line -> line));
    }

    /** The failure of a clause that knows what it is about. */
    private static void isCaughtWithAMessageOfItsMistake(JsonNode result) {
        assertThat(result.path("verdict").asText()).as("%s", result).isEqualTo("failed");
        String expected = result.path("expected").asText();
        String observed = result.path("observed").asText();
        assertThat(result.path("message").asText())
                .isEqualTo("expected " + expected + ", but " + observed)
                .doesNotContainPattern(BROKEN_SABOTEUR);
        assertThat(expected).isNotBlank();
        assertThat(observed).isNotBlank();
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class InBubblewrap {
        private Map<String, JsonNode> results;
        private List<JsonNode> controls;

        @BeforeAll
        void judgeThemAllInOneRun(@TempDir Path out) {
            Product.Outcome outcome = Product.run(
                    "saboteurs", "--sandbox", "bubblewrap", "--collateral", "none", "--out", out.toString());
            assertThat(outcome.status()).as(outcome.err()).isIn(0, 1);
            results = judged(out, "bubblewrap");
            controls = Product.results(out.resolve("saboteur-matrix.bubblewrap.ndjson")).stream()
                    .filter(line -> line.path("type").asText().equals("control"))
                    .toList();
        }

        static Stream<String> saboteurs() {
            return SaboteurTest.saboteurs();
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("saboteurs")
        void isCaughtByItsClause(String saboteur) {
            assertThat(results).containsKey(saboteur);
            isCaughtWithAMessageOfItsMistake(results.get(saboteur));
        }

        @Test
        void theUnbrokenControlPassesEveryClause() {
            assertThat(controls)
                    .allSatisfy(control -> assertThat(control.path("others")).isEmpty());
            assertThat(controls.stream()
                            .mapToInt(control -> control.path("passed").asInt())
                            .sum())
                    .isEqualTo(Specification.load().clauses().size());
        }
    }

    @Test
    void oneOfEveryChapterIsCaughtInDocker(@TempDir Path out) {
        List<String> sample = Specification.load().chapters().stream()
                .map(SaboteurTest::firstOf)
                .toList();
        Product.Outcome outcome = Product.run(
                "saboteurs",
                "--sandbox",
                "docker",
                "--collateral",
                "none",
                "--saboteur",
                String.join(",", sample),
                "--lanes",
                "4",
                "--out",
                out.toString());
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        Map<String, JsonNode> results = judged(out, "docker");
        assertThat(results).containsOnlyKeys(sample);
        assertThat(results.values()).allSatisfy(SaboteurTest::isCaughtWithAMessageOfItsMistake);
    }

    private static String firstOf(Chapter chapter) {
        List<String> clauses = chapter.clauses().stream().map(Clause::id).toList();
        return SABOTEURS.stream()
                .filter(saboteur -> clauses.contains(saboteur.clause()))
                .map(Saboteur::saboteur)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyClauseHasASaboteurAndEverySaboteurAClause() {
        assertThat(SABOTEURS.stream().map(Saboteur::clause).collect(Collectors.toSet()))
                .as("the clauses that saboteurs are named after; a new clause needs one in containers/saboteurs")
                .containsExactlyInAnyOrderElementsOf(
                        Specification.load().clauses().stream().map(Clause::id).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FORK-TWO-RETURNS",
                "QUEUE-PUT-TIMEOUT",
                "QUEUE-GET-TIMEOUT",
                "PIPE-EOF-NEEDS-EVERY-COPY",
                "PIPE-BROKEN-NEEDS-EVERY-COPY",
                "LOCK-COUNTER",
                "VALUE-LOCKED-COUNTER",
                "ARRAY-LOCKED-COUNTERS",
                "ARRAY-SLICE-READ",
                "ARRAY-SLICE-WRITE",
                "ARRAY-SLICE-WRITE-STEPS",
                "ARRAY-SLICE-WRITE-LENGTH"
            })
    void whatTheSuiteIsForHasAnObviousSaboteurAndASubtleOne(String clause) {
        assertThat(SABOTEURS)
                .filteredOn(saboteur -> saboteur.clause().equals(clause))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aSaboteurThatIsNotCaughtFailsTheCommand(@TempDir Path folder) throws Exception {
        Path copy = Product.copyForSomebodyElse(folder);
        Files.writeString(
                copy.resolve("containers/saboteurs/ipctck_saboteurs/queue.py"),
                "\n\nsaboteur('QUEUE-FIFO.harmless', 'none at all')(HonestQueue)\n",
                StandardOpenOption.APPEND);
        Product.Outcome outcome = judgeFifo(copy, folder);
        assertThat(outcome.out())
                .contains(
                        "MISSED QUEUE-FIFO.harmless: passed",
                        "its mistake: none at all",
                        "1 of 2 saboteurs caught by their clause",
                        "the unbroken control passes all 1 clauses");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void aControlThatIsAccusedFailsTheCommand(@TempDir Path folder) throws Exception {
        Path copy = Product.copyForSomebodyElse(folder);
        Files.writeString(
                copy.resolve("containers/saboteurs/ipctck_saboteurs/__init__.py"),
                "\nSABOTEUR or registry.choose('QUEUE-FIFO').install(sys.modules[__name__])\n",
                StandardOpenOption.APPEND);
        Product.Outcome outcome = judgeFifo(copy, folder);
        assertThat(outcome.out())
                .contains(
                        "CONTROL QUEUE-FIFO: failed: expected ",
                        "1 of 1 saboteurs caught by their clause",
                        "the unbroken control does not pass QUEUE-FIFO");
        assertThat(outcome.status()).isEqualTo(1);
    }

    private static Product.Outcome judgeFifo(Path home, Path out) {
        return Product.finish(Product.start(
                home,
                Map.of(),
                List.of(),
                "saboteurs",
                "--sandbox",
                "bubblewrap",
                "--clause",
                "QUEUE-FIFO",
                "--collateral",
                "none",
                "--out",
                out.toString()));
    }

    @Test
    void ctrlCKeepsWhatWasFoundSoFar(@TempDir Path out) {
        Path file = out.resolve("saboteur-matrix.bubblewrap.ndjson");
        Process process = Product.start(
                "saboteurs", "--sandbox", "bubblewrap", "--chapter", "array", "--lanes", "2", "--out", out.toString());
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> Files.readAllLines(file).size() > 2);
        Shell.lines("kill -INT " + process.pid());
        assertThat(Product.finish(process).status()).isEqualTo(130);
        List<JsonNode> lines = Product.results(file);
        JsonNode footer = lines.get(lines.size() - 1);
        assertThat(footer.path("complete").asBoolean(true)).isFalse();
        assertThat(footer.path("conclusion").asText()).isEqualTo("unjudged");
    }

    @Test
    void theMatrixIsAPageOfItsOwn(@TempDir Path out) throws Exception {
        Path page = out.resolve("page.md");
        Product.Outcome outcome = Product.run(
                "saboteurs",
                "--sandbox",
                "bubblewrap",
                "--saboteur",
                "LOCK-TRY",
                "--messages",
                "--markdown",
                page.toString(),
                "--out",
                out.toString());
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains(
                        "caught LOCK-TRY by LOCK-TRY, collateral: ",
                        "LOCK-WITH",
                        "    expected `acquire(lock1, block=False)`");
        assertThat(Files.readString(page))
                .contains("1 of 1 saboteurs were caught", "| LOCK-TRY | acquire without blocking says", "LOCK-WITH");
    }

    @Test
    void unknownNamesAreOneClearError() {
        Product.run("saboteurs", "--saboteur", "LOCK-TRI").isOneClearError(2, "there is no saboteur 'LOCK-TRI'");
        Product.run("saboteurs", "--clause", "LOCK-TRI").isOneClearError(2, "there is no clause 'LOCK-TRI'");
        Product.run("saboteurs", "--saboteur", "LOCK-TRY", "--chapter", "pipe")
                .isOneClearError(2, "no saboteur is selected");
    }
}
