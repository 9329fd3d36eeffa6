package io.github.ipctck.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A run leaves no file behind. */
class RunDirectoryTest {
    @Test
    void nothingIsLeftThoughALaneStartsWhileTheRunEnds() throws Exception {
        RunDirectory directory = RunDirectory.create(Account.ofAgents());
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Void> lanes = CompletableFuture.runAsync(() -> startLanes(directory, started));
        started.await();

        directory.close();
        assertThatThrownBy(lanes::join).hasRootCauseInstanceOf(SandboxException.class);
        assertThat(directory.path()).doesNotExist();
    }

    /** Until the directory takes no more. */
    private static void startLanes(RunDirectory directory, CountDownLatch started) {
        while (true) {
            Path place = directory.newSocketDirectory();
            started.countDown();
            try {
                Files.createFile(place.resolve("socket"));
            } catch (NoSuchFileException e) {
                // Removed in between: the next one is refused.
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
