package io.github.ipctck.cli;

import io.github.ipctck.implementation.ManifestException;
import io.github.ipctck.run.RunHeader;
import io.github.ipctck.run.UsageException;
import io.github.ipctck.sandbox.SandboxException;
import io.github.ipctck.wire.ProtocolViolation;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program {@code ipc-tck}. */
@Command(
        name = "ipc-tck",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description =
                "Judges whether an implementation of inter-process communication does what its documentation says.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./ipc-tck run cpython                          judge CPython's multiprocessing",
            "  ./ipc-tck run cpython --chapter queue          only the queues",
            "  ./ipc-tck run path/to/mine --sandbox docker    an implementation of your own",
            "  ./ipc-tck report results --format junit        what a CI server reads",
            "  ./ipc-tck diff old.ndjson new.ndjson           what is worse, what is better",
            "  ./ipc-tck certify mine --runs 5                a folder that others can check",
            "  ./ipc-tck soak cpython --runs 200 --load 4     whether its verdicts are always the same",
            "  ./ipc-tck explain QUEUE-GET-TIMEOUT            what a clause asks for, and why",
            "  ./ipc-tck doctor                               what is missing on this machine",
            "",
            "Exit status: 0 it conforms to what it claims, 1 it does not, 2 wrong usage, 3 it could not be judged."
        })
public final class Main implements Runnable {
    static final int WRONG_USAGE = 2;
    static final int UNJUDGED = 3;

    /** In the order of the help. */
    private static final List<Class<?>> COMMANDS = List.of(
            RunCommand.class,
            MatrixCommand.class,
            NewCommand.class,
            ReportCommand.class,
            DiffCommand.class,
            CertifyCommand.class,
            VerifyCommand.class,
            SoakCommand.class,
            SaboteursCommand.class,
            ListCommand.class,
            KnownFailuresCommand.class,
            ExplainCommand.class,
            GradeCommand.class,
            DoctorCommand.class,
            TestCommand.class);

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show stack traces and what libraries log.")
    private boolean verbose;

    @Option(names = "--no-color", scope = ScopeType.INHERIT, description = "No colours. The same as setting NO_COLOR.")
    private boolean noColor;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Runs the program and ends the JVM with its exit status. */
    public static void main(String[] args) {
        // Libraries keep silent unless asked; this must be set before the first of them logs.
        boolean verbose = Arrays.asList(args).contains("--verbose");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbose ? "info" : "off");
        if (!verbose) {
            // On Ctrl-C libraries clean up as well, and complain where ours was faster.
            Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {});
        }
        int status = commandLine(args).execute(args);
        // Everything of ours is closed; what is left are hooks of libraries for what they did not see closed.
        Runtime.getRuntime().halt(status);
    }

    private static CommandLine commandLine(String... args) {
        Main main = new Main();
        CommandLine commandLine = new CommandLine(main);
        commands(args).forEach(commandLine::addSubcommand);
        commandLine.setExecutionStrategy(parsed -> {
            if (main.noColor || System.getenv("NO_COLOR") != null) {
                commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        commandLine.setExecutionExceptionHandler((exception, command, parsed) -> main.report(exception, command));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        return commandLine;
    }

    /** The command that is asked for, if it is known: picocli takes longer to look at them all than the JVM to start. */
    private static List<Class<?>> commands(String... args) {
        Optional<Class<?>> one = Arrays.stream(args)
                .filter(arg -> !arg.startsWith("-"))
                .findFirst()
                .flatMap(name -> COMMANDS.stream()
                        .filter(command ->
                                command.getAnnotation(Command.class).name().equals(name))
                        .findFirst());
        return one.isPresent() ? List.of(one.get()) : COMMANDS;
    }

    private int report(Exception exception, CommandLine command) {
        if (verbose) {
            exception.printStackTrace(command.getErr());
        }
        String message = exception.getMessage();
        if (exception instanceof UsageException || exception instanceof ManifestException) {
            command.getErr().println("ipc-tck: " + message);
            return WRONG_USAGE;
        }
        if (exception instanceof SandboxException || exception instanceof ProtocolViolation) {
            command.getErr().println("ipc-tck: could not be judged: " + message);
            return UNJUDGED;
        }
        command.getErr()
                .println("ipc-tck: a defect of ipc-tck itself: " + exception
                        + (verbose ? "" : " (--verbose shows where)"));
        return UNJUDGED;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** The folder of the checkout, which the launcher names. */
    static Path home() {
        return Path.of(System.getProperty("ipctck.home", "."));
    }

    /** Tells the version of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"ipc-tck " + RunHeader.suiteVersion()};
        }
    }
}
