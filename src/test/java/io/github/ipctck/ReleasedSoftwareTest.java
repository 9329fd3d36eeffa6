package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.implementation.KnownFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Software that nobody here wrote. */
class ReleasedSoftwareTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"pypy", "billiard", "multiprocess", "ruby"})
    void itConformsButForWhatIsKnown(String name) {
        Product.Outcome outcome = Product.run("run", name, "--sandbox", "bubblewrap", "--out", folder.toString());
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        Map<String, String> verdicts = Product.verdicts(folder.resolve(name + ".bubblewrap.ndjson"));
        assertThat(verdicts.values()).isSubsetOf("passed", "known-failure", "unsupported");
        assertThat(verdicts.keySet().stream()
                        .filter(clause -> verdicts.get(clause).equals("known-failure"))
                        .collect(Collectors.toSet()))
                .isEqualTo(find(name).knownFailures().entries().stream()
                        .map(KnownFailure::clause)
                        .collect(Collectors.toSet()));
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
