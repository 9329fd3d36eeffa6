package io.github.ipctck.actor;

import java.time.Duration;

/**
 * How long an operation is asked to wait: the parameters {@code block} and {@code timeout}, null if they aren't passed.
 *
 * @param block whether to wait at all
 * @param timeout how long at most, in seconds
 */
public record Blocking(Boolean block, Double timeout) {
    /** Neither parameter is passed. */
    public static final Blocking BY_DEFAULT = new Blocking(null, null);

    /** Waiting is switched off. */
    public static final Blocking NOT = new Blocking(false, null);

    private static final double NANOS = 1e9;

    /** Waits at most so long. */
    public static Blocking upTo(Duration timeout) {
        return new Blocking(null, timeout.toNanos() / NANOS);
    }

    /** Waiting is switched off, and a time-out is given all the same. */
    public static Blocking notDespite(Duration timeout) {
        return new Blocking(false, timeout.toNanos() / NANOS);
    }
}
