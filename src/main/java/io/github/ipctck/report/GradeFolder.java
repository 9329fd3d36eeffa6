package io.github.ipctck.report;

import io.github.ipctck.grading.Assignment;
import io.github.ipctck.grading.AtomicFile;
import io.github.ipctck.grading.Disclosure;
import io.github.ipctck.grading.GradeFile;
import io.github.ipctck.grading.GradedSubmission;
import io.github.ipctck.report.html.GradePages;
import io.github.ipctck.run.ClauseResult;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A folder of grades: {@code students/KEY/} has all of a student, {@code class/} and the tables beside it all of the class.
 * Every file is written at once, so that whoever is killed meanwhile leaves no half of one.
 *
 * @param folder is made
 * @param assignment what was graded
 * @param now decides what may be told: what is for after the due date is hidden before it
 */
public record GradeFolder(Path folder, Assignment assignment, Instant now) {
    /**
     * Writes all of a student: {@code feedback.html}, {@code feedback.md}, Gradescope's {@code results.json}, and last the
     * lecturer's {@code result.json}, whose presence says that the others are there.
     *
     * @param results what happened in each clause; a clause that has none is told without a drawing
     * @throws java.io.UncheckedIOException if it can't be written
     */
    public void write(GradedSubmission submission, Map<String, ClauseResult> results) {
        Path student = GradeFile.folderOf(folder, submission.student());
        Disclosure disclosure = Disclosure.of(submission, assignment.due(), now);
        GradePages.writeFeedback(assignment, submission, disclosure, results, student);
        AtomicFile.write(student.resolve("feedback.md"), FeedbackText.page(assignment, submission, disclosure));
        AtomicFile.write(student.resolve("results.json"), GradescopeResults.json(assignment, submission, disclosure));
        GradeFile.write(submission, folder);
    }

    /**
     * Writes all of the class: {@code grades.csv} for Moodle, {@code grades-canvas.csv}, and {@code class/index.html}.
     *
     * @throws java.io.UncheckedIOException if it can't be written
     */
    public void writeClass(List<GradedSubmission> submissions) {
        List<GradedSubmission> sorted = submissions.stream()
                .sorted(Comparator.comparing(submission -> submission.student().key()))
                .toList();
        AtomicFile.write(folder.resolve("grades.csv"), GradeTables.moodle(assignment, sorted, now));
        AtomicFile.write(folder.resolve("grades-canvas.csv"), GradeTables.canvas(assignment, sorted));
        GradePages.writeClass(
                assignment,
                sorted,
                submission ->
                        "../" + folder.relativize(GradeFile.folderOf(folder, submission.student())) + "/feedback.html",
                folder.resolve("class"));
    }
}
