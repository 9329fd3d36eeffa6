package io.github.ipctck.report;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import io.github.ipctck.grading.Assignment;
import io.github.ipctck.grading.Disclosure;
import io.github.ipctck.grading.GradedSubmission;
import io.github.ipctck.grading.Platform;
import io.github.ipctck.grading.Points;
import io.github.ipctck.grading.Student;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.text.StringEscapeUtils;

/** Grades of a class as learning platforms import them. What needs attention has an empty grade, which changes nothing there. */
final class GradeTables {
    /** What a spreadsheet takes for the beginning of a formula; some skip white space before it. */
    private static final String FORMULA = "=+-@\t\r\n＝＋－＠";

    private static final CsvMapper CSV = new CsvMapper();

    private GradeTables() {}

    /** The columns of Moodle's grading worksheet. Comments are HTML there, and read by students. */
    static String moodle(Assignment assignment, List<GradedSubmission> submissions, Instant now) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Identifier", "Full name", "Grade", "Maximum Grade", "Feedback comments"));
        for (GradedSubmission submission : submissions) {
            Student student = submission.student();
            rows.add(List.of(
                    identifier(student),
                    student.name(),
                    grade(submission),
                    Points.text(submission.maximum()),
                    comment(submission, Disclosure.of(submission, assignment.due(), now))));
        }
        return csv(rows);
    }

    /** The columns of Canvas's gradebook, with its row of the points possible. */
    static String canvas(Assignment assignment, List<GradedSubmission> submissions) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment.title()));
        rows.add(List.of("    Points Possible", "", "", "", "", Points.text(assignment.maximum())));
        for (GradedSubmission submission : submissions) {
            Student student = submission.student();
            String id = student.platform() == Platform.CANVAS ? student.id() : "";
            rows.add(List.of(student.name(), id, "", "", "", grade(submission)));
        }
        return csv(rows);
    }

    private static String identifier(Student student) {
        if (student.platform() == Platform.MOODLE) {
            return "Participant " + student.id();
        }
        return student.id() == null ? student.key() : student.id();
    }

    private static String grade(GradedSubmission submission) {
        return submission.points() == null ? "" : Points.text(submission.points());
    }

    private static String comment(GradedSubmission submission, Disclosure disclosure) {
        if (submission.points() == null) {
            return "";
        }
        String parts = disclosure.told().stream()
                .map(requirement -> requirement.title() + ": " + FeedbackText.points(requirement))
                .collect(Collectors.joining("; "));
        String message = disclosure.message().map(text -> text + " ").orElse("");
        return StringEscapeUtils.escapeXml10(message + parts);
    }

    private static String csv(List<List<String>> rows) {
        StringWriter text = new StringWriter();
        try (SequenceWriter writer = CSV.writer().writeValues(text)) {
            for (List<String> row : rows) {
                writer.write(row.stream().map(GradeTables::harmless).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static String harmless(String cell) {
        String visible = Markup.escaped(cell).replace("\n", " ");
        String start = cell.strip();
        boolean formula = beginsFormula(cell) || beginsFormula(start);
        return formula ? "'" + visible : visible;
    }

    private static boolean beginsFormula(String text) {
        return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0;
    }
}
