package io.github.ipctck.stage;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that judges one clause. Its parameters of type {@link io.github.ipctck.actor.Actor} are fresh root actors, named
 * after the parameters; one of type {@link java.util.Random} is a source of data that depends on the run's seed alone.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
@ExtendWith(ClauseExtension.class)
public @interface Clause {
    /** The clause's id in the specification. */
    String value();
}
