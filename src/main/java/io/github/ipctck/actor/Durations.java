package io.github.ipctck.actor;

import java.time.Duration;
import java.util.Locale;

/** The one place that formats a duration. */
public final class Durations {
    private Durations() {}

    /** Such as {@code 12 µs}, {@code 3.4 ms}, {@code 150 ms}, {@code 2.50 s} or {@code 17 min 5 s}. */
    public static String text(Duration duration) {
        double micros = duration.toNanos() / 1e3;
        double size = Math.abs(micros);
        if (size < 1e3) {
            return String.format(Locale.ROOT, "%.0f µs", micros);
        }
        if (size < 1e4) {
            return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
        }
        if (size < 1e6) {
            return String.format(Locale.ROOT, "%.0f ms", micros / 1e3);
        }
        return size < 12e7
                ? String.format(Locale.ROOT, "%.2f s", micros / 1e6)
                : String.format(Locale.ROOT, "%d min %d s", duration.toMinutes(), duration.toSecondsPart());
    }
}
