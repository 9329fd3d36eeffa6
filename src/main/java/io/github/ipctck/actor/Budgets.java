package io.github.ipctck.actor;

import java.time.Duration;

/**
 * The four times of the suite. There is no other.
 *
 * @param await the event must come within it; long, because waiting ends with the event
 * @param quiet nothing may happen for so long; short, because the kernel tells whether anything did
 * @param tolerance granularity of clocks: a time-out may fire so much before its time
 * @param deadline a whole clause must be over within it
 */
public record Budgets(Duration await, Duration quiet, Duration tolerance, Duration deadline) {
    /** The values that hold unless overridden. */
    public static final Budgets DEFAULT =
            new Budgets(Duration.ofSeconds(10), Duration.ofMillis(20), Duration.ofMillis(1), Duration.ofSeconds(60));
}
