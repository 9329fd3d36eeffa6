package io.github.ipctck.sandbox;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The second dead man's switch, after the agents' own end of file: a process in a session of its own that holds the other
 * end of a pipe. When the harness is gone, be it by {@code SIGKILL}, it removes the run's containers and its directory.
 */
public final class Watchdog implements AutoCloseable {
    private static final String SCRIPT = "watchdog.sh";
    private static final String FAREWELL = "bye\n";

    private final Process process;

    private Watchdog(Process process) {
        this.process = process;
    }

    /**
     * Starts one. Do so before the first container.
     *
     * @param label what the run's containers carry, as {@code name=value}
     * @param engine the Docker engine's socket, if the run uses one
     * @throws SandboxException if it can't be started: a run without it could leave processes behind
     */
    public static Watchdog start(RunDirectory directory, String label, Optional<Path> engine) {
        try (InputStream in = Watchdog.class.getResourceAsStream(SCRIPT)) {
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<String> command = new ArrayList<>(List.of("setsid", "sh", "-c", script, "ipc-tck-watchdog"));
            command.addAll(List.of(label, directory.path().toString()));
            engine.ifPresent(socket -> command.add(socket.toString()));
            // Whoever reads the harness's output waits for its end, so the watchdog must hold none of it.
            return new Watchdog(new ProcessBuilder(command)
                    .directory(new File("/"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new SandboxException("the watchdog can't be started: " + e.getMessage(), e);
        }
    }

    /** Lets it go, after everything was cleaned up. It looks once more, which nobody waits for. */
    @Override
    public void close() {
        try (OutputStream pipe = process.getOutputStream()) {
            pipe.write(FAREWELL.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // It was ended by somebody, or closed before.
        }
    }
}
