package io.github.ipctck.cli;

import io.github.ipctck.report.DifferenceReport;
import io.github.ipctck.run.Difference;
import io.github.ipctck.run.ResultsReader;
import io.github.ipctck.run.RunResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two runs. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        description = "Compares the results of two runs, clause by clause.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ipc-tck diff baseline.ndjson results/mine.docker.ndjson",
            "  ./ipc-tck diff old.ndjson new.ndjson --slower 2 --floor 500 --format markdown",
            "",
            "A regression is a clause that newly fails or newly can't be judged, or one that passed and is now",
            "unsupported or gone. A failure that the list of known failures explains is a failure here, too.",
            "",
            "Exit status: 0 no regression, 1 a regression, 2 wrong usage."
        })
final class DiffCommand implements Callable<Integer> {
    private static final int REGRESSION = 1;

    /** The forms of the answer. */
    enum Form {
        TEXT,
        MARKDOWN
    }

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "OLD", description = "The results of the earlier run.")
    private Path before;

    @Parameters(index = "1", paramLabel = "NEW", description = "The results of the later run.")
    private Path after;

    @Option(
            names = "--slower",
            paramLabel = "FACTOR",
            description = "Name clauses that take so many times as long. Default: ${DEFAULT-VALUE}.",
            defaultValue = "3")
    private double slower;

    @Option(
            names = "--floor",
            paramLabel = "MS",
            description = "But only those that take so much longer, in milliseconds. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1000")
    private double floor;

    @Option(names = "--format", paramLabel = "F", description = "text or markdown.", defaultValue = "text")
    private Form form;

    @Override
    public Integer call() {
        RunResult earlier = ResultsReader.read(before);
        RunResult later = ResultsReader.read(after);
        List<Difference> differences = Difference.between(earlier, later, new Difference.Slowness(slower, floor));
        DifferenceReport report = new DifferenceReport(earlier, later, differences);
        if (form == Form.MARKDOWN) {
            PrintWriter out = spec.commandLine().getOut();
            out.print(report.markdown());
            out.flush();
        } else {
            report.lines().forEach(new Console(spec.commandLine())::print);
        }
        return differences.stream().anyMatch(Difference::isRegression) ? REGRESSION : 0;
    }
}
