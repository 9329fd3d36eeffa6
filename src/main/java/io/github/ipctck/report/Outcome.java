package io.github.ipctck.report;

import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.RunHeader;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.spec.Level;
import java.util.List;

/** What a clause came to, in the words that all the test reports of this world have. One place maps verdicts to them. */
enum Outcome {
    /** It passed. */
    PASSED,
    /** It makes the run fail. */
    FAILED,
    /** It failed, which does not make the run fail: a known failure, or a SHOULD. */
    TOLERATED,
    /** It was not judged, since the implementation does not claim what it is about. */
    SKIPPED,
    /** It could not be judged. */
    ERROR;

    static Outcome of(RunHeader header, ClauseResult result) {
        return switch (result.verdict()) {
            case PASSED -> PASSED;
            case FAILED -> result.level() == Level.MUST || header.strict() ? FAILED : TOLERATED;
            case FIXED -> FAILED;
            case KNOWN_FAILURE -> TOLERATED;
            case UNSUPPORTED -> SKIPPED;
            case UNRESOLVED -> ERROR;
        };
    }

    /** The clauses of a run that came to it. */
    List<ClauseResult> in(RunResult run) {
        return run.clauses().stream()
                .filter(result -> of(run.header(), result) == this)
                .toList();
    }
}
