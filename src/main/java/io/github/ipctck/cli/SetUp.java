package io.github.ipctck.cli;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.run.UsageException;
import io.github.ipctck.sandbox.Account;
import io.github.ipctck.sandbox.Availability;
import io.github.ipctck.sandbox.SandboxException;
import io.github.ipctck.sandbox.Sandboxes;
import io.github.ipctck.sandbox.bubblewrap.BubblewrapSandbox;
import io.github.ipctck.sandbox.docker.DockerSandbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Makes a sandbox available where none is: root gets what is missing installed or started, and is told so; for anybody
 * else the run itself says which command does it.
 */
final class SetUp implements AutoCloseable {
    private final Path home;
    private final Consumer<String> progress;
    /** Stops the engine, on Ctrl-C too; null if it was not started here. */
    private Thread stopper;

    SetUp(Path home, Consumer<String> progress) {
        this.home = home;
        this.progress = progress;
    }

    /** Checks the sandbox's name, and mends what the remedies of the survey and missing packages can mend. */
    void ensure(String sandbox, Implementation implementation) {
        Map<String, Supplier<Availability>> known = Sandboxes.known();
        if (sandbox != null && !known.containsKey(sandbox)) {
            throw new UsageException(
                    "there is no sandbox '" + sandbox + "'; there are: " + String.join(", ", known.keySet()));
        }
        String chosen = sandbox == null ? best(known, implementation) : sandbox;
        if (Account.ofAgents().harnessIsRoot()) {
            mend(known.get(chosen).get());
        }
        if (!chosen.equals(DockerSandbox.NAME) || !implementation.build().isEmpty()) {
            providePackages(implementation);
        }
    }

    private static String best(Map<String, Supplier<Availability>> known, Implementation implementation) {
        boolean hasImage = implementation.image().isPresent()
                || implementation.dockerfile().isPresent();
        return hasImage && known.get(DockerSandbox.NAME).get().available()
                ? DockerSandbox.NAME
                : BubblewrapSandbox.NAME;
    }

    private void providePackages(Implementation implementation) {
        List<String> missing = missing(implementation.packages());
        if (missing.isEmpty()) {
            return;
        }
        String what = implementation.name() + " needs packages that this machine lacks";
        String remedy = "apt-get install -y --no-install-recommends " + words(missing);
        if (!Account.ofAgents().harnessIsRoot()) {
            throw new SandboxException(what + ". Run as root: " + remedy);
        }
        progress.accept(what + "; running: " + remedy);
        install(remedy);
    }

    /** Where packages are not Debian's nobody can tell, and what is missing shows later. */
    private List<String> missing(List<String> packages) {
        if (packages.isEmpty()) {
            return List.of();
        }
        Set<String> installed = run("command -v dpkg-query >/dev/null || { printf '%s installed\\n' " + words(packages)
                        + "; exit; }; dpkg-query -W -f '${Package} ${db:Status-Status}\\n' " + words(packages)
                        + " 2>/dev/null || true")
                .lines()
                .collect(Collectors.toSet());
        return packages.stream()
                .filter(name -> !installed.contains(name + " installed"))
                .toList();
    }

    private static String words(List<String> packages) {
        return String.join(" ", packages);
    }

    private void mend(Availability found) {
        if (found.available() || found.remedy().isEmpty()) {
            return;
        }
        progress.accept(found.detail() + "; running: " + found.remedy());
        String said = found.remedy().startsWith("apt-get install") ? install(found.remedy()) : run(found.remedy());
        if (said.lines().anyMatch(line -> line.startsWith("started:"))) {
            stopper = new Thread(this::stopEngine, "stop of the engine");
            Runtime.getRuntime().addShutdownHook(stopper);
        }
    }

    /** The first try spares the download of package lists that are fresh enough. */
    private String install(String remedy) {
        try {
            return run(remedy);
        } catch (SandboxException e) {
            return run("apt-get update -q && " + remedy);
        }
    }

    private void stopEngine() {
        run("containers/engine down");
    }

    private String run(String remedy) {
        try {
            Process process = new ProcessBuilder("sh", "-c", remedy)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                List<String> lines = said.strip().lines().toList();
                throw new SandboxException("'" + remedy + "' failed: "
                        + String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size())));
            }
            return said;
        } catch (IOException e) {
            throw new SandboxException("'" + remedy + "' can't be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted", e);
        }
    }

    /** Stops the engine if this set-up started it. */
    @Override
    public void close() {
        if (stopper != null) {
            Runtime.getRuntime().removeShutdownHook(stopper);
            progress.accept("stopping the engine that was started for this run");
            stopEngine();
        }
    }
}
