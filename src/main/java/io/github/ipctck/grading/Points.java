package io.github.ipctck.grading;

import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.spec.Specification;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What verdicts earn: the only place where it is decided.
 *
 * @param points the sum of all requirements, rounded once to two decimals; more than the maximum with extra credit
 * @param maximum of the assignment
 * @param requirements each with its own share, in the order of the assignment
 */
public record Points(double points, double maximum, List<GradedRequirement> requirements) {
    private static final int DECIMALS = 2;

    /**
     * The points of a submission.
     *
     * @param results by clause; what is missing earns nothing, nor does what did not pass for whatever reason
     */
    public static Points of(Assignment assignment, Map<String, ClauseResult> results) {
        BigDecimal sum = BigDecimal.ZERO;
        List<GradedRequirement> requirements = new ArrayList<>();
        for (Requirement requirement : assignment.requirements()) {
            List<GradedClause> clauses = requirement.clauses().stream()
                    .map(id -> GradedClause.of(Specification.load().clause(id).orElseThrow(), results.get(id)))
                    .toList();
            BigDecimal earned = earned(requirement, clauses);
            sum = sum.add(earned);
            requirements.add(graded(requirement, earned, clauses));
        }
        return new Points(rounded(sum), assignment.maximum(), List.copyOf(requirements));
    }

    /** No points, since nothing was judged. */
    static Points none(Assignment assignment) {
        return new Points(
                0,
                assignment.maximum(),
                assignment.requirements().stream()
                        .map(requirement -> graded(requirement, BigDecimal.ZERO, List.of()))
                        .toList());
    }

    private static GradedRequirement graded(Requirement requirement, BigDecimal earned, List<GradedClause> clauses) {
        return new GradedRequirement(
                requirement.id(),
                requirement.title(),
                rounded(earned),
                requirement.points(),
                requirement.extra(),
                requirement.visibility(),
                clauses);
    }

    private static BigDecimal earned(Requirement requirement, List<GradedClause> clauses) {
        BigDecimal points = BigDecimal.valueOf(requirement.points());
        long passed = clauses.stream().filter(GradedClause::passed).count();
        return switch (requirement.credit()) {
            case ALL_OR_NOTHING -> passed == clauses.size() ? points : BigDecimal.ZERO;
            case PARTIAL ->
                points.multiply(BigDecimal.valueOf(passed))
                        .divide(BigDecimal.valueOf(clauses.size()), MathContext.DECIMAL128);
        };
    }

    /** Points as people read them: without zeros after the last decimal. */
    public static String text(double points) {
        return BigDecimal.valueOf(points).stripTrailingZeros().toPlainString();
    }

    private static double rounded(BigDecimal points) {
        return points.setScale(DECIMALS, RoundingMode.HALF_UP).doubleValue();
    }
}
