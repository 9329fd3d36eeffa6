package io.github.ipctck.sandbox.direct;

import io.github.ipctck.sandbox.Cell;
import io.github.ipctck.sandbox.ChildCell;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** A supervisor and what descends of it. Only the supervisor finds orphans again, so it is asked to end them first. */
final class DirectCell implements Cell {
    private static final int PATIENCE_SECONDS = 5;

    private final Process supervisor;
    private final ChildCell cell;

    DirectCell(Process supervisor) {
        this.supervisor = supervisor;
        this.cell = new ChildCell(supervisor);
    }

    @Override
    public long rootPid() {
        return cell.rootPid();
    }

    @Override
    public int threads() {
        return cell.threads();
    }

    @Override
    public boolean isAlive() {
        return cell.isAlive();
    }

    @Override
    public OptionalInt exitStatus() {
        return cell.exitStatus();
    }

    @Override
    public long outputBytes() {
        return cell.outputBytes();
    }

    @Override
    public String output() {
        return cell.output();
    }

    @Override
    public void close() {
        try {
            supervisor.getOutputStream().close();
            supervisor.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            // It is gone already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cell.close();
    }
}
