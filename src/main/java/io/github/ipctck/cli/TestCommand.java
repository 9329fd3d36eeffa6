package io.github.ipctck.cli;

import io.github.ipctck.run.UsageException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stands in the list of commands; the launcher script does the work. */
@Command(name = "test", description = "Runs the project's own tests (set-up included).")
final class TestCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw new UsageException("'test' is done by the launcher: run ./ipc-tck test in a checkout");
    }
}
