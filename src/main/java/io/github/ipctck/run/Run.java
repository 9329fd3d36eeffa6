package io.github.ipctck.run;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.sandbox.Account;
import io.github.ipctck.sandbox.RunDirectory;
import io.github.ipctck.sandbox.Sandbox;
import io.github.ipctck.sandbox.Sandboxes;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Specification;
import io.github.ipctck.stage.Stage;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One run of selected clauses over one implementation, from the manifest to the last line of the results. */
public final class Run {
    private final RunRequest request;
    private final RunListener listener;
    private final long startedNanos = System.nanoTime();
    private final List<Clause> selected;
    private final Set<String> claimed;

    /** Those that the implementation claims. */
    private final List<Clause> judged;

    /** No more than there are clauses to judge: a lane takes as long to start as several clauses take. */
    private final int lanes;

    private final Set<String> knownFailures;
    private final Jury.Hearing heard = new Jury.Hearing();
    private final Map<String, ClauseResult> results = new LinkedHashMap<>();
    private final RunDirectory directory;
    private Sandbox sandbox;
    private Stage stage;
    private ResultsFile file;
    private boolean over;

    private Run(RunRequest request, RunListener listener) {
        this.request = request;
        this.listener = listener;
        Specification specification = Specification.load();
        checkProfiles(specification, request.implementation());
        this.selected = request.filter().select(specification);
        this.claimed = specification.profilesOf(request.implementation().profiles());
        this.judged = selected.stream()
                .filter(clause -> claimed.contains(clause.profile()))
                .toList();
        this.lanes = Math.max(1, Math.min(request.lanes(), judged.size()));
        this.knownFailures = request.implementation().knownFailures().clauses();
        this.directory = RunDirectory.create(Account.ofAgents());
    }

    /**
     * Does the run.
     *
     * @throws UsageException if what is asked for makes no sense
     * @throws io.github.ipctck.sandbox.SandboxException if no sandbox can be had
     * @throws io.github.ipctck.wire.ProtocolViolation if the agent does not pass the smoke check
     */
    public static RunResult of(RunRequest request, RunListener listener) {
        Run run = new Run(request, listener);
        return Interruption.guard(run::end, run::carryOut);
    }

    private static void checkProfiles(Specification specification, Implementation implementation) {
        for (String profile : specification.profilesOf(implementation.profiles())) {
            if (!specification.profiles().contains(profile)) {
                throw new UsageException(implementation.folder() + ": there is no profile '" + profile + "'; there are "
                        + String.join(", ", specification.profileGroups()) + ", "
                        + String.join(", ", specification.profiles()));
            }
        }
        for (String clause : implementation.knownFailures().clauses()) {
            if (specification.clause(clause).isEmpty()) {
                throw new UsageException(implementation.folder() + ": the known failures name the clause " + clause
                        + ", which does not exist; take it out: "
                        + Reproduction.withoutKnownFailure(
                                implementation.folder().toString(), clause));
            }
        }
    }

    private RunResult carryOut() {
        // JUnit's start and the sandbox's start don't need each other.
        CompletableFuture<Jury> jury = CompletableFuture.supplyAsync(this::discover);
        sandbox = Sandboxes.open(
                request.sandbox(), request.implementation(), directory, Account.ofAgents(), listener::preparing);
        stage = new Stage(
                sandbox,
                directory,
                request.environment(),
                request.budgets(),
                request.seed(),
                heard::add,
                request.tap(),
                request.supervision());
        stage.open(lanes, request.supervision().start().orElse(request.budgets().await()));
        RunHeader header = RunHeader.of(request, stage, sandbox, lanes, selected.size());
        Path path = request.out().resolve(request.implementation().name() + "." + sandbox.name() + ".ndjson");
        file = new ResultsFile(path);
        file.line("header", header);
        listener.started(header);
        for (Clause clause : selected) {
            if (!claimed.contains(clause.profile())) {
                finish(Grading.without(
                        clause,
                        Verdict.UNSUPPORTED,
                        "the implementation does not claim the profile " + clause.profile()));
            }
        }
        execute(jury);
        for (Clause clause : selected) {
            if (!results.containsKey(clause.id())) {
                finish(Grading.grade(clause, List.of(), request.implementation().partial()));
            }
        }
        RunFooter footer = end().orElseThrow(() -> new IllegalStateException("the run was interrupted"));
        return new RunResult(
                header,
                selected.stream().map(clause -> results.get(clause.id())).toList(),
                footer,
                path);
    }

    private Jury discover() {
        return Jury.of(judged, lanes, request.seed());
    }

    private void execute(CompletableFuture<Jury> discovered) {
        Jury jury;
        try {
            jury = discovered.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the clauses can't be discovered: " + e.getCause(), e);
        }
        try (jury) {
            jury.judge(stage, heard, request.implementation().partial(), this::finish);
        }
    }

    private synchronized void finish(ClauseResult judged) {
        if (over) {
            return;
        }
        ClauseResult result = knownFailures.contains(judged.clause()) ? Grading.ofKnownFailure(judged) : judged;
        results.put(result.clause(), result);
        file.line("clause", result);
        listener.finished(result);
    }

    /** Ends the run, once: the last line of the results, and everything that was started. */
    private Optional<RunFooter> end() {
        RunFooter footer = null;
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
        if (stage != null) {
            stage.close();
        }
        if (sandbox != null) {
            sandbox.close();
        }
        directory.close();
        return Optional.ofNullable(footer);
    }

    private RunFooter footer() {
        Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
        results.values().forEach(result -> counts.merge(result.verdict(), 1L, Long::sum));
        Map<String, Long> named = new TreeMap<>();
        counts.forEach((verdict, count) -> named.put(verdict.text(), count));
        boolean complete = results.size() == selected.size();
        return new RunFooter(
                complete,
                named,
                complete ? Grading.conclude(results.values(), request.strict()) : Conclusion.UNJUDGED,
                (System.nanoTime() - startedNanos) / 1e6);
    }
}
