package io.github.ipctck.report.html;

import java.util.Locale;

/** Durations as people read them. */
final class Times {
    private Times() {}

    /** Milliseconds, with three digits or so. */
    static String ofMillis(double millis) {
        return text(Math.round(millis * 1000));
    }

    /** Microseconds, with three digits or so. */
    static String text(long micros) {
        if (micros < 1000) {
            return micros + " µs";
        }
        if (micros < 100_000) {
            return String.format(Locale.ROOT, "%.1f ms", micros / 1e3);
        }
        return micros < 1_000_000
                ? String.format(Locale.ROOT, "%.0f ms", micros / 1e3)
                : String.format(Locale.ROOT, "%.2f s", micros / 1e6);
    }
}
