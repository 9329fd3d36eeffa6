package io.github.ipctck.report.html;

import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.Reproduction;
import io.github.ipctck.spec.Capability;
import io.github.ipctck.spec.Clause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Everything about one clause.
 *
 * @param row the clause
 * @param chapter its chapter
 * @param fields what the specification says of it, by name, as HTML
 * @param hearings what became of it in each run
 * @param previous the clause before it, or null
 * @param next the clause after it, or null
 */
record ClausePage(
        Overview.Row row,
        Overview.Group chapter,
        Map<String, String> fields,
        List<Hearing> hearings,
        String previous,
        String next) {
    /**
     * A clause in a run.
     *
     * @param result null if the run has none
     * @param lanes what happened; null if nothing did
     * @param open whether a reader wants to see it at once
     */
    record Hearing(Column column, Mark mark, ClauseResult result, Swimlanes lanes, boolean open) {
        boolean wrong() {
            return result != null && result.expected() != null;
        }

        String again() {
            return Reproduction.command(column.run().header(), result.clause());
        }

        String duration() {
            return Times.ofMillis(result.millis());
        }
    }

    static List<ClausePage> all(Overview overview) {
        List<String> ids = overview.rows().map(Overview.Row::id).toList();
        List<ClausePage> pages = new ArrayList<>();
        for (Overview.Group chapter : overview.chapters()) {
            for (Overview.Row row : chapter.rows()) {
                int place = pages.size();
                pages.add(new ClausePage(
                        row,
                        chapter,
                        overview.specification()
                                .clause(row.id())
                                .map(ClausePage::fields)
                                .orElse(Map.of()),
                        hearings(row.id(), overview.columns()),
                        place > 0 ? ids.get(place - 1) : null,
                        place + 1 < ids.size() ? ids.get(place + 1) : null));
            }
        }
        return pages;
    }

    private static Map<String, String> fields(Clause clause) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Why", clause.rationale());
        fields.put("Judged by", clause.judgedBy());
        clause.kernel().ifPresent(text -> fields.put("The kernel's word", text));
        fields.put("If it fails, look at", clause.lookAt());
        fields.put("Source", clause.source());
        if (!clause.needs().isEmpty()) {
            fields.put(
                    "Needs", clause.needs().stream().map(Capability::wireName).collect(Collectors.joining(", ")));
        }
        fields.replaceAll((name, text) -> Markdown.inline(text));
        return fields;
    }

    private static List<Hearing> hearings(String clause, List<Column> columns) {
        boolean anyWrong = columns.stream().anyMatch(column -> isWrong(column, clause));
        List<Hearing> hearings = new ArrayList<>();
        boolean first = true;
        for (Column column : columns) {
            ClauseResult result = column.result(clause).orElse(null);
            Swimlanes lanes =
                    result == null || result.trace() == null || result.trace().isEmpty()
                            ? null
                            : SwimlaneLayout.of(result);
            boolean open = anyWrong ? isWrong(column, clause) : lanes != null && first;
            first &= lanes == null;
            hearings.add(new Hearing(column, column.mark(clause), result, lanes, open));
        }
        return hearings;
    }

    private static boolean isWrong(Column column, String clause) {
        return column.result(clause).filter(result -> result.expected() != null).isPresent();
    }
}
