package io.github.ipctck.report;

import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.RunHeader;
import io.github.ipctck.run.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The Test Anything Protocol, version 14. What fails without making the run fail is a TODO, what is not claimed a SKIP; a run
 * that was cut short bails out.
 */
final class TapReport {
    private static final int STEPS_SHOWN = 40;

    private TapReport() {}

    static String text(List<RunResult> runs) {
        List<String> lines = new ArrayList<>(List.of(
                "TAP version 14",
                "1.." + runs.stream().mapToInt(run -> run.header().clauses()).sum()));
        int number = 0;
        for (RunResult run : runs) {
            for (ClauseResult result : run.clauses()) {
                lines.addAll(point(run, result, ++number));
            }
        }
        runs.stream()
                .filter(run -> !run.footer().complete())
                .findFirst()
                .ifPresent(run -> lines.add("Bail out! " + RunText.name(run) + ": " + RunText.missing(run)));
        return String.join("\n", lines) + "\n";
    }

    private static List<String> point(RunResult run, ClauseResult result, int number) {
        Outcome outcome = Outcome.of(run.header(), result);
        String name = number + " - " + escaped(RunText.name(run) + " " + result.clause());
        List<String> lines = new ArrayList<>();
        switch (outcome) {
            case PASSED -> lines.add("ok " + name);
            case SKIPPED -> lines.add("ok " + name + " # SKIP " + escaped(RunText.reason(result)));
            case TOLERATED -> lines.add("not ok " + name + " # TODO " + escaped(RunText.reason(result)));
            case FAILED, ERROR -> {
                lines.add("not ok " + name);
                lines.addAll(diagnostics(run.header(), result));
            }
        }
        return lines;
    }

    /** On one line, and nothing in it is a directive. */
    private static String escaped(String text) {
        return Markup.escaped(text).replace("\\", "\\\\").replace("#", "\\#").replace("\n", " ");
    }

    /** As comments: not every reader of YAML blocks can read all of YAML. */
    private static List<String> diagnostics(RunHeader header, ClauseResult result) {
        return Stream.concat(
                        Stream.of(result.verdict().text() + ": " + RunText.reason(result)),
                        RunText.details(header, result, STEPS_SHOWN).stream())
                .flatMap(text -> Markup.escaped(text).lines())
                .map(line -> "# " + line)
                .toList();
    }
}
