package io.github.ipctck.sandbox.bubblewrap;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.implementation.Mount;
import io.github.ipctck.sandbox.Account;
import io.github.ipctck.sandbox.AgentDigest;
import io.github.ipctck.sandbox.Availability;
import io.github.ipctck.sandbox.Cell;
import io.github.ipctck.sandbox.ChildCell;
import io.github.ipctck.sandbox.Launch;
import io.github.ipctck.sandbox.RunDirectory;
import io.github.ipctck.sandbox.Sandbox;
import io.github.ipctck.sandbox.SandboxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Cells made by bubblewrap: of the host they show the programs ({@code /usr}, {@code /lib*}, {@code /bin}), the few files of
 * {@code /etc} that programs need and what the manifest mounts, all read-only. Every namespace is unshared; there are no
 * capabilities; a cell dies with the harness.
 */
public final class BubblewrapSandbox implements Sandbox {
    /** The name that {@code --sandbox} takes. */
    public static final String NAME = "bubblewrap";

    private static final List<String> SYSTEM = List.of("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");
    private static final String ETC = "{ld.so.cache,alternatives,localtime,python3*,perl}";
    private static final String REMEDY = "apt-get install -y --no-install-recommends bubblewrap";

    private final Implementation implementation;
    private final Account account;
    private final List<Mount> mounts;
    private final Path passwd;

    /**
     * bubblewrap dies with the <em>thread</em> that started it, not with the process, so all cells are started by one
     * that lives as long as the run.
     */
    private final ExecutorService starter = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "bubblewrap starter");
        thread.setDaemon(true);
        return thread;
    });

    public BubblewrapSandbox(Implementation implementation, RunDirectory directory, Account account) {
        this.implementation = implementation;
        this.account = account;
        this.mounts = directory.stage(implementation.mounts());
        this.passwd = directory.path().resolve("passwd");
        try {
            Files.writeString(passwd, "nobody:x:65534:65534:nobody:/tmp:/usr/sbin/nologin\n");
        } catch (IOException e) {
            throw new SandboxException(passwd + " can't be written: " + e.getMessage(), e);
        }
    }

    /** Whether bubblewrap is here and allowed to do its work; tried out, not guessed. */
    public static Availability availability() {
        Optional<Path> program = program("bwrap");
        if (program.isEmpty()) {
            return Availability.no("bwrap is not installed", REMEDY);
        }
        List<String> probe = new ArrayList<>(asAccount(Account.ofAgents()));
        probe.addAll(List.of("bwrap", "--unshare-all", "--cap-drop", "ALL", "--ro-bind", "/", "/", "--proc", "/proc"));
        probe.add("/usr/bin/true");
        try {
            Process process =
                    new ProcessBuilder(probe).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() == 0) {
                return Availability.yes(program.get().toString());
            }
            return Availability.no(
                    "bwrap may not make namespaces here ("
                            + said.lines().findFirst().orElse("no message")
                            + "); inside an ordinary container that is usual: if this machine is itself the container,"
                            + " use --sandbox direct",
                    "");
        } catch (IOException e) {
            return Availability.no("bwrap can't be run: " + e.getMessage(), REMEDY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Availability.no("interrupted", "");
        }
    }

    private static Optional<Path> program(String name) {
        return List.of("/usr/bin", "/bin", "/usr/local/bin").stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The prefix that sheds root before bubblewrap makes a user namespace: uid 0 of the host never runs an agent. */
    private static List<String> asAccount(Account account) {
        return account.harnessIsRoot()
                ? List.of(
                        "setpriv",
                        "--reuid=" + account.uid(),
                        "--regid=" + account.gid(),
                        "--clear-groups",
                        "--no-new-privs")
                : List.of();
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
        ProcessBuilder builder = new ProcessBuilder(command(launch)).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
        try {
            return starter.submit(() -> new ChildCell(builder.start())).get();
        } catch (ExecutionException e) {
            throw new SandboxException(
                    "bubblewrap can't be started: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted", e);
        }
    }

    private List<String> command(Launch launch) {
        List<String> command = new ArrayList<>(asAccount(account));
        command.addAll(List.of("bwrap", "--unshare-all", "--uid", "65534", "--gid", "65534", "--hostname", "sandbox"));
        command.addAll(List.of("--cap-drop", "ALL", "--die-with-parent", "--new-session", "--clearenv"));
        launch.variables(implementation.environment(), Launch.INSIDE + "/" + Launch.SOCKET_NAME, "/tmp")
                .forEach((name, value) -> command.addAll(List.of("--setenv", name, value)));
        command.addAll(List.of("--ro-bind", "/usr", "/usr"));
        for (String folder : SYSTEM) {
            system(Path.of(folder), command);
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/etc"), ETC)) {
            files.forEach(file -> command.addAll(List.of("--ro-bind", file.toString(), file.toString())));
        } catch (IOException e) {
            throw new SandboxException("/etc can't be read: " + e.getMessage(), e);
        }
        command.addAll(List.of("--ro-bind", passwd.toString(), "/etc/passwd", "--proc", "/proc", "--dev", "/dev"));
        String scratch = Long.toString((long) implementation.limits().scratchMegabytes() << 20);
        command.addAll(List.of("--size", scratch, "--tmpfs", "/tmp", "--size", scratch, "--tmpfs", "/dev/shm"));
        for (Mount mount : mounts) {
            command.addAll(List.of("--ro-bind", mount.source().toString(), mount.target()));
        }
        command.addAll(List.of("--ro-bind", launch.socketDirectory().toString(), Launch.INSIDE));
        command.addAll(List.of("--remount-ro", "/", "--chdir", "/tmp"));
        // Set inside, the limit counts this cell's processes only; outside, all cells would share it.
        command.addAll(List.of("prlimit", "--nproc=" + implementation.limits().processes()));
        command.addAll(List.of("--as=" + ((long) implementation.limits().memoryMegabytes() << 20), "--core=0"));
        command.addAll(List.of("--nofile=512", "--"));
        command.addAll(implementation.agent());
        return command;
    }

    /** On a merged-usr system {@code /bin} and the like are links into {@code /usr}. */
    private static void system(Path folder, List<String> command) {
        try {
            if (Files.isSymbolicLink(folder)) {
                String target = Files.readSymbolicLink(folder).toString();
                command.addAll(List.of("--symlink", target, folder.toString()));
            } else if (Files.exists(folder)) {
                command.addAll(List.of("--ro-bind", folder.toString(), folder.toString()));
            }
        } catch (IOException e) {
            throw new SandboxException(folder + " can't be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        starter.shutdownNow();
    }
}
