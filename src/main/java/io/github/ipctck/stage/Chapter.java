package io.github.ipctck.stage;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A class that judges the clauses of one chapter of the specification. Its methods may run at the same time, even in a
 * configured order: JUnit would else run those of a class one after the other.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@DisplayNameGeneration(ClauseNames.class)
public @interface Chapter {
    /** The chapter's short name, such as {@code queue}. */
    String value();
}
