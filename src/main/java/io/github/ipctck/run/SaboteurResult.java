package io.github.ipctck.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What became of one saboteur.
 *
 * @param saboteur its id
 * @param clause the clause that has to catch it
 * @param chapter the clause's chapter
 * @param mistake what it does wrong
 * @param verdict the clause's verdict
 * @param message why, in one sentence; null if it passed
 * @param expected what the clause expected; null if it passed
 * @param observed what it observed; null if it passed
 * @param row the row of the clause's table that the message is about
 * @param collateral other clauses that failed
 * @param unresolved other clauses that could not be judged
 * @param millis how long its clause took, in milliseconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SaboteurResult(
        String saboteur,
        String clause,
        String chapter,
        String mistake,
        Verdict verdict,
        String message,
        String expected,
        String observed,
        String row,
        List<String> collateral,
        List<String> unresolved,
        double millis) {

    static SaboteurResult of(Saboteur saboteur, List<ClauseResult> results) {
        ClauseResult target = results.stream()
                .filter(result -> result.clause().equals(saboteur.clause()))
                .findFirst()
                .orElseThrow();
        return new SaboteurResult(
                saboteur.saboteur(),
                saboteur.clause(),
                target.chapter(),
                saboteur.mistake(),
                target.verdict(),
                target.message(),
                target.expected(),
                target.observed(),
                target.row(),
                others(Verdict.FAILED, target, results),
                others(Verdict.UNRESOLVED, target, results),
                target.millis());
    }

    private static List<String> others(Verdict verdict, ClauseResult target, List<ClauseResult> results) {
        return results.stream()
                .filter(result -> !result.clause().equals(target.clause()) && result.verdict() == verdict)
                .map(ClauseResult::clause)
                .toList();
    }

    /** Whether the clause did its work. A verdict other than failed is no catch: nothing was found. */
    @JsonProperty
    public boolean caught() {
        return verdict == Verdict.FAILED;
    }
}
