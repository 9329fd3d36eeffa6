package io.github.ipctck.cli;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.report.MatrixReport;
import io.github.ipctck.run.Collateral;
import io.github.ipctck.run.ControlResult;
import io.github.ipctck.run.Filter;
import io.github.ipctck.run.Matrix;
import io.github.ipctck.run.MatrixHeader;
import io.github.ipctck.run.MatrixListener;
import io.github.ipctck.run.MatrixRequest;
import io.github.ipctck.run.MatrixResult;
import io.github.ipctck.run.Saboteur;
import io.github.ipctck.run.SaboteurResult;
import io.github.ipctck.run.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges the judge. */
@Command(
        name = "saboteurs",
        mixinStandardHelpOptions = true,
        description = "Judges implementations with one deliberate mistake each: the clause of its name has to catch it,"
                + " and an unbroken control beside them has to pass.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ipc-tck saboteurs",
            "  ./ipc-tck saboteurs --sandbox docker --chapter queue --messages",
            "  ./ipc-tck saboteurs --saboteur QUEUE-GET-TIMEOUT --collateral all",
            "",
            "Exit status: 0 all are caught and the control passes, 1 not so, 2 wrong usage, 3 it could not be judged."
        })
final class SaboteursCommand implements Callable<Integer> {
    static final String IMPLEMENTATION = "saboteurs";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--sandbox",
            paramLabel = "NAME",
            description = "docker, bubblewrap or direct. Default: docker if an engine answers, else bubblewrap.")
    private String sandbox;

    @Option(
            names = "--chapter",
            paramLabel = "NAME",
            description = "Only saboteurs of this chapter. May be repeated.",
            split = ",")
    private List<String> chapters = new ArrayList<>();

    @Option(
            names = "--clause",
            paramLabel = "ID",
            description = "Only saboteurs of this clause. May be repeated.",
            split = ",")
    private List<String> clauses = new ArrayList<>();

    @Option(names = "--saboteur", paramLabel = "ID", description = "Only this one. May be repeated.", split = ",")
    private List<String> saboteurs = new ArrayList<>();

    @Option(
            names = "--collateral",
            paramLabel = "WHICH",
            description = "Which clauses to judge besides the one that has to catch: ${COMPLETION-CANDIDATES}."
                    + " Default: ${DEFAULT-VALUE}.")
    private Collateral collateral = Collateral.CHAPTER;

    @Option(
            names = "--lanes",
            paramLabel = "N",
            description = "How many saboteurs at once, 1 to 64. Default: eight times the processors, 32 at most.")
    private int lanes = MatrixRequest.defaultLanes();

    @Option(
            names = "--await",
            paramLabel = "MS",
            description = "How long to wait for an event that must come. Default: ${DEFAULT-VALUE}, for what a saboteur"
                    + " breaks often never comes.")
    private long awaitMillis = MatrixRequest.AWAIT.toMillis();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where results go: DIR/saboteur-matrix.SANDBOX.ndjson. Default: ${DEFAULT-VALUE}.",
            defaultValue = "results")
    private Path out;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write the matrix to this file, too, as a page.")
    private Path markdown;

    @Option(names = "--messages", description = "Show what each clause says of the saboteur that it caught.")
    private boolean messages;

    @Override
    public Integer call() {
        RunOptions.requireLanes(lanes);
        RunOptions.requireAwait(awaitMillis);
        Implementation implementation = new Implementations(Main.home().resolve("containers")).find(IMPLEMENTATION);
        MatrixRequest request = new MatrixRequest(
                implementation,
                Optional.ofNullable(sandbox),
                Saboteur.select(
                        Saboteur.listedBy(implementation),
                        new Filter(chapters, clauses, List.of(), List.of()),
                        saboteurs),
                collateral,
                lanes,
                Duration.ofMillis(awaitMillis),
                out);
        MatrixResult matrix;
        try (SetUp setUp = new SetUp(Main.home(), new Console(spec.commandLine())::print)) {
            setUp.ensure(sandbox, implementation);
            matrix = judge(request);
        }
        if (markdown != null) {
            write(MatrixReport.markdown(matrix));
        }
        return matrix.footer().conclusion().exitStatus();
    }

    private MatrixResult judge(MatrixRequest request) {
        Console console = new Console(spec.commandLine());
        MatrixResult matrix;
        try (console) {
            matrix = Matrix.of(request, new Progress(console, messages));
        }
        MatrixReport.summary(matrix).forEach(console::print);
        return matrix;
    }

    private void write(String page) {
        try {
            Files.writeString(markdown, page);
        } catch (IOException e) {
            throw new UsageException("the page can't be written to " + markdown + ": " + e.getMessage());
        }
    }

    private record Progress(Console console, boolean messages) implements MatrixListener {
        @Override
        public void preparing(String what) {
            console.preparing(what);
        }

        @Override
        public void started(MatrixHeader header) {
            console.print(MatrixReport.beginning(header));
            console.begin("saboteurs", header.saboteurs() + header.controls());
        }

        @Override
        public void judged(SaboteurResult result) {
            console.step(result.saboteur());
            MatrixReport.lines(result, messages).forEach(console::print);
        }

        @Override
        public void judged(ControlResult result) {
            console.step("control");
            MatrixReport.lines(result).forEach(console::print);
        }
    }
}
