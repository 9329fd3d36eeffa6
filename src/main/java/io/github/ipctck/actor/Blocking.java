package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;
import java.time.Duration;

/**
 * How long an operation is asked to wait: the parameters {@code block} and {@code timeout}, null if they aren't passed.
 *
 * @param block whether to wait at all
 * @param timeout how long at most, in seconds, or {@link Value#NONE}
 */
public record Blocking(Boolean block, Value timeout) {
    /** Neither parameter is passed. */
    public static final Blocking BY_DEFAULT = new Blocking(null, null);

    /** Waits without end, said by a time-out of <em>none</em>. */
    public static final Blocking WITH_TIMEOUT_NONE = new Blocking(null, Value.NONE);

    /** Waiting is switched off. */
    public static final Blocking NOT = new Blocking(false, null);

    private static final double NANOS = 1e9;

    /** Waits at most so long. */
    public static Blocking upTo(Duration timeout) {
        return new Blocking(null, seconds(timeout));
    }

    /** Waiting is switched off, and a time-out is given all the same. */
    public static Blocking notDespite(Duration timeout) {
        return new Blocking(false, seconds(timeout));
    }

    private static Value seconds(Duration timeout) {
        return Value.of(timeout.toNanos() / NANOS);
    }
}
