package io.github.ipctck.stage;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * A test that judges one clause by a table: it is run once a row, with the rows of one of JUnit's sources of arguments. The
 * clause holds if every row holds.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ExtendWith(ClauseExtension.class)
public @interface ClauseTable {
    /** The clause's id in the specification. */
    String value();
}
