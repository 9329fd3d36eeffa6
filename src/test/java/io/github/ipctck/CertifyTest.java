package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ipctck.spec.Level;
import io.github.ipctck.spec.Specification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate says only what its runs say, and shows when somebody changed it. */
class CertifyTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    @Test
    void whatHoldsItsClaimsIsCertifiedAndOthersCanCheckIt() throws IOException {
        Path claimed = claiming("event", "");
        Path certificate = folder.resolve("certificate");
        Product.Outcome outcome = certify(claimed, certificate);
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        JsonNode said = JSON.readTree(certificate.resolve("certificate.json").toFile());
        assertThat(said.path("certified").asBoolean()).isTrue();
        assertThat(said.path("clauses").asLong())
                .isEqualTo(Specification.load().clauses().stream()
                        .filter(clause -> clause.profile().equals("event") && clause.level() == Level.MUST)
                        .count());
        assertThat(said.path("seeds")).extracting(JsonNode::asInt).containsExactly(7, 8);
        assertThat(certificate.resolve("REPRODUCE")).hasContent("./ipc-tck certify " + claimed + " --runs 2 --seed 7");
        assertThat(Shell.lines("cd " + certificate + " && sha256sum --strict -c SHA256SUMS"))
                .contains("report/index.html: OK", "report.md: OK", "junit.xml: OK", "attestation.jsonl: OK")
                .allMatch(line -> line.endsWith(": OK"));
        assertThat(Files.readAllLines(certificate.resolve("attestation.jsonl")))
                .hasSize(2)
                .allMatch(line -> line.contains("\"result\":\"PASSED\""));
        Product.Outcome verified = Product.run("verify", certificate.toString(), "--again");
        assertThat(verified.status()).as(verified.out() + verified.err()).isZero();
        assertThat(verified.out()).contains("every file is as it was written", "is certified", "the same again");
        isFoundOut(certificate);
    }

    private void isFoundOut(Path certificate) throws IOException {
        Path report = certificate.resolve("report.md");
        Files.writeString(report, Files.readString(report).replace("seed 7", "seed 9"));
        Files.writeString(certificate.resolve("note.txt"), "by the way");
        assertThat(verify(certificate)).contains("report.md was changed", "note.txt was added");
        Files.delete(certificate.resolve("note.txt"));
        Files.delete(report);
        assertThat(verify(certificate)).contains("report.md is missing");
        // Somebody who makes the list of digests anew, too.
        Path json = certificate.resolve("certificate.json");
        Files.writeString(json, Files.readString(json).replace("\"event\"", "\"event\", \"lock\""));
        Shell.lines("cd " + certificate + " && find . -type f ! -name SHA256SUMS -printf '%P\\0' | sort -z"
                + " | xargs -0 sha256sum > SHA256SUMS");
        assertThat(verify(certificate)).contains("certificate.json does not say what the runs say");
    }

    private static String verify(Path certificate) {
        Product.Outcome outcome = Product.run("verify", certificate.toString());
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isEqualTo(1);
        return outcome.out();
    }

    @Test
    void aKnownFailureIsNoExcuse() throws IOException {
        Path flawed = claiming("lock", "SABOTEUR=LOCK-TRY");
        Files.writeString(flawed.resolve("known.yaml"), "- {clause: LOCK-TRY, reason: it is so}\n");
        Files.writeString(
                flawed.resolve("implementation.yaml"),
                Files.readString(flawed.resolve("implementation.yaml")) + "known-failures: known.yaml\n");
        Path certificate = folder.resolve("refused");
        Product.Outcome outcome = certify(flawed, certificate);
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isEqualTo(1);
        assertThat(outcome.out()).contains("is not certified", "seed 7: LOCK-TRY: known-failure");
        assertThat(verify(certificate)).contains("is not certified");
    }

    @Test
    void aFolderThatIsNoneOrExistsIsOneClearError() {
        Product.run("verify", folder.toString()).isOneClearError(2, "is no certificate's folder");
        Product.run("certify", "cpython", "--out", folder.toString()).isOneClearError(2, "exists");
        Product.run("certify", "cpython", "--runs", "1").isOneClearError(2, "--runs takes 2 to 1000");
    }

    private static Product.Outcome certify(Path implementation, Path out) {
        return Product.run("certify", implementation.toString(), "--runs", "2", "--seed", "7", "--out", out.toString());
    }

    /** CPython's multiprocessing, or a saboteur of it, that claims one profile. */
    private Path claiming(String profile, String saboteur) throws IOException {
        Path mine = Files.createDirectories(folder.resolve("claims-" + profile));
        Path containers = Product.HOME.resolve("containers");
        List<String> sabotage = saboteur.isEmpty()
                ? List.of("/opt/ipc-tck/agent", "{}")
                : List.of(
                        "/opt/ipc-tck/agent, --api, ipctck_saboteurs",
                        "{PYTHONPATH: /opt/saboteurs, IPC_TCK_" + saboteur.replace("=", ": ") + "}");
        Files.writeString(mine.resolve("implementation.yaml"), """
                name: claims-%s
                language: Python
                agent: [/usr/bin/python3, -B, %s]
                environment: %s
                mounts:
                  - {source: "%s/agents/python", target: /opt/ipc-tck/agent}
                  - {source: "%s/saboteurs", target: /opt/saboteurs}
                profiles: [%s]
                dockerfile: "%s/cpython/Dockerfile"
                """.formatted(
                        profile, sabotage.get(0), sabotage.get(1), containers, containers, profile, containers));
        return mine;
    }
}
