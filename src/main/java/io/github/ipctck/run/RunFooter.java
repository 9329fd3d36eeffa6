package io.github.ipctck.run;

import java.util.Map;

/**
 * The last line of the results.
 *
 * @param complete whether every selected clause has a line; false if the run was interrupted
 * @param counts how many clauses by verdict
 * @param conclusion what the run comes to
 * @param millis how long it took, in milliseconds
 */
public record RunFooter(boolean complete, Map<String, Long> counts, Conclusion conclusion, double millis) {}
