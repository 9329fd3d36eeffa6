package io.github.ipctck.cli;

import io.github.ipctck.report.html.HtmlReport;
import io.github.ipctck.run.ResultsReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Renders results. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Renders the results of runs for people.",
        footerHeading = "%nExample:%n",
        footer = "  ./ipc-tck report results/cpython.docker.ndjson --format html --out build/report")
final class ReportCommand implements Callable<Integer> {
    private enum Format {
        HTML
    }

    @Parameters(arity = "1..*", paramLabel = "RESULTS", description = "Results of runs.")
    private List<Path> results = List.of();

    @Option(names = "--format", paramLabel = "F", required = true, description = "html: a folder of pages.")
    private Format format;

    @Option(names = "--out", paramLabel = "PATH", required = true, description = "Where to.")
    private Path out;

    @Override
    public Integer call() {
        switch (format) {
            case HTML ->
                HtmlReport.write(results.stream().map(ResultsReader::read).toList(), out);
        }
        return 0;
    }
}
