package io.github.ipctck.cli;

import io.github.ipctck.report.Format;
import io.github.ipctck.report.Formats;
import io.github.ipctck.report.TextFormat;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.run.UsageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The reports that a command which does runs makes of them at once. */
final class ReportOptions {
    /** Stands for standard output. */
    static final String STANDARD_OUTPUT = "-";

    @Option(
            names = "--report",
            paramLabel = "FORMAT=PATH",
            description = "Render the results, too: see 'report' for formats; - is standard output. May be repeated.")
    private Map<String, String> reports = Map.of();

    /**
     * Checks the formats' names, before anything is run.
     *
     * @throws UsageException if there is no such format
     */
    void check() {
        reports.keySet().forEach(Formats::named);
    }

    /** Makes them. */
    void write(List<RunResult> runs, PrintWriter out) {
        if (!runs.isEmpty()) {
            reports.forEach((format, path) -> write(Formats.named(format), runs, path, out));
        }
    }

    static void write(Format format, List<RunResult> runs, String path, PrintWriter out) {
        if (!path.equals(STANDARD_OUTPUT)) {
            format.write(runs, Path.of(path));
        } else if (format instanceof TextFormat text) {
            out.print(text.text().apply(runs));
            out.flush();
        } else {
            throw new UsageException(
                    "the format " + format.name() + " is not one text, so it can't go to standard output: give a path");
        }
    }
}
