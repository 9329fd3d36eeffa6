package io.github.ipctck.run;

import io.github.ipctck.clauses.Suite;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Specification;
import io.github.ipctck.stage.ClauseRecord;
import io.github.ipctck.stage.Clauses;
import io.github.ipctck.stage.Stage;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
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

/** JUnit, with the test methods of some clauses discovered: it judges them on a stage, once. */
final class Jury implements AutoCloseable {
    private final LauncherSession session;
    private final TestPlan plan;

    private Jury(LauncherSession session, TestPlan plan) {
        this.session = session;
        this.plan = plan;
    }

    /**
     * Finds the test methods of the clauses.
     *
     * @param lanes how many to judge at once
     * @param seed gives their order
     */
    static Jury of(Collection<Clause> clauses, int lanes, long seed) {
        LauncherSession session = LauncherFactory.openSession(LauncherConfig.builder()
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .build());
        String threads = Integer.toString(lanes);
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
                .configurationParameter("junit.jupiter.execution.order.random.seed", Long.toString(seed));
        Map<String, Method> methods = Suite.methods();
        for (Clause clause : clauses) {
            Method method = methods.get(clause.id());
            if (method != null) {
                discovery.selectors(DiscoverySelectors.selectMethod(method.getDeclaringClass(), method));
            }
        }
        return new Jury(session, session.getLauncher().discover(discovery.build()));
    }

    /**
     * Judges the clauses.
     *
     * @param heard what the stage heard of each clause so far
     * @param partial whether the implementation claims only what it has
     * @param verdicts is told what became of each clause, at once, by several threads
     */
    void judge(Stage stage, Hearing heard, boolean partial, Consumer<ClauseResult> verdicts) {
        session.getStore().put(Namespace.create(Stage.class), Stage.KEY, stage);
        session.getLauncher().execute(plan, new Listener(heard, partial, verdicts));
    }

    @Override
    public void close() {
        session.close();
    }

    /** What a stage hears of clauses, by the clause: several times of one that has a table. */
    static final class Hearing {
        private final Map<String, Queue<ClauseRecord>> records = new ConcurrentHashMap<>();

        void add(ClauseRecord judged) {
            records.computeIfAbsent(judged.clause(), id -> new ConcurrentLinkedQueue<>())
                    .add(judged);
        }

        private List<ClauseRecord> of(Clause clause) {
            return List.copyOf(records.getOrDefault(clause.id(), new ConcurrentLinkedQueue<>()));
        }
    }

    /** Hears from JUnit when a clause, with all its rows, is over. */
    private record Listener(Hearing heard, boolean partial, Consumer<ClauseResult> verdicts)
            implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
            clause(identifier).ifPresent(clause -> verdicts.accept(verdict(clause, result)));
        }

        private ClauseResult verdict(Clause clause, TestExecutionResult result) {
            List<ClauseRecord> judged = heard.of(clause);
            if (judged.isEmpty() && result.getThrowable().isPresent()) {
                return Grading.without(
                        clause,
                        Verdict.UNRESOLVED,
                        "its test is broken: " + result.getThrowable().get());
            }
            return Grading.grade(clause, judged, partial);
        }

        @Override
        public void executionSkipped(TestIdentifier identifier, String reason) {
            clause(identifier)
                    .ifPresent(clause -> verdicts.accept(Grading.without(clause, Verdict.UNSUPPORTED, reason)));
        }

        /** The clause of a test method; a row of a table has none of its own. */
        private static Optional<Clause> clause(TestIdentifier identifier) {
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
}
