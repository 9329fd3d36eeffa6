package io.github.ipctck.run;

import java.nio.file.Path;
import java.util.List;

/**
 * Who was caught by what.
 *
 * @param header what was judged
 * @param controls what became of the unbroken control, chapter by chapter
 * @param saboteurs what became of each saboteur, in the order of the specification
 * @param footer what it comes to
 * @param file the results file
 */
public record MatrixResult(
        MatrixHeader header,
        List<ControlResult> controls,
        List<SaboteurResult> saboteurs,
        MatrixFooter footer,
        Path file) {}
