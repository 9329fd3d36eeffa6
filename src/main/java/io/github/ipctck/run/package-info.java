/**
 * One run: which clauses are judged, the JUnit launcher that does it, the verdicts, and the results file that is written as
 * it goes.
 */
package io.github.ipctck.run;
