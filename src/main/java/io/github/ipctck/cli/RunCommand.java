package io.github.ipctck.cli;

import io.github.ipctck.actor.Budgets;
import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.report.ConsoleReport;
import io.github.ipctck.run.Conclusion;
import io.github.ipctck.run.Filter;
import io.github.ipctck.run.Run;
import io.github.ipctck.run.RunRequest;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.run.UsageException;
import io.github.ipctck.sandbox.SandboxException;
import io.github.ipctck.wire.MessageTap;
import io.github.ipctck.wire.ProtocolViolation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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
            "  ./ipc-tck run ../my-port --out build/conformance",
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

    @Option(
            names = "--sandbox",
            paramLabel = "NAME",
            description = "docker, bubblewrap or direct. Default: docker if an engine answers, else bubblewrap.")
    private String sandbox;

    @Option(names = "--chapter", paramLabel = "NAME", description = "Only this chapter. May be repeated.", split = ",")
    private List<String> chapters = new ArrayList<>();

    @Option(names = "--clause", paramLabel = "ID", description = "Only this clause. May be repeated.", split = ",")
    private List<String> clauses = new ArrayList<>();

    @Option(names = "--profile", paramLabel = "NAME", description = "Only this profile. May be repeated.", split = ",")
    private List<String> profiles = new ArrayList<>();

    @Option(
            names = "--lanes",
            paramLabel = "N",
            description = "How many clauses to judge at once, 1 to 64. Default: twice the processors, 8 at most.")
    private int lanes = RunRequest.defaultLanes();

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Orders the clauses and generates their data. Default: ${DEFAULT-VALUE}.",
            defaultValue = "1")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where results go: DIR/IMPL.SANDBOX.ndjson. Default: ${DEFAULT-VALUE}.",
            defaultValue = "results")
    private Path out;

    @Option(names = "--strict", description = "A failed SHOULD clause makes the run fail too.")
    private boolean strict;

    @Option(
            names = "--environment",
            paramLabel = "NAME=VALUE",
            description = "A variable of the agent besides the manifest's. May be repeated.")
    private Map<String, String> environment = Map.of();

    @Option(names = "--trace", description = "Show every step of every clause.")
    private boolean trace;

    @Option(
            names = "--await",
            paramLabel = "MS",
            description = "How long to wait for an event that must come. Default: 10000.")
    private long awaitMillis = Budgets.DEFAULT.await().toMillis();

    @Option(names = "--quiet", paramLabel = "MS", description = "How long to watch that nothing happens. Default: 20.")
    private long quietMillis = Budgets.DEFAULT.quiet().toMillis();

    @Option(
            names = "--tolerance",
            paramLabel = "MS",
            description = "How much before its time a time-out may fire: the granularity of clocks. Default: 1.")
    private long toleranceMillis = Budgets.DEFAULT.tolerance().toMillis();

    @Option(names = "--deadline", paramLabel = "MS", description = "How long a clause may take. Default: 60000.")
    private long deadlineMillis = Budgets.DEFAULT.deadline().toMillis();

    @Override
    public Integer call() {
        if (lanes < 1 || lanes > 64) {
            throw new UsageException("--lanes takes 1 to 64, not " + lanes);
        }
        if (Math.min(Math.min(awaitMillis, quietMillis), Math.min(toleranceMillis, deadlineMillis)) < 1) {
            throw new UsageException("--await, --quiet, --tolerance and --deadline take milliseconds of 1 and more");
        }
        Implementations known = new Implementations(Main.home().resolve("containers"));
        List<RunRequest> requests = implementations.stream()
                .map(subject -> new RunRequest(
                        subject,
                        known.find(subject),
                        Optional.ofNullable(sandbox),
                        new Filter(chapters, clauses, profiles),
                        lanes,
                        seed,
                        new Budgets(
                                Duration.ofMillis(awaitMillis),
                                Duration.ofMillis(quietMillis),
                                Duration.ofMillis(toleranceMillis),
                                Duration.ofMillis(deadlineMillis)),
                        strict,
                        environment,
                        out,
                        MessageTap.NONE))
                .toList();
        int status = Conclusion.CONFORMS.exitStatus();
        try (SetUp setUp = new SetUp(Main.home(), new Console(spec.commandLine())::print)) {
            for (RunRequest request : requests) {
                status = worse(status, judge(request, setUp));
            }
        }
        return status;
    }

    /** One that can't be judged keeps none of the others from it. */
    private int judge(RunRequest request, SetUp setUp) {
        try {
            setUp.ensure(sandbox, request.implementation());
            return run(request);
        } catch (SandboxException | ProtocolViolation e) {
            if (implementations.size() == 1) {
                throw e;
            }
            spec.commandLine()
                    .getErr()
                    .println("ipc-tck: " + request.implementation().name() + " could not be judged: " + e.getMessage());
            return Conclusion.UNJUDGED.exitStatus();
        }
    }

    private int run(RunRequest request) {
        Console console = new Console(spec.commandLine());
        RunResult result;
        try (console) {
            result = Run.of(request, console);
        }
        if (trace) {
            result.clauses().forEach(clause -> ConsoleReport.trace(clause).forEach(console::print));
        }
        ConsoleReport.summary(result).forEach(console::print);
        return result.footer().conclusion().exitStatus();
    }

    /** A violation outweighs what could not be judged. */
    private static int worse(int one, int other) {
        int violates = Conclusion.VIOLATES.exitStatus();
        return one == violates || other == violates ? violates : Math.max(one, other);
    }
}
