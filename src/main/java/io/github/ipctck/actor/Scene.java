package io.github.ipctck.actor;

import io.github.ipctck.kernel.ProcessView;
import io.github.ipctck.wire.Connection;
import io.github.ipctck.wire.Hello;
import io.github.ipctck.wire.ProtocolViolation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The actors of one clause on one nursery, and the trace of what they did. Used by one thread. */
public final class Scene {
    /** How often to ask the kernel whether a process that has yet to connect is there at all. */
    private static final Duration ACCEPT_SLICE = Duration.ofMillis(20);

    private final Nursery nursery;
    private final Budgets budgets;
    private final Trace trace = new Trace();
    private final long deadlineNanos;
    private final List<Actor> actors = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();

    Scene(Nursery nursery, Budgets budgets) {
        this.nursery = nursery;
        this.budgets = budgets;
        this.deadlineNanos = System.nanoTime() + budgets.deadline().toNanos();
    }

    public Trace trace() {
        return trace;
    }

    public Budgets budgets() {
        return budgets;
    }

    /** The actors so far, in the order of their appearance. */
    public List<Actor> actors() {
        return List.copyOf(actors);
    }

    /** How long to wait for an event now: the {@code await} budget, or less if the deadline is near. */
    public Duration awaitBudget() {
        Duration left = Duration.ofNanos(Math.max(1_000_000, deadlineNanos - System.nanoTime()));
        return left.compareTo(budgets.await()) < 0 ? left : budgets.await();
    }

    /** A name for a new handle, unique in the scene: {@code queue1}, {@code queue2} … */
    String newName(String kind) {
        return kind + names.merge(kind, 1, Integer::sum);
    }

    String newToken() {
        return nursery.newToken();
    }

    /**
     * A fresh process, made by the nursery.
     *
     * @throws ProtocolViolation if the nursery doesn't make one
     */
    public Actor newActor(String name) {
        String token = newToken();
        long pid = nursery.newProcess(token, awaitBudget());
        return awaitActor(name, null, "actor.new", token, pid);
    }

    /** Waits for the process that was announced, and has the kernel confirm that it is what it says. */
    Actor awaitActor(String name, Actor parent, String how, String token, long announcedPid) {
        long deadline = System.nanoTime() + awaitBudget().toNanos();
        boolean lastLook = false;
        while (true) {
            Optional<Connection> connection = nursery.accept(ACCEPT_SLICE);
            if (connection.isPresent()) {
                Optional<Actor> actor = admit(name, parent, how, token, announcedPid, connection.get());
                if (actor.isPresent()) {
                    return actor.get();
                }
            } else if (lastLook || System.nanoTime() > deadline) {
                throw missing(parent, how, announcedPid, lastLook);
            } else {
                // A process that isn't there can't connect any more, unless it did so before it ended.
                lastLook = nursery.hostPid(announcedPid).isEmpty();
            }
        }
    }

    private RuntimeException missing(Actor parent, String how, long pid, boolean unknownToKernel) {
        String observed = unknownToKernel
                ? "the kernel knows no process with pid " + pid + " in the sandbox"
                : "the process with pid " + pid + " did not connect within " + Durations.text(awaitBudget());
        if (parent == null) {
            return new ProtocolViolation("the nursery announced a new actor, but " + observed);
        }
        throw Failure.of(
                "`" + how + "` in " + parent + " to make a new process, as its result " + pid + " says", observed);
    }

    private Optional<Actor> admit(
            String name, Actor parent, String how, String token, long announcedPid, Connection connection) {
        ProcessView peer = ProcessView.of(connection.peerPid());
        Hello hello;
        try {
            hello = connection.hello(awaitBudget());
        } catch (ProtocolViolation e) {
            connection.close();
            if (peer.state().isDead()) {
                return Optional.empty();
            }
            throw e;
        }
        if (!hello.token().equals(token)) {
            connection.close();
            if (peer.state().isDead()) {
                // Left over from an earlier clause, and killed since.
                return Optional.empty();
            }
            throw new ProtocolViolation("an unexpected process connected (pid " + hello.pid() + ")");
        }
        Actor actor = new Actor(this, name, connection, hello);
        trace.add(new TraceEvent.Born(
                trace.now(), name, hello.pid(), peer.pid(), parent == null ? null : parent.name(), how));
        examine(actor, parent, how, announcedPid);
        actors.add(actor);
        return Optional.of(actor);
    }

    /** A new actor is a new process, with the pid that it and its maker say. The kernel has the last word. */
    private void examine(Actor actor, Actor parent, String how, long announcedPid) {
        String maker = "`" + how + "` in " + (parent == null ? "the nursery" : parent.toString());
        long host = actor.kernel().pid();
        if (host == nursery.hostPid()) {
            throw Failure.of(maker + " to make a new process", "the nursery itself connected as " + actor.name());
        }
        for (Actor other : actors) {
            if (other.kernel().pid() == host && !other.kernel().state().isDead()) {
                throw Failure.of(
                        maker + " to make a new process",
                        "the kernel says that " + actor.name() + " is the same process as " + other.name());
            }
        }
        Optional<Long> inside = actor.kernel().pidInside();
        if (inside.isPresent() && (inside.get() != actor.pid() || announcedPid != actor.pid())) {
            throw Failure.of(
                    maker + " to tell the pid of the new process",
                    maker + " returned " + announcedPid + ", the new process calls itself " + actor.pid()
                            + ", and the kernel calls it " + inside.get());
        }
        if (!nursery.isInCell(host)) {
            throw Failure.of(
                    maker + " to make a process in the sandbox", "the kernel says that pid " + host + " is not in it");
        }
    }

    /** The pid in the harness's namespace of the process with that pid inside the sandbox; empty if there is none. */
    public Optional<Long> hostPid(long pidInside) {
        return nursery.hostPid(pidInside);
    }

    /** Every process of the sandbox that descends of the nursery or was orphaned, as pids of the harness's namespace. */
    public List<Long> hostPids() {
        return nursery.hostPids();
    }

    /** Lets go of all actors. Whoever still lives ends by the end of file, or is killed when the lane is reset. */
    public void end() {
        actors.forEach(actor -> actor.connection().close());
    }
}
