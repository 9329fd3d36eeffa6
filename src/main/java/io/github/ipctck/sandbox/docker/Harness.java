package io.github.ipctck.sandbox.docker;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The process that a container belongs to, as its label tells it: {@code <pid>.<start time>}, the time in milliseconds
 * since 1970. The pid alone would not do: pids come back.
 */
record Harness(long pid, Optional<Instant> started) {
    /** The kernel counts from the boot, whose time of day may be corrected by a second or so. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    static Harness current() {
        ProcessHandle self = ProcessHandle.current();
        return new Harness(self.pid(), self.info().startInstant());
    }

    /** What a label says; empty if it was not written by a harness. */
    static Optional<Harness> parse(String label) {
        String[] parts = label == null ? new String[0] : label.split("\\.", -1);
        try {
            return parts.length == 2
                    ? Optional.of(new Harness(
                            Long.parseLong(parts[0]), Optional.of(Instant.ofEpochMilli(Long.parseLong(parts[1])))))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    String label() {
        return pid + "." + started.map(Instant::toEpochMilli).orElse(0L);
    }

    boolean isAlive() {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) {
            return false;
        }
        Optional<Instant> now = process.get().info().startInstant();
        return now.isEmpty()
                || started.isEmpty()
                || Duration.between(now.get(), started.get()).abs().compareTo(TOLERANCE) <= 0;
    }
}
