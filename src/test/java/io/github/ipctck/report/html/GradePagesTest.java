package io.github.ipctck.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ipctck.grading.Assignment;
import io.github.ipctck.grading.GradedSubmission;
import io.github.ipctck.grading.Platform;
import io.github.ipctck.grading.Points;
import io.github.ipctck.grading.Samples;
import io.github.ipctck.grading.Student;
import io.github.ipctck.report.GradeFolder;
import io.github.ipctck.run.ClauseResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Grades, looked at in a real browser. */
class GradePagesTest {
    private static final String HOSTILE =
            "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">\"'`&lt;";

    @TempDir
    private static Path folder;

    private static Browser browser;

    @BeforeAll
    static void grade() {
        Assignment assignment = Samples.assignment(folder);
        GradeFolder grades = new GradeFolder(folder, assignment, Instant.EPOCH);
        List<GradedSubmission> submissions = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String[] failed = List.of("QUEUE-FIFO", Samples.HIDDEN, Samples.LATER, Samples.EXTRA)
                    .subList(0, i % 5)
                    .toArray(String[]::new);
            Map<String, ClauseResult> results = Samples.results(assignment, HOSTILE, failed);
            submissions.add(GradedSubmission.graded(
                    new Student("s" + i, HOSTILE + i, null, Platform.OTHER),
                    Points.of(assignment, results),
                    i == 4 ? HOSTILE : null,
                    Duration.ofMillis(1000 + i * 100L),
                    Samples.digests()));
            grades.write(submissions.get(i), results);
        }
        submissions.add(GradedSubmission.needsAttention(
                new Student("needy", "Needy", null, Platform.OTHER),
                assignment,
                HOSTILE,
                Duration.ZERO,
                Samples.digests()));
        submissions.add(GradedSubmission.refused(
                new Student("refused", "Refused", null, Platform.OTHER), assignment, HOSTILE, Samples.digests()));
        submissions.subList(12, 14).forEach(submission -> grades.write(submission, Map.of()));
        grades.writeClass(submissions);
        browser = new Browser();
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "feedback, students/s4/feedback.html",
        "feedback-full, students/s0/feedback.html",
        "feedback-needy, students/needy/feedback.html",
        "feedback-refused, students/refused/feedback.html",
        "class, class/index.html"
    })
    void pagesAreForEverybodyAndStudentsTextIsTextOnly(String name, String page) {
        browser.desktop();
        for (String scheme : List.of("light", "dark")) {
            browser.prefers(scheme);
            browser.open(folder.resolve(page), "");
            browser.isAccessible();
            browser.keep("grades-" + name + "-" + scheme);
        }
        assertThat(browser.title()).isEqualTo("A bounded queue · ipc-tck");
        assertThat(browser.all("main img, main script")).isEmpty();
        browser.prefers("light");
        browser.phone();
        browser.open(folder.resolve(page), "");
        assertThat((Boolean) browser.script("return document.documentElement.scrollWidth <= innerWidth"))
                .as("no scrolling sideways on a phone")
                .isTrue();
        browser.keep("grades-" + name + "-phone");
    }

    @Test
    void aLostPointIsToldWithItsRuleAndADrawing() {
        browser.desktop();
        browser.open(folder.resolve("students/s4/feedback.html"), "");

        assertThat(browser.texts("#order h3")).containsExactly("QUEUE-FIFO");
        assertThat(browser.texts("#order blockquote")).first().asString().startsWith("Items that one process puts");
        assertThat(browser.texts("#order .against dd")).containsExactly("`get(queue1)` in parent to give 1", HOSTILE);
        assertThat(browser.texts("#order .hint")).containsExactly("Hint: Who holds the lock?");
        assertThat(browser.all("#order svg .step.wrong")).hasSize(1);
        assertThat(browser.texts(".earned tbody th"))
                .containsExactly("In order", "In time", "Requirements that are not shown here");
    }

    @Test
    void theDistributionIsDrawn() {
        browser.desktop();
        browser.open(folder.resolve("class/index.html"), "");

        assertThat((Boolean) browser.script("return Chart.getChart(document.querySelector('#points-chart canvas'))"
                        + ".data.datasets[0].data.reduce((sum, count) => sum + count) === 13"))
                .isTrue();
        assertThat(browser.texts(".submissions tbody th")).hasSize(14).first().isEqualTo("Needy");
    }
}
