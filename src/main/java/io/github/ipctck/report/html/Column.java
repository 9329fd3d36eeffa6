package io.github.ipctck.report.html;

import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.Conclusion;
import io.github.ipctck.run.RunResult;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A run as a column of the matrix.
 *
 * @param slug its name in addresses
 * @param label its name on the screen
 * @param run the run
 * @param results by clause
 * @param selected how many clauses the whole specification has, to tell a run of all from a run of some
 */
record Column(String slug, String label, RunResult run, Map<String, ClauseResult> results, int selected) {
    static List<Column> of(List<RunResult> runs, int clauses) {
        Set<String> slugs = new HashSet<>();
        return runs.stream().map(run -> of(run, slugs, clauses)).toList();
    }

    private static Column of(RunResult run, Set<String> taken, int clauses) {
        String name = run.header().implementation();
        String wanted = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]+|^[.]+", "-");
        String slug = wanted;
        int number = 1;
        while (!taken.add(slug)) {
            number++;
            slug = wanted + "-" + number;
        }
        Map<String, ClauseResult> results = new LinkedHashMap<>();
        run.clauses().forEach(result -> results.put(result.clause(), result));
        return new Column(slug, number == 1 ? name : name + " (" + number + ")", run, results, clauses);
    }

    Optional<ClauseResult> result(String clause) {
        return Optional.ofNullable(results.get(clause));
    }

    Mark mark(String clause) {
        return result(clause).map(Mark::of).orElse(complete() ? Mark.NOT_SELECTED : Mark.NOT_REACHED);
    }

    long countOf(Mark mark) {
        return results.values().stream()
                .filter(result -> Mark.of(result).equals(mark))
                .count();
    }

    boolean complete() {
        return run.footer().complete();
    }

    /** Whether clauses were left out on purpose. */
    boolean partial() {
        return run.header().clauses() < selected;
    }

    /** What the run comes to, in words; an incomplete one never conforms. */
    String conclusion() {
        if (!complete()) {
            return "incomplete";
        }
        return switch (run.footer().conclusion()) {
            case CONFORMS -> partial() ? "conforms in what was run" : "conforms";
            case VIOLATES -> "does not conform";
            case UNJUDGED -> "could not be judged";
        };
    }

    /** The style sheet's class for the conclusion. */
    String style() {
        if (!complete() || run.footer().conclusion() == Conclusion.UNJUDGED) {
            return "unresolved";
        }
        return run.footer().conclusion() == Conclusion.CONFORMS ? "passed" : "failed";
    }

    /** How much was run, in words. */
    String extent() {
        if (!complete()) {
            return "the run was interrupted after " + results.size() + " of "
                    + run.header().clauses() + " clauses";
        }
        return partial()
                ? run.header().clauses() + " of " + selected + " clauses selected"
                : "all " + selected + " clauses";
    }

    /** How long the run took; an interrupted one did not tell. */
    String duration() {
        return complete() ? Times.ofMillis(run.footer().millis()) : "not known";
    }
}
