package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;
import java.util.List;

/** What an actor does with process objects. */
interface ProcessObjectVerbs extends Performer {
    /** A process object, not started. */
    default ProcessObject newProcess(String childName) {
        return newProcess(childName, ProcessOptions.NONE);
    }

    /** A process object, not started. */
    default ProcessObject newProcess(String childName, ProcessOptions options) {
        ProcessObject process = new ProcessObject(scene().newName("process"), scene().newRole(childName));
        beginVoid(
                        "process.new",
                        Params.of(
                                "process",
                                process,
                                "token",
                                process.role().token(),
                                "name",
                                options.name(),
                                "daemon",
                                options.daemon(),
                                "positional",
                                options.positional(),
                                "keywords",
                                options.keywords()))
                .value();
        return process;
    }

    default Call<Void> starting(ProcessObject process) {
        return beginVoid("process.start", Params.of("process", process));
    }

    /**
     * Starts it, and gives its process.
     *
     * @throws org.opentest4j.AssertionFailedError if no new process comes of it
     */
    default Actor start(ProcessObject process) {
        starting(process).value();
        return process.role().taken((Actor) this, "start");
    }

    default Value nameOf(ProcessObject process) {
        return asked("name", process).value();
    }

    default void rename(ProcessObject process, String name) {
        beginVoid("process.rename", Params.of("process", process, "name", name)).value();
    }

    /** Its pid, or none. */
    default Value pidOf(ProcessObject process) {
        return asked("pid", process).value();
    }

    /** Its exit code, or none. */
    default Value exitcodeOf(ProcessObject process) {
        return asked("exitcode", process).value();
    }

    default Value isDaemon(ProcessObject process) {
        return asked("daemon", process).value();
    }

    /** Asks whether it is alive. */
    default Call<Value> askingWhetherAlive(ProcessObject process) {
        return asked("alive", process);
    }

    private Call<Value> asked(String what, ProcessObject process) {
        return begin("process." + what, Params.of("process", process), value -> value);
    }

    default Call<Void> joining(ProcessObject process) {
        return joining(process, Blocking.BY_DEFAULT);
    }

    default Call<Void> joining(ProcessObject process, Blocking how) {
        return beginVoid("process.join", Params.of("process", process, "timeout", how.timeout()));
    }

    default void join(ProcessObject process) {
        joining(process).value();
    }

    default void terminate(ProcessObject process) {
        beginVoid("process.terminate", Params.of("process", process)).value();
    }

    default void kill(ProcessObject process) {
        beginVoid("process.kill", Params.of("process", process)).value();
    }

    default Call<Void> closing(ProcessObject process) {
        return beginVoid("process.close", Params.of("process", process));
    }

    default Sentinel sentinelOf(ProcessObject process) {
        Sentinel sentinel = new Sentinel(scene().newName("sentinel"));
        beginVoid("process.sentinel", Params.of("process", process, "sentinel", sentinel))
                .value();
        return sentinel;
    }

    /** Waits until the sentinel is ready, and tells whether it is. */
    default Call<Boolean> watching(Sentinel sentinel, Blocking how) {
        return begin("process.sentinel_wait", Params.of("sentinel", sentinel, "timeout", how.timeout()), Value::isTrue);
    }

    /** The pids of the active children. */
    default List<Value> activeChildren() {
        return begin("process.active_children", Params.of(), Value::elements).value();
    }

    /** Its own process object: a dictionary of name, pid and daemon. */
    default Value currentProcess() {
        return begin("process.current", Params.of(), value -> value).value();
    }

    /** Its parent's process object: a dictionary of name and pid, or none. */
    default Value parentProcess() {
        return begin("process.parent", Params.of(), value -> value).value();
    }
}
