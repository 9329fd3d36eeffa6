package io.github.ipctck.run;

import io.github.ipctck.sandbox.SandboxException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Processes that do nothing but use processors. They end when the harness does, be it by {@code SIGKILL}: it holds the
 * other end of a pipe, as with the sandboxes' watchdog.
 */
final class BusyProcesses implements AutoCloseable {
    /** More would only show what the kernel does. */
    static final int MOST = 256;

    private static final String SCRIPT = "busy.sh";

    private final Process process;

    private BusyProcesses(Process process) {
        this.process = process;
    }

    /** @throws SandboxException if they can't be started */
    static BusyProcesses start(int count) {
        try (InputStream in = BusyProcesses.class.getResourceAsStream(SCRIPT)) {
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new BusyProcesses(
                    new ProcessBuilder(List.of("setsid", "sh", "-c", script, "ipc-tck-busy", Integer.toString(count)))
                            .directory(new File("/"))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start());
        } catch (IOException e) {
            throw new SandboxException("the busy processes can't be started: " + e.getMessage(), e);
        }
    }

    /** @throws SandboxException if somebody ended them */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new SandboxException("the busy processes ended before the soak did, so it proves nothing");
        }
    }

    /** Returns when they are gone. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            process.waitFor();
        } catch (IOException e) {
            // They are gone already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
