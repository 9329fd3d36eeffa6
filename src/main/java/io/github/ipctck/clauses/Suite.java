package io.github.ipctck.clauses;

import io.github.ipctck.stage.Clauses;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which method judges which clause. */
public final class Suite {
    private static final List<Class<?>> CHAPTERS = List.of(
            ProcessClauses.class,
            ProcessObjectClauses.class,
            PoolClauses.class,
            PipeClauses.class,
            QueueClauses.class,
            ValueClauses.class,
            LockClauses.class,
            ArrayClauses.class,
            QueueExtendedClauses.class,
            LockExtendedClauses.class,
            MultiplexClauses.class,
            SemaphoreClauses.class,
            EventClauses.class,
            ConditionClauses.class,
            BarrierClauses.class,
            SocketClauses.class);

    private Suite() {}

    /** The classes that judge a chapter each. */
    public static List<Class<?>> chapters() {
        return CHAPTERS;
    }

    /**
     * The test methods by the id of the clause that they judge.
     *
     * @throws IllegalStateException if two judge the same
     */
    public static Map<String, Method> methods() {
        Map<String, Method> methods = new LinkedHashMap<>();
        for (Class<?> chapter : CHAPTERS) {
            for (Method method : chapter.getDeclaredMethods()) {
                Clauses.idOf(method).ifPresent(id -> {
                    if (methods.put(id, method) != null) {
                        throw new IllegalStateException("two methods judge " + id);
                    }
                });
            }
        }
        return methods;
    }
}
