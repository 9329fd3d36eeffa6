package io.github.ipctck.stage;

import io.github.ipctck.actor.Nursery;
import io.github.ipctck.kernel.ProcessView;
import io.github.ipctck.wire.ProtocolViolation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What untrusted software under test must not do, watched over from outside: take more than its time, print without end, or
 * have others' libraries do its work. Also tells what went wrong that was not its fault.
 */
public final class Supervision {
    private static final Duration FOR_EVER = Duration.ofDays(1);

    private final Limits limits;
    private final List<String> forbidden;
    private final Map<Integer, Duration> processorTimes = new ConcurrentHashMap<>();
    private final Map<Integer, Long> outputBytes = new ConcurrentHashMap<>();
    private final Set<String> used = ConcurrentHashMap.newKeySet();
    private final Queue<String> troubles = new ConcurrentLinkedQueue<>();
    private volatile long startedNanos;
    private volatile boolean stopped;
    private volatile boolean crowded;

    /**
     * What may be used until no clause is begun any more; what is under way then ends by its own budgets.
     *
     * @param start how soon the agent has to be there; empty: within the await budget
     * @param wall how long clauses may be judged
     * @param processors the processor time of all processes together
     * @param outputBytes what they may print
     * @param processes how many processes and threads the sandbox lets one cell have at once
     */
    public record Limits(
            Optional<Duration> start, Duration wall, Duration processors, long outputBytes, int processes) {
        private static final Limits NONE =
                new Limits(Optional.empty(), FOR_EVER, FOR_EVER, Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * For one run.
     *
     * @param limits what it may use
     * @param forbidden names of libraries, without what follows the first dot of their file names: {@code _multiprocessing}
     */
    public Supervision(Limits limits, Collection<String> forbidden) {
        this.limits = limits;
        this.forbidden = List.copyOf(forbidden);
        this.startedNanos = System.nanoTime();
    }

    /** Forbids nothing. */
    public static Supervision none() {
        return new Supervision(Limits.NONE, List.of());
    }

    /** How soon the agent has to be there, if that is not the await budget. */
    public Optional<Duration> start() {
        return limits.start();
    }

    /** Its time begins. */
    void begin() {
        startedNanos = System.nanoTime();
    }

    /**
     * Before a clause is begun.
     *
     * @throws OverTime if the time is over
     */
    void requireTime() {
        if (System.nanoTime() - startedNanos > limits.wall().toNanos()) {
            throw stop("the " + limits.wall().toSeconds() + " s for all clauses were over");
        }
        Duration used = processorTimes.values().stream().reduce(Duration.ZERO, Duration::plus);
        if (used.compareTo(limits.processors()) > 0) {
            throw stop("the " + limits.processors().toSeconds() + " s of processor time for all clauses were used up");
        }
        if (outputBytes.values().stream().mapToLong(Long::longValue).sum() > limits.outputBytes()) {
            throw stop("more than " + limits.outputBytes() + " bytes had been printed before");
        }
        if (crowded) {
            throw stop(
                    "there had been " + limits.processes() + " processes and threads at once, and no more are allowed");
        }
    }

    private OverTime stop(String why) {
        stopped = true;
        return new OverTime("it was not judged: " + why);
    }

    /**
     * Looks at what the kernel says of the processes of a lane: how many they are, their processor time, the libraries mapped
     * into them.
     */
    void inspect(int lane, Nursery nursery) {
        if (limits.equals(Limits.NONE) && forbidden.isEmpty()) {
            return;
        }
        outputBytes.put(lane, nursery.outputBytes());
        processorTimes.put(lane, nursery.processorTime());
        for (long pid : forbidden.isEmpty() ? List.<Long>of() : nursery.hostPids()) {
            for (String file : ProcessView.of(pid).mappedFiles()) {
                String name = Path.of(file).getFileName().toString().split("\\.", 2)[0];
                if (forbidden.contains(name)) {
                    used.add(name);
                }
            }
        }
        if (nursery.threads() >= limits.processes()) {
            crowded = true;
        }
    }

    /** Hears of a clause that threw something: neither a verdict nor a breach of the protocol is the implementation's fault. */
    void note(ClauseRecord judged) {
        judged.thrown()
                .filter(thrown -> !(thrown instanceof AssertionError
                        || thrown instanceof ProtocolViolation
                        || thrown instanceof OverTime))
                .ifPresent(thrown -> troubles.add(judged.clause() + ": " + thrown));
    }

    /** The forbidden libraries that were seen, in alphabetical order. */
    public Set<String> used() {
        return new TreeSet<>(used);
    }

    /** Whether it had as many processes and threads as its limit allows, at the end of some clause. */
    public boolean crowded() {
        return crowded;
    }

    /** Whether clauses were not judged because a limit was reached. */
    public boolean stopped() {
        return stopped;
    }

    /** What went wrong with the harness or its sandbox, a line each. */
    public List<String> troubles() {
        return List.copyOf(troubles);
    }
}
