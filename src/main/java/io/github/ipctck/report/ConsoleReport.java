package io.github.ipctck.report;

import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.RunHeader;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.run.Verdict;
import io.github.ipctck.spec.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a terminal shows of a run. Uses picocli's markup for colours: {@code @|red …|@}. */
public final class ConsoleReport {
    private static final int STEPS_SHOWN = 12;

    private ConsoleReport() {}

    /** Every step of a clause, with its name and verdict before. */
    public static List<String> trace(ClauseResult result) {
        List<String> lines = new ArrayList<>();
        lines.add(mark(result) + " @|bold " + result.clause() + "|@");
        TraceText.lines(result.trace(), Integer.MAX_VALUE).forEach(line -> lines.add(Markup.escaped(line)));
        return lines;
    }

    /** The line that is shown when clauses begin to be judged. */
    public static String beginning(RunHeader header) {
        return RunText.subject(header) + ", " + counted(header.clauses(), "clause") + ", sandbox " + header.sandbox()
                + ", " + counted(header.lanes(), "lane") + ", seed " + header.seed();
    }

    private static String counted(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** One clause on one line. */
    public static String line(ClauseResult result) {
        return mark(result) + " " + result.clause()
                + (result.message() == null ? "" : ": " + Markup.escaped(oneLine(result.message())));
    }

    private static String mark(ClauseResult result) {
        boolean mild = result.level() == Level.SHOULD;
        return switch (result.verdict()) {
            case PASSED -> "@|green pass|@";
            case FAILED -> mild ? "@|yellow fail (SHOULD)|@" : "@|bold,red FAIL|@";
            case KNOWN_FAILURE -> "@|yellow known failure|@";
            case FIXED -> "@|bold,red FIXED|@";
            case UNSUPPORTED -> "@|faint unsupported|@";
            case UNRESOLVED -> "@|bold,magenta UNRESOLVED|@";
        };
    }

    private static String oneLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /** Everything that is to be said at the end: chapters, each failure, what it comes to. */
    public static List<String> summary(RunResult run) {
        List<String> lines = new ArrayList<>();
        chapters(run).forEach((chapter, counts) -> lines.add(chapterLine(chapter, counts)));
        for (ClauseResult result : run.clauses()) {
            if (result.verdict() == Verdict.FAILED
                    || result.verdict() == Verdict.FIXED
                    || result.verdict() == Verdict.UNRESOLVED) {
                lines.add("");
                lines.addAll(failure(run.header(), result, STEPS_SHOWN));
            }
        }
        lines.add("");
        lines.add(conclusion(run));
        lines.add("results: " + run.file());
        return lines;
    }

    private static Map<String, Map<Verdict, Integer>> chapters(RunResult run) {
        Map<String, Map<Verdict, Integer>> chapters = new LinkedHashMap<>();
        for (ClauseResult result : run.clauses()) {
            chapters.computeIfAbsent(result.chapter(), name -> new LinkedHashMap<>())
                    .merge(result.verdict(), 1, Integer::sum);
        }
        return chapters;
    }

    private static String chapterLine(String chapter, Map<Verdict, Integer> counts) {
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT, "  %-16s %3d of %3d passed", chapter, counts.getOrDefault(Verdict.PASSED, 0), all));
        counts.forEach((verdict, count) -> {
            if (verdict != Verdict.PASSED) {
                line.append(", ").append(count).append(' ').append(verdict.text());
            }
        });
        return line.toString();
    }

    /** All about a clause that did not pass, with the last steps of its trace. */
    static List<String> failure(RunHeader header, ClauseResult result, int steps) {
        List<String> lines = new ArrayList<>();
        lines.add(mark(result) + " @|bold " + result.clause() + "|@"
                + (result.row() == null ? "" : " with " + Markup.escaped(result.row())));
        RunText.details(header, result, steps).forEach(line -> lines.add(Markup.escaped(line)));
        return lines;
    }

    /** What a run comes to, on one line. */
    public static String conclusion(RunResult run) {
        String colour =
                switch (run.footer().conclusion()) {
                    case CONFORMS -> "bold,green";
                    case VIOLATES -> "bold,red";
                    case UNJUDGED -> "bold,magenta";
                };
        return "@|" + colour + " " + run.header().implementation() + " " + RunText.conclusion(run) + "|@: "
                + RunText.figures(run);
    }
}
