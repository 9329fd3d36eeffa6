package io.github.ipctck.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * One run of a soak.
 *
 * @param number which one, from 1
 * @param seed its seed
 * @param conclusion what it comes to
 * @param unjudged why nothing could be judged; null if something could
 * @param counts how many clauses by verdict
 * @param differing the verdicts that were not the usual ones so far, by clause
 * @param file its results, which were kept; null if they were not
 * @param millis how long it took, in milliseconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SoakRun(
        int number,
        long seed,
        Conclusion conclusion,
        String unjudged,
        Map<String, Long> counts,
        Map<String, Verdict> differing,
        String file,
        double millis) {
    /** Whether all was as usual. */
    public boolean wasUsual() {
        return unjudged == null && differing.isEmpty();
    }
}
