package io.github.ipctck.grading;

import java.util.List;

/**
 * What a requirement earned.
 *
 * @param id its id
 * @param title what it asks for
 * @param points what was earned, to two decimals
 * @param maximum what all of it is worth
 * @param extra whether it is beside the assignment's maximum
 * @param visibility when the student is told about it
 * @param clauses what became of each of its clauses; none if the submission was refused
 */
public record GradedRequirement(
        String id,
        String title,
        double points,
        double maximum,
        boolean extra,
        Visibility visibility,
        List<GradedClause> clauses) {
    /** How many of its clauses passed, such as {@code 2 of 5}; empty if none was judged. */
    public String kept() {
        return clauses.isEmpty()
                ? ""
                : clauses.stream().filter(GradedClause::passed).count() + " of " + clauses.size();
    }
}
