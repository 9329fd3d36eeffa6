package io.github.ipctck.stage;

import io.github.ipctck.actor.Budgets;
import io.github.ipctck.actor.Nursery;
import io.github.ipctck.actor.Scene;
import io.github.ipctck.sandbox.Cell;
import io.github.ipctck.sandbox.Launch;
import io.github.ipctck.sandbox.RunDirectory;
import io.github.ipctck.sandbox.Sandbox;
import io.github.ipctck.sandbox.SandboxException;
import io.github.ipctck.spec.Capability;
import io.github.ipctck.wire.ControlSocket;
import io.github.ipctck.wire.Hello;
import io.github.ipctck.wire.MessageTap;
import io.github.ipctck.wire.ProtocolViolation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The lanes of one run over one implementation. A clause borrows a lane, and gives it back clean. Lanes start at the same
 * time, and clauses begin as soon as the first is there.
 */
public final class Stage implements AutoCloseable {
    /** The key under which the JUnit extension finds it in the launcher session's store. */
    public static final String KEY = "stage";

    private final Sandbox sandbox;
    private final RunDirectory directory;
    private final Map<String, String> environment;
    private final Budgets budgets;
    private final long seed;
    private final ClauseListener listener;
    private final MessageTap tap;
    private final Supervision supervision;
    private final BlockingQueue<Arrival> free = new LinkedBlockingQueue<>();
    private final Set<Lane> lanes = new java.util.HashSet<>();
    private Hello hello;
    private Set<Capability> capabilities = Set.of();
    private Duration startBudget;
    private int started;
    private boolean closed;

    /** A lane that became free, or why there is none. */
    private record Arrival(Lane lane, RuntimeException problem) {}

    public Stage(
            Sandbox sandbox,
            RunDirectory directory,
            Map<String, String> environment,
            Budgets budgets,
            long seed,
            ClauseListener listener,
            MessageTap tap,
            Supervision supervision) {
        this.sandbox = sandbox;
        this.directory = directory;
        this.environment = environment;
        this.budgets = budgets;
        this.seed = seed;
        this.listener = listener;
        this.tap = tap;
        this.supervision = supervision;
    }

    /**
     * Starts so many lanes, and makes the smoke check on the first: the agent says hello, its nursery makes an actor, the
     * actor does an operation.
     *
     * @throws ProtocolViolation if the agent doesn't do that
     * @throws SandboxException if no sandbox can be started
     */
    public void open(int count) {
        open(count, budgets.await());
    }

    /**
     * The same, for budgets that are too short for the start of a cell.
     *
     * @param start how soon an agent has to be there
     */
    public void open(int count, Duration start) {
        startBudget = start;
        for (int i = 0; i < count; i++) {
            startLane();
        }
        Lane lane = borrow();
        Scene scene = lane.newScene(budgets);
        try {
            scene.newActor("smoke check").getpid();
        } catch (AssertionError e) {
            throw new ProtocolViolation("the smoke check failed: " + e.getMessage());
        } finally {
            scene.end();
            giveBack(lane);
        }
        supervision.begin();
    }

    private synchronized void startLane() {
        int number = ++started;
        Thread thread = new Thread(() -> free.add(newLane(number)), "start of lane " + number);
        thread.setDaemon(true);
        thread.start();
    }

    private Arrival newLane(int number) {
        ControlSocket socket = null;
        Cell cell = null;
        try {
            Path folder = directory.newSocketDirectory();
            Path path = folder.resolve(Launch.SOCKET_NAME);
            socket = ControlSocket.listen(path, tap);
            directory.own(path);
            cell = sandbox.start(new Launch(folder, environment));
            Nursery nursery = Nursery.await(cell, socket, startBudget);
            Lane lane = new Lane(number, nursery);
            if (!enter(lane, nursery.hello())) {
                lane.close();
            }
            return new Arrival(lane, null);
        } catch (IOException e) {
            return new Arrival(null, new SandboxException("the control socket can't be made: " + e.getMessage(), e));
        } catch (RuntimeException e) {
            if (cell != null) {
                cell.close();
            }
            if (socket != null) {
                socket.close();
            }
            return new Arrival(null, e);
        }
    }

    /** Takes a new lane in, unless the run is over already. */
    private synchronized boolean enter(Lane lane, Hello said) {
        if (closed) {
            return false;
        }
        lanes.add(lane);
        if (hello == null) {
            hello = said;
            Set<Capability> has = EnumSet.noneOf(Capability.class);
            for (String name : said.capabilities()) {
                has.add(Capability.named(name)
                        .orElseThrow(() -> new ProtocolViolation("hello: there is no capability '" + name + "'")));
            }
            capabilities = Set.copyOf(has);
        }
        return true;
    }

    /** What the first agent said of itself. */
    public synchronized Hello hello() {
        return hello;
    }

    /** What the implementation has. */
    public synchronized Set<Capability> capabilities() {
        return capabilities;
    }

    Budgets budgets() {
        return budgets;
    }

    /** A source of data for a clause: the same for the same seed of the run. */
    Random random(String clause) {
        return new Random(seed * 31 + clause.hashCode());
    }

    /** What must not be done here. */
    Supervision supervision() {
        return supervision;
    }

    void record(ClauseRecord judged) {
        supervision.note(judged);
        listener.judged(judged);
    }

    Lane borrow() {
        try {
            Arrival arrival = free.take();
            if (arrival.problem() != null) {
                // The next clause shall not wait for a lane that will never come.
                startLane();
                throw arrival.problem();
            }
            return arrival.lane();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted", e);
        }
    }

    /** Takes a lane back; one that can't be cleaned is thrown away and replaced. */
    void giveBack(Lane lane) {
        if (lane.reset()) {
            free.add(new Arrival(lane, null));
            return;
        }
        synchronized (this) {
            lanes.remove(lane);
            if (closed) {
                return;
            }
        }
        startLane();
        lane.close();
    }

    @Override
    public void close() {
        List<Lane> left;
        synchronized (this) {
            closed = true;
            left = new ArrayList<>(lanes);
            lanes.clear();
        }
        left.parallelStream().forEach(Lane::close);
    }
}
