package io.github.ipctck.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A soak that is over.
 *
 * @param header of its first run
 * @param runs how many runs there were
 * @param load how many busy processes there were
 * @param clauses how many clauses each run judged
 * @param differences the clauses whose verdict was not always the same
 * @param unresolved the clauses that no run could judge
 * @param unjudged the runs that could not be carried out
 * @param conclusion what it comes to
 * @param took how long it took
 * @param summary the file with a line a run
 */
public record SoakResult(
        RunHeader header,
        int runs,
        int load,
        int clauses,
        List<Difference> differences,
        List<Seen> unresolved,
        List<SoakRun> unjudged,
        Conclusion conclusion,
        Duration took,
        Path summary) {

    /**
     * A clause whose verdict was not always the same.
     *
     * @param clause its id
     * @param seen each of its verdicts, the most frequent first
     */
    public record Difference(String clause, List<Seen> seen) {}

    /**
     * A verdict of a clause.
     *
     * @param verdict the verdict
     * @param times how many runs came to it
     * @param header of the first of these runs
     * @param first the clause in that run, with its trace
     */
    public record Seen(Verdict verdict, int times, RunHeader header, ClauseResult first) {}
}
