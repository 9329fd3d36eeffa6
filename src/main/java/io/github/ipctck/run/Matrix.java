package io.github.ipctck.run;

import io.github.ipctck.sandbox.Account;
import io.github.ipctck.sandbox.RunDirectory;
import io.github.ipctck.sandbox.Sandbox;
import io.github.ipctck.sandbox.SandboxException;
import io.github.ipctck.sandbox.Sandboxes;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Specification;
import io.github.ipctck.stage.Stage;
import io.github.ipctck.stage.Supervision;
import io.github.ipctck.wire.MessageTap;
import io.github.ipctck.wire.ProtocolViolation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Judges the judge: saboteurs, and an unbroken control beside them, in one sandbox. Each gets a cell of its own, which is
 * thrown away after it.
 */
public final class Matrix {
    /** What a saboteur does must not depend on luck, as far as that can be had. */
    private static final long SEED = 1;

    /** How soon a cell is there depends on the machine, not on the saboteur. */
    private static final Duration START = Duration.ofSeconds(30);

    private static final int FAREWELL_SECONDS = 5;

    private final MatrixRequest request;
    private final MatrixListener listener;
    private final long startedNanos = System.nanoTime();
    private final List<Clause> clauses = Specification.load().clauses();
    private final List<ControlResult> controls = new ArrayList<>();
    private final List<SaboteurResult> saboteurs = new ArrayList<>();
    private final Set<Stage> stages = ConcurrentHashMap.newKeySet();
    private final ExecutorService lanes;
    private final RunDirectory directory;
    private int expected;
    private Sandbox sandbox;
    private ResultsFile file;
    private boolean over;

    private Matrix(MatrixRequest request, MatrixListener listener) {
        this.request = request;
        this.listener = listener;
        this.lanes = Executors.newFixedThreadPool(request.lanes());
        this.directory = RunDirectory.create(Account.ofAgents());
    }

    /**
     * Judges them all.
     *
     * @throws SandboxException if no sandbox can be had
     */
    public static MatrixResult of(MatrixRequest request, MatrixListener listener) {
        Matrix matrix = new Matrix(request, listener);
        return Interruption.guard(matrix::end, matrix::carryOut);
    }

    private MatrixResult carryOut() {
        sandbox = Sandboxes.open(
                request.sandbox(), request.implementation(), directory, Account.ofAgents(), listener::preparing);
        List<Clause> targets = clauses.stream().filter(this::isTarget).toList();
        List<String> chapters = clauses.stream()
                .filter(clause -> targets.stream().anyMatch(target -> includes(target, clause)))
                .map(Clause::chapter)
                .distinct()
                .toList();
        expected = chapters.size() + request.saboteurs().size();
        Path path = request.out().resolve("saboteur-matrix." + sandbox.name() + ".ndjson");
        MatrixHeader header = MatrixHeader.of(request, sandbox.name(), chapters.size());
        file = new ResultsFile(path);
        file.line("header", header);
        listener.started(header);
        // The control is judged in the midst of the saboteurs: whatever load harms it, harms them.
        List<Future<?>> trials = new ArrayList<>();
        for (String chapter : chapters) {
            trials.add(lanes.submit(() -> tryControl(chapter, targets)));
            request.saboteurs().stream()
                    .filter(saboteur -> target(saboteur).chapter().equals(chapter))
                    .forEach(saboteur -> trials.add(lanes.submit(() -> trySaboteur(saboteur))));
        }
        trials.forEach(Matrix::await);
        MatrixFooter footer = end().orElseThrow(() -> new IllegalStateException("the run was interrupted"));
        return new MatrixResult(header, List.copyOf(controls), inOrder(), footer, path);
    }

    private boolean isTarget(Clause clause) {
        return request.saboteurs().stream()
                .anyMatch(saboteur -> saboteur.clause().equals(clause.id()));
    }

    private boolean includes(Clause target, Clause other) {
        return request.collateral().includes(target, other);
    }

    private static Clause target(Saboteur saboteur) {
        return Specification.load()
                .clause(saboteur.clause())
                .orElseThrow(() -> new UsageException("the saboteur " + saboteur.saboteur() + " is one of the clause "
                        + saboteur.clause() + ", which does not exist"));
    }

    private void tryControl(String chapter, List<Clause> targets) {
        List<Clause> judged = clauses.stream()
                .filter(clause -> clause.chapter().equals(chapter))
                .filter(clause -> targets.stream().anyMatch(target -> includes(target, clause)))
                .toList();
        ControlResult result = ControlResult.of(chapter, judge(Map.of(), judged));
        synchronized (this) {
            if (!over) {
                controls.add(result);
                file.line("control", result);
                listener.judged(result);
            }
        }
    }

    private void trySaboteur(Saboteur saboteur) {
        Clause target = target(saboteur);
        List<Clause> judged =
                clauses.stream().filter(clause -> includes(target, clause)).toList();
        SaboteurResult result = SaboteurResult.of(saboteur, judge(saboteur.environment(), judged));
        synchronized (this) {
            if (!over) {
                saboteurs.add(result);
                file.line("saboteur", result);
                listener.judged(result);
            }
        }
    }

    /** What becomes of the clauses in a cell of that environment. */
    private List<ClauseResult> judge(Map<String, String> environment, List<Clause> judged) {
        Jury.Hearing heard = new Jury.Hearing();
        Map<String, ClauseResult> results = new ConcurrentHashMap<>();
        String reason = "it was not judged: its test is broken";
        Stage stage = new Stage(
                sandbox,
                directory,
                environment,
                request.budgets(),
                SEED,
                heard::add,
                MessageTap.NONE,
                Supervision.none());
        stages.add(stage);
        try (stage;
                Jury jury = Jury.of(judged, 1, SEED)) {
            stage.open(1, START);
            jury.judge(
                    stage, heard, request.implementation().partial(), result -> results.put(result.clause(), result));
        } catch (ProtocolViolation | SandboxException e) {
            reason = e.getMessage();
        } finally {
            stages.remove(stage);
        }
        String otherwise = reason;
        return judged.stream()
                .map(clause ->
                        results.getOrDefault(clause.id(), Grading.without(clause, Verdict.UNRESOLVED, otherwise)))
                .toList();
    }

    private static void await(Future<?> trial) {
        try {
            trial.get();
        } catch (CancellationException | InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the run was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private List<SaboteurResult> inOrder() {
        List<String> order = clauses.stream().map(Clause::id).toList();
        return saboteurs.stream()
                .sorted(Comparator.comparing((SaboteurResult result) -> order.indexOf(result.clause()))
                        .thenComparing(SaboteurResult::saboteur))
                .toList();
    }

    /** Ends it, once: the last line of the results, and everything that was started. */
    private Optional<MatrixFooter> end() {
        MatrixFooter footer = null;
        synchronized (this) {
            if (over) {
                return Optional.empty();
            }
            over = true;
            if (file != null) {
                footer = footer();
                file.lastLine("footer", footer);
            }
        }
        lanes.shutdownNow();
        stages.forEach(Stage::close);
        try {
            lanes.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (sandbox != null) {
            sandbox.close();
        }
        directory.close();
        return Optional.ofNullable(footer);
    }

    private MatrixFooter footer() {
        List<String> missed = inOrder().stream()
                .filter(result -> !result.caught())
                .map(SaboteurResult::saboteur)
                .toList();
        List<String> accused = controls.stream()
                .flatMap(control -> control.others().stream())
                .map(ClauseResult::clause)
                .toList();
        boolean complete = controls.size() + saboteurs.size() == expected;
        Conclusion conclusion = missed.isEmpty() && accused.isEmpty() ? Conclusion.CONFORMS : Conclusion.VIOLATES;
        return new MatrixFooter(
                complete,
                saboteurs.size() - missed.size(),
                missed,
                accused,
                complete ? conclusion : Conclusion.UNJUDGED,
                (System.nanoTime() - startedNanos) / 1e6);
    }
}
