package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.implementation.KnownFailure;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Specification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All implementations in one command: the references, and released software with what is known of it. */
class MatrixTest {
    private static final List<String> ALL = List.of(
            "billiard", "cpython", "cpython-forkserver", "cpython-spawn", "multiprocess", "posix-c", "pypy", "ruby");

    @TempDir
    private static Path folder;

    private static Path results;
    private static Product.Outcome outcome;

    @BeforeAll
    static void judgeThemAll() {
        results = folder.resolve("results");
        outcome = Product.run("matrix", "--sandbox", "bubblewrap", "--await", "30000", "--out", results.toString());
    }

    @Test
    void allOfThemConform() throws IOException {
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(results.resolve("matrix.md")).content().contains(ALL);
        assertThat(outcome.out()).contains("MUST clauses pass on implementations of 2 families");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pypy", "billiard", "multiprocess", "ruby", "posix-c"})
    void itConformsButForWhatIsKnown(String name) {
        Map<String, String> verdicts = verdicts(name);
        assertThat(verdicts.values()).isSubsetOf("passed", "known-failure", "unsupported");
        assertThat(verdicts.keySet().stream()
                        .filter(clause -> verdicts.get(clause).equals("known-failure"))
                        .collect(Collectors.toSet()))
                .isEqualTo(find(name).knownFailures().clauses());
    }

    @ParameterizedTest
    @CsvSource({"cpython-spawn, fork", "cpython-forkserver, fork|direct-children"})
    void otherWaysToStartProcessesLackJustThatAndPassEverythingElse(String implementation, String lacks) {
        Set<String> lacking = Set.of(lacks.split("\\|", -1));
        Map<String, String> verdicts = verdicts(implementation);
        for (Clause clause : Specification.load().clauses()) {
            boolean unsupported = clause.needs().stream().anyMatch(need -> lacking.contains(need.wireName()));
            assertThat(verdicts.get(clause.id())).as(clause.id()).isEqualTo(unsupported ? "unsupported" : "passed");
        }
    }

    @Test
    void itsResultsAreReadInEveryFormat() throws Exception {
        for (String name : ALL) {
            Readers.results(file(name));
        }
        long cases = ALL.stream()
                .mapToLong(name -> Product.verdicts(file(name)).size())
                .sum();
        assertThat(Readers.junit(report("junit")).stream()
                        .mapToLong(suite -> suite.getTestCases().size())
                        .sum())
                .isEqualTo(cases);
        assertThat(Readers.ctrf(report("ctrf")).path("tests")).hasSize((int) cases);
        assertThat(Readers.annotations(report("github")))
                .filteredOn(line -> line.startsWith("::error"))
                .isEmpty();
        assertThat(Readers.tap(report("tap")))
                .containsEntry("run", Long.toString(cases))
                .containsEntry("failed", "0")
                .containsEntry("errors", "0");
        assertThat(Readers.badgeEndpoint(report("badge.json")).path("message").asText())
                .isEqualTo("8 of 8 conform");
        Readers.badgePicture(report("badge.svg"));
        assertThat(Readers.attestations(report("attestation"))).hasSize(ALL.size());
        String page = report("markdown");
        Readers.hasNoControls(page);
        assertThat(page).contains(ALL);
    }

    private static String report(String file) throws IOException {
        Path out = folder.resolve("report-" + file);
        String format = file.replaceFirst("\\..*", "");
        Product.Outcome done = Product.run("report", results.toString(), "--format", format, "--out", out.toString());
        assertThat(done.status()).as(done.err()).isZero();
        return Files.readString(out);
    }

    private static Path file(String name) {
        return results.resolve(name + ".bubblewrap.ndjson");
    }

    private static Map<String, String> verdicts(String name) {
        Map<String, String> verdicts = Product.verdicts(file(name));
        assertThat(verdicts).hasSize(Specification.load().clauses().size());
        return verdicts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"pypy", "billiard", "ruby"})
    void whoMaintainsItCanRepeatEveryKnownFailureWithoutUs(String name) throws IOException {
        String findings = Files.readString(Product.HOME.resolve("docs/findings.md"));
        for (KnownFailure failure : find(name).knownFailures().entries()) {
            assertThat(failure.version()).as("the version of %s", failure).isNotBlank();
            assertThat(failure.reproduction())
                    .as("the reproduction of %s", failure)
                    .isNotBlank()
                    .doesNotContain("ipc-tck", "ipctck");
            assertThat(findings).contains(failure.clause(), failure.reproduction());
        }
    }

    private static Implementation find(String name) {
        return new Implementations(Product.HOME.resolve("containers")).find(name);
    }
}
