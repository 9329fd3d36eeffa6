package io.github.ipctck.grading;

import io.github.ipctck.actor.Budgets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to grade, and how.
 *
 * @param assignment what was asked for
 * @param submissions what was handed in
 * @param kits the folder with a manifest for each kit
 * @param sandbox the sandbox's name, or empty for the best there is
 * @param jobs how many submissions at once
 * @param lanes how many clauses of a submission at once
 * @param seed orders the clauses and generates their data
 * @param await how long to wait for an event that must come
 * @param out the folder for grades and feedback
 */
public record GradeRequest(
        Assignment assignment,
        List<Submission> submissions,
        Path kits,
        Optional<String> sandbox,
        int jobs,
        int lanes,
        long seed,
        Duration await,
        Path out) {
    /** What a wrong submission makes the suite wait for mostly never comes. */
    public static final Duration AWAIT = Duration.ofSeconds(4);

    /** How many clauses of a submission at once, unless told otherwise. */
    public static final int LANES = 2;

    /** Submissions mostly wait, too. */
    public static int defaultJobs() {
        return 2 * Runtime.getRuntime().availableProcessors();
    }

    /** The same for the same assignment, and not to be guessed by who does not have its file. */
    public static long seedOf(Assignment assignment) {
        return Long.parseLong(assignment.digest().substring(0, 12), 16);
    }

    Budgets budgets() {
        Budgets usual = Budgets.DEFAULT;
        return new Budgets(await, usual.quiet(), usual.tolerance(), usual.deadline());
    }
}
