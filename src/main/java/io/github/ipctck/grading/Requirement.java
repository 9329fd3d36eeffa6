package io.github.ipctck.grading;

import java.util.List;
import java.util.Optional;

/**
 * Something that an assignment asks for.
 *
 * @param id its name, unique in the assignment: small letters, digits and hyphens
 * @param title what it asks for, in one line
 * @param clauses the ids of its clauses, at least one; no clause is in two requirements
 * @param points what all of it is worth, more than 0
 * @param credit how its clauses earn the points
 * @param extra whether it is beside the maximum
 * @param visibility when students are told about it
 * @param hint where to look, for those who lose points
 */
public record Requirement(
        String id,
        String title,
        List<String> clauses,
        double points,
        Credit credit,
        boolean extra,
        Visibility visibility,
        Optional<String> hint) {}
