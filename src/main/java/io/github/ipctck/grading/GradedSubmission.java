package io.github.ipctck.grading;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;

/**
 * All that is known of a submission: the lecturer's file. What a student may be told of it is a {@link Disclosure}.
 *
 * @param student whose it is
 * @param status what became of it
 * @param message why it has no points, or what everybody should know; null if there is nothing to say
 * @param points what it earned, to two decimals; null if it needs attention, since that is nobody's zero
 * @param maximum full points, extra credit aside
 * @param requirements in the order of the assignment; none if it needs attention
 * @param seconds how long it took on the clock, in seconds; 0 if nothing was run
 * @param digests what the result is the result of
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GradedSubmission(
        Student student,
        GradingStatus status,
        String message,
        Double points,
        double maximum,
        List<GradedRequirement> requirements,
        double seconds,
        Digests digests) {
    /**
     * What a result depends on. If all three are as before, there is no need to grade again.
     *
     * @param submission see {@link Submission#digest()}
     * @param assignment see {@link Assignment#digest()}
     * @param suite names the version of the suite and whatever else it runs with
     */
    public record Digests(String submission, String assignment, String suite) {}

    /**
     * A submission that was judged.
     *
     * @param message what its student should know besides; null if nothing
     */
    public static GradedSubmission graded(
            Student student, Points points, String message, Duration took, Digests digests) {
        return new GradedSubmission(
                student,
                GradingStatus.GRADED,
                message,
                points.points(),
                points.maximum(),
                points.requirements(),
                seconds(took),
                digests);
    }

    /**
     * A submission that was not judged for what it is.
     *
     * @param message one sentence for the student
     */
    public static GradedSubmission refused(Student student, Assignment assignment, String message, Digests digests) {
        Points none = Points.none(assignment);
        return new GradedSubmission(
                student,
                GradingStatus.REFUSED,
                message,
                none.points(),
                none.maximum(),
                none.requirements(),
                0,
                digests);
    }

    /**
     * A submission that the harness failed to judge.
     *
     * @param message one sentence for the lecturer; the student is not told
     */
    public static GradedSubmission needsAttention(
            Student student, Assignment assignment, String message, Duration took, Digests digests) {
        return new GradedSubmission(
                student,
                GradingStatus.NEEDS_ATTENTION,
                message,
                null,
                assignment.maximum(),
                List.of(),
                seconds(took),
                digests);
    }

    private static double seconds(Duration took) {
        return BigDecimal.valueOf(took.toMillis(), 3)
                .setScale(3, RoundingMode.UNNECESSARY)
                .doubleValue();
    }
}
