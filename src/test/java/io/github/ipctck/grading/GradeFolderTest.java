package io.github.ipctck.grading;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.github.ipctck.Readers;
import io.github.ipctck.report.GradeFolder;
import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.Verdict;
import io.github.ipctck.spec.Specification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a class and its students get to read. */
class GradeFolderTest {
    private static final String HOSTILE = "</script><script>alert(1)</script>`*_[x](javascript:1)\u001b[2J|@|red x|@";
    private static final Instant BEFORE = Instant.parse("2026-11-30T12:00:00Z");
    private static final Instant AFTER = Instant.parse(Samples.DUE);
    private static final Student ADA = new Student("ada-1", "Ada <b>L</b>", "1", Platform.MOODLE);

    @TempDir
    private Path folder;

    private Assignment assignment;

    @BeforeEach
    void readAssignment() {
        assignment = Samples.assignment(folder);
    }

    private GradedSubmission graded(Student student, Map<String, ClauseResult> results) {
        return GradedSubmission.graded(
                student, Points.of(assignment, results), null, Duration.ofMillis(2500), Samples.digests());
    }

    private Path written(GradedSubmission submission, Map<String, ClauseResult> results, Instant now) {
        new GradeFolder(folder, assignment, now).write(submission, results);
        return folder.resolve("students").resolve(submission.student().key());
    }

    private Path failing(Instant now) {
        Map<String, ClauseResult> results =
                Samples.results(assignment, HOSTILE, "QUEUE-FIFO", Samples.HIDDEN, Samples.LATER, Samples.EXTRA);
        results.put(Samples.HIDDEN, Samples.result(Samples.HIDDEN, Verdict.FAILED, "hidden message"));
        results.put(Samples.LATER, Samples.result(Samples.LATER, Verdict.FAILED, "later message"));
        return written(graded(ADA, results), results, now);
    }

    private static List<String> wordsOf(String clause, String title, String message) {
        String sentence = Specification.load().clause(clause).orElseThrow().sentence();
        return List.of(clause, title, message, sentence.substring(0, 30));
    }

    @Test
    void everyFileOfAStudentIsThereAndNoHalfOfOne() throws IOException {
        Path student = failing(BEFORE);

        try (Stream<Path> files = Files.list(student)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("feedback.html", "feedback.md", "result.json", "results.json");
        }
    }

    @Test
    void gradingTwiceGivesTheSameBytes() throws IOException {
        Map<String, byte[]> first = new TreeMap<>();
        for (int i = 0; i < 2; i++) {
            Path student = failing(BEFORE);
            try (Stream<Path> files = Files.list(student)) {
                for (Path file : files.toList()) {
                    byte[] before = first.put(file.toString(), Files.readAllBytes(file));
                    assertThat(i == 0 ? Files.readAllBytes(file) : before).isEqualTo(Files.readAllBytes(file));
                }
            }
        }
        assertThat(first).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"feedback.md", "feedback.html"})
    void feedbackTeachesAndTellsNothingHidden(String file) throws IOException {
        String before = Files.readString(failing(BEFORE).resolve(file));
        String after = Files.readString(failing(AFTER).resolve(file));

        for (String text : List.of(before, after)) {
            assertThat(text)
                    .contains("6.67", "QUEUE-FIFO", "Items that one process puts are got in the order", "Who holds")
                    .contains("in parent to give 1", "which side of the container")
                    .contains("not shown here")
                    .doesNotContain(wordsOf(Samples.HIDDEN, "Secret title", "hidden message"));
        }
        List<String> later = wordsOf(Samples.LATER, "Later title", "later message");
        assertThat(before).doesNotContain(later);
        assertThat(after).contains(later);
    }

    @Test
    void whatAStudentsCodeSaysIsTextInMarkdown() throws IOException {
        String markdown = Files.readString(failing(AFTER).resolve("feedback.md"));
        String html = Readers.rendered(markdown);

        assertThat(markdown).doesNotContain("<script", "\u001b");
        assertThat(html)
                .contains("&lt;script&gt;alert(1)", "Ada &lt;b&gt;L&lt;/b&gt;", "<td align=\"right\">6.67 of 10</td>")
                .doesNotContain("<script", "<b>L", "href");
    }

    @Test
    void whatAStudentsCodeSaysIsTextInHtml() throws IOException {
        String page = Files.readString(failing(AFTER).resolve("feedback.html"));

        assertThat(page)
                .contains("&lt;script&gt;alert(1)", "Ada &lt;b&gt;L&lt;/b&gt;", "<svg role=\"img\"")
                .doesNotContain("<script>alert", "<b>L<");
        assertThat(page.split("<script", -1)).as("only our own two scripts").hasSize(3);
        assertThat(page).as("needs no other file").doesNotContain("src=", "<link");
    }

    @Test
    void theLecturersFileHasEverything() throws IOException {
        Path student = failing(BEFORE);

        assertThat(Files.readString(student.resolve("result.json")))
                .contains(wordsOf(Samples.HIDDEN, "Secret title", "hidden message"))
                .contains("\"status\" : \"graded\"", "\"verdict\" : \"failed\"", "\"visibility\" : \"hidden\"");
        assertThat(GradeFile.read(folder, ADA).orElseThrow().points()).isEqualTo(6.67);
    }

    @Test
    void gradescopeReadsScoresAndVisibility() throws IOException {
        JsonNode results = new JsonMapper()
                .readTree(failing(BEFORE).resolve("results.json").toFile());

        assertThat(results.path("score").asDouble()).isEqualTo(6.67);
        assertThat(results.path("execution_time").asDouble()).isEqualTo(2.5);
        assertThat(results.path("stdout_visibility").asText()).isEqualTo("hidden");
        assertThat(results.path("tests")).hasSize(4);
        assertThat(results.path("tests"))
                .extracting(test -> test.path("visibility").asText())
                .containsExactly("visible", "hidden", "after_due_date", "visible");
        assertThat(results.path("tests"))
                .extracting(test -> test.path("score").asDouble())
                .containsExactly(6.67, 0.0, 0.0, 0.0);
        assertThat(results.path("tests"))
                .extracting(test -> test.path("max_score").asDouble())
                .containsExactly(10.0, 5.0, 3.0, 0.0);
        assertThat(results.path("tests"))
                .extracting(test -> test.path("name").asText())
                .containsExactly("In order", "Secret title", "Later title", "In time (extra credit)");
        assertThat(results.at("/tests/0/output").asText())
                .contains("QUEUE-FIFO", "Who holds the lock?", "&lt;script&gt;")
                .doesNotContain("<script");
        assertThat(results.at("/tests/0/output_format").asText()).isEqualTo("md");
        assertThat(results.at("/tests/0/status").asText()).isEqualTo("failed");
    }

    @Test
    void whatNeedsAttentionIsNobodysZero() throws IOException {
        GradedSubmission attention = GradedSubmission.needsAttention(
                ADA, assignment, "bwrap: internal reason", Duration.ofSeconds(1), Samples.digests());
        Path student = written(attention, Map.of(), BEFORE);

        JsonNode results =
                new JsonMapper().readTree(student.resolve("results.json").toFile());
        assertThat(results.has("score") || results.has("tests")).isFalse();
        for (String file : List.of("results.json", "feedback.md", "feedback.html")) {
            assertThat(Files.readString(student.resolve(file)))
                    .contains("through no fault of yours")
                    .doesNotContain("internal reason", "0 of 18");
        }
        assertThat(Files.readString(student.resolve("result.json"))).contains("internal reason");
    }

    @Test
    void whoIsRefusedReadsWhy() throws IOException {
        GradedSubmission refused =
                GradedSubmission.refused(ADA, assignment, "The file 'a<script>' is a link.", Samples.digests());
        Path student = written(refused, Map.of(), BEFORE);

        assertThat(Files.readString(student.resolve("feedback.md")))
                .contains("**0 of 18 points.**", "a&lt;script&gt;' is a link")
                .doesNotContain("Secret title", "Later title");
        assertThat(Files.readString(student.resolve("feedback.html")))
                .contains("a&lt;script&gt;", "0 of 18 points")
                .doesNotContain("Secret title", "Later title");
        assertThat(new JsonMapper()
                        .readTree(student.resolve("results.json").toFile())
                        .path("score")
                        .asDouble(-1))
                .isZero();
    }

    private List<GradedSubmission> aClass() {
        List<GradedSubmission> submissions = new ArrayList<>();
        submissions.add(graded(ADA, Samples.results(assignment, "no", "QUEUE-FIFO")));
        submissions.add(graded(
                new Student("formula-2", "=HYPERLINK(\"http://x\")", "2", Platform.CANVAS),
                Samples.results(assignment, "no", "QUEUE-FIFO", Samples.HIDDEN)));
        submissions.add(graded(
                new Student("comma", " -1, \"quoted\"\n<script>alert(1)</script>", null, Platform.OTHER),
                Samples.results(assignment, "no")));
        submissions.add(GradedSubmission.refused(
                new Student("refused-3", "@refused", "3", Platform.MOODLE),
                assignment,
                "=cmd|' /C calc'!A0 <script>",
                Samples.digests()));
        submissions.add(GradedSubmission.needsAttention(
                new Student("late-4", "+Needy", "4", Platform.CANVAS),
                assignment,
                "bwrap <died>",
                Duration.ZERO,
                Samples.digests()));
        return submissions;
    }

    private List<List<String>> table(String file) throws IOException {
        try (MappingIterator<List<String>> rows = new CsvMapper()
                .enable(CsvParser.Feature.WRAP_AS_ARRAY)
                .readerForListOf(String.class)
                .readValues(folder.resolve(file).toFile())) {
            return rows.readAll();
        }
    }

    @Test
    void moodleImportsGrades() throws IOException {
        new GradeFolder(folder, assignment, BEFORE).writeClass(aClass());

        List<List<String>> rows = table("grades.csv");
        assertThat(rows.get(0))
                .containsExactly("Identifier", "Full name", "Grade", "Maximum Grade", "Feedback comments");
        assertThat(rows).hasSize(6).allMatch(row -> row.size() == 5);
        assertThat(rows)
                .extracting(row -> row.get(0))
                .containsExactly("Identifier", "Participant 1", "comma", "2", "4", "Participant 3");
        assertThat(rows).extracting(row -> row.get(2)).containsExactly("Grade", "15.67", "19", "10.67", "", "0");
        assertThat(rows.get(1).get(4)).contains("In order: 6.67 of 10").doesNotContain("Secret", "Later");
        assertThat(rows.get(5).get(4)).contains("&lt;script&gt;");
    }

    @Test
    void canvasImportsGrades() throws IOException {
        new GradeFolder(folder, assignment, BEFORE).writeClass(aClass());

        List<List<String>> rows = table("grades-canvas.csv");
        assertThat(rows.get(0))
                .containsExactly("Student", "ID", "SIS User ID", "SIS Login ID", "Section", "A bounded queue");
        assertThat(rows.get(1)).containsExactly("    Points Possible", "", "", "", "", "18");
        assertThat(rows).hasSize(7).allMatch(row -> row.size() == 6);
        assertThat(rows).extracting(row -> row.get(1)).containsExactly("ID", "", "", "", "2", "4", "");
        assertThat(rows)
                .extracting(row -> row.get(5))
                .containsExactly("A bounded queue", "18", "15.67", "19", "10.67", "", "0");
    }

    @Test
    void noCellIsAFormula() throws IOException {
        new GradeFolder(folder, assignment, BEFORE).writeClass(aClass());

        for (String file : List.of("grades.csv", "grades-canvas.csv")) {
            assertThat(table(file).stream().flatMap(List::stream))
                    .noneMatch(cell -> cell.strip().matches("(?s)[=+@\\t\\r-].*"));
        }
        assertThat(Files.readString(folder.resolve("grades.csv")))
                .contains("'=HYPERLINK", "'@refused", "'+Needy", "'=cmd");
    }

    @Test
    void theClassPageTellsWhatTheLecturerMustKnow() throws IOException {
        new GradeFolder(folder, assignment, BEFORE).writeClass(aClass());
        String page = Files.readString(folder.resolve("class/index.html"));

        assertThat(page)
                .contains("5 submissions: 3 graded, 1 refused, 1 in need of attention", "bwrap &lt;died&gt;")
                .contains("QUEUE-FIFO</th><td>In order</td><td class=\"number\">2 of 3")
                .contains("href=\"../students/formula-2/feedback.html\"", "2.50 s")
                .doesNotContain("<script>alert", "a<script>");
        assertThat(page.indexOf("+Needy")).isLessThan(page.indexOf("Ada"));
        assertThat(page.split("<script", -1)).hasSize(4);
        for (String asset : List.of("style.css", "theme.js", "bars.js", "chart.umd.js")) {
            assertThat(folder.resolve("class/assets").resolve(asset)).exists();
        }
    }
}
