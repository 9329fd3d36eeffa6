package io.github.ipctck.sandbox.direct;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.implementation.Limits;
import io.github.ipctck.implementation.Mount;
import io.github.ipctck.sandbox.Account;
import io.github.ipctck.sandbox.AgentDigest;
import io.github.ipctck.sandbox.Availability;
import io.github.ipctck.sandbox.Cell;
import io.github.ipctck.sandbox.Launch;
import io.github.ipctck.sandbox.RunDirectory;
import io.github.ipctck.sandbox.Sandbox;
import io.github.ipctck.sandbox.SandboxException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Cells without isolation, for a machine that is itself the container. An agent is an ordinary process, below a supervisor
 * that ends all that descends of it. There are no mounts: what the manifest's command and variables say of a mount's
 * target is said of the copy instead.
 */
public final class DirectSandbox implements Sandbox {
    /** The name that {@code --sandbox} takes. */
    public static final String NAME = "direct";

    private static final String SUPERVISOR = "supervisor.py";
    private static final String SCRATCH = "tmp";
    private static final String SHED = "setpriv";
    private static final String LIMIT = "prlimit";
    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";
    /** All cells' processes count as the one account's. */
    private static final int CELLS = 8;

    private final Implementation implementation;
    private final RunDirectory directory;
    private final Account account;
    private final List<Mount> mounts;
    private final Path python;
    private final Path supervisor;
    private final Queue<DirectCell> cells = new ConcurrentLinkedQueue<>();

    public DirectSandbox(Implementation implementation, RunDirectory directory, Account account) {
        this.implementation = implementation;
        this.directory = directory;
        this.account = account;
        this.python = python().orElseThrow(() -> new SandboxException("python3 is not installed"));
        this.mounts = directory.stage(implementation.mounts());
        this.supervisor = directory.path().resolve(SUPERVISOR);
        try (InputStream in = DirectSandbox.class.getResourceAsStream(SUPERVISOR)) {
            Files.copy(in, supervisor);
        } catch (IOException e) {
            throw new SandboxException(supervisor + " can't be written: " + e.getMessage(), e);
        }
    }

    /** Whether the few programs that it needs are here. */
    public static Availability availability() {
        if (python().isEmpty()) {
            return Availability.no("python3 is not installed", "apt-get install -y --no-install-recommends python3");
        }
        for (String program : List.of(SHED, LIMIT)) {
            if (program(program).isEmpty()) {
                return Availability.no(program + " is not installed", "apt-get install -y util-linux");
            }
        }
        return Availability.yes("no isolation; only when asked for");
    }

    /** The system's own first: others are often wrappers that take their time. */
    private static Optional<Path> python() {
        return program("python3");
    }

    /** By its full path, since the manifest may give the agent a search path of its own. */
    private static String required(String name) {
        return program(name)
                .orElseThrow(() -> new SandboxException(name + " is not installed"))
                .toString();
    }

    private static Optional<Path> program(String name) {
        String search = System.getenv("PATH");
        return Stream.of("/usr/bin:" + (search == null ? PATH : search))
                .flatMap(folders -> Stream.of(folders.split(":", -1)))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> digests() {
        return Map.of("agent", AgentDigest.of(implementation, mounts));
    }

    @Override
    public Cell start(Launch launch) {
        Path scratch = launch.socketDirectory().resolve(SCRATCH);
        try {
            Files.createDirectory(scratch);
            directory.own(scratch);
            ProcessBuilder builder =
                    new ProcessBuilder(command()).directory(scratch.toFile()).redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().putAll(environment(launch, scratch));
            DirectCell cell = new DirectCell(builder.start());
            cells.add(cell);
            return cell;
        } catch (IOException e) {
            throw new SandboxException("the agent's supervisor can't be started: " + e.getMessage(), e);
        }
    }

    private List<String> command() {
        Limits limits = implementation.limits();
        // Isolated and without site packages: the variables are the agent's, and so is the working directory.
        List<String> command =
                new ArrayList<>(List.of(python.toString(), "-I", "-S", "-B", supervisor.toString(), required(SHED)));
        if (account.harnessIsRoot()) {
            command.addAll(List.of("--reuid=" + account.uid(), "--regid=" + account.gid(), "--clear-groups"));
        }
        command.addAll(List.of("--no-new-privs", required(LIMIT)));
        if (account.harnessIsRoot()) {
            // An ordinary user's own processes would count as well, and be hit.
            command.add("--nproc=" + limits.processes() * CELLS);
        }
        command.addAll(List.of("--as=" + ((long) limits.memoryMegabytes() << 20), "--core=0", "--nofile=512", "--"));
        implementation.agent().forEach(word -> command.add(staged(word)));
        return command;
    }

    private Map<String, String> environment(Launch launch, Path scratch) {
        Map<String, String> variables = launch.variables(
                implementation.environment(),
                launch.socketDirectory().resolve(Launch.SOCKET_NAME).toString(),
                scratch.toString());
        variables.replaceAll((name, value) ->
                Stream.of(value.split(":", -1)).map(this::staged).collect(Collectors.joining(":")));
        return variables;
    }

    /** A path below a mount's target as the path below its copy; anything else as it is. */
    private String staged(String path) {
        for (Mount mount : mounts) {
            if (path.equals(mount.target()) || path.startsWith(mount.target() + "/")) {
                return mount.source() + path.substring(mount.target().length());
            }
        }
        return path;
    }

    @Override
    public void close() {
        List<DirectCell> left = new ArrayList<>(cells);
        left.parallelStream().forEach(DirectCell::close);
        cells.removeAll(left);
    }
}
