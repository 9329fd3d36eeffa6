package io.github.ipctck.run;

import java.util.function.Supplier;

/** Ctrl-C: what was found so far stays on record, and no process stays behind. */
final class Interruption {
    private Interruption() {}

    /**
     * Does some work.
     *
     * @param end ends it, at most once: at its end, or when the program is told to stop in mid-work
     */
    static <T> T guard(Runnable end, Supplier<T> work) {
        Thread interrupted = new Thread(end, "end of run");
        Runtime.getRuntime().addShutdownHook(interrupted);
        try {
            return work.get();
        } finally {
            end.run();
            try {
                Runtime.getRuntime().removeShutdownHook(interrupted);
            } catch (IllegalStateException e) {
                // The shutdown is under way: it does the same.
            }
        }
    }
}
