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
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each clause a lane and its actors, and records how it went. */
final class ClauseExtension implements ExecutionCondition, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(Stage.class);

    /** One clause on its lane. */
    private record Judging(Lane lane, Scene scene, long startedNanos) {}

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            return ConditionEvaluationResult.enabled("a chapter");
        }
        Set<Capability> lacks =
                new TreeSet<>(Clauses.of(context.getRequiredTestMethod()).needs());
        lacks.removeAll(stage(context).capabilities());
        return lacks.isEmpty()
                ? ConditionEvaluationResult.enabled("the implementation has what the clause needs")
                : ConditionEvaluationResult.disabled("the implementation does not claim "
                        + lacks.stream().map(Capability::wireName).collect(Collectors.joining(", ")));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Stage stage = stage(context);
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
                    List.of(),
                    Duration.ZERO,
                    0));
            return;
        }
        judging.scene().end();
        stage.record(new ClauseRecord(
                Clauses.of(context.getRequiredTestMethod()).id(),
                row(context),
                context.getExecutionException().map(ClauseExtension::cause),
                judging.scene().trace().events(),
                Duration.ofNanos(System.nanoTime() - judging.startedNanos()),
                judging.lane().number()));
        stage.giveBack(judging.lane());
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
        Stage stage = context.getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE).get(Stage.KEY, Stage.class);
        if (stage == null) {
            throw new IllegalStateException("no implementation was chosen: start the suite by ipc-tck run");
        }
        return stage;
    }
}
