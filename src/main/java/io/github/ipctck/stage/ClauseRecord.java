package io.github.ipctck.stage;

import io.github.ipctck.actor.TraceEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What happened when a clause was judged once.
 *
 * @param clause its id
 * @param row the row of its table, if it has one
 * @param thrown what the test threw; empty if it passed
 * @param lack what the implementation lacks, if it threw for want of that
 * @param trace what was done
 * @param took how long it took
 * @param lane the number of the lane
 */
public record ClauseRecord(
        String clause,
        Optional<String> row,
        Optional<Throwable> thrown,
        Optional<String> lack,
        List<TraceEvent> trace,
        Duration took,
        int lane) {}
