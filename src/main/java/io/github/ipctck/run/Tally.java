package io.github.ipctck.run;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How often each clause came to which verdict. Of each verdict only the first example is kept, so that what a soak needs of
 * memory does not grow with its runs.
 */
final class Tally {
    private static final Comparator<SoakResult.Seen> USUAL_FIRST =
            Comparator.comparingInt(SoakResult.Seen::times).reversed();

    private final Map<String, Map<Verdict, SoakResult.Seen>> clauses = new LinkedHashMap<>();

    /** Counts a run, and tells which of its verdicts were not the clause's most frequent one before. */
    Map<String, Verdict> add(RunResult run) {
        Map<String, Verdict> differing = new LinkedHashMap<>();
        for (ClauseResult result : run.clauses()) {
            if (usual(result.clause())
                    .filter(usual -> usual != result.verdict())
                    .isPresent()) {
                differing.put(result.clause(), result.verdict());
            }
            // In the order of their appearance: the earlier of two that are equally frequent is the usual one.
            clauses.computeIfAbsent(result.clause(), id -> new LinkedHashMap<>())
                    .merge(
                            result.verdict(),
                            new SoakResult.Seen(result.verdict(), 1, run.header(), result),
                            (seen, once) ->
                                    new SoakResult.Seen(seen.verdict(), seen.times() + 1, seen.header(), seen.first()));
        }
        return differing;
    }

    private Optional<Verdict> usual(String clause) {
        return clauses.getOrDefault(clause, Map.of()).values().stream()
                .sorted(USUAL_FIRST)
                .findFirst()
                .map(SoakResult.Seen::verdict);
    }

    List<SoakResult.Difference> differences() {
        return clauses.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry -> new SoakResult.Difference(
                        entry.getKey(),
                        entry.getValue().values().stream().sorted(USUAL_FIRST).toList()))
                .toList();
    }

    /** The clauses that no run could judge. */
    List<SoakResult.Seen> unresolved() {
        return clauses.values().stream()
                .filter(verdicts -> verdicts.keySet().equals(Set.of(Verdict.UNRESOLVED)))
                .map(verdicts -> verdicts.get(Verdict.UNRESOLVED))
                .toList();
    }
}
