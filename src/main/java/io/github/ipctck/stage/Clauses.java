package io.github.ipctck.stage;

import io.github.ipctck.spec.Specification;
import java.lang.reflect.Method;
import java.util.Optional;

/** Which clause a test method judges. */
public final class Clauses {
    private Clauses() {}

    /** The id in the method's annotation, if it has one. */
    public static Optional<String> idOf(Method method) {
        Clause clause = method.getAnnotation(Clause.class);
        if (clause != null) {
            return Optional.of(clause.value());
        }
        return Optional.ofNullable(method.getAnnotation(ClauseTable.class)).map(ClauseTable::value);
    }

    static io.github.ipctck.spec.Clause of(Method method) {
        String id = idOf(method).orElseThrow(() -> new IllegalStateException(method + " judges no clause"));
        return Specification.load()
                .clause(id)
                .orElseThrow(() -> new IllegalStateException("the specification has no clause " + id));
    }
}
