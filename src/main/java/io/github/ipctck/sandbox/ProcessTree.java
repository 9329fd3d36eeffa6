package io.github.ipctck.sandbox;

import io.github.ipctck.kernel.Patience;
import io.github.ipctck.kernel.ProcessView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Ends processes and asks the kernel whether they are gone. */
public final class ProcessTree {
    private ProcessTree() {}

    /**
     * Kills all descendants of a process except some, until none is left.
     *
     * @return whether none was left in that time
     */
    public static boolean clear(long rootPid, Set<Long> spared, Duration within) {
        return Patience.until(
                () -> {
                    boolean clean = true;
                    for (long pid : ProcessView.of(rootPid).descendants()) {
                        if (!spared.contains(pid)) {
                            clean = false;
                            ProcessView.of(pid).kill();
                        }
                    }
                    return clean;
                },
                within);
    }

    /**
     * Kills a process and all its descendants.
     *
     * @return whether all of them were gone in that time
     */
    public static boolean kill(long rootPid, Duration within) {
        ProcessView root = ProcessView.of(rootPid);
        List<ProcessView> all = new ArrayList<>();
        root.descendants().forEach(pid -> all.add(ProcessView.of(pid)));
        all.add(root);
        root.kill();
        all.forEach(ProcessView::kill);
        return Patience.until(() -> all.stream().allMatch(view -> view.state().isDead()), within);
    }

    /** What these processes, and those of their children that were waited for, have used of processors together. */
    public static Duration processorTime(Collection<Long> pids) {
        return pids.stream().map(pid -> ProcessView.of(pid).processorTime()).reduce(Duration.ZERO, Duration::plus);
    }

    /** How many threads these processes have together. */
    public static int threads(Collection<Long> pids) {
        return pids.stream().mapToInt(pid -> ProcessView.of(pid).threads()).sum();
    }

    /**
     * Waits for the end of a process that somebody else ends.
     *
     * @return whether it came in that time
     */
    public static boolean awaitEnd(ProcessView process, Duration within) {
        return Patience.until(() -> process.state().isDead(), within);
    }
}
