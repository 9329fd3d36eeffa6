package io.github.ipctck.run;

import io.github.ipctck.clauses.Suite;
import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.implementation.KnownFailure;
import io.github.ipctck.sandbox.Account;
import io.github.ipctck.sandbox.RunDirectory;
import io.github.ipctck.sandbox.Sandbox;
import io.github.ipctck.sandbox.Sandboxes;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Specification;
import io.github.ipctck.stage.ClauseRecord;
import io.github.ipctck.stage.Clauses;
import io.github.ipctck.stage.Stage;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** One run of selected clauses over one implementation, from the manifest to the last line of the results. */
public final class Run {
    private final RunRequest request;
    private final RunListener listener;
    private final long startedNanos = System.nanoTime();
    private final List<Clause> selected;
    private final Set<String> claimed;
    private final Set<String> knownFailures;
    private final Map<String, Queue<ClauseRecord>> records = new ConcurrentHashMap<>();
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
        this.knownFailures = request.implementation().knownFailures().stream()
                .map(KnownFailure::clause)
                .collect(Collectors.toSet());
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
        // Ctrl-C: what was judged so far stays on record, and no process stays behind.
        Thread interrupted = new Thread(run::end, "end of run");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            return run.carryOut();
        } finally {
            run.end();
            try {
                Runtime.getRuntime().removeShutdownHook(interrupted);
            } catch (IllegalStateException e) {
                // The shutdown is under way: it does the same.
            }
        }
    }

    private static void checkProfiles(Specification specification, Implementation implementation) {
        for (String profile : specification.profilesOf(implementation.profiles())) {
            if (!specification.profiles().contains(profile)) {
                throw new UsageException(implementation.folder() + ": there is no profile '" + profile + "'; there are "
                        + String.join(", ", specification.profileGroups()) + ", "
                        + String.join(", ", specification.profiles()));
            }
        }
        for (KnownFailure known : implementation.knownFailures()) {
            if (specification.clause(known.clause()).isEmpty()) {
                throw new UsageException(implementation.folder() + ": the known failures name the clause "
                        + known.clause() + ", which does not exist");
            }
        }
    }

    private RunResult carryOut() {
        // JUnit's start and the sandbox's start don't need each other.
        CompletableFuture<Judges> judges = CompletableFuture.supplyAsync(this::discover);
        sandbox = Sandboxes.open(
                request.sandbox(), request.implementation(), directory, Account.ofAgents(), listener::preparing);
        stage = new Stage(
                sandbox,
                directory,
                request.environment(),
                request.budgets(),
                request.seed(),
                judged -> records.computeIfAbsent(judged.clause(), id -> new ConcurrentLinkedQueue<>())
                        .add(judged),
                request.tap());
        stage.open(request.lanes());
        RunHeader header = RunHeader.of(request, stage, sandbox.name(), selected.size());
        Path path = request.out().resolve(request.implementation().name() + "." + sandbox.name() + ".ndjson");
        file = new ResultsFile(path);
        file.header(header);
        listener.started(header);
        for (Clause clause : selected) {
            if (!claimed.contains(clause.profile())) {
                finish(Grading.without(
                        clause,
                        Verdict.UNSUPPORTED,
                        "the implementation does not claim the profile " + clause.profile()));
            }
        }
        execute(judges);
        for (Clause clause : selected) {
            if (!results.containsKey(clause.id())) {
                finish(Grading.grade(clause, List.of(), false));
            }
        }
        RunFooter footer = end().orElseThrow(() -> new IllegalStateException("the run was interrupted"));
        return new RunResult(
                header,
                selected.stream().map(clause -> results.get(clause.id())).toList(),
                footer,
                path);
    }

    /** JUnit, ready to start. */
    private record Judges(LauncherSession session, TestPlan plan) {}

    private Judges discover() {
        LauncherSession session = LauncherFactory.openSession(LauncherConfig.builder()
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .build());
        String threads = Integer.toString(request.lanes());
        var discovery = LauncherDiscoveryRequestBuilder.request()
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", threads)
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.max-pool-size", threads)
                .configurationParameter(
                        "junit.jupiter.testmethod.order.default", "org.junit.jupiter.api.MethodOrderer$Random")
                .configurationParameter(
                        "junit.jupiter.testclass.order.default", "org.junit.jupiter.api.ClassOrderer$Random")
                .configurationParameter("junit.jupiter.execution.order.random.seed", Long.toString(request.seed()));
        Map<String, Method> methods = Suite.methods();
        for (Clause clause : selected) {
            Method method = methods.get(clause.id());
            if (method != null && claimed.contains(clause.profile())) {
                discovery.selectors(DiscoverySelectors.selectMethod(method.getDeclaringClass(), method));
            }
        }
        return new Judges(session, session.getLauncher().discover(discovery.build()));
    }

    private void execute(CompletableFuture<Judges> discovered) {
        Judges judges;
        try {
            judges = discovered.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the clauses can't be discovered: " + e.getCause(), e);
        }
        try (LauncherSession session = judges.session()) {
            session.getStore().put(Namespace.create(Stage.class), Stage.KEY, stage);
            session.getLauncher().execute(judges.plan(), new Listener());
        }
    }

    /** Hears from JUnit when a clause, with all its rows, is over. */
    private final class Listener implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
            clause(identifier).ifPresent(clause -> {
                Collection<ClauseRecord> judged = records.getOrDefault(clause.id(), new ConcurrentLinkedQueue<>());
                if (judged.isEmpty() && result.getThrowable().isPresent()) {
                    finish(Grading.without(
                            clause,
                            Verdict.UNRESOLVED,
                            "its test is broken: " + result.getThrowable().get()));
                } else {
                    finish(Grading.grade(clause, judged, knownFailures.contains(clause.id())));
                }
            });
        }

        @Override
        public void executionSkipped(TestIdentifier identifier, String reason) {
            clause(identifier).ifPresent(clause -> finish(Grading.without(clause, Verdict.UNSUPPORTED, reason)));
        }

        /** The clause of a test method; a row of a table has none of its own. */
        private Optional<Clause> clause(TestIdentifier identifier) {
            if (identifier.getUniqueIdObject().getLastSegment().getType().equals("test-template-invocation")) {
                return Optional.empty();
            }
            return identifier
                    .getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(source -> ((MethodSource) source).getJavaMethod())
                    .flatMap(Clauses::idOf)
                    .flatMap(Specification.load()::clause);
        }
    }

    private synchronized void finish(ClauseResult result) {
        if (over) {
            return;
        }
        results.put(result.clause(), result);
        file.clause(result);
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
                file.footer(footer);
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
