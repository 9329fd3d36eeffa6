package io.github.ipctck.report;

import io.github.ipctck.actor.Durations;
import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.Difference;
import io.github.ipctck.run.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is different between two runs: for a terminal, in picocli's markup, and as Markdown for a comment. */
public final class DifferenceReport {
    private final RunResult before;
    private final RunResult after;
    private final List<Difference> differences;

    public DifferenceReport(RunResult before, RunResult after, List<Difference> differences) {
        this.before = before;
        this.after = after;
        this.differences = differences;
    }

    /** A line a difference, and what it comes to. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Difference difference : differences) {
            lines.add((difference.isRegression() ? "@|bold,red " : "@|yellow ") + name(difference.kind()) + "|@ "
                    + difference.clause() + ": " + Markup.escaped(change(difference)));
        }
        lines.add(heading() + ": " + conclusion());
        return lines;
    }

    /** The same as Markdown. */
    public String markdown() {
        StringBuilder page = new StringBuilder();
        page.append("### ")
                .append(Markup.cell(heading()))
                .append("\n\n")
                .append(conclusion())
                .append("\n");
        if (!differences.isEmpty()) {
            page.append("\n| | clause | change |\n| --- | --- | --- |\n");
            differences.forEach(difference -> page.append("| ")
                    .append(difference.isRegression() ? "**" + name(difference.kind()) + "**" : name(difference.kind()))
                    .append(" | ")
                    .append(difference.clause())
                    .append(" | ")
                    .append(Markup.cell(change(difference)))
                    .append(" |\n"));
        }
        return page.toString();
    }

    private String heading() {
        return RunText.name(before) + " → " + RunText.name(after);
    }

    private String conclusion() {
        Map<Difference.Kind, Long> counts = differences.stream()
                .collect(Collectors.groupingBy(Difference::kind, TreeMap::new, Collectors.counting()));
        String told = counts.isEmpty()
                ? "no clause differs"
                : counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " " + name(entry.getKey()))
                        .collect(Collectors.joining(", "));
        return told + incomplete("the earlier", before) + incomplete("the later", after);
    }

    private static String incomplete(String which, RunResult run) {
        return run.footer().complete() ? "" : "; " + which + " run is incomplete: " + RunText.missing(run);
    }

    private static String name(Difference.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String change(Difference difference) {
        return switch (difference.kind()) {
            case SLOWER -> took(difference.before()) + " → " + took(difference.after());
            case GONE -> "it was " + difference.before().verdict().text();
            case APPEARED -> "it is " + told(difference.after());
            default -> difference.before().verdict().text() + " → " + told(difference.after());
        };
    }

    private static String told(ClauseResult result) {
        return result.verdict().text() + (result.message() == null ? "" : ": " + RunText.reason(result));
    }

    private static String took(ClauseResult result) {
        return Durations.text(Duration.ofNanos((long) (result.millis() * 1e6)));
    }
}
