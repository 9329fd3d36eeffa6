package io.github.ipctck.actor;

import io.github.ipctck.kernel.Patience;
import io.github.ipctck.wire.Value;
import java.time.Duration;
import java.util.Optional;

/** What an actor does as a process: identity, wait, exit, signals, and what fork copies or shares. */
interface ProcessVerbs extends Performer {
    /** The system's numbers of the signals that clauses use, the same on all of Linux. */
    int SIGKILL = 9;

    int SIGTERM = 15;

    default long getpid() {
        return begin("getpid", Params.of(), Value::asLong).value();
    }

    default long getppid() {
        return begin("getppid", Params.of(), Value::asLong).value();
    }

    /** Waits for any child. */
    default Call<WaitResult> waiting() {
        return begin("wait", Params.of(), WaitResult::of);
    }

    /** Waits for that child. */
    default Call<WaitResult> waitingFor(Actor child) {
        return waitingFor(child.pid());
    }

    /** Waits for the child with that pid. */
    default Call<WaitResult> waitingFor(long pid) {
        return begin("waitpid", Params.of("pid", pid), WaitResult::of);
    }

    /** Asks for that child without waiting: empty if there is nothing to tell yet. */
    default Call<Optional<WaitResult>> askingFor(Actor child) {
        return begin(
                "waitpid",
                Params.of("pid", child.pid(), "nohang", true),
                value -> value.isNone() ? Optional.empty() : Optional.of(WaitResult.of(value)));
    }

    /** Ends the process in order: clean-up handlers run, buffers are flushed. The call ends with the process. */
    default Call<Void> exiting(int status) {
        return beginLast("exit", Params.of("status", status, "orderly", true));
    }

    /** Ends the process in order, and waits until the kernel says that it is dead. */
    default void exit(int status) {
        awaitDeath(exiting(status));
    }

    /** Ends the process at once, and waits until the kernel says that it is dead. */
    default void exitImmediately(int status) {
        awaitDeath(beginLast("exit", Params.of("status", status, "orderly", false)));
    }

    private void awaitDeath(Call<Void> exit) {
        exit.value();
        exit.actor().awaitDeath();
    }

    /** Waits until the kernel says that the process is dead: a zombie or gone. */
    default void awaitDeath() {
        Actor self = (Actor) this;
        Duration budget = scene().awaitBudget();
        if (!Patience.until(() -> self.kernel().state().isDead(), budget)) {
            throw Failure.of(
                    self + " to be dead",
                    "after " + Durations.text(budget) + " the kernel says "
                            + self.kernel().state());
        }
        self.observed(self.kernel().state() + ", " + self.deathTold());
    }

    /** Sends a signal, by name such as {@code SIGSTOP}. */
    default void signal(Actor target, String signal) {
        beginVoid("signal", Params.of("pid", target.pid(), "signal", signal)).value();
    }

    /** Keeps a processor busy for so long. */
    default Call<Void> spinning(Duration duration) {
        return beginVoid("spin", Params.of("seconds", duration.toMillis() / 1e3));
    }

    /** Sets the soft limit of processes, and gives the one before; {@link Value#NONE} is no limit. */
    default Value limitProcesses(Value soft) {
        return begin("limit.processes", Params.of("soft", soft), value -> value).value();
    }

    /** Registers a clean-up handler that writes the text to the file. */
    default void registerCleanup(OpenFile file, String text) {
        beginVoid("cleanup.register", Params.of("file", file, "text", text)).value();
    }

    /** Sets a global variable. */
    default void setVariable(String name, Value value) {
        beginVoid("variable.set", Params.of("name", name, "value", value)).value();
    }

    /** Reads a global variable. */
    default Value variable(String name) {
        return begin("variable.get", Params.of("name", name), value -> value).value();
    }

    /** Asks for a global variable. */
    default Call<Value> readingVariable(String name) {
        return begin("variable.get", Params.of("name", name), value -> value);
    }

    /** Changes the list that a variable holds, in place. */
    default void appendToVariable(String name, Value value) {
        beginVoid("variable.append", Params.of("name", name, "value", value)).value();
    }

    /** Opens a new temporary file. */
    default OpenFile newFile() {
        OpenFile file = new OpenFile(scene().newName("file"));
        begin("file.new", Params.of("file", file), Value::asLong).value();
        return file;
    }

    /** Writes at the current offset, unbuffered. */
    default void write(OpenFile file, String text) {
        beginVoid("file.write", Params.of("file", file, "text", text)).value();
    }

    /** Reads at most so many bytes from the current offset. */
    default String read(OpenFile file, int size) {
        return begin("file.read", Params.of("file", file, "size", size), Value::asText)
                .value();
    }

    /** Moves the offset. */
    default void seek(OpenFile file, int offset) {
        beginVoid("file.seek", Params.of("file", file, "offset", offset)).value();
    }

    /** Makes the file the standard output. */
    default void redirectStandardOutput(OpenFile file) {
        beginVoid("stdout.redirect", Params.of("file", file)).value();
    }

    /** Writes to the buffered standard output, without flush. */
    default void print(String text) {
        beginVoid("stdout.write", Params.of("text", text)).value();
    }
}
