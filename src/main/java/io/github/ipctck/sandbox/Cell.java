package io.github.ipctck.sandbox;

import java.util.OptionalInt;

/** One isolated place with one agent in it. */
public interface Cell extends AutoCloseable {
    /** The process, in the harness's pid namespace, of which every process in the cell descends. */
    long rootPid();

    /** Whether it still runs. */
    boolean isAlive();

    /** The exit status of the agent's command, once the cell ended, if it can be had. */
    OptionalInt exitStatus();

    /** The end of what the agent wrote to its standard output and error, at most 8 KiB. */
    String output();

    /** How many threads its processes have together, counted as its limit of processes counts them. */
    int threads();

    /** How many bytes its processes have printed so far; 0 where the sandbox itself keeps that small. */
    long outputBytes();

    /** Ends every process in it, and returns when the kernel confirms that they are gone. Safe to call twice. */
    @Override
    void close();
}
