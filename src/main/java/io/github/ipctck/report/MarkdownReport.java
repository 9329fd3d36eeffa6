package io.github.ipctck.report;

import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.run.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A page of Markdown, short enough for a job's summary: what it comes to, chapters, and each clause that did not pass. */
final class MarkdownReport {
    private static final int STEPS_SHOWN = 12;
    /** A job's summary takes a MiB. */
    private static final int DETAILED = 100;

    private static final Pattern TICKS = Pattern.compile("`+");

    private MarkdownReport() {}

    static String page(List<RunResult> runs) {
        return runs.stream().map(MarkdownReport::section).collect(Collectors.joining("\n"));
    }

    private static String section(RunResult run) {
        List<String> lines = new ArrayList<>();
        lines.add("## " + Markup.cell(run.header().implementation()) + " " + RunText.conclusion(run));
        lines.add("");
        if (!run.footer().complete()) {
            lines.add("**Incomplete:** " + RunText.missing(run) + ".");
            lines.add("");
        }
        lines.add(RunText.figures(run) + ". " + Markup.cell(RunText.subject(run.header())) + ", sandbox "
                + run.header().sandbox() + ", seed " + run.header().seed() + ", ipc-tck "
                + run.header().suite() + ".");
        lines.add("");
        lines.addAll(chapters(run));
        failures(run, lines);
        tolerated(run, lines);
        return String.join("\n", lines) + "\n";
    }

    private static List<String> chapters(RunResult run) {
        Map<String, Map<Verdict, Integer>> chapters = new LinkedHashMap<>();
        for (ClauseResult result : run.clauses()) {
            chapters.computeIfAbsent(result.chapter(), name -> new EnumMap<>(Verdict.class))
                    .merge(result.verdict(), 1, Integer::sum);
        }
        List<Verdict> columns = Stream.of(Verdict.values())
                .filter(verdict -> verdict == Verdict.PASSED
                        || chapters.values().stream().anyMatch(counts -> counts.containsKey(verdict)))
                .toList();
        List<String> lines = new ArrayList<>();
        lines.add("| chapter | " + columns.stream().map(Verdict::text).collect(Collectors.joining(" | ")) + " |");
        lines.add("| --- |" + " ---: |".repeat(columns.size()));
        chapters.forEach((chapter, counts) -> lines.add("| " + chapter + " | "
                + columns.stream()
                        .map(verdict -> counts.getOrDefault(verdict, 0).toString())
                        .collect(Collectors.joining(" | "))
                + " |"));
        return lines;
    }

    private static void failures(RunResult run, List<String> lines) {
        List<ClauseResult> failures = Stream.of(Outcome.FAILED, Outcome.ERROR)
                .flatMap(outcome -> outcome.in(run).stream())
                .toList();
        for (ClauseResult result : failures.subList(0, Math.min(DETAILED, failures.size()))) {
            String details = String.join("\n", RunText.details(run.header(), result, STEPS_SHOWN));
            String fence = fence(details);
            lines.add("");
            lines.add("<details><summary>" + result.verdict().text() + " <b>" + result.clause() + "</b>: "
                    + Markup.html(RunText.reason(result)) + "</summary>");
            lines.add("");
            lines.add(fence + "text");
            lines.add(Markup.escaped(details));
            lines.add(fence);
            lines.add("");
            lines.add("</details>");
        }
        if (failures.size() > DETAILED) {
            lines.add("");
            lines.add("And " + (failures.size() - DETAILED) + " more.");
        }
    }

    /** Longer than any in the text, so that it ends where it should. */
    private static String fence(String text) {
        int longest = TICKS.matcher(text)
                .results()
                .mapToInt(ticks -> ticks.group().length())
                .max()
                .orElse(0);
        return "`".repeat(Math.max(3, longest + 1));
    }

    private static void tolerated(RunResult run, List<String> lines) {
        List<ClauseResult> tolerated = Outcome.TOLERATED.in(run);
        if (!tolerated.isEmpty()) {
            lines.add("");
            lines.add("| tolerated | why |");
            lines.add("| --- | --- |");
            tolerated.forEach(
                    result -> lines.add("| " + result.clause() + " | " + Markup.cell(RunText.reason(result)) + " |"));
        }
    }
}
