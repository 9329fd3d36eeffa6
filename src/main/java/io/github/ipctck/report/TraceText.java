package io.github.ipctck.report;

import io.github.ipctck.actor.TraceEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A trace as lines of text: when, who, what. */
final class TraceText {
    private TraceText() {}

    /** The last events, so many at most; a line says how many were left out. */
    static List<String> lines(List<TraceEvent> trace, int most) {
        Map<String, Long> pids = new HashMap<>();
        List<String> lines = new ArrayList<>();
        int skipped = Math.max(0, trace.size() - most);
        if (skipped > 0) {
            lines.add("    … " + skipped + " steps before");
        }
        for (int i = 0; i < trace.size(); i++) {
            TraceEvent event = trace.get(i);
            if (event instanceof TraceEvent.Born born) {
                pids.put(born.actor(), born.pid());
            }
            if (i >= skipped) {
                String who = event.actor()
                        + (pids.containsKey(event.actor()) ? " (pid " + pids.get(event.actor()) + ")" : "");
                lines.add(String.format(Locale.ROOT, "  %9.1f ms  %-20s %s", event.at() / 1e3, who, told(event))
                        .stripTrailing());
            }
        }
        return lines;
    }

    private static String told(TraceEvent event) {
        if (event instanceof TraceEvent.Born born) {
            return "appears by " + born.how() + (born.parent() == null ? "" : " of " + born.parent()) + "; host pid "
                    + born.hostPid() + " by its connection";
        }
        if (event instanceof TraceEvent.Observation observation) {
            return "kernel: " + observation.observation()
                    + (observation.since() == null
                            ? ""
                            : String.format(Locale.ROOT, " since %.1f ms", observation.since() / 1e3));
        }
        TraceEvent.Step step = (TraceEvent.Step) event;
        String after =
                step.received() == null ? "" : String.format(Locale.ROOT, " (until %.1f ms)", step.received() / 1e3);
        return step.call() + " " + step.outcome() + (step.detail() == null ? "" : ": " + step.detail()) + after;
    }
}
