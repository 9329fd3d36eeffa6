package io.github.ipctck.report;

import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.Conclusion;
import io.github.ipctck.run.RunResult;
import java.util.ArrayList;
import java.util.List;

/** GitHub's workflow commands, which become annotations of a commit when a job prints them. */
final class AnnotationReport {
    private AnnotationReport() {}

    static String commands(List<RunResult> runs) {
        List<String> lines = new ArrayList<>();
        for (RunResult run : runs) {
            for (Outcome outcome : List.of(Outcome.FAILED, Outcome.ERROR, Outcome.TOLERATED)) {
                outcome.in(run).forEach(result -> lines.add(command(run, result, outcome)));
            }
            lines.add(command(
                    run.footer().conclusion() == Conclusion.CONFORMS ? "notice" : "error",
                    RunText.name(run),
                    run.header().implementation() + " " + RunText.conclusion(run) + ": " + RunText.figures(run)));
        }
        return String.join("\n", lines) + "\n";
    }

    private static String command(RunResult run, ClauseResult result, Outcome outcome) {
        String kind = outcome == Outcome.TOLERATED ? "warning" : "error";
        List<String> told = new ArrayList<>(List.of(RunText.reason(result)));
        told.addAll(RunText.details(run.header(), result, 0));
        return command(
                kind,
                RunText.name(run) + " " + result.clause() + " "
                        + result.verdict().text(),
                String.join("\n", told));
    }

    private static String command(String kind, String title, String message) {
        return "::" + kind + " title=" + property(title) + "::" + data(message);
    }

    /** As the runner's own toolkit escapes, so that no text can begin a command. */
    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
