package io.github.ipctck.run;

import java.nio.file.Path;
import java.util.List;

/**
 * A run that is over.
 *
 * @param header what was run
 * @param clauses what became of each clause, in the order of the specification
 * @param footer what it comes to
 * @param file the results file
 */
public record RunResult(RunHeader header, List<ClauseResult> clauses, RunFooter footer, Path file) {}
