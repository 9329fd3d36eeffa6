package io.github.ipctck.grading;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.Verdict;
import io.github.ipctck.spec.Specification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What verdicts earn, and who is told. */
class PointsTest {
    private static final Student ADA = new Student("ada", "Ada", null, Platform.OTHER);

    @TempDir
    private Path folder;

    @Test
    void allThatPassesEarnsEverythingAndTheExtraBesides() {
        Assignment assignment = Samples.assignment(folder);

        Points points = Points.of(assignment, Samples.results(assignment, "no"));

        assertThat(points.points()).isEqualTo(19);
        assertThat(points.maximum()).isEqualTo(18);
    }

    @ParameterizedTest
    @EnumSource(value = Verdict.class, mode = EnumSource.Mode.EXCLUDE, names = "PASSED")
    void onlyWhatPassesEarnsAnything(Verdict verdict) {
        Assignment assignment = Samples.assignment(folder);
        Map<String, ClauseResult> results = Samples.results(assignment, "no");
        results.put(Samples.LATER, Samples.result(Samples.LATER, verdict, "no"));

        assertThat(Points.of(assignment, results).points()).isEqualTo(16);
    }

    @Test
    void whatHasNoResultEarnsNothing() {
        Points points = Points.of(Samples.assignment(folder), Map.of());

        assertThat(points.points()).isZero();
        assertThat(points.requirements().get(0).clauses())
                .hasSize(3)
                .allMatch(clause -> clause.verdict() == Verdict.UNRESOLVED && clause.message() != null);
    }

    @Test
    void sharesAreRoundedOnceAtTheEnd() throws IOException {
        StringBuilder yaml = new StringBuilder("title: Thirds\nkit: c-library\nfiles: [ipc.c]\nrequirements:\n");
        String[][] thirds = {
            {"QUEUE-FIFO", "QUEUE-ACROSS-PROCESSES", "QUEUE-ROUND-TRIP"},
            {"LOCK-TRY", "PIPE-EOF-NEEDS-EVERY-COPY", "FORK-TWO-RETURNS"},
            {"WAIT-NO-CHILD", "QUEUE-ROUND-TRIP-TEXT", "QUEUE-ROUND-TRIP-FLOATS"}
        };
        for (int i = 0; i < thirds.length; i++) {
            yaml.append(
                    "  - {id: t%d, title: T, points: 10, clauses: [%s]}%n".formatted(i, String.join(", ", thirds[i])));
        }
        Assignment assignment =
                Assignment.read(Files.writeString(folder.resolve(Assignment.FILE_NAME), yaml), Specification.load());

        Points points = Points.of(
                assignment,
                Samples.results(
                        assignment,
                        "no",
                        "QUEUE-FIFO",
                        "LOCK-TRY",
                        "WAIT-NO-CHILD",
                        "QUEUE-ROUND-TRIP",
                        "FORK-TWO-RETURNS",
                        "QUEUE-ROUND-TRIP-TEXT"));

        assertThat(points.requirements()).extracting(GradedRequirement::points).containsExactly(3.33, 3.33, 3.33);
        assertThat(points.points()).isEqualTo(10.0);
    }

    @Test
    void allOrNothingIsNothingIfOneFails() throws IOException {
        Path file = Samples.assignment(folder).file();
        Files.writeString(file, Files.readString(file).replace("points: 10", "points: 10, credit: all-or-nothing"));
        Assignment assignment = Assignment.read(file, Specification.load());

        assertThat(Points.of(assignment, Samples.results(assignment, "no", "QUEUE-FIFO"))
                        .points())
                .isEqualTo(9);
        assertThat(Points.of(assignment, Samples.results(assignment, "no")).points())
                .isEqualTo(19);
    }

    @Test
    void aResultIsKeptAndReadAgain() throws IOException {
        Assignment assignment = Samples.assignment(folder);
        Points points = Points.of(assignment, Samples.results(assignment, "x".repeat(100_000), "QUEUE-FIFO"));
        GradedSubmission graded =
                GradedSubmission.graded(ADA, points, null, Duration.ofMillis(1234), Samples.digests());
        GradedSubmission refused = GradedSubmission.refused(
                new Student("b", "B", "7", Platform.MOODLE), assignment, "It is empty.", Samples.digests());
        GradedSubmission attention = GradedSubmission.needsAttention(
                new Student("c", "C", null, Platform.OTHER),
                assignment,
                "bwrap died",
                Duration.ZERO,
                Samples.digests());

        for (GradedSubmission each : new GradedSubmission[] {graded, refused, attention}) {
            GradeFile.write(each, folder);
            Path file = GradeFile.folderOf(folder, each.student()).resolve("result.json");
            byte[] first = Files.readAllBytes(file);
            assertThat(first).hasSizeLessThan(20_000);
            assertThat(GradeFile.read(folder, each.student())).contains(each);
            GradeFile.write(each, folder);
            assertThat(file).hasBinaryContent(first);
        }
        assertThat(graded.seconds()).isEqualTo(1.234);
        assertThat(refused.points()).isZero();
        assertThat(attention.points()).isNull();
        assertThat(GradeFile.read(folder, new Student("none", "", null, Platform.OTHER)))
                .isEmpty();
        Files.writeString(GradeFile.folderOf(folder, ADA).resolve("result.json"), "{\"student\":");
        assertThat(GradeFile.read(folder, ADA)).isEmpty();
    }

    @Test
    void hiddenIsNeverToldAndLaterIsToldWhenItIsDue() {
        Assignment assignment = Samples.assignment(folder);
        GradedSubmission graded = GradedSubmission.graded(
                ADA,
                Points.of(assignment, Samples.results(assignment, "no", Samples.HIDDEN)),
                null,
                Duration.ZERO,
                Samples.digests());
        Instant due = Instant.parse(Samples.DUE);

        Disclosure before = Disclosure.of(graded, assignment.due(), due.minusNanos(1));
        Disclosure after = Disclosure.of(graded, assignment.due(), due);
        Disclosure never = Disclosure.of(graded, Optional.empty(), due);

        assertThat(before.told()).extracting(GradedRequirement::id).containsExactly("order", "more");
        assertThat(before.untold()).contains(new Disclosure.Sum(3, 8));
        assertThat(after.told()).extracting(GradedRequirement::id).containsExactly("order", "later", "more");
        assertThat(after.untold()).contains(new Disclosure.Sum(0, 5));
        assertThat(never).isEqualTo(before);
    }
}
