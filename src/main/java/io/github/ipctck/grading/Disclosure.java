package io.github.ipctck.grading;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a student may be told of a submission at some time. Whatever students read is made of this.
 *
 * @param message what is to be said of all of it, if anything
 * @param told the requirements that may be told
 * @param untold what the others come to, if there are others
 */
public record Disclosure(Optional<String> message, List<GradedRequirement> told, Optional<Sum> untold) {
    /** Of what went wrong on our side, a student hears no more. */
    private static final String ATTENTION =
            "This could not be graded yet, through no fault of yours. Your lecturer sees it, too.";

    /**
     * Points of several requirements.
     *
     * @param points what was earned, extra credit with it
     * @param maximum what they are worth, extra credit aside
     */
    public record Sum(double points, double maximum) {}

    /**
     * What may be told.
     *
     * @param due when requirements for after the due date may be told; never if it is empty
     */
    public static Disclosure of(GradedSubmission submission, Optional<Instant> due, Instant now) {
        boolean isDue = due.filter(instant -> !now.isBefore(instant)).isPresent();
        List<GradedRequirement> told = submission.requirements().stream()
                .filter(requirement -> mayBeTold(requirement, isDue))
                .toList();
        List<GradedRequirement> others = submission.requirements().stream()
                .filter(requirement -> !mayBeTold(requirement, isDue))
                .toList();
        Optional<String> message = submission.status() == GradingStatus.NEEDS_ATTENTION
                ? Optional.of(ATTENTION)
                : Optional.ofNullable(submission.message());
        return new Disclosure(message, told, others.isEmpty() ? Optional.empty() : Optional.of(sumOf(others)));
    }

    private static boolean mayBeTold(GradedRequirement requirement, boolean isDue) {
        return switch (requirement.visibility()) {
            case VISIBLE -> true;
            case HIDDEN -> false;
            case AFTER_DUE_DATE -> isDue;
        };
    }

    private static Sum sumOf(List<GradedRequirement> requirements) {
        return new Sum(
                total(requirements, GradedRequirement::points),
                total(requirements.stream().filter(each -> !each.extra()).toList(), GradedRequirement::maximum));
    }

    private static double total(List<GradedRequirement> requirements, ToDoubleFunction<GradedRequirement> number) {
        return requirements.stream()
                .map(each -> BigDecimal.valueOf(number.applyAsDouble(each)))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
    }
}
