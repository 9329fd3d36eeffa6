package io.github.ipctck.report.html;

import io.github.ipctck.grading.Assignment;
import io.github.ipctck.grading.GradedClause;
import io.github.ipctck.grading.GradedRequirement;
import io.github.ipctck.grading.GradedSubmission;
import io.github.ipctck.grading.GradingStatus;
import io.github.ipctck.grading.Points;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the lecturer sees of a class.
 *
 * @param title the assignment's
 * @param summary how many submissions there are, in words
 * @param maximum full points
 * @param graded how many submissions were judged
 * @param attention those that the harness could not judge
 * @param bins how many have how many points
 * @param failed the clauses most often failed, most often first
 * @param rows all submissions, those that need attention first
 */
record ClassPage(
        String title,
        String summary,
        String maximum,
        long graded,
        List<Row> attention,
        List<Bin> bins,
        List<Failure> failed,
        List<Row> rows) {
    private static final int TENTHS = 10;
    private static final int MOST_FAILED = 20;
    private static final int LONGEST_MESSAGE = 300;

    /**
     * A submission.
     *
     * @param address where its feedback is
     * @param style the style sheet's class for its status
     * @param points empty if they are not known
     * @param message empty if there is none
     */
    record Row(String name, String address, String status, String style, String points, String time, String message) {}

    /** Submissions with about as many points. */
    record Bin(String label, long count) {}

    /** @param requirement the title of the requirement that the clause is in */
    record Failure(String clause, String requirement, int count) {}

    static ClassPage of(
            Assignment assignment, List<GradedSubmission> submissions, Function<GradedSubmission, String> addresses) {
        List<GradedSubmission> sorted = submissions.stream()
                .sorted(Comparator.comparing((GradedSubmission each) -> rank(each.status()))
                        .thenComparing(each -> each.student().key()))
                .toList();
        return new ClassPage(
                assignment.title(),
                summary(sorted),
                Points.text(assignment.maximum()),
                count(sorted, GradingStatus.GRADED),
                sorted.stream()
                        .filter(each -> each.status() == GradingStatus.NEEDS_ATTENTION)
                        .map(each -> row(each, addresses))
                        .toList(),
                bins(sorted),
                failed(sorted),
                sorted.stream().map(each -> row(each, addresses)).toList());
    }

    private static int rank(GradingStatus status) {
        return switch (status) {
            case NEEDS_ATTENTION -> 0;
            case REFUSED -> 1;
            case GRADED -> 2;
        };
    }

    private static long count(List<GradedSubmission> submissions, GradingStatus status) {
        return submissions.stream().filter(each -> each.status() == status).count();
    }

    private static String summary(List<GradedSubmission> submissions) {
        List<Double> times = submissions.stream()
                .filter(each -> each.status() == GradingStatus.GRADED)
                .map(GradedSubmission::seconds)
                .sorted()
                .toList();
        return submissions.size() + (submissions.size() == 1 ? " submission: " : " submissions: ")
                + count(submissions, GradingStatus.GRADED) + " graded, "
                + count(submissions, GradingStatus.REFUSED) + " refused, "
                + count(submissions, GradingStatus.NEEDS_ATTENTION) + " in need of attention."
                + (times.isEmpty()
                        ? ""
                        : " Half of those graded took " + Times.ofMillis(times.get(times.size() / 2) * 1000)
                                + " or less, the slowest " + Times.ofMillis(times.get(times.size() - 1) * 1000) + ".");
    }

    private static Row row(GradedSubmission submission, Function<GradedSubmission, String> addresses) {
        String message = submission.message() == null ? "" : submission.message();
        return new Row(
                submission.student().name(),
                addresses.apply(submission),
                submission.status().text().replace('-', ' '),
                switch (submission.status()) {
                    case GRADED -> "passed";
                    case REFUSED -> "failed";
                    case NEEDS_ATTENTION -> "unresolved";
                },
                submission.points() == null ? "" : Points.text(submission.points()),
                submission.seconds() == 0 ? "" : Times.ofMillis(submission.seconds() * 1000),
                message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…");
    }

    private static List<Bin> bins(List<GradedSubmission> submissions) {
        long[] counts = new long[TENTHS + 1];
        submissions.stream()
                .filter(each -> each.points() != null)
                .mapToInt(each -> (int) Math.min(TENTHS, each.points() * TENTHS / each.maximum()))
                .forEach(tenth -> counts[tenth]++);
        List<Bin> bins = new ArrayList<>();
        for (int tenth = 0; tenth < TENTHS; tenth++) {
            bins.add(new Bin(tenth * 10 + " % to below " + (tenth + 1) * 10 + " %", counts[tenth]));
        }
        bins.add(new Bin("all, or more", counts[TENTHS]));
        return bins;
    }

    private static List<Failure> failed(List<GradedSubmission> submissions) {
        Map<String, Failure> failures = new LinkedHashMap<>();
        for (GradedSubmission submission : submissions) {
            for (GradedRequirement requirement : submission.requirements()) {
                for (GradedClause clause : requirement.clauses()) {
                    if (!clause.passed()) {
                        failures.merge(
                                clause.clause(),
                                new Failure(clause.clause(), requirement.title(), 1),
                                (before, one) ->
                                        new Failure(before.clause(), before.requirement(), before.count() + 1));
                    }
                }
            }
        }
        return failures.values().stream()
                .sorted(Comparator.comparingInt(Failure::count).reversed().thenComparing(Failure::clause))
                .limit(MOST_FAILED)
                .toList();
    }
}
