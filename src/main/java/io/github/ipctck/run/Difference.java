package io.github.ipctck.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is different about a clause in a later run.
 *
 * @param clause its id
 * @param kind in which way
 * @param before what became of it in the earlier run; null if it had no verdict there
 * @param after what became of it in the later run; null if it has no verdict there
 */
public record Difference(String clause, Kind kind, ClauseResult before, ClauseResult after) {
    /** In which way a clause is different, the worst first. */
    public enum Kind {
        NEWLY_FAILING,
        NEWLY_UNRESOLVED,
        NEWLY_UNSUPPORTED,
        GONE,
        SLOWER,
        APPEARED,
        NEWLY_PASSING
    }

    /**
     * When a clause counts as slower.
     *
     * @param factor by how much it takes longer
     * @param floorMillis how many milliseconds longer it takes at least: short times are noise
     */
    public record Slowness(double factor, double floorMillis) {
        boolean holds(ClauseResult before, ClauseResult after) {
            return after.millis() > factor * before.millis() && after.millis() - before.millis() > floorMillis;
        }
    }

    /** Whether it is worse than before: it fails or can't be judged, or passed and is no longer judged. */
    public boolean isRegression() {
        return switch (kind) {
            case NEWLY_FAILING, NEWLY_UNRESOLVED -> true;
            case NEWLY_UNSUPPORTED, GONE -> passes(before);
            case SLOWER, APPEARED, NEWLY_PASSING -> false;
        };
    }

    /** The clauses that differ, the worst first, else in the order of the runs. */
    public static List<Difference> between(RunResult before, RunResult after, Slowness slowness) {
        Map<String, ClauseResult> earlier = byClause(before);
        Map<String, ClauseResult> later = byClause(after);
        List<Difference> differences = new ArrayList<>();
        earlier.forEach((clause, result) -> {
            Kind kind = kind(result, later.get(clause), slowness);
            if (kind != null) {
                differences.add(new Difference(clause, kind, result, later.get(clause)));
            }
        });
        later.forEach((clause, result) -> {
            if (!earlier.containsKey(clause)) {
                differences.add(new Difference(clause, Kind.APPEARED, null, result));
            }
        });
        differences.sort(Comparator.comparing(Difference::kind));
        return differences;
    }

    private static Map<String, ClauseResult> byClause(RunResult run) {
        Map<String, ClauseResult> results = new LinkedHashMap<>();
        run.clauses().forEach(result -> results.put(result.clause(), result));
        return results;
    }

    private static Kind kind(ClauseResult before, ClauseResult after, Slowness slowness) {
        if (after == null) {
            return Kind.GONE;
        }
        if (passes(before) && passes(after)) {
            return slowness.holds(before, after) ? Kind.SLOWER : null;
        }
        if (behaviour(before) == behaviour(after)) {
            return null;
        }
        return behaviour(after);
    }

    private static boolean passes(ClauseResult result) {
        return behaviour(result) == Kind.NEWLY_PASSING;
    }

    /** What it does, whatever a list of known failures says about it. */
    private static Kind behaviour(ClauseResult result) {
        return switch (result.verdict()) {
            case PASSED, FIXED -> Kind.NEWLY_PASSING;
            case FAILED, KNOWN_FAILURE -> Kind.NEWLY_FAILING;
            case UNSUPPORTED -> Kind.NEWLY_UNSUPPORTED;
            case UNRESOLVED -> Kind.NEWLY_UNRESOLVED;
        };
    }
}
