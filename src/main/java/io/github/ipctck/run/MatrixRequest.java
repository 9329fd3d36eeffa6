package io.github.ipctck.run;

import io.github.ipctck.actor.Budgets;
import io.github.ipctck.implementation.Implementation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Which saboteurs to judge, and how.
 *
 * @param implementation the one that has them
 * @param sandbox the sandbox's name, or empty for the best there is
 * @param saboteurs those to judge
 * @param collateral by which clauses
 * @param lanes how many saboteurs at once
 * @param await how long to wait for an event that must come
 * @param out the folder for the results file
 */
public record MatrixRequest(
        Implementation implementation,
        Optional<String> sandbox,
        List<Saboteur> saboteurs,
        Collateral collateral,
        int lanes,
        Duration await,
        Path out) {

    /** Shorter than a run's: what a saboteur breaks often never comes, and each time all of it is waited for. */
    public static final Duration AWAIT = Duration.ofSeconds(5);

    /** Saboteurs wait more than they work. */
    public static int defaultLanes() {
        return Math.min(32, 8 * Runtime.getRuntime().availableProcessors());
    }

    Budgets budgets() {
        Budgets usual = Budgets.DEFAULT;
        return new Budgets(await, usual.quiet(), usual.tolerance(), usual.deadline());
    }
}
