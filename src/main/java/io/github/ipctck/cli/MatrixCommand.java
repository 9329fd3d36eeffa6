package io.github.ipctck.cli;

import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.report.ComparisonReport;
import io.github.ipctck.report.ConsoleReport;
import io.github.ipctck.run.RunRequest;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.run.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges implementations and shows them side by side. */
@Command(
        name = "matrix",
        mixinStandardHelpOptions = true,
        description =
                "Judges implementations and shows them side by side: against chapters, against the clauses that not"
                        + " all of them pass, and which MUST clauses still lack two independent implementations that pass.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ipc-tck matrix",
            "  ./ipc-tck matrix cpython posix-c --sandbox bubblewrap --profile core",
            "  ./ipc-tck matrix --sandbox docker --out build/matrix",
            "",
            "Exit status: 0 all conform to what they claim, 1 one does not, 2 wrong usage, 3 one could not be judged."
        })
final class MatrixCommand implements Callable<Integer> {
    private static final String PAGE = "matrix.md";

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options;

    @Parameters(
            paramLabel = "IMPL",
            description = "The names of implementations (see: list implementations), or the paths of folders with an "
                    + Implementations.MANIFEST + ". Default: all that are listed.")
    private List<String> implementations = List.of();

    @Option(names = "--strict", description = "A failed SHOULD clause makes the run fail too.")
    private boolean strict;

    @Mixin
    private ReportOptions reports;

    @Override
    public Integer call() {
        reports.check();
        List<RunRequest> requests = subjects().stream()
                .map(subject -> options.request(subject, strict))
                .toList();
        List<RunResult> results = new ArrayList<>();
        int status = new Judging(spec.commandLine(), options.sandbox()).judge(requests, (result, console) -> {
            results.add(result);
            console.print(ConsoleReport.conclusion(result));
        });
        Console console = new Console(spec.commandLine());
        ComparisonReport report = new ComparisonReport(results);
        report.lines().forEach(console::print);
        Path page = options.out().resolve(PAGE);
        write(page, report.markdown());
        console.print("results: " + options.out() + ", the whole matrix: " + page);
        reports.write(results, spec.commandLine().getOut());
        return status;
    }

    /** What is asked for, or everything but those that are broken on purpose. */
    private List<String> subjects() {
        return implementations.isEmpty()
                ? new Implementations(Main.home().resolve("containers"))
                        .names().stream()
                                .filter(name -> !name.equals(SaboteursCommand.IMPLEMENTATION))
                                .toList()
                : implementations;
    }

    private static void write(Path page, String text) {
        try {
            Files.createDirectories(page.toAbsolutePath().getParent());
            Files.writeString(page, text);
        } catch (IOException e) {
            throw new UsageException("the matrix can't be written to " + page + ": " + e.getMessage());
        }
    }
}
