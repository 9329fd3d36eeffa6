package io.github.ipctck.sandbox;

import io.github.ipctck.kernel.ProcessView;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;

/** A cell whose root is a child process of the harness. */
public final class ChildCell implements Cell {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Process process;
    private final OutputTail output;

    /** Takes a process that was just started, with error and output in one stream. */
    public ChildCell(Process process) {
        this.process = process;
        this.output = new OutputTail(process.getInputStream(), "process " + process.pid());
    }

    @Override
    public long rootPid() {
        return process.pid();
    }

    /** Its first process stands outside of the cell, and so of its limit. */
    @Override
    public int threads() {
        return ProcessTree.threads(ProcessView.of(rootPid()).descendants());
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public OptionalInt exitStatus() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    @Override
    public String output() {
        if (!process.isAlive()) {
            output.awaitEnd();
        }
        return output.text();
    }

    @Override
    public long outputBytes() {
        return output.total();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            ProcessTree.kill(process.pid(), PATIENCE);
        }
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It is gone already.
        }
    }
}
