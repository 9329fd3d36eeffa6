package io.github.ipctck.report.html;

import io.github.ipctck.grading.Assignment;
import io.github.ipctck.grading.Disclosure;
import io.github.ipctck.grading.GradedSubmission;
import io.github.ipctck.run.ClauseResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Grades as pages for a browser. */
public final class GradePages {
    private GradePages() {}

    /**
     * Writes {@code feedback.html}, a page that needs no other file, as it is sent to its student.
     *
     * @param disclosure what the student may be told
     * @param results what happened in each clause; a clause that has none is not drawn
     * @param folder the student's
     */
    public static void writeFeedback(
            Assignment assignment,
            GradedSubmission submission,
            Disclosure disclosure,
            Map<String, ClauseResult> results,
            Path folder) {
        FeedbackPage page = FeedbackPage.of(assignment, submission, disclosure, results);
        new Pages(folder).page("feedback.html", "feedback.jte", Map.of("page", page));
    }

    /**
     * Writes {@code index.html} and what it needs, for the lecturer.
     *
     * @param addresses where a submission's feedback is, as seen from the page
     * @param folder the class's
     */
    public static void writeClass(
            Assignment assignment,
            List<GradedSubmission> submissions,
            Function<GradedSubmission, String> addresses,
            Path folder) {
        Pages pages = new Pages(folder);
        pages.page("index.html", "class.jte", Map.of("page", ClassPage.of(assignment, submissions, addresses)));
        pages.asset("style.css", "style.css");
        pages.asset("theme.js", "theme.js");
        pages.asset("bars.js", "bars.js");
        pages.asset(Pages.CHART_LIBRARY, "chart.umd.js");
    }
}
