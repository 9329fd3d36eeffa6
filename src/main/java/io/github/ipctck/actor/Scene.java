package io.github.ipctck.actor;

import io.github.ipctck.kernel.ProcessView;
import io.github.ipctck.sandbox.ProcessTree;
import io.github.ipctck.wire.Connection;
import io.github.ipctck.wire.Fault;
import io.github.ipctck.wire.Hello;
import io.github.ipctck.wire.Inbound;
import io.github.ipctck.wire.ProtocolViolation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

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
    private final Set<String> openRoles = new HashSet<>();
    private final Map<String, Arrival> arrivals = new HashMap<>();
    private Optional<String> lack = Optional.empty();

    /** A process that has come to take a role. */
    private record Arrival(Connection connection, Hello hello) {}

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

    /**
     * What the implementation lacks, in the agent's words, if the operation that was the last to end could not be done for
     * that: then a failed assertion is about nothing else.
     */
    public Optional<String> lack() {
        return lack;
    }

    /** Notes how an operation ended. */
    void settled(Inbound inbound) {
        lack = inbound instanceof Inbound.Refused refused && refused.fault() == Fault.MISSING
                ? Optional.of(refused.message())
                : Optional.empty();
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

    /** What the other processes of the scene have used of processors. */
    Duration processorTimeBeside(Actor actor) {
        return ProcessTree.processorTime(nursery.guests().stream()
                .filter(pid -> pid != actor.kernel().pid())
                .toList());
    }

    /** A name for a new handle, unique in the scene: {@code queue1}, {@code queue2} … */
    String newName(String kind) {
        return kind + names.merge(kind, 1, Integer::sum);
    }

    /** A role for a process that does not exist yet, or is not known to have started. */
    public Role newRole(String name) {
        Role role = new Role(this, name, nursery.newToken());
        openRoles.add(role.token());
        return role;
    }

    /**
     * A fresh process, made by the nursery.
     *
     * @throws ProtocolViolation if the nursery doesn't make one
     */
    public Actor newActor(String name) {
        Role role = newRole(name);
        long pid = nursery.newProcess(role.token(), awaitBudget());
        return awaitActor(role, null, "actor.new", OptionalLong.of(pid));
    }

    /**
     * Waits for the process that takes a role, and has the kernel confirm that it is what it says.
     *
     * @param announcedPid the pid that its maker told, if it did
     */
    Actor awaitActor(Role role, Actor parent, String how, OptionalLong announcedPid) {
        long deadline = System.nanoTime() + awaitBudget().toNanos();
        boolean lastLook = false;
        Optional<String> refusal = Optional.empty();
        while (true) {
            Optional<Arrival> arrival = arrival(role, ACCEPT_SLICE);
            if (arrival.isPresent()) {
                return admit(role, parent, how, announcedPid, arrival.get());
            }
            if (refusal.isPresent()) {
                throw unmade(role, parent, how, refusal.get());
            }
            if (lastLook || System.nanoTime() > deadline) {
                throw missing(role, parent, how, announcedPid, lastLook);
            }
            // What was refused makes no process any more, unless it did so before.
            refusal = parent == null ? Optional.empty() : parent.refusalOf(how);
            // A process that isn't there can't connect any more, unless it did so before it ended.
            lastLook = announcedPid.isPresent()
                    && nursery.hostPid(announcedPid.getAsLong()).isEmpty();
        }
    }

    /** Whether a process has come to take that role, as far as one look at the control socket tells. */
    boolean hasArrived(Role role) {
        Optional<Arrival> arrival = arrival(role, Duration.ofMillis(1));
        arrival.ifPresent(come -> arrivals.put(role.token(), come));
        return arrival.isPresent();
    }

    /** Accepts until the process of that role has come, or nobody comes for so long. Others that come are kept. */
    private Optional<Arrival> arrival(Role role, Duration slice) {
        while (!arrivals.containsKey(role.token())) {
            Optional<Connection> connection = nursery.accept(slice);
            if (connection.isEmpty()) {
                break;
            }
            greet(connection.get());
        }
        return Optional.ofNullable(arrivals.remove(role.token()));
    }

    private void greet(Connection connection) {
        boolean dead = false;
        try {
            Hello hello = connection.hello(awaitBudget());
            if (openRoles.remove(hello.token())) {
                arrivals.put(hello.token(), new Arrival(connection, hello));
                return;
            }
            // Whoever is dead was left over from an earlier clause, and killed since.
            dead = ProcessView.of(connection.peerPid()).state().isDead();
            connection.close();
            if (!dead) {
                throw new ProtocolViolation("an unexpected process connected (pid " + hello.pid() + ")");
            }
        } catch (ProtocolViolation e) {
            connection.close();
            if (!dead && !ProcessView.of(connection.peerPid()).state().isDead()) {
                throw e;
            }
        }
    }

    private RuntimeException missing(Role role, Actor parent, String how, OptionalLong pid, boolean unknownToKernel) {
        String observed = unknownToKernel
                ? "the kernel knows no process with pid " + pid.getAsLong() + " in the sandbox"
                : "no process connected as " + role.name() + " within " + Durations.text(awaitBudget());
        if (parent == null) {
            return new ProtocolViolation("the nursery announced a new actor, but " + observed);
        }
        throw Failure.of(
                making(role, parent, how) + (pid.isPresent() ? ", as its result " + pid.getAsLong() + " says" : ""),
                observed);
    }

    private static AssertionError unmade(Role role, Actor parent, String how, String told) {
        return Failure.of(making(role, parent, how), "it " + told);
    }

    private static String making(Role role, Actor parent, String how) {
        return "`" + how + "` in " + parent + " to set a process to work as " + role.name();
    }

    private Actor admit(Role role, Actor parent, String how, OptionalLong announcedPid, Arrival arrival) {
        Actor actor = new Actor(this, role.name(), arrival.connection(), arrival.hello());
        trace.add(new TraceEvent.Born(
                trace.now(),
                role.name(),
                actor.pid(),
                actor.kernel().pid(),
                parent == null ? null : parent.name(),
                how));
        examine(actor, parent, how, announcedPid);
        actors.add(actor);
        return actor;
    }

    /** A new actor is a new process, with the pid that it and its maker say. The kernel has the last word. */
    private void examine(Actor actor, Actor parent, String how, OptionalLong announcedPid) {
        String maker = "`" + how + "` in " + (parent == null ? "the nursery" : parent.toString());
        long host = actor.kernel().pid();
        if (host == nursery.hostPid()) {
            throw Failure.of(maker + " to make a new process", "the nursery itself connected as " + actor.name());
        }
        for (Actor other : actors) {
            if (other.kernel().pid() == host
                    && !other.hasLeft()
                    && !other.kernel().state().isDead()) {
                throw Failure.of(
                        maker + " to make a new process",
                        "the kernel says that " + actor.name() + " is the same process as " + other.name());
            }
        }
        long told = announcedPid.orElse(actor.pid());
        Optional<Long> inside = actor.kernel().pidInside();
        if (inside.isPresent() && (inside.get() != actor.pid() || told != actor.pid())) {
            throw Failure.of(
                    maker + " to tell the pid of the new process",
                    maker + " returned " + told + ", the new process calls itself " + actor.pid()
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
        arrivals.values().forEach(arrival -> arrival.connection().close());
    }
}
