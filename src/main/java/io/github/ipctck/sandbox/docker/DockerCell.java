package io.github.ipctck.sandbox.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.github.ipctck.kernel.ProcessView;
import io.github.ipctck.sandbox.Cell;
import io.github.ipctck.sandbox.ProcessTree;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A container. What the kernel can tell of it is never asked of the engine, which is a thousand times slower. */
final class DockerCell implements Cell {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int LOG_LINES = 200;
    private static final int LOG_SECONDS = 2;

    private final DockerClient client;
    private final String id;
    private final ProcessView root;
    private final LogSize printed = new LogSize();
    private final AtomicBoolean removed = new AtomicBoolean();

    /**
     * @param rootPid the pid of the container's init on this machine; 0 if it ended already
     */
    DockerCell(DockerClient client, String id, long rootPid) {
        this.client = client;
        this.id = id;
        this.root = ProcessView.of(rootPid);
        if (rootPid != 0) {
            client.logContainerCmd(id)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withFollowStream(true)
                    .exec(printed);
        }
    }

    @Override
    public long rootPid() {
        return root.pid();
    }

    @Override
    public int threads() {
        return root.threads() + ProcessTree.threads(root.descendants());
    }

    @Override
    public boolean isAlive() {
        return !root.state().isDead();
    }

    @Override
    public OptionalInt exitStatus() {
        if (isAlive() || removed.get()) {
            return OptionalInt.empty();
        }
        try {
            // The engine hears of the end a moment after the kernel knows it; this call waits for that.
            return OptionalInt.of(client.waitContainerCmd(id).start().awaitStatusCode(LOG_SECONDS, TimeUnit.SECONDS));
        } catch (RuntimeException e) {
            return OptionalInt.empty();
        }
    }

    /** At least so many: the engine keeps no more than a mebibyte, and may drop what was not read by then. */
    @Override
    public long outputBytes() {
        return printed.bytes();
    }

    @Override
    public String output() {
        if (removed.get()) {
            return "";
        }
        try (LogTail tail = new LogTail()) {
            client.logContainerCmd(id)
                    .withStdOut(true)
                    .withStdErr(true)
                    .withTail(LOG_LINES)
                    .exec(tail)
                    .awaitCompletion(LOG_SECONDS, TimeUnit.SECONDS);
            return tail.text();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (IOException | DockerException e) {
            return "";
        }
    }

    @Override
    public void close() {
        if (!removed.compareAndSet(false, true)) {
            return;
        }
        try (printed) {
            client.removeContainerCmd(id)
                    .withForce(true)
                    .withRemoveVolumes(true)
                    .exec();
        } catch (NotFoundException e) {
            // Somebody else was quicker.
        } catch (IOException | DockerException e) {
            // The engine is busy or gone; the watchdog tries again.
        }
        // The first process of a pid namespace ends last: the kernel ends the others before it lets it go.
        ProcessTree.awaitEnd(root, PATIENCE);
    }
}
