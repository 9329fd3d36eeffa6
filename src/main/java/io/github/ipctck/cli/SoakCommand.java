package io.github.ipctck.cli;

import io.github.ipctck.report.ConsoleReport;
import io.github.ipctck.report.SoakReport;
import io.github.ipctck.run.RunHeader;
import io.github.ipctck.run.RunRequest;
import io.github.ipctck.run.Soak;
import io.github.ipctck.run.SoakListener;
import io.github.ipctck.run.SoakRequest;
import io.github.ipctck.run.SoakResult;
import io.github.ipctck.run.SoakRun;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Repeats runs to see whether their verdicts can be trusted. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = "Repeats whole runs beside busy processes, and tells which verdicts were not always the same.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ipc-tck soak cpython --runs 200 --load 4",
            "  ./ipc-tck soak cpython --runs 50 --chapter queue --sandbox bubblewrap",
            "  ./ipc-tck soak ../my-port --runs 20 --load 16 --await 30000",
            "",
            "DIR/IMPL.soak/ gets soak.ndjson, a line a run, and the results of the first run and of those that differed.",
            "",
            "Exit status: 0 every clause had one and the same verdict in all runs, 1 a clause had not, 2 wrong usage,",
            "3 something could not be judged."
        })
final class SoakCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "IMPL", description = "The name of an implementation, or the path of its folder.")
    private String subject = "";

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "How many runs, with the seeds from --seed on. Default: ${DEFAULT-VALUE}.",
            defaultValue = "20")
    private int runs;

    @Option(
            names = "--load",
            paramLabel = "N",
            description = "How many busy processes beside them. Default: twice the processors.")
    private int load = 2 * Runtime.getRuntime().availableProcessors();

    @Mixin
    private RunOptions options = new RunOptions();

    @Override
    public Integer call() {
        RunRequest run = options.request(subject, false);
        SoakRequest request = new SoakRequest(run, runs, load);
        Console console = new Console(spec.commandLine());
        SoakResult result;
        try (console;
                SetUp setUp = new SetUp(Main.home(), console::print)) {
            setUp.ensure(options.sandbox(), run.implementation());
            result = Soak.of(request, new Progress(console));
        }
        SoakReport.summary(result).forEach(console::print);
        return result.conclusion().exitStatus();
    }

    /** A bar estimates by itself; without one a line says it, ten times in all. */
    private final class Progress implements SoakListener {
        private final Console console;
        private final long startedNanos = System.nanoTime();

        Progress(Console console) {
            this.console = console;
        }

        @Override
        public void preparing(String what) {
            console.preparing(what);
        }

        @Override
        public void started(RunHeader header) {
            console.print(ConsoleReport.beginning(header) + ", " + runs + " runs beside " + load + " busy processes");
            console.begin("runs", runs);
        }

        @Override
        public void finished(SoakRun run) {
            console.step(run.conclusion().text());
            if (!run.wasUsual()) {
                console.print(SoakReport.line(run));
            } else if (!console.isLive() && run.number() * 10 / runs > (run.number() - 1) * 10 / runs) {
                console.print(SoakReport.progress(run.number(), runs, System.nanoTime() - startedNanos));
            }
        }
    }
}
