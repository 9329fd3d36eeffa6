package io.github.ipctck.report.html;

import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.Verdict;

/**
 * How a verdict looks: never by colour alone.
 *
 * @param style the style sheet's class
 * @param sign one character
 * @param text in words
 */
record Mark(String style, String sign, String text) {
    /** What a selection left out. */
    static final Mark NOT_SELECTED = new Mark("absent", "·", "not selected");

    /** What an interrupted run did not get to. */
    static final Mark NOT_REACHED = new Mark("absent", "…", "not reached");

    static Mark of(ClauseResult result) {
        return of(result.verdict());
    }

    static Mark of(Verdict verdict) {
        String sign =
                switch (verdict) {
                    case PASSED -> "✓";
                    case FAILED -> "✗";
                    case KNOWN_FAILURE -> "!";
                    case FIXED -> "↑";
                    case UNSUPPORTED -> "–";
                    case UNRESOLVED -> "?";
                };
        return new Mark(verdict.text(), sign, verdict.text().replace('-', ' '));
    }
}
