package io.github.ipctck.cli;

import io.github.ipctck.grading.Assignment;
import io.github.ipctck.grading.GradeListener;
import io.github.ipctck.grading.GradeRequest;
import io.github.ipctck.grading.GradedSubmission;
import io.github.ipctck.grading.Grader;
import io.github.ipctck.grading.GradingStatus;
import io.github.ipctck.grading.Submission;
import io.github.ipctck.grading.Submissions;
import io.github.ipctck.report.GradeFolder;
import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.spec.Specification;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Grades what students handed in. */
@Command(
        name = "grade",
        mixinStandardHelpOptions = true,
        description = "Grades submissions for an assignment: points, feedback for each student, grades for the class.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ipc-tck grade examples/assignments/bounded-queue submissions --out grades",
            "  ./ipc-tck grade queue.yaml export/ --out grades --jobs 8 --sandbox docker",
            "",
            "SUBMISSIONS is a folder with a folder, a .zip or a .tar.gz for each student, as Moodle, Canvas and Gradescope",
            "export them. What is graded and unchanged is not graded again: after Ctrl-C the same command goes on.",
            "",
            "Exit status: 0 all are graded, 1 some need attention, 2 wrong usage, 3 no sandbox can be had."
        })
final class GradeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "ASSIGNMENT", description = "An assignment.yaml, or its folder.")
    private Path assignmentFile;

    @Parameters(paramLabel = "SUBMISSIONS", description = "The folder with the submissions.")
    private Path submissionsFolder;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Where grades and feedback go.")
    private Path out;

    @Option(
            names = "--sandbox",
            paramLabel = "NAME",
            description = "docker, bubblewrap or direct. Default: docker if an engine answers, else bubblewrap.")
    private String sandbox;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "How many submissions at once, 1 to 64. Default: twice the processors.")
    private int jobs = GradeRequest.defaultJobs();

    @Option(
            names = "--lanes",
            paramLabel = "N",
            description = "How many clauses of a submission at once, 1 to 64. Default: ${DEFAULT-VALUE}.")
    private int lanes = GradeRequest.LANES;

    @Option(
            names = "--await",
            paramLabel = "MS",
            description = "How long to wait for an event that must come. Default: ${DEFAULT-VALUE}.")
    private long awaitMillis = GradeRequest.AWAIT.toMillis();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Orders the clauses and generates their data. Default: one that follows from the assignment's file.")
    private Long seed;

    @Override
    public Integer call() {
        RunOptions.requireLanes(lanes);
        RunOptions.requireAtOnce("--jobs", jobs);
        RunOptions.requireAwait(awaitMillis);
        Assignment assignment = Assignment.read(assignmentFile, Specification.load());
        Console console = new Console(spec.commandLine());
        List<Submission> submissions = Submissions.in(submissionsFolder, skipped -> spec.commandLine()
                .getErr()
                .println("ipc-tck: left out: " + skipped.getFileName() + " is no submission"));
        GradeRequest request = new GradeRequest(
                assignment,
                submissions,
                Main.home().resolve("containers/grading"),
                Optional.ofNullable(sandbox),
                jobs,
                lanes,
                seed == null ? GradeRequest.seedOf(assignment) : seed,
                Duration.ofMillis(awaitMillis),
                out);
        try (SetUp setUp = new SetUp(Main.home(), console::print)) {
            setUp.ensure(sandbox, Grader.kitOf(assignment, request.kits()));
            return grade(request, console);
        }
    }

    private int grade(GradeRequest request, Console console) {
        console.print("@|bold Grading|@ " + request.submissions().size() + " submissions: "
                + request.assignment().title());
        GradeFolder folder = new GradeFolder(request.out(), request.assignment(), Instant.now());
        List<GradedSubmission> graded;
        try (console) {
            console.begin("submissions", request.submissions().size());
            graded = Grader.grade(request, new Progress(console, folder));
        }
        folder.writeClass(graded);
        long attention = graded.stream()
                .filter(one -> one.status() == GradingStatus.NEEDS_ATTENTION)
                .count();
        console.print(graded.size() - attention + " graded, " + attention + " need attention");
        console.print("grades: " + request.out().resolve("grades.csv") + ", the class: "
                + request.out().resolve("class/index.html"));
        return attention == 0 ? 0 : 1;
    }

    private record Progress(Console console, GradeFolder folder) implements GradeListener {
        @Override
        public void preparing(String what) {
            console.preparing(what);
        }

        @Override
        public void graded(GradedSubmission submission, Map<String, ClauseResult> results, boolean before) {
            if (!before) {
                folder.write(submission, results);
            }
            console.step(submission.student().key());
            String points = submission.points() == null
                    ? "needs attention"
                    : String.format(Locale.ROOT, "%.2f of %.2f", submission.points(), submission.maximum());
            console.print(submission.student().key() + ": " + points + (before ? " (as before)" : "")
                    + (submission.message() == null
                            ? ""
                            : ": " + submission.message().replace("@|", "@ |")));
        }
    }
}
