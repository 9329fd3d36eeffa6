package io.github.ipctck.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The witness, asked about real processes. */
class ProcessViewTest {
    private Process process;

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private ProcessView shell(String script) throws IOException {
        process = new ProcessBuilder("sh", "-c", script).start();
        return ProcessView.of(process.pid());
    }

    private static void awaitState(ProcessView view, ProcessState state) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> view.state() == state);
    }

    @Test
    void aSleepingProcessIsAsleepAndStill() throws IOException {
        ProcessView view = shell("exec sleep 100");
        awaitState(view, ProcessState.SLEEPING);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> {
            Activity before = view.activity();
            Awaitility.await().pollDelay(Duration.ofMillis(20)).until(() -> true);
            return view.activity().isStillSince(before);
        });
        assertThat(view.parent()).isEqualTo(ProcessHandle.current().pid());
        assertThat(view.pidInside()).contains(process.pid());
    }

    @Test
    void aBusyProcessRunsAndIsNotStill() throws IOException {
        ProcessView view = shell("while :; do :; done");
        awaitState(view, ProcessState.RUNNING);
        Activity before = view.activity();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> view.activity().ranNanos() - before.ranNanos() > 20_000_000);
        assertThat(view.activity().isStillSince(before)).isFalse();
        assertThat(view.activity().busynessSince(before)).isGreaterThan(0.5);
    }

    @Test
    void aStoppedProcessIsStopped() throws IOException {
        ProcessView view = shell("kill -STOP $$; exec sleep 100");
        awaitState(view, ProcessState.STOPPED);
    }

    @Test
    void aZombieIsAZombieWithItsWaitStatus() throws IOException {
        // The child is dead before its parent becomes sleep, which never waits for it.
        ProcessView view = shell("(exit 3) & exec sleep 100");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> view.children().stream()
                .anyMatch(child -> ProcessView.of(child).state() == ProcessState.ZOMBIE));
        ProcessView zombie = ProcessView.of(view.children().get(0));
        assertThat(zombie.waitStatus()).hasValue(3 << 8);
    }

    @Test
    void aKilledProcessIsGone() throws Exception {
        ProcessView view = shell("exec sleep 100");
        view.kill();
        process.waitFor();
        awaitState(view, ProcessState.GONE);
        assertThat(view.activity().isAsleep()).isFalse();
    }

    @Test
    void descriptorsTellEndsOfAPipeApart() throws IOException {
        ProcessView view = shell("exec sleep 100");
        awaitState(view, ProcessState.SLEEPING);
        Descriptor in = view.descriptors().get(0);
        Descriptor out = view.descriptors().get(1);
        assertThat(in.number()).isZero();
        assertThat(in.isChannel()).isTrue();
        assertThat(in.isReadable()).isTrue();
        assertThat(in.isWritable()).isFalse();
        assertThat(out.isWritable()).isTrue();
        assertThat(in.isSameEndAs(out)).isFalse();
        assertThat(in.isSameEndAs(in)).isTrue();
    }
}
