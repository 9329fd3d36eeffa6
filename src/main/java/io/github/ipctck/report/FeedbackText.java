package io.github.ipctck.report;

import io.github.ipctck.grading.Assignment;
import io.github.ipctck.grading.Disclosure;
import io.github.ipctck.grading.Glossary;
import io.github.ipctck.grading.GradedClause;
import io.github.ipctck.grading.GradedRequirement;
import io.github.ipctck.grading.GradedSubmission;
import io.github.ipctck.grading.Points;
import io.github.ipctck.grading.Requirement;
import io.github.ipctck.spec.Clause;
import java.util.ArrayList;
import java.util.List;

/** What a student is told, in Markdown. Whatever the student's code says is shown and obeyed in nothing. */
final class FeedbackText {
    private FeedbackText() {}

    static String page(Assignment assignment, GradedSubmission submission, Disclosure disclosure) {
        List<String> lines = new ArrayList<>();
        lines.add("# " + Markup.cell(assignment.title()));
        lines.add("");
        lines.add("**" + score(submission) + "** "
                + Markup.html(submission.student().name()));
        assignment.terms().ifPresent(terms -> {
            lines.add("");
            lines.add(terms);
        });
        disclosure.message().ifPresent(message -> {
            lines.add("");
            lines.add("> " + Markup.html(message));
        });
        if (!disclosure.told().isEmpty()) {
            lines.add("");
            lines.addAll(table(disclosure));
        }
        for (GradedRequirement requirement : disclosure.told()) {
            if (requirement.clauses().stream().anyMatch(clause -> !clause.passed())) {
                lines.add("");
                lines.add("## " + Markup.cell(requirement.title()) + ": " + points(requirement) + " points, "
                        + requirement.kept() + " rules kept");
                lines.add("");
                lines.add(lost(assignment, requirement));
            }
        }
        List<Glossary.Entry> words = Glossary.of(assignment.kit(), disclosure.told());
        if (!words.isEmpty()) {
            lines.add("");
            lines.add("## How to read this");
            lines.add("");
            words.forEach(entry -> lines.add("- " + Markup.code(entry.word()) + ": " + entry.meaning()));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String score(GradedSubmission submission) {
        return submission.points() == null
                ? "Not graded."
                : Points.text(submission.points()) + " of " + Points.text(submission.maximum()) + " points.";
    }

    /** {@code 2.5 of 10}. */
    static String points(GradedRequirement requirement) {
        return Points.text(requirement.points()) + " of " + Points.text(requirement.maximum())
                + (requirement.extra() ? " extra" : "");
    }

    private static List<String> table(Disclosure disclosure) {
        List<String> lines = new ArrayList<>(List.of("| requirement | points | rules kept |", "| --- | ---: | ---: |"));
        disclosure
                .told()
                .forEach(requirement -> lines.add("| " + Markup.cell(requirement.title()) + " | " + points(requirement)
                        + " | " + requirement.kept() + " |"));
        disclosure
                .untold()
                .ifPresent(sum -> lines.add("| requirements that are not shown here | " + Points.text(sum.points())
                        + " of " + Points.text(sum.maximum()) + " | |"));
        return lines;
    }

    /** What was lost in a requirement, and where to look. Empty if nothing was. */
    static String lost(Assignment assignment, GradedRequirement requirement) {
        List<String> lines = new ArrayList<>();
        for (GradedClause clause : requirement.clauses()) {
            if (!clause.passed()) {
                clause(clause, lines);
            }
        }
        if (!lines.isEmpty()) {
            assignment.requirements().stream()
                    .filter(each -> each.id().equals(requirement.id()))
                    .findFirst()
                    .flatMap(Requirement::hint)
                    .ifPresent(hint -> lines.add("\nHint: " + Markup.html(hint)));
        }
        return String.join("\n", lines);
    }

    private static void clause(GradedClause clause, List<String> lines) {
        lines.add("- **" + clause.clause() + "** " + clause.outcome() + ": " + clause.sentence());
        Clause rule = clause.rule();
        if (clause.expected() != null) {
            lines.add("  - how it was tried: " + rule.judgedBy());
        }
        if (clause.expected() != null && clause.observed() != null) {
            lines.add("  - expected: " + Markup.code(clause.expected()));
            lines.add("  - your code: " + Markup.code(clause.observed()));
        } else if (clause.message() != null) {
            lines.add("  - " + Markup.html(clause.message()));
        }
        if (clause.expected() != null) { // what is not written yet has no cause to look for
            lines.add("  - possible causes: " + rule.lookAt());
        }
    }
}
