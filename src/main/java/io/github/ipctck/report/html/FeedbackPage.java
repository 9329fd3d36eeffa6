package io.github.ipctck.report.html;

import io.github.ipctck.grading.Assignment;
import io.github.ipctck.grading.Disclosure;
import io.github.ipctck.grading.Glossary;
import io.github.ipctck.grading.GradedClause;
import io.github.ipctck.grading.GradedRequirement;
import io.github.ipctck.grading.GradedSubmission;
import io.github.ipctck.grading.Points;
import io.github.ipctck.grading.Requirement;
import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.spec.Clause;
import java.util.List;
import java.util.Map;

/**
 * What one student is told.
 *
 * @param title the assignment's
 * @param student by name
 * @param terms how often and until when it may be handed in; or null
 * @param points what was earned; null if that is not known
 * @param maximum full points
 * @param full whether nothing was lost
 * @param message what is to be said of all of it; or null
 * @param parts the requirements that may be told
 * @param untold what the others come to; or null
 * @param words what words of the rules mean in the student's language
 * @param style the style sheet
 * @param theme the script that chooses light or dark
 * @param script the script of drawings
 */
record FeedbackPage(
        String title,
        String student,
        String terms,
        String points,
        String maximum,
        boolean full,
        String message,
        List<Part> parts,
        Untold untold,
        List<Glossary.Entry> words,
        String style,
        String theme,
        String script) {
    /**
     * A requirement.
     *
     * @param kept how many of its clauses passed, such as {@code 2 of 5}
     * @param hint where to look; null if nothing was lost, or there is none
     * @param lost the clauses that did not pass
     */
    record Part(
            String id,
            String title,
            String points,
            String maximum,
            boolean extra,
            String kept,
            String hint,
            List<Lost> lost) {}

    /** @param lanes what happened; null if nothing did */
    record Lost(
            GradedClause clause,
            Mark mark,
            String sentenceHtml,
            String judgedByHtml,
            String lookAtHtml,
            Swimlanes lanes) {}

    record Untold(String points, String maximum) {}

    boolean anyDrawing() {
        return parts.stream().flatMap(part -> part.lost().stream()).anyMatch(lost -> lost.lanes() != null);
    }

    static FeedbackPage of(
            Assignment assignment,
            GradedSubmission submission,
            Disclosure disclosure,
            Map<String, ClauseResult> results) {
        boolean known = submission.points() != null;
        return new FeedbackPage(
                assignment.title(),
                submission.student().name(),
                assignment.terms().orElse(null),
                known ? Points.text(submission.points()) : null,
                Points.text(submission.maximum()),
                known && submission.points() >= submission.maximum(),
                disclosure.message().orElse(null),
                disclosure.told().stream()
                        .map(requirement -> part(requirement, assignment, results))
                        .toList(),
                disclosure
                        .untold()
                        .map(sum -> new Untold(Points.text(sum.points()), Points.text(sum.maximum())))
                        .orElse(null),
                Glossary.of(assignment.kit(), disclosure.told()),
                Pages.text("style.css"),
                Pages.text("theme.js"),
                Pages.text("clause.js"));
    }

    private static Part part(GradedRequirement graded, Assignment assignment, Map<String, ClauseResult> results) {
        List<Lost> lost = graded.clauses().stream()
                .filter(clause -> !clause.passed())
                .map(clause -> lost(clause, results.get(clause.clause())))
                .toList();
        return new Part(
                graded.id(),
                graded.title(),
                Points.text(graded.points()),
                Points.text(graded.maximum()),
                graded.extra(),
                graded.kept(),
                lost.isEmpty() ? null : hint(graded, assignment),
                lost);
    }

    private static String hint(GradedRequirement graded, Assignment assignment) {
        return assignment.requirements().stream()
                .filter(requirement -> requirement.id().equals(graded.id()))
                .findFirst()
                .flatMap(Requirement::hint)
                .orElse(null);
    }

    private static Lost lost(GradedClause clause, ClauseResult result) {
        Clause rule = clause.rule();
        boolean drawn =
                result != null && result.trace() != null && !result.trace().isEmpty();
        return new Lost(
                clause,
                Mark.of(clause.verdict()),
                Markdown.inline(clause.sentence()),
                Markdown.inline(rule.judgedBy()),
                Markdown.inline(rule.lookAt()),
                drawn ? SwimlaneLayout.of(result) : null);
    }
}
