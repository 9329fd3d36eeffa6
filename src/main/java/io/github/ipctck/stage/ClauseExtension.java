package io.github.ipctck.stage;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Scene;
import io.github.ipctck.spec.Capability;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives each clause a lane and its actors, and records how it went. The lanes are those of the run that started JUnit, or
 * else those that JUnit's configuration parameters describe.
 */
final class ClauseExtension
        implements ExecutionCondition,
                BeforeEachCallback,
                AfterEachCallback,
                ParameterResolver,
                TestExecutionExceptionHandler {
    private static final Namespace NAMESPACE = Namespace.create(Stage.class);

    /** One clause on its lane. */
    private record Judging(Lane lane, Scene scene, long startedNanos) {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            return ConditionEvaluationResult.enabled("a chapter");
        }
        io.github.ipctck.spec.Clause clause = Clauses.of(context.getRequiredTestMethod());
        Optional<String> exclusion = configured(context).flatMap(own -> own.exclusion(clause));
        if (exclusion.isPresent()) {
            return ConditionEvaluationResult.disabled(exclusion.get());
        }
        Set<Capability> lacks = new TreeSet<>(clause.needs());
        lacks.removeAll(stage(context).capabilities());
        return lacks.isEmpty()
                ? ConditionEvaluationResult.enabled("the implementation has what the clause needs")
                : ConditionEvaluationResult.disabled("the implementation does not claim "
                        + lacks.stream().map(Capability::wireName).collect(Collectors.joining(", ")));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Stage stage = stage(context);
        stage.supervision().requireTime();
        Lane lane = stage.borrow();
        context.getStore(NAMESPACE)
                .put(Judging.class, new Judging(lane, lane.newScene(stage.budgets()), System.nanoTime()));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Actor.class || type == Random.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (parameter.getParameter().getType() == Random.class) {
            return stage(context)
                    .random(Clauses.of(context.getRequiredTestMethod()).id());
        }
        return judging(context).scene().newActor(parameter.getParameter().getName());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Judging judging = judging(context);
        Stage stage = stage(context);
        if (judging == null) {
            // No lane could be had.
            stage.record(new ClauseRecord(
                    Clauses.of(context.getRequiredTestMethod()).id(),
                    row(context),
                    context.getExecutionException(),
                    Optional.empty(),
                    List.of(),
                    Duration.ZERO,
                    0));
            return;
        }
        judging.lane().inspect(stage.supervision());
        judging.scene().end();
        stage.record(new ClauseRecord(
                Clauses.of(context.getRequiredTestMethod()).id(),
                row(context),
                context.getExecutionException().map(ClauseExtension::cause),
                judging.scene().lack(),
                judging.scene().trace().events(),
                Duration.ofNanos(System.nanoTime() - judging.startedNanos()),
                judging.lane().number()));
        stage.giveBack(judging.lane());
        if (context.getExecutionException().isEmpty() && row(context).isEmpty()) {
            configured(context).ifPresent(own -> own.passed(Clauses.of(context.getRequiredTestMethod())));
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown) throws Throwable {
        Optional<ConfiguredStage> configured = configured(context);
        throw configured.isPresent()
                ? configured
                        .get()
                        .judged(
                                Clauses.of(context.getRequiredTestMethod()),
                                thrown,
                                judging(context).scene().lack())
                : thrown;
    }

    private static Throwable cause(Throwable thrown) {
        return thrown instanceof ParameterResolutionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private static Optional<String> row(ExtensionContext context) {
        return context.getRequiredTestMethod().isAnnotationPresent(ClauseTable.class)
                ? Optional.of(context.getDisplayName())
                : Optional.empty();
    }

    private static Judging judging(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(Judging.class, Judging.class);
    }

    private static Stage stage(ExtensionContext context) {
        return configured(context).map(ConfiguredStage::stage).orElseGet(() -> session(context)
                .get(Stage.KEY, Stage.class));
    }

    /** The stage that configuration parameters describe, unless there is a run's own. */
    private static Optional<ConfiguredStage> configured(ExtensionContext context) {
        return session(context).get(Stage.KEY) != null
                ? Optional.empty()
                : Optional.of(session(context)
                        .getOrComputeIfAbsent(
                                ConfiguredStage.class,
                                key -> new ConfiguredStage(context::getConfigurationParameter),
                                ConfiguredStage.class));
    }

    private static Store session(ExtensionContext context) {
        return context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE);
    }
}
