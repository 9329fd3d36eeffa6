package io.github.ipctck.run;

import java.nio.file.Path;

/**
 * What to repeat.
 *
 * @param run the first run; the next have the next seeds
 * @param runs how many runs
 * @param load how many busy processes beside them
 */
public record SoakRequest(RunRequest run, int runs, int load) {
    /** @throws UsageException if a number is out of range */
    public SoakRequest {
        if (runs < 2) {
            throw new UsageException("--runs takes 2 and more, not " + runs + ": verdicts are compared");
        }
        if (load < 0 || load > BusyProcesses.MOST) {
            throw new UsageException("--load takes 0 to " + BusyProcesses.MOST + ", not " + load);
        }
    }

    /** The folder of everything that the soak leaves. */
    Path folder() {
        return run.out().resolve(run.implementation().name() + ".soak");
    }
}
