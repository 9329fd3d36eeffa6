package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is worse, and what is better, clause by clause. */
class DiffTest {
    private static final String CAUGHT = "LOCK-TRY";

    @TempDir
    private static Path folder;

    private static Path sound;
    private static Path broken;

    @BeforeAll
    static void runs() {
        sound = run("cpython", 0);
        broken = run("saboteurs", 1, "--environment", "IPC_TCK_SABOTEUR=" + CAUGHT, "--await", "3000");
    }

    private static Path run(String implementation, int status, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "run", implementation, "--sandbox", "bubblewrap", "--chapter", "lock", "--out", folder.toString()));
        arguments.addAll(List.of(more));
        Product.Outcome outcome = Product.run(arguments.toArray(String[]::new));
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isEqualTo(status);
        return folder.resolve(implementation + ".bubblewrap.ndjson");
    }

    /** The clauses that a saboteur fails are what its own run says. */
    @Test
    void aSaboteurDiffersInExactlyItsClauses() {
        List<String> failed = Product.verdicts(broken).entrySet().stream()
                .filter(entry -> entry.getValue().equals("failed"))
                .map(entry -> "newly failing " + entry.getKey())
                .toList();
        assertThat(failed).contains("newly failing " + CAUGHT);
        Product.Outcome outcome = diff(1, sound, broken);
        assertThat(outcome.out()
                        .lines()
                        .filter(line -> line.startsWith("newly"))
                        .map(line -> line.substring(0, line.indexOf(':'))))
                .containsExactlyInAnyOrderElementsOf(failed);
    }

    @Test
    void theWayBackIsNoRegression() {
        assertThat(diff(0, broken, sound).out()).contains("newly passing " + CAUGHT + ": failed → passed");
    }

    @Test
    void aRunDoesNotDifferFromItself() {
        assertThat(diff(0, sound, sound).out())
                .isEqualTo("cpython.bubblewrap → cpython.bubblewrap: no clause differs\n");
    }

    @Test
    void whatPassedAndIsGoneOrUnsupportedIsARegression() throws IOException {
        Path gone = edited("gone", line -> line.contains(CAUGHT) ? "" : line + "\n");
        assertThat(diff(1, sound, gone).out()).contains("gone " + CAUGHT + ": it was passed");
        assertThat(diff(0, gone, sound).out()).contains("appeared " + CAUGHT + ": it is passed");
        Path unsupported = edited("unsupported", line -> verdict(line, "unsupported"));
        assertThat(diff(1, sound, unsupported).out())
                .contains("newly unsupported " + CAUGHT + ": passed → unsupported: because");
        assertThat(diff(1, unsupported, edited("unresolved", line -> verdict(line, "unresolved")))
                        .out())
                .contains("newly unresolved " + CAUGHT + ": unsupported → unresolved");
        assertThat(diff(1, sound, edited("known", line -> verdict(line, "known-failure")))
                        .out())
                .contains("newly failing " + CAUGHT + ": passed → known-failure");
    }

    @Test
    void whatTakesLongerThanTheFactorAndTheFloorIsNamed() throws IOException {
        Path slow = edited(
                "slow",
                line -> line.contains('"' + CAUGHT + '"')
                        ? line.replaceFirst("\"millis\":[0-9.E]+", "\"millis\":500000.0") + "\n"
                        : line + "\n");
        assertThat(diff(0, sound, slow).out()).contains("slower " + CAUGHT, " → 8 min 20 s");
        assertThat(diff(0, sound, slow, "--floor", "600000").out()).contains("no clause differs");
        assertThat(diff(0, sound, slow, "--slower", "10000000").out()).contains("no clause differs");
    }

    @Test
    void aRunThatWasCutShortIsToldSo() throws IOException {
        List<String> lines = Files.readAllLines(sound);
        Path cut = Files.writeString(folder.resolve("cut.ndjson"), lines.get(0) + "\n" + lines.get(1) + "\n");
        assertThat(diff(1, sound, cut).out()).contains("the later run is incomplete: it was cut short");
    }

    @Test
    void markdownIsForAComment() {
        assertThat(diff(1, sound, broken, "--format", "markdown").out())
                .startsWith("### cpython.bubblewrap → saboteurs.bubblewrap\n")
                .contains("| **newly failing** | " + CAUGHT + " | passed → failed: ");
    }

    private static String verdict(String line, String verdict) {
        return (line.contains('"' + CAUGHT + '"')
                        ? line.replace(
                                "\"verdict\":\"passed\"", "\"verdict\":\"" + verdict + "\",\"message\":\"because\"")
                        : line)
                + "\n";
    }

    private static Path edited(String name, java.util.function.UnaryOperator<String> edit) throws IOException {
        StringBuilder text = new StringBuilder();
        Files.readAllLines(sound).forEach(line -> text.append(edit.apply(line)));
        return Files.writeString(folder.resolve(name + ".ndjson"), text);
    }

    private static Product.Outcome diff(int status, Path before, Path after, String... more) {
        List<String> arguments = new ArrayList<>(List.of("diff", before.toString(), after.toString()));
        if (more.length == 0) {
            // A loaded machine makes any clause slower; what is slower is another test's affair.
            arguments.addAll(List.of("--floor", "300000"));
        }
        arguments.addAll(List.of(more));
        Product.Outcome outcome = Product.run(arguments.toArray(String[]::new));
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isEqualTo(status);
        return outcome;
    }
}
