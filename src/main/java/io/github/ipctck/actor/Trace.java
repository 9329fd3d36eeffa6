package io.github.ipctck.actor;

import java.util.ArrayList;
import java.util.List;

/** Everything that happened in one scene, in the order in which it began. */
public final class Trace {
    /** A clause that goes wild must not fill the results. */
    private static final int MOST = 2000;

    private final long zeroNanos = System.nanoTime();
    private final List<TraceEvent> events = new ArrayList<>();

    /** A reading of {@code System.nanoTime()}, or of an actor's clock, in the trace's own time. */
    long micros(long nanos) {
        return (nanos - zeroNanos) / 1000;
    }

    long now() {
        return micros(System.nanoTime());
    }

    /** Appends an event. */
    synchronized int add(TraceEvent event) {
        if (events.size() < MOST) {
            events.add(event);
            return events.size() - 1;
        }
        return -1;
    }

    /** Puts what is known now in the place of what was known before. */
    synchronized void replace(int index, TraceEvent event) {
        if (index >= 0) {
            events.set(index, event);
        }
    }

    public synchronized List<TraceEvent> events() {
        return List.copyOf(events);
    }
}
