package io.github.ipctck.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.ipctck.actor.TraceEvent;
import io.github.ipctck.spec.Level;
import java.util.List;

/**
 * What became of one clause: a line of the results.
 *
 * @param clause its id
 * @param chapter its chapter
 * @param profile its profile
 * @param level how binding it is
 * @param verdict what became of it
 * @param message why, in one sentence; null if it passed
 * @param expected what was expected; null if it passed
 * @param observed what was observed; null if it passed
 * @param row the row of its table that the message is about
 * @param rows how many rows were judged; null if it has no table
 * @param millis how long it took, in milliseconds
 * @param lane the lane it was judged on
 * @param trace what was done; of a table, in the row that the message is about or else the first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClauseResult(
        String clause,
        String chapter,
        String profile,
        Level level,
        Verdict verdict,
        String message,
        String expected,
        String observed,
        String row,
        Integer rows,
        double millis,
        int lane,
        List<TraceEvent> trace) {

    ClauseResult as(Verdict other, String why) {
        return new ClauseResult(
                clause, chapter, profile, level, other, why, expected, observed, row, rows, millis, lane, trace);
    }
}
