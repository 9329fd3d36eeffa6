package io.github.ipctck.report;

import io.github.ipctck.actor.Durations;
import io.github.ipctck.run.SoakResult;
import io.github.ipctck.run.SoakRun;
import io.github.ipctck.run.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a terminal shows of a soak, with picocli's markup for colours. */
public final class SoakReport {
    private SoakReport() {}

    /** How far it is, and how long the rest will take if it goes on so. */
    public static String progress(int done, int runs, long nanos) {
        return done + " of " + runs + " runs"
                + (done == runs
                        ? ""
                        : ", about " + Durations.text(Duration.ofNanos(nanos / done * (runs - done))) + " left");
    }

    /** A run that was not as usual, on one line. */
    public static String line(SoakRun run) {
        String what = run.unjudged() != null
                ? "could not be judged: " + Markup.escaped(run.unjudged())
                : run.differing().entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue().text())
                        .collect(Collectors.joining(", "));
        return "@|bold,red differs|@ run " + run.number() + " (seed " + run.seed() + "): " + what;
    }

    /** Everything that is to be said at the end: each clause that differed, with its traces, and what it comes to. */
    public static List<String> summary(SoakResult soak) {
        List<String> lines = new ArrayList<>();
        for (SoakResult.Difference difference : soak.differences()) {
            lines.add("");
            lines.add("@|bold " + difference.clause() + "|@ differs between runs: "
                    + difference.seen().stream()
                            .map(seen -> seen.times() + " " + seen.verdict().text())
                            .collect(Collectors.joining(", ")));
            difference.seen().stream()
                    .filter(seen -> seen.verdict() != Verdict.PASSED)
                    .forEach(seen ->
                            lines.addAll(ConsoleReport.failure(seen.header(), seen.first(), Integer.MAX_VALUE)));
        }
        soak.unresolved().forEach(seen -> {
            lines.add("");
            lines.addAll(ConsoleReport.failure(seen.header(), seen.first(), Integer.MAX_VALUE));
        });
        lines.add("");
        lines.add(conclusion(soak));
        lines.add("results: " + soak.summary());
        return lines;
    }

    private static String conclusion(SoakResult soak) {
        String subject = soak.header().implementation();
        String runs = soak.runs() + " runs beside " + soak.load() + " busy processes, which took "
                + Durations.text(soak.took());
        return switch (soak.conclusion()) {
            case CONFORMS ->
                "@|bold,green " + subject + " is steady|@: " + soak.clauses() + " clauses had one verdict each in "
                        + runs;
            case VIOLATES ->
                "@|bold,red " + subject + " is not steady|@: "
                        + soak.differences().size() + " of " + soak.clauses() + " clauses differed in " + runs;
            case UNJUDGED -> "@|bold,magenta " + subject + " could not always be judged|@: " + runs;
        };
    }
}
