package io.github.ipctck.actor;

import io.github.ipctck.kernel.Patience;
import io.github.ipctck.kernel.ProcessView;
import io.github.ipctck.sandbox.Cell;
import io.github.ipctck.sandbox.ProcessTree;
import io.github.ipctck.wire.Connection;
import io.github.ipctck.wire.ControlSocket;
import io.github.ipctck.wire.Hello;
import io.github.ipctck.wire.Inbound;
import io.github.ipctck.wire.ProtocolViolation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The agent's first process, which makes fresh actors. One in each cell. */
public final class Nursery {
    private static final Duration SLICE = Duration.ofMillis(5);
    private static final Duration LAST_WORDS = Duration.ofMillis(500);
    private static final int LAST_LINES = 5;
    private static final int LONGEST_SHOWN = 2000;

    private final Cell cell;
    private final ControlSocket socket;
    private final Connection connection;
    private final Hello hello;
    /** The processes that stay when the cell is reset: the nursery, and what the sandbox itself runs above it. */
    private final Set<Long> residents;

    private long tokens;

    private Nursery(Cell cell, ControlSocket socket, Connection connection, Hello hello) {
        this.cell = cell;
        this.socket = socket;
        this.connection = connection;
        this.hello = hello;
        this.residents = new HashSet<>();
        for (long pid = connection.peerPid(); pid > 0; pid = ProcessView.of(pid).parent()) {
            residents.add(pid);
            if (pid == cell.rootPid()) {
                break;
            }
        }
    }

    /**
     * Waits for the agent that was just started in a cell.
     *
     * @throws ProtocolViolation if it ends, keeps silent, or says anything but a proper hello
     */
    public static Nursery await(Cell cell, ControlSocket socket, Duration budget) {
        long deadline = System.nanoTime() + budget.toNanos();
        while (true) {
            // Asked first: what has ended may have connected before.
            boolean alive = cell.isAlive();
            Optional<Connection> connection = socket.accept(SLICE);
            if (connection.isPresent()) {
                return admit(cell, socket, connection.get(), budget);
            }
            if (!alive) {
                throw new ProtocolViolation("the agent ended before it connected"
                        + (cell.exitStatus().isPresent()
                                ? ", with exit status " + cell.exitStatus().getAsInt()
                                : "")
                        + said(cell));
            }
            if (System.nanoTime() > deadline) {
                throw new ProtocolViolation("the agent did not connect to the socket that IPC_TCK_SOCKET names within "
                        + Durations.text(budget) + said(cell));
            }
        }
    }

    private static Nursery admit(Cell cell, ControlSocket socket, Connection connection, Duration budget) {
        Hello hello;
        try {
            hello = connection.hello(budget);
        } catch (ProtocolViolation e) {
            connection.close();
            throw new ProtocolViolation("hello: " + e.getMessage() + lastWords(cell));
        }
        if (hello.role() != Hello.Role.NURSERY || hello.implementation().isEmpty()) {
            throw new ProtocolViolation(
                    "the first process to connect must say hello as 'nursery' and name its implementation");
        }
        if (connection.peerPid() == 0) {
            throw new ProtocolViolation("the kernel does not tell the agent's pid: it runs in a pid namespace that the"
                    + " harness can't see into (a sibling container); run the harness outside of a container, or inside"
                    + " the same one with --sandbox direct");
        }
        return new Nursery(cell, socket, connection, hello);
    }

    /** An agent that crashes has its reason to tell, a moment after its connection is gone. */
    private static String lastWords(Cell cell) {
        Patience.until(() -> !cell.isAlive(), LAST_WORDS);
        return said(cell);
    }

    private static String said(Cell cell) {
        String output = cell.output();
        return output.isEmpty() ? "; it wrote nothing" : "; it wrote: " + lastLines(output);
    }

    private static String lastLines(String output) {
        List<String> lines = output.lines().toList();
        // Somebody else's words must neither fill nor command a terminal.
        String last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()).stream()
                .map(line -> line.replaceAll("\\p{Cntrl}", "?"))
                .collect(Collectors.joining(" | "));
        return last.length() > LONGEST_SHOWN ? "…" + last.substring(last.length() - LONGEST_SHOWN) : last;
    }

    /** What it said when it connected. */
    public Hello hello() {
        return hello;
    }

    /** A new scene with this nursery's actors. There is one at a time. */
    public Scene newScene(Budgets budgets) {
        return new Scene(this, budgets);
    }

    String newToken() {
        return "t" + Long.toString(System.nanoTime(), 36) + "." + ++tokens;
    }

    long hostPid() {
        return connection.peerPid();
    }

    Optional<Connection> accept(Duration timeout) {
        return socket.accept(timeout);
    }

    /** Has a process made that will connect with that token; its pid as the nursery sees it. */
    long newProcess(String token, Duration budget) {
        connection.send("actor.new", Params.of("token", token).json(), budget);
        Inbound inbound = answer(budget)
                .orElseThrow(() -> new ProtocolViolation(
                        "the nursery did not answer `actor.new` within " + Durations.text(budget)));
        if (inbound instanceof Inbound.Returned returned && returned.value().isIntegralNumber()) {
            return returned.value().asLong();
        }
        if (inbound instanceof Inbound.Refused refused) {
            throw new ProtocolViolation(
                    "the nursery could not make an actor: " + refused.fault() + " " + refused.message());
        }
        throw new ProtocolViolation(
                inbound instanceof Inbound.Ended
                        ? "the nursery ended at `actor.new`" + lastWords(cell)
                        : "the nursery's answer to `actor.new` must be a pid");
    }

    private Optional<Inbound> answer(Duration budget) {
        try {
            return connection.await(budget);
        } catch (ProtocolViolation e) {
            throw e.during("`actor.new` in the nursery");
        }
    }

    boolean isInCell(long hostPid) {
        for (long pid = hostPid; pid > 0; pid = ProcessView.of(pid).parent()) {
            if (pid == cell.rootPid()) {
                return true;
            }
        }
        return false;
    }

    /** How many threads there are in the cell, counted as its limit of processes counts them. */
    public int threads() {
        return cell.threads();
    }

    /** What all that was ever in the cell has used of processors, but for what was neither waited for nor is there now. */
    public Duration processorTime() {
        return ProcessTree.processorTime(hostPids())
                .plus(ProcessView.of(cell.rootPid()).processorTime());
    }

    /** How many bytes the processes of the cell have printed so far. */
    public long outputBytes() {
        return cell.outputBytes();
    }

    /** All processes of the cell, by their pids outside. */
    public List<Long> hostPids() {
        return ProcessView.of(cell.rootPid()).descendants();
    }

    /** All but those that stay when the cell is reset. */
    List<Long> guests() {
        return hostPids().stream().filter(pid -> !residents.contains(pid)).toList();
    }

    Optional<Long> hostPid(long pidInside) {
        return hostPids().stream()
                .filter(pid -> ProcessView.of(pid)
                        .pidInside()
                        .filter(p -> p == pidInside)
                        .isPresent())
                .findFirst();
    }

    /**
     * Kills every process of the cell but this one, and has the kernel confirm it.
     *
     * @return whether the cell is clean and can be used again
     */
    public boolean reset(Duration within) {
        return cell.isAlive()
                && connection.isIdle()
                && !ProcessView.of(hostPid()).state().isDead()
                && ProcessTree.clear(cell.rootPid(), residents, within)
                && ScratchSpace.clear(hostPid());
    }

    /** Ends it, and with it the cell. */
    public void close() {
        connection.close();
        cell.close();
        socket.close();
    }

    /** What the agent wrote to its standard output and error: the end of it. */
    public String output() {
        return cell.output();
    }
}
