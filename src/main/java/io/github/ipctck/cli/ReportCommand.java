package io.github.ipctck.cli;

import io.github.ipctck.report.Format;
import io.github.ipctck.report.Formats;
import io.github.ipctck.run.ResultsFolder;
import io.github.ipctck.run.RunResult;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Renders results. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Renders the results of runs for people and for other programs.",
        footerHeading = "%nFormats:%n",
        footer = {
            "  html         a folder of pages for a browser, from a disk and without a network",
            "  junit        XML for Jenkins, GitLab and what else reads JUnit's",
            "  ctrf         JSON, Common Test Report Format",
            "  markdown     a page for a job's summary or a comment",
            "  github       workflow commands that become annotations",
            "  tap          Test Anything Protocol 14",
            "  badge        PATH.svg: a picture; else JSON for an endpoint of shields.io",
            "  attestation  in-toto statements with the predicate test-result, one a line",
            "",
            "A run that was cut short is rendered as incomplete, and never conforms.",
            "",
            "Examples:",
            "  ./ipc-tck report results/cpython.docker.ndjson --format markdown",
            "  ./ipc-tck report results --format html --out build/report",
            "  ./ipc-tck report results --format junit --out build/junit.xml",
            "",
            "Exit status: 0 done, 2 wrong usage."
        })
final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "RESULTS",
            description = "Results of runs, or folders of them. Other results in a folder are left out, and named.")
    private List<Path> results = List.of();

    @Option(names = "--format", paramLabel = "F", required = true, description = "See below.")
    private String format = "";

    @Option(
            names = "--out",
            paramLabel = "PATH",
            description = "Where to. Default: standard output.",
            defaultValue = ReportOptions.STANDARD_OUTPUT)
    private String out = ReportOptions.STANDARD_OUTPUT;

    @Override
    public Integer call() {
        Format chosen = Formats.named(format);
        List<RunResult> runs = ResultsFolder.read(
                results,
                file -> spec.commandLine().getErr().println("ipc-tck: left out: " + file + " is not about one run"));
        ReportOptions.write(chosen, runs, out, spec.commandLine().getOut());
        return 0;
    }
}
