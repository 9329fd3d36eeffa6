package io.github.ipctck.run;

import java.util.List;

/**
 * The last line of a matrix.
 *
 * @param complete whether every saboteur and the control have been judged; false if it was interrupted
 * @param caught how many saboteurs were caught by their clause
 * @param missed the saboteurs that were not
 * @param accused the clauses that the unbroken control did not pass
 * @param conclusion what it comes to: a suite that misses nobody and accuses nobody conforms
 * @param millis how long it took, in milliseconds
 */
public record MatrixFooter(
        boolean complete,
        int caught,
        List<String> missed,
        List<String> accused,
        Conclusion conclusion,
        double millis) {}
