package io.github.ipctck.sandbox;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.implementation.Mount;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Makes what an implementation mounts, by the manifest's {@code build}: on this machine and by whoever runs the suite, so
 * it is for software that this user trusts. What is new enough is the command's own affair; make knows.
 */
final class Build {
    private static final int LINES_SHOWN = 20;

    private Build() {}

    /**
     * Runs the build, if the manifest has one.
     *
     * @param progress is told of a build that takes long
     * @throws SandboxException if it fails, or leaves out something that is to be mounted
     */
    static void run(Implementation implementation, Consumer<String> progress) {
        if (implementation.build().isEmpty()) {
            return;
        }
        // One at a time: two runs may want the same files at once.
        List<String> command =
                new ArrayList<>(List.of("flock", implementation.folder().toString()));
        command.addAll(implementation.build());
        try {
            Path log = Files.createTempFile("build", ".log");
            try {
                int status = finish(
                        new ProcessBuilder(command)
                                .directory(implementation.folder().toFile())
                                .redirectErrorStream(true)
                                .redirectOutput(log.toFile())
                                .start(),
                        () -> progress.accept("Building " + implementation.name()));
                if (status != 0) {
                    throw failed(implementation, Files.readString(log, StandardCharsets.UTF_8));
                }
            } finally {
                Files.delete(log);
            }
        } catch (IOException e) {
            throw new SandboxException(told(implementation) + " can't be run: " + e.getMessage(), e);
        }
        for (Mount mount : implementation.mounts()) {
            if (!Files.exists(mount.source())) {
                throw new SandboxException(told(implementation) + " did not make the mount's source " + mount.source());
            }
        }
    }

    private static int finish(Process process, Runnable whenSlow) {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                whenSlow.run();
            }
            return process.waitFor();
        } catch (IOException e) {
            throw new SandboxException("the build can't be talked to: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            throw new SandboxException("interrupted", e);
        }
    }

    private static SandboxException failed(Implementation implementation, String said) {
        List<String> lines = said.strip().lines().toList();
        String needs = implementation.packages().isEmpty()
                ? ""
                : "; it needs these Debian packages: " + String.join(" ", implementation.packages());
        return new SandboxException(told(implementation) + " failed" + needs + "\n  "
                + String.join("\n  ", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size())));
    }

    private static String told(Implementation implementation) {
        return "the build of " + implementation.name() + " ('" + String.join(" ", implementation.build()) + "')";
    }
}
