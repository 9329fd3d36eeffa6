package io.github.ipctck.actor;

import io.github.ipctck.wire.Fault;
import java.time.Duration;

/**
 * How a call ended.
 *
 * @param <T> what the operation returns
 */
public sealed interface Outcome<T> {
    /** As in 'but it …'. */
    String told();

    /** The operation returned. */
    record Returned<T>(T value, Duration took, String told) implements Outcome<T> {}

    /** The operation failed with an error. */
    record Failed<T>(
            Fault fault,
            String type,
            String message,
            com.fasterxml.jackson.databind.JsonNode data,
            Duration took,
            String told)
            implements Outcome<T> {}

    /** The process ended in the middle of the operation. */
    record Died<T>(String told) implements Outcome<T> {}
}
