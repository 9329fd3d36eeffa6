package io.github.ipctck.grading;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.Filter;
import io.github.ipctck.run.Run;
import io.github.ipctck.run.RunHeader;
import io.github.ipctck.run.RunListener;
import io.github.ipctck.run.RunRequest;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.sandbox.FilesDigest;
import io.github.ipctck.sandbox.RunDirectory;
import io.github.ipctck.sandbox.Sandboxes;
import io.github.ipctck.stage.Supervision;
import io.github.ipctck.wire.MessageTap;
import io.github.ipctck.wire.ProtocolViolation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Grades submissions, several at once, each in a sandbox of its own. What is on record and unchanged is not done again. A
 * failure of the harness is nobody's zero.
 */
public final class Grader {
    /** A machine full of submissions starts a cell, or compiles one, slowly. */
    private static final Duration START = Duration.ofSeconds(30);

    private static final String SUBMISSION = "submission";

    private final GradeRequest request;
    private final GradeListener listener;
    private final Assignment assignment;
    private final SubmissionKit kit;
    private final String assignmentDigest;
    private final String suite;
    private volatile boolean interrupted;

    private Grader(GradeRequest request, GradeListener listener) {
        this.request = request;
        this.listener = listener;
        this.assignment = request.assignment();
        this.assignmentDigest = assignment.digest();
        this.kit = new SubmissionKit(assignment, request.kits());
        Sandboxes.build(kit.manifest(), listener::preparing);
        this.suite = suite();
    }

    /** The kit of an assignment alone, for what it needs of this machine. */
    public static Implementation kitOf(Assignment assignment, Path kits) {
        return new SubmissionKit(assignment, kits).manifest();
    }

    /**
     * Grades them all.
     *
     * @return in the order of the submissions
     * @throws IllegalStateException if the program is told to stop meanwhile
     */
    public static List<GradedSubmission> grade(GradeRequest request, GradeListener listener) {
        Grader grader = new Grader(request, listener);
        Thread stop = new Thread(() -> grader.interrupted = true, "end of grading");
        Runtime.getRuntime().addShutdownHook(stop);
        ExecutorService jobs = Executors.newFixedThreadPool(request.jobs());
        try {
            List<Future<GradedSubmission>> all = request.submissions().stream()
                    .map(submission -> jobs.submit(() -> grader.grade(submission)))
                    .toList();
            List<GradedSubmission> graded = new ArrayList<>();
            for (Future<GradedSubmission> one : all) {
                graded.add(one.get());
            }
            return graded;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the grading was interrupted", e);
        } finally {
            jobs.shutdownNow();
            try {
                Runtime.getRuntime().removeShutdownHook(stop);
            } catch (IllegalStateException e) {
                // The shutdown is under way.
            }
        }
    }

    /** The suite that judges, its kit, its sandbox and its seed: with another of them a result may be another. */
    private String suite() {
        try {
            Path self = Path.of(Grader.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            String code = Files.isDirectory(self) ? "" : FilesDigest.ofContent(self);
            return String.join(
                    " ",
                    "ipc-tck " + RunHeader.suiteVersion(),
                    new FilesDigest().add(code).add(kit.digest()).hex(),
                    request.sandbox().orElse("any"),
                    "seed " + request.seed());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private GradedSubmission grade(Submission submission) {
        Student student = submission.student();
        GradedSubmission.Digests digests = new GradedSubmission.Digests(submission.digest(), assignmentDigest, suite);
        Optional<GradedSubmission> before = GradeFile.read(request.out(), student)
                .filter(graded -> graded.status() != GradingStatus.NEEDS_ATTENTION)
                .filter(graded -> digests.equals(graded.digests()));
        if (before.isPresent()) {
            tell(before.get(), Map.of(), true);
            return before.get();
        }
        long begun = System.nanoTime();
        Judged judged;
        try {
            judged = judge(submission, digests);
        } catch (SubmissionRefused e) {
            judged = new Judged(GradedSubmission.refused(student, assignment, e.getMessage(), digests), Map.of());
        } catch (RuntimeException e) {
            requireNoInterruption(e);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            judged = new Judged(
                    GradedSubmission.needsAttention(student, assignment, String.valueOf(e.getMessage()), took, digests),
                    Map.of());
        }
        tell(judged.submission(), judged.results(), false);
        return judged.submission();
    }

    private record Judged(GradedSubmission submission, Map<String, ClauseResult> results) {}

    private synchronized void tell(GradedSubmission graded, Map<String, ClauseResult> results, boolean before) {
        listener.graded(graded, results, before);
    }

    private synchronized void prepare(String what) {
        listener.preparing(what);
    }

    /** What is cut short by Ctrl-C is done again next time, and nobody's problem. */
    private void requireNoInterruption(RuntimeException cause) {
        if (interrupted) {
            throw new IllegalStateException("the grading was interrupted", cause);
        }
    }

    private Judged judge(Submission submission, GradedSubmission.Digests digests) {
        Student student = submission.student();
        Path folder = GradeFile.folderOf(request.out(), student);
        Path files = folder.resolve(SUBMISSION);
        delete(files);
        submission.unpack(files, assignment);
        List<String> leftOut = new Contents(files, assignment).require();
        Supervision supervision = new Supervision(
                new Supervision.Limits(
                        Optional.of(START),
                        Duration.ofSeconds(assignment.limits().wallSeconds()),
                        Duration.ofSeconds(assignment.limits().cpuSeconds()),
                        (long) assignment.limits().outputMegabytes() << 20,
                        assignment.limits().processes()),
                assignment.forbid());
        long begun = System.nanoTime();
        RunResult result;
        try {
            result = Run.of(run(kit.implementation(student.key(), files), folder, supervision), new Progress());
        } catch (ProtocolViolation e) {
            throw new SubmissionRefused("It could not be started: " + e.getMessage() + ".");
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        if (!result.footer().complete()) {
            throw new IllegalStateException("the run was cut short");
        }
        if (!supervision.used().isEmpty()) {
            throw new SubmissionRefused("It uses " + String.join(", ", supervision.used())
                    + ", which the assignment forbids: the kernel has seen it in the memory of a process.");
        }
        if (supervision.crowded()) {
            // Whoever gets the last process is chance; so would be the points.
            throw new SubmissionRefused("It makes processes without end: there were "
                    + assignment.limits().processes() + " at once, and the assignment allows no more. "
                    + "What a child does after fork has to end, in Python by os._exit.");
        }
        Map<String, ClauseResult> results =
                result.clauses().stream().collect(Collectors.toMap(ClauseResult::clause, Function.identity()));
        if (!supervision.troubles().isEmpty()) {
            String trouble = supervision.troubles().get(0);
            return new Judged(GradedSubmission.needsAttention(student, assignment, trouble, took, digests), results);
        }
        return new Judged(
                GradedSubmission.graded(
                        student, Points.of(assignment, results), message(leftOut, supervision), took, digests),
                results);
    }

    private static String message(List<String> leftOut, Supervision supervision) {
        List<String> sentences = new ArrayList<>();
        if (supervision.stopped()) {
            sentences.add("Not all of it was judged: it used up the time, or the output, that the assignment gives.");
        }
        if (!leftOut.isEmpty()) {
            sentences.add(
                    "Left out, for the assignment does not ask for such files: " + String.join(", ", leftOut) + ".");
        }
        return sentences.isEmpty() ? null : String.join(" ", sentences);
    }

    private RunRequest run(Implementation implementation, Path out, Supervision supervision) {
        List<String> clauses = assignment.requirements().stream()
                .flatMap(requirement -> requirement.clauses().stream())
                .distinct()
                .toList();
        return new RunRequest(
                implementation.name(),
                implementation,
                request.sandbox(),
                new Filter(List.of(), clauses, List.of(), List.of()),
                request.lanes(),
                request.seed(),
                request.budgets(),
                false,
                Map.of(),
                out,
                MessageTap.NONE,
                supervision);
    }

    private static void delete(Path folder) {
        try {
            if (Files.exists(folder)) {
                RunDirectory.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " can't be emptied: " + e.getMessage(), e);
        }
    }

    private final class Progress implements RunListener {
        @Override
        public void preparing(String what) {
            prepare(what);
        }

        @Override
        public void started(RunHeader header) {}

        @Override
        public void finished(ClauseResult result) {}
    }
}
