package io.github.ipctck.run;

import io.github.ipctck.actor.TraceEvent;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Level;
import io.github.ipctck.stage.ClauseRecord;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.opentest4j.AssertionFailedError;

/** Decides verdicts and what a run comes to. Pure functions: the only place where it is decided. */
final class Grading {
    private Grading() {}

    /**
     * What became of a clause that was judged, once or row by row.
     *
     * @param partial whether the implementation claims only what it has
     */
    static ClauseResult grade(Clause clause, Collection<ClauseRecord> records, boolean partial) {
        if (records.isEmpty()) {
            return without(
                    clause, Verdict.UNRESOLVED, "it was not judged: the run ended before, or its test is broken");
        }
        Optional<ClauseRecord> telling = records.stream()
                .filter(judged -> judged.thrown().isPresent())
                .min(Comparator.comparing((ClauseRecord judged) -> verdict(judged, partial))
                        .thenComparing(judged -> judged.row().orElse("")));
        Verdict verdict = telling.map(judged -> verdict(judged, partial)).orElse(Verdict.PASSED);
        if (verdict == Verdict.UNSUPPORTED) {
            return without(clause, verdict, telling.get().lack().orElseThrow());
        }
        ClauseRecord shown = telling.orElseGet(() -> records.iterator().next());
        Throwable thrown = telling.flatMap(ClauseRecord::thrown).orElse(null);
        return new ClauseResult(
                clause.id(),
                clause.chapter(),
                clause.profile(),
                clause.level(),
                verdict,
                message(thrown),
                thrown instanceof AssertionFailedError error && error.getExpected() != null
                        ? error.getExpected().getStringRepresentation()
                        : null,
                thrown instanceof AssertionFailedError error && error.getActual() != null
                        ? error.getActual().getStringRepresentation()
                        : null,
                thrown == null ? null : shown.row().orElse(null),
                shown.row().isPresent() ? records.size() : null,
                records.stream().mapToLong(judged -> judged.took().toNanos()).sum() / 1e6,
                shown.lane(),
                shown.trace());
    }

    /** What became of a clause that was not judged, and why. */
    static ClauseResult without(Clause clause, Verdict verdict, String reason) {
        return new ClauseResult(
                clause.id(),
                clause.chapter(),
                clause.profile(),
                clause.level(),
                verdict,
                reason,
                null,
                null,
                null,
                null,
                0,
                0,
                List.<TraceEvent>of());
    }

    /** What becomes of a clause that is listed as a known failure. What doesn't fail any more makes the list stale. */
    static ClauseResult ofKnownFailure(ClauseResult result) {
        return switch (result.verdict()) {
            case FAILED -> result.as(Verdict.KNOWN_FAILURE, result.message());
            case PASSED -> result.as(Verdict.FIXED, "it passes, though it is listed as a known failure");
            case UNSUPPORTED ->
                result.as(
                        Verdict.FIXED, "it is listed as a known failure, though it is not judged: " + result.message());
            case KNOWN_FAILURE, FIXED, UNRESOLVED -> result;
        };
    }

    /** Of one that threw. Verdicts are in the order in which they matter. */
    private static Verdict verdict(ClauseRecord judged, boolean partial) {
        if (judged.thrown().filter(AssertionError.class::isInstance).isEmpty()) {
            return Verdict.UNRESOLVED;
        }
        return partial && judged.lack().isPresent() ? Verdict.UNSUPPORTED : Verdict.FAILED;
    }

    private static String message(Throwable thrown) {
        if (thrown == null) {
            return null;
        }
        String message = thrown.getMessage();
        return message == null || message.isBlank() ? thrown.toString() : message.strip();
    }

    /** What the verdicts of a run come to. */
    static Conclusion conclude(Collection<ClauseResult> results, boolean strict) {
        boolean violates = results.stream().anyMatch(result -> switch (result.verdict()) {
            case FAILED -> strict || result.level() == Level.MUST;
            case FIXED -> true;
            case PASSED, KNOWN_FAILURE, UNSUPPORTED, UNRESOLVED -> false;
        });
        if (violates) {
            return Conclusion.VIOLATES;
        }
        return results.stream().anyMatch(result -> result.verdict() == Verdict.UNRESOLVED)
                ? Conclusion.UNJUDGED
                : Conclusion.CONFORMS;
    }
}
