package io.github.ipctck.cli;

import io.github.ipctck.actor.Budgets;
import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.run.Filter;
import io.github.ipctck.run.RunRequest;
import io.github.ipctck.run.UsageException;
import io.github.ipctck.spec.Level;
import io.github.ipctck.stage.Supervision;
import io.github.ipctck.wire.MessageTap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every command that does runs lets the user choose about a run. */
final class RunOptions {
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

    @Option(names = "--level", paramLabel = "LEVEL", description = "Only MUST, or only SHOULD clauses.")
    private List<Level> levels = new ArrayList<>();

    @Option(
            names = "--lanes",
            paramLabel = "N",
            description =
                    "How many clauses to judge at once, 1 to 64, and never more than there are. Default: twice the processors, 8 at most.")
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

    @Option(
            names = "--environment",
            paramLabel = "NAME=VALUE",
            description = "A variable of the agent besides the manifest's. May be repeated.")
    private Map<String, String> environment = Map.of();

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

    /** The name of the sandbox that was asked for; null if none was. */
    String sandbox() {
        return sandbox;
    }

    /**
     * Checks a number of lanes.
     *
     * @throws UsageException if there can't be so many
     */
    static void requireLanes(int lanes) {
        requireAtOnce("--lanes", lanes);
    }

    /**
     * Checks how many things are to be done at once.
     *
     * @throws UsageException if there can't be so many
     */
    static void requireAtOnce(String option, int number) {
        if (number < 1 || number > 64) {
            throw new UsageException(option + " takes 1 to 64, not " + number);
        }
    }

    /**
     * Checks an await budget.
     *
     * @throws UsageException if it is no time
     */
    static void requireAwait(long millis) {
        if (millis < 1) {
            throw new UsageException("--await takes milliseconds of 1 and more");
        }
    }

    /** Where results go. */
    Path out() {
        return out;
    }

    /**
     * The run of one implementation that was asked for.
     *
     * @param subject its name or path
     * @throws UsageException if a number is out of range
     */
    RunRequest request(String subject, boolean strict) {
        requireLanes(lanes);
        if (Math.min(Math.min(awaitMillis, quietMillis), Math.min(toleranceMillis, deadlineMillis)) < 1) {
            throw new UsageException("--await, --quiet, --tolerance and --deadline take milliseconds of 1 and more");
        }
        return new RunRequest(
                subject,
                new Implementations(Main.home().resolve("containers")).find(subject),
                Optional.ofNullable(sandbox),
                new Filter(chapters, clauses, profiles, levels),
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
                MessageTap.NONE,
                Supervision.none());
    }
}
