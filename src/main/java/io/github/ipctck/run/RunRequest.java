package io.github.ipctck.run;

import io.github.ipctck.actor.Budgets;
import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.stage.Supervision;
import io.github.ipctck.wire.MessageTap;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What to run.
 *
 * @param subject the implementation as the user named it: a name or a path
 * @param implementation what is under test
 * @param sandbox the sandbox's name, or empty for the best there is
 * @param filter which clauses
 * @param lanes how many clauses at once
 * @param seed orders the clauses and generates their data
 * @param budgets the four times
 * @param strict whether a failed SHOULD clause makes the run fail
 * @param environment variables of the agent besides the manifest's
 * @param out the folder for the results file
 * @param tap sees every protocol message
 * @param supervision watches over what is not trusted
 */
public record RunRequest(
        String subject,
        Implementation implementation,
        Optional<String> sandbox,
        Filter filter,
        int lanes,
        long seed,
        Budgets budgets,
        boolean strict,
        Map<String, String> environment,
        Path out,
        MessageTap tap,
        Supervision supervision) {

    /** The usual request for an implementation: everything, in the best sandbox there is. */
    public static RunRequest of(Implementation implementation, Path out) {
        return new RunRequest(
                implementation.name(),
                implementation,
                Optional.empty(),
                Filter.ALL,
                defaultLanes(),
                1,
                Budgets.DEFAULT,
                false,
                Map.of(),
                out,
                MessageTap.NONE,
                Supervision.none());
    }

    /** The same with another seed and another folder for the results file. */
    public RunRequest again(long otherSeed, Path otherOut) {
        return new RunRequest(
                subject,
                implementation,
                sandbox,
                filter,
                lanes,
                otherSeed,
                budgets,
                strict,
                environment,
                otherOut,
                tap,
                supervision);
    }

    /** Clauses mostly wait, so there are more lanes than processors. */
    public static int defaultLanes() {
        return Math.max(2, Math.min(8, 2 * Runtime.getRuntime().availableProcessors()));
    }
}
