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
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All implementations in one command: the references, and released software with what is known of it. */
@Order(1)
class MatrixTest {
    @TempDir
    private Path folder;

    @Test
    void allOfThemConform() {
        Product.Outcome outcome = WholeRuns.outcome();
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(WholeRuns.folder().resolve("matrix.md")).content().contains(WholeRuns.IMPLEMENTATIONS);
        assertThat(outcome.out()).contains("MUST clauses pass on implementations of 2 families");
    }

    @Test
    void whoNamesNoneMeansAllThatAreListed() {
        Product.Outcome outcome =
                Product.run("matrix", "--sandbox", "bubblewrap", "--clause", "PIPE-ORDER", "--out", folder.toString());
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(folder.resolve("matrix.md"))
                .content()
                .contains(WholeRuns.IMPLEMENTATIONS)
                .contains("cpython-forkserver", "cpython-spawn")
                .doesNotContain("saboteurs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pypy", "billiard", "multiprocess", "ruby", "posix-c"})
    void itConformsButForWhatIsKnown(String name) {
        Map<String, String> verdicts = WholeRuns.verdicts(name);
        assertThat(verdicts.values()).isSubsetOf("passed", "known-failure", "unsupported");
        assertThat(verdicts.keySet().stream()
                        .filter(clause -> verdicts.get(clause).equals("known-failure"))
                        .collect(Collectors.toSet()))
                .isEqualTo(find(name).knownFailures().clauses());
    }

    /** By the chapters in which processes begin; all of them are a matter of a minute, for {@code ./ipc-tck matrix}. */
    @ParameterizedTest
    @CsvSource({"cpython-spawn, fork", "cpython-forkserver, fork|direct-children"})
    void otherWaysToStartProcessesLackJustThatAndPassEverythingElse(String implementation, String lacks) {
        Product.Outcome outcome = Product.run(
                "run",
                implementation,
                "--sandbox",
                "bubblewrap",
                "--chapter",
                "process,process-object,lock",
                "--out",
                folder.toString());
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        lacksJust(
                Set.of(lacks.split("\\|", -1)),
                Product.verdicts(folder.resolve(implementation + ".bubblewrap.ndjson")));
    }

    private static void lacksJust(Set<String> capabilities, Map<String, String> verdicts) {
        for (Clause clause : Specification.load().clauses()) {
            if (verdicts.containsKey(clause.id())) {
                boolean unsupported = clause.needs().stream().anyMatch(need -> capabilities.contains(need.wireName()));
                assertThat(verdicts.get(clause.id())).as(clause.id()).isEqualTo(unsupported ? "unsupported" : "passed");
            }
        }
        assertThat(verdicts).containsValues("unsupported", "passed");
    }

    @Test
    void itsResultsAreReadInEveryFormat() throws Exception {
        for (String name : WholeRuns.IMPLEMENTATIONS) {
            Readers.results(WholeRuns.file(name));
        }
        long cases = WholeRuns.IMPLEMENTATIONS.stream()
                .mapToLong(name -> WholeRuns.verdicts(name).size())
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
                .isEqualTo("6 of 6 conform");
        Readers.badgePicture(report("badge.svg"));
        assertThat(Readers.attestations(report("attestation"))).hasSize(WholeRuns.IMPLEMENTATIONS.size());
        String page = report("markdown");
        Readers.hasNoControls(page);
        assertThat(page).contains(WholeRuns.IMPLEMENTATIONS);
    }

    private String report(String file) throws IOException {
        Path out = folder.resolve("report-" + file);
        String format = file.replaceFirst("\\..*", "");
        Product.Outcome done =
                Product.run("report", WholeRuns.folder().toString(), "--format", format, "--out", out.toString());
        assertThat(done.status()).as(done.err()).isZero();
        return Files.readString(out);
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
