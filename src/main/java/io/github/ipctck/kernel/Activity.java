package io.github.ipctck.kernel;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every thread of a process is doing, and how much it has done so far. Two looks that are equal, with every thread
 * asleep, say that the process is blocked: it did not run for a moment between them.
 *
 * @param threads by thread id
 * @param takenNanos the reading of {@code System.nanoTime()} at the look
 */
public record Activity(Map<Long, ThreadActivity> threads, long takenNanos) {

    /**
     * One thread.
     *
     * @param state its state
     * @param ranNanos time on a processor
     * @param waitedNanos time runnable and waiting for a processor
     * @param turns how often it was put on a processor
     * @param switches how often it left one, voluntarily or not
     */
    public record ThreadActivity(ProcessState state, long ranNanos, long waitedNanos, long turns, long switches) {}

    static Activity of(long pid) {
        Map<Long, ThreadActivity> threads = new TreeMap<>();
        long now = System.nanoTime();
        for (String tid : Proc.names(Proc.path(pid, "task"))) {
            String task = "task/" + tid + "/";
            String schedstat = Proc.read(pid, task + "schedstat").orElse("0 0 0");
            String status = Proc.read(pid, task + "status").orElse("");
            String[] numbers = schedstat.strip().split(" ", -1);
            threads.put(
                    Long.valueOf(tid),
                    new ThreadActivity(
                            Proc.field(status, "State")
                                    .map(s -> ProcessState.of(s.charAt(0)))
                                    .orElse(ProcessState.GONE),
                            Long.parseLong(numbers[0]),
                            Long.parseLong(numbers[1]),
                            Long.parseLong(numbers[2]),
                            switches(status, "voluntary_ctxt_switches")
                                    + switches(status, "nonvoluntary_ctxt_switches")));
        }
        return new Activity(threads, now);
    }

    private static long switches(String status, String field) {
        return Proc.field(status, field).map(Long::parseLong).orElse(0L);
    }

    /** Whether every thread sleeps, waiting for something. */
    public boolean isAsleep() {
        return !threads.isEmpty()
                && threads.values().stream()
                        .allMatch(t -> t.state() == ProcessState.SLEEPING || t.state() == ProcessState.DISK_SLEEP);
    }

    /** Whether nothing at all ran between that earlier look and this one, and every thread sleeps. */
    public boolean isStillSince(Activity earlier) {
        return isAsleep() && threads.equals(earlier.threads);
    }

    /**
     * How busy the process was since an earlier look: the share of the time that its threads ran or wanted to run. 0 is
     * asleep all the time, 1 is one thread that never slept, even if it had to share its processor.
     */
    public double busynessSince(Activity earlier) {
        long wanted = 0;
        for (var entry : threads.entrySet()) {
            var before = earlier.threads.get(entry.getKey());
            wanted += entry.getValue().ranNanos() + entry.getValue().waitedNanos();
            wanted -= before == null ? 0 : before.ranNanos() + before.waitedNanos();
        }
        return (double) wanted / Math.max(1, takenNanos - earlier.takenNanos);
    }

    /** How long the thread that suffered most was runnable and waited for a processor, in its whole life. */
    public Duration starved() {
        return Duration.ofNanos(threads.values().stream()
                .mapToLong(ThreadActivity::waitedNanos)
                .max()
                .orElse(0));
    }

    /** Processor time of all threads in nanoseconds. */
    public long ranNanos() {
        return threads.values().stream().mapToLong(ThreadActivity::ranNanos).sum();
    }
}
