package io.github.ipctck.run;

import java.util.List;

/**
 * What became of the unbroken control: it has to pass what its saboteurs are judged by.
 *
 * @param chapter the chapter
 * @param passed how many of its clauses it passed
 * @param others what became of those that it did not pass
 */
public record ControlResult(String chapter, int passed, List<ClauseResult> others) {
    static ControlResult of(String chapter, List<ClauseResult> results) {
        List<ClauseResult> others = results.stream()
                .filter(result -> result.verdict() != Verdict.PASSED)
                .toList();
        return new ControlResult(chapter, results.size() - others.size(), others);
    }
}
