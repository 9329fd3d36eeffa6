package io.github.ipctck.report.html;

import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything about one run.
 *
 * @param column the run
 * @param facts what was run, where and how, by name
 * @param verdicts the columns of the table of chapters
 * @param chapters how many clauses of each chapter have which verdict
 * @param slowest its slowest clauses
 * @param findings the clauses that did not pass and are not merely unsupported
 */
record ImplementationPage(
        Column column,
        Map<String, String> facts,
        List<Mark> verdicts,
        List<Coverage> chapters,
        List<ClauseResult> slowest,
        List<ClauseResult> findings) {
    private static final int SLOWEST = 10;

    /**
     * A chapter's numbers.
     *
     * @param counts in the order of the verdicts; the last is of those without one
     */
    record Coverage(String name, String title, int clauses, double millis, List<Long> counts) {
        String time() {
            return millis == 0 ? "" : Times.ofMillis(millis);
        }
    }

    static String time(ClauseResult result) {
        return Times.ofMillis(result.millis());
    }

    static Mark mark(ClauseResult result) {
        return Mark.of(result);
    }

    static ImplementationPage of(Column column, Overview overview) {
        List<ClauseResult> results = List.copyOf(column.results().values());
        List<Mark> marks = new ArrayList<>(overview.marks());
        marks.add(new Mark(Mark.NOT_SELECTED.style(), Mark.NOT_SELECTED.sign(), "not run"));
        return new ImplementationPage(
                column,
                facts(column),
                marks,
                overview.chapters().stream()
                        .map(chapter -> coverage(chapter, column))
                        .toList(),
                results.stream()
                        .sorted(Comparator.comparingDouble(ClauseResult::millis).reversed())
                        .limit(SLOWEST)
                        .toList(),
                results.stream().filter(ImplementationPage::isFinding).toList());
    }

    private static boolean isFinding(ClauseResult result) {
        return result.verdict() != Verdict.PASSED && result.verdict() != Verdict.UNSUPPORTED;
    }

    private static Coverage coverage(Overview.Group chapter, Column column) {
        List<ClauseResult> results = chapter.rows().stream()
                .flatMap(row -> column.result(row.id()).stream())
                .toList();
        List<Long> counts = new ArrayList<>();
        Arrays.stream(Verdict.values())
                .map(verdict -> results.stream()
                        .filter(each -> each.verdict() == verdict)
                        .count())
                .forEach(counts::add);
        counts.add((long) chapter.rows().size() - results.size());
        double millis = results.stream().mapToDouble(ClauseResult::millis).sum();
        return new Coverage(chapter.name(), chapter.title(), chapter.rows().size(), millis, counts);
    }

    private static Map<String, String> facts(Column column) {
        var header = column.run().header();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Implementation", header.title() + " (" + header.subject() + ")");
        facts.put("Agent", header.agent().name() + " " + header.agent().version());
        facts.put("Language", header.agent().language() + ", " + header.agent().runtime());
        facts.put("Family", header.family());
        facts.put("Claimed profiles", String.join(", ", header.profiles()));
        facts.put("Capabilities", String.join(", ", header.capabilities()));
        facts.put("Sandbox", header.sandbox() + ", " + header.lanes() + " lanes");
        facts.put("Seed", Long.toString(header.seed()));
        facts.put("Strict", header.strict() ? "yes: SHOULD counts" : "no: only MUST counts");
        header.variables().forEach((name, value) -> facts.put("Variable " + name, value));
        header.environment().forEach((name, value) -> facts.put("Machine: " + name, value));
        header.budgets().forEach((name, value) -> facts.put("Budget: " + name, value + " ms"));
        facts.put("Suite", "ipc-tck " + header.suite());
        facts.put("Started", header.started());
        facts.put("Duration", column.duration());
        facts.values().removeIf(java.util.Objects::isNull);
        return facts;
    }
}
