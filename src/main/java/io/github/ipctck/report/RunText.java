package io.github.ipctck.report;

import io.github.ipctck.actor.Durations;
import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.Reproduction;
import io.github.ipctck.run.RunHeader;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.run.Verdict;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Level;
import io.github.ipctck.spec.Specification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs and clauses in plain sentences, the same in every form. What agents said is not made harmless here. */
final class RunText {
    private RunText() {}

    /** A run's name where there are several: {@code cpython.docker}. */
    static String name(RunResult run) {
        return run.header().implementation() + "." + run.header().sandbox();
    }

    /** What the implementation is, with its version. */
    static String subject(RunHeader header) {
        return header.title() + " " + header.agent().version() + " ("
                + header.agent().runtime() + ")";
    }

    /** What a run comes to: {@code conforms}. */
    static String conclusion(RunResult run) {
        return switch (run.footer().conclusion()) {
            case CONFORMS -> passed(run) == run.clauses().size() ? "conforms" : "conforms to what it claims";
            case VIOLATES -> "does not conform";
            case UNJUDGED -> "could not be judged";
        };
    }

    /** {@code 357 of 357 clauses passed in 6.5 s}; of a run that was cut short, how far it came. */
    static String figures(RunResult run) {
        String passed = passed(run) + " of " + run.header().clauses() + " clauses passed";
        return run.footer().complete()
                ? passed + " in "
                        + Durations.text(Duration.ofNanos((long) (run.footer().millis() * 1e6)))
                : passed + ", and the run is incomplete: " + missing(run);
    }

    /** What a run that was cut short lacks. */
    static String missing(RunResult run) {
        return "it was cut short, and "
                + (run.header().clauses() - run.clauses().size()) + " clauses have no verdict";
    }

    private static long passed(RunResult run) {
        return run.footer().counts().getOrDefault(Verdict.PASSED.text(), 0L);
    }

    /** The clause's sentence, or nothing if this suite does not know it. */
    static String sentence(String clause) {
        return Specification.load().clause(clause).map(Clause::sentence).orElse("");
    }

    /** Why a clause did not pass, on one line: {@code known failure: ...}. */
    static String reason(ClauseResult result) {
        String row = result.row() == null ? "" : "with " + result.row() + ": ";
        String message = result.message() == null
                ? result.verdict().text()
                : result.message().lines().findFirst().orElse("");
        return switch (result.verdict()) {
            case KNOWN_FAILURE -> "known failure: " + row + message;
            case FAILED -> (result.level() == Level.SHOULD ? "SHOULD: " : "") + row + message;
            default -> row + message;
        };
    }

    /** All about a clause that did not pass: the rule, what was expected and observed, the last steps, how to see it again. */
    static List<String> details(RunHeader header, ClauseResult result, int steps) {
        List<String> lines = new ArrayList<>();
        String sentence = sentence(result.clause());
        if (!sentence.isEmpty()) {
            lines.add("  rule:     " + sentence);
        }
        if (result.expected() == null) {
            lines.add("  why:      " + result.message());
        } else {
            lines.add("  expected: " + result.expected());
            lines.add("  observed: " + result.observed());
        }
        if (!result.trace().isEmpty()) {
            lines.add("  steps:");
            lines.addAll(TraceText.lines(result.trace(), steps));
        }
        if (result.verdict() == Verdict.FIXED) {
            lines.add("  update:   " + Reproduction.withoutKnownFailure(header.subject(), result.clause()));
        }
        lines.add("  again:    " + Reproduction.command(header, result.clause()));
        return lines;
    }
}
