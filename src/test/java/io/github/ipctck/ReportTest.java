package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** Every form of results is what its own readers expect, for runs that pass, fail, can't be judged or were cut short. */
class ReportTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private static Path folder;

    private static Path passing;
    private static Path failing;
    private static Path unresolved;
    private static Path incomplete;

    @BeforeAll
    static void runs() throws IOException {
        passing = run(0, "docker", "cpython", "LOCK-TRY");
        failing = run(1, "bubblewrap", Flawed.write(folder).toString(), Flawed.CLAUSES);
        Path broken = StubAgent.around(folder, "broken.py", "binary-garbage", "none");
        unresolved = run(3, "bubblewrap", broken.toString(), "QUEUE-FIFO,LOCK-TRY");
        List<String> lines = Files.readAllLines(failing);
        incomplete = folder.resolve("results/killed.bubblewrap.ndjson");
        Files.writeString(
                incomplete,
                lines.get(0) + "\n" + lines.get(1) + "\n" + lines.get(2).substring(0, 40));
        Files.writeString(folder.resolve("results/soak.ndjson"), "{\"type\":\"header\",\"version\":1,\"runs\":3}\n");
    }

    private static Path run(int status, String sandbox, String implementation, String clauses) {
        Path out = folder.resolve("results");
        Product.Outcome outcome =
                Product.run("run", implementation, "--sandbox", sandbox, "--clause", clauses, "--out", out.toString());
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isEqualTo(status);
        return out.resolve(Path.of(implementation).getFileName() + "." + sandbox + ".ndjson");
    }

    private static String report(String format, Path... results) {
        List<String> arguments = new ArrayList<>(List.of("report", "--format", format));
        Stream.of(results).map(Path::toString).forEach(arguments::add);
        Product.Outcome outcome = Product.run(arguments.toArray(String[]::new));
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return outcome.out();
    }

    @Test
    void everyLineOfResultsIsWhatTheirSchemaAllows() throws IOException {
        for (Path file : List.of(passing, failing, unresolved)) {
            Readers.results(file);
        }
        assertThat(Stream.of(failing, unresolved).flatMap(file -> Product.verdicts(file).values().stream()))
                .contains("passed", "failed", "known-failure", "fixed", "unsupported", "unresolved");
        String conforming = Files.readAllLines(passing).get(2).replace("\"complete\":true", "\"complete\":false");
        assertThat(Readers.resultsSchema().validate(conforming, InputFormat.JSON))
                .as("an incomplete run that conforms")
                .isNotEmpty();
    }

    @Test
    void junitIsReadByMavensOwnReaderAndIsWhatJenkinsSchemaAllows() throws Exception {
        String xml = report("junit", passing, failing, unresolved, incomplete);
        Map<String, ReportTestCase> cases = new TreeMap<>();
        for (ReportTestSuite suite : Readers.junit(xml)) {
            suite.getTestCases().forEach(test -> cases.put(suite.getFullClassName() + " " + test.getName(), test));
        }
        String flawed = "flawed.bubblewrap.queue ";
        assertThat(cases.get("cpython.docker.lock LOCK-TRY").isSuccessful()).isTrue();
        assertThat(cases.get(flawed + Flawed.FAILED).hasFailure()).isTrue();
        assertThat(cases.get(flawed + Flawed.FAILED).getFailureMessage()).contains("<script>");
        assertThat(cases.get(flawed + Flawed.FAILED).getFailureDetail()).contains("rule:", "again:", "./ipc-tck run");
        assertThat(cases.get("flawed.bubblewrap.lock " + Flawed.FIXED).hasFailure())
                .isTrue();
        assertThat(cases.get("binary-garbage.bubblewrap.queue QUEUE-FIFO").hasError())
                .isTrue();
        assertThat(cases.get("flawed.bubblewrap the run is complete").hasError())
                .isTrue();
        assertThat(Stream.of(Flawed.KNOWN, Flawed.SHOULD_FAILED).map(id -> cases.get(flawed + id)))
                .allMatch(ReportTestCase::hasSkipped);
        assertThat(cases.get("flawed.bubblewrap.event " + Flawed.UNSUPPORTED).getFailureMessage())
                .contains("does not claim the profile event");
    }

    @Test
    void ctrfIsWhatItsSchemaAllows() throws IOException {
        JsonNode results = Readers.ctrf(report("ctrf", failing, unresolved, incomplete));
        Map<String, String> statuses = new TreeMap<>();
        results.path("tests")
                .forEach(test -> statuses.put(
                        test.at("/suite/0").asText() + " " + test.path("name").asText(),
                        test.path("status").asText()));
        assertThat(statuses)
                .containsEntry("flawed.bubblewrap " + Flawed.FAILED, "failed")
                .containsEntry("flawed.bubblewrap " + Flawed.FIXED, "failed")
                .containsEntry("flawed.bubblewrap " + Flawed.KNOWN, "other")
                .containsEntry("flawed.bubblewrap " + Flawed.SHOULD_FAILED, "other")
                .containsEntry("flawed.bubblewrap " + Flawed.UNSUPPORTED, "skipped")
                .containsEntry("flawed.bubblewrap the run is complete", "failed")
                .containsEntry("binary-garbage.bubblewrap QUEUE-FIFO", "failed")
                .containsEntry("binary-garbage.bubblewrap LOCK-TRY", "passed");
        assertThat(results.at("/summary/tests").asInt())
                .isEqualTo(results.path("tests").size());
        assertThat(results.at("/environment/healthy").asBoolean()).isFalse();
    }

    @Test
    void markdownShowsWhatAgentsSayAndObeysNoneOfIt() {
        String page = report("markdown", passing, failing, unresolved, incomplete);
        String html = Readers.rendered(page);
        assertThat(html)
                .contains(
                        "<h2>cpython conforms</h2>",
                        "<h2>flawed does not conform</h2>",
                        "<h2>binary-garbage could not be judged</h2>",
                        "<strong>Incomplete:</strong>",
                        "<b>" + Flawed.FAILED + "</b>",
                        "&lt;script&gt;alert(1)",
                        "<td>" + Flawed.KNOWN + "</td>")
                .doesNotContain("<script", "<h1", "<b>library");
        Readers.hasNoControls(page);
    }

    @Test
    void annotationsAreOneCommandALineWhateverAgentsSay() {
        List<String> lines = Readers.annotations(report("github", failing, unresolved, incomplete));
        assertThat(lines)
                .filteredOn(line -> line.startsWith("::error title=flawed.bubblewrap " + Flawed.FAILED))
                .hasSize(1)
                .allMatch(line -> line.contains("%250A") && line.contains("%0A  rule:"));
        assertThat(lines).filteredOn(line -> line.startsWith("::warning")).hasSize(2);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("::error title=flawed.bubblewrap::flawed could not be judged"))
                .hasSize(1);
    }

    @Test
    void tapIsReadByPerlsOwnReader() throws IOException {
        String tap = report("tap", passing, failing, unresolved);
        assertThat(tap).startsWith("TAP version 14\n1..9\n");
        assertThat(Readers.tap(tap))
                .isEqualTo(Map.of(
                        "run", "9", "passed", "6", "failed", "3", "todo", "2", "skipped", "1", "errors", "0", "bail",
                        ""));
        assertThat(Readers.tap(report("tap", failing, incomplete)).get("bail"))
                .startsWith("flawed.bubblewrap: it was cut short");
    }

    @Test
    void badgesTellWhatItComesTo() throws Exception {
        Path json = folder.resolve("badges/badge.json");
        Path svg = folder.resolve("badges/badge.svg");
        for (Path badge : List.of(json, svg)) {
            Product.run("report", passing.toString(), "--format", "badge", "--out", badge.toString());
        }
        JsonNode endpoint = Readers.badgeEndpoint(Files.readString(json));
        assertThat(endpoint.path("message").asText()).isEqualTo("conforms: 1 of 1");
        Document picture = Readers.badgePicture(Files.readString(svg));
        assertThat(picture.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("ipc-tck: conforms: 1 of 1");
        Product.run("report", incomplete.toString(), "--format", "badge", "--out", json.toString());
        assertThat(JSON.readTree(json.toFile()).path("message").asText())
                .startsWith("could not be judged (incomplete)");
    }

    @Test
    void attestationsNameWhatWasTestedByItsDigest() throws IOException {
        List<JsonNode> statements =
                Readers.attestations(report("attestation", passing, failing, unresolved, incomplete));
        assertThat(statements)
                .extracting(statement -> statement.at("/predicate/result").asText())
                .containsExactly("PASSED", "FAILED", "FAILED", "FAILED");
        String image = statements.get(0).at("/subject/1/digest/sha256").asText();
        assertThat(Shell.lines("docker image inspect --format '{{.Id}}' " + image))
                .containsExactly("sha256:" + image);
        assertThat(statements
                        .get(0)
                        .at("/predicate/configuration/0/digest/sha256")
                        .asText())
                .isEqualTo(Shell.lines("sha256sum " + passing).get(0).substring(0, 64));
        JsonNode predicate = statements.get(1).path("predicate");
        assertThat(predicate.path("passedTests")).extracting(JsonNode::asText).containsExactly(Flawed.PASSED);
        assertThat(predicate.path("warnedTests"))
                .extracting(JsonNode::asText)
                .containsExactly(Flawed.KNOWN, Flawed.SHOULD_FAILED);
        assertThat(predicate.path("failedTests"))
                .extracting(JsonNode::asText)
                .containsExactly(Flawed.FAILED, Flawed.FIXED);
    }

    @Test
    void aFolderIsReadWithoutWhatIsNoRun() throws IOException {
        Product.Outcome outcome =
                Product.run("report", folder.resolve("results").toString(), "--format", "ctrf");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).contains("left out:", "soak.ndjson");
        assertThat(JSON.readTree(outcome.out()).at("/results/tests")).hasSize(1 + 6 + 2 + 2);
    }

    @Test
    void aRunRendersItsResultsAtOnce() throws IOException {
        Path xml = folder.resolve("at-once/junit.xml");
        Product.Outcome outcome = Product.run(
                "matrix",
                folder.resolve(Flawed.NAME).toString(),
                "cpython",
                "--sandbox",
                "bubblewrap",
                "--clause",
                Flawed.FAILED,
                "--out",
                folder.resolve("matrix").toString(),
                "--report",
                "junit=" + xml,
                "--report",
                "github=-");
        assertThat(outcome.status()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.out()).contains("\n::error title=flawed.bubblewrap " + Flawed.FAILED);
        assertThat(xml).content().contains("name=\"flawed.bubblewrap.queue\"", "name=\"cpython.bubblewrap.queue\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"report NONE --format junit", "report . --format junit", "report RUN --format jnit"})
    void whatCannotBeRenderedIsOneClearError(String arguments) {
        Product.run(Stream.of(arguments.split(" ", -1))
                        .map(word -> word.equals("RUN") ? passing.toString() : word)
                        .map(word -> word.equals("NONE") ? "no" + File.separator + "results.ndjson" : word)
                        .toArray(String[]::new))
                .isOneClearError(2, "ipc-tck: ");
        Product.run("run", "cpython", "--report", "jnit=x").isOneClearError(2, "there is no format 'jnit'", "junit");
    }
}
