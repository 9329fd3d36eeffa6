package io.github.ipctck.cli;

import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.report.ConsoleReport;
import io.github.ipctck.run.RunRequest;
import io.github.ipctck.run.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges implementations. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Judges one implementation after the other.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ipc-tck run cpython",
            "  ./ipc-tck run cpython --sandbox bubblewrap --chapter pipe --chapter queue",
            "  ./ipc-tck run cpython --clause QUEUE-GET-TIMEOUT --seed 7",
            "  ./ipc-tck run ../my-port --out build/conformance --report junit=build/junit.xml",
            "",
            "Exit status: 0 it conforms to what it claims, 1 it does not, 2 wrong usage, 3 it could not be judged."
        })
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "1..*",
            paramLabel = "IMPL",
            description = "The name of an implementation (see: list implementations), or the path of a folder with an "
                    + Implementations.MANIFEST + ".")
    private List<String> implementations = List.of();

    @Mixin
    private RunOptions options = new RunOptions();

    @Option(names = "--strict", description = "A failed SHOULD clause makes the run fail too.")
    private boolean strict;

    @Option(names = "--trace", description = "Show every step of every clause.")
    private boolean trace;

    @Mixin
    private ReportOptions reports = new ReportOptions();

    @Override
    public Integer call() {
        reports.check();
        List<RunRequest> requests = implementations.stream()
                .map(subject -> options.request(subject, strict))
                .toList();
        List<RunResult> results = new ArrayList<>();
        int status = new Judging(spec.commandLine(), options.sandbox()).judge(requests, (result, console) -> {
            results.add(result);
            report(result, console);
        });
        reports.write(results, spec.commandLine().getOut());
        return status;
    }

    private void report(RunResult result, Console console) {
        if (trace) {
            result.clauses().forEach(clause -> ConsoleReport.trace(clause).forEach(console::print));
        }
        ConsoleReport.summary(result).forEach(console::print);
    }
}
