package io.github.ipctck.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ipctck.grading.Assignment;
import io.github.ipctck.grading.Disclosure;
import io.github.ipctck.grading.GradedRequirement;
import io.github.ipctck.grading.GradedSubmission;
import io.github.ipctck.grading.GradingStatus;

/**
 * The {@code results.json} that Gradescope reads from an autograder: a test for each requirement. Gradescope itself keeps
 * hidden tests from students and knows when an assignment is due, so that everything is in it. Extra credit is a test whose
 * greatest score is 0, and so beside the sum; the score of all is told, for it alone is rounded once. What the harness failed
 * to judge has neither score nor tests, which Gradescope takes for an autograder that failed.
 */
final class GradescopeResults {
    private static final JsonMapper JSON = new JsonMapper();

    private GradescopeResults() {}

    static String json(Assignment assignment, GradedSubmission submission, Disclosure disclosure) {
        ObjectNode results = JSON.createObjectNode();
        if (submission.status() != GradingStatus.NEEDS_ATTENTION) {
            results.put("score", submission.points());
        }
        results.put("execution_time", submission.seconds());
        results.put("output", disclosure.message().map(Markup::html).orElse(""));
        results.put("output_format", "md");
        // What students print, and whatever the harness says.
        results.put("stdout_visibility", "hidden");
        if (submission.status() != GradingStatus.NEEDS_ATTENTION) {
            ArrayNode tests = results.putArray("tests");
            int number = 1;
            for (GradedRequirement requirement : submission.requirements()) {
                tests.add(test(assignment, requirement, number));
                number++;
            }
        }
        return results.toPrettyString() + "\n";
    }

    private static ObjectNode test(Assignment assignment, GradedRequirement requirement, int number) {
        ObjectNode test = JSON.createObjectNode();
        test.put("number", Integer.toString(number));
        test.put("name", requirement.title() + (requirement.extra() ? " (extra credit)" : ""));
        test.put("name_format", "text");
        test.put("score", requirement.points());
        test.put("max_score", requirement.extra() ? 0 : requirement.maximum());
        test.put("status", requirement.points() >= requirement.maximum() ? "passed" : "failed");
        test.put("output", FeedbackText.lost(assignment, requirement));
        test.put("output_format", "md");
        test.put(
                "visibility",
                switch (requirement.visibility()) {
                    case VISIBLE -> "visible";
                    case HIDDEN -> "hidden";
                    case AFTER_DUE_DATE -> "after_due_date";
                });
        return test;
    }
}
