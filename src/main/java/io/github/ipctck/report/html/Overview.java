package io.github.ipctck.report.html;

import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.run.Verdict;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Level;
import io.github.ipctck.spec.Specification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The matrix: implementations against clauses.
 *
 * @param columns the runs
 * @param chapters the clauses by chapter, in the order of the specification
 * @param specification what the clauses say
 */
record Overview(List<Column> columns, List<Group> chapters, Specification specification) {
    /**
     * A chapter.
     *
     * @param name its short name
     * @param title its heading
     * @param described whether this suite's specification has it
     */
    record Group(String name, String title, boolean described, List<Row> rows) {
        /** How many of its clauses a run passed, as a fraction. */
        String passed(Column column) {
            long passed = rows.stream()
                    .flatMap(row -> column.result(row.id()).stream())
                    .filter(result -> result.verdict() == Verdict.PASSED)
                    .count();
            return passed + "/" + rows.size();
        }
    }

    /**
     * A clause.
     *
     * @param sentence what it demands; empty if this suite does not know it
     * @param styles the verdicts in it, as classes of the style sheet
     */
    record Row(String id, String chapter, String profile, Level level, String sentence, Set<String> styles) {
        String sentenceHtml() {
            return Markdown.inline(sentence);
        }
    }

    static Overview of(List<RunResult> runs, Specification specification) {
        List<Column> columns = Column.of(runs, specification.clauses().size());
        Map<String, List<Row>> rows = new LinkedHashMap<>();
        Set<String> known = new LinkedHashSet<>();
        for (Clause clause : specification.clauses()) {
            known.add(clause.id());
            rows.computeIfAbsent(clause.chapter(), name -> new ArrayList<>())
                    .add(new Row(
                            clause.id(),
                            clause.chapter(),
                            clause.profile(),
                            clause.level(),
                            clause.sentence(),
                            styles(columns, clause.id())));
        }
        // Results of another version of the suite may have clauses that this one does not know.
        for (Column column : columns) {
            for (ClauseResult result : column.results().values()) {
                if (isClauseId(result.clause()) && known.add(result.clause())) {
                    rows.computeIfAbsent(result.chapter(), name -> new ArrayList<>())
                            .add(new Row(
                                    result.clause(),
                                    result.chapter(),
                                    result.profile(),
                                    result.level(),
                                    "",
                                    styles(columns, result.clause())));
                }
            }
        }
        Map<String, String> titles = new LinkedHashMap<>();
        specification.chapters().forEach(chapter -> titles.put(chapter.name(), chapter.title()));
        List<Group> groups = rows.entrySet().stream()
                .map(entry -> new Group(
                        entry.getKey(),
                        titles.getOrDefault(entry.getKey(), entry.getKey()),
                        titles.containsKey(entry.getKey()),
                        List.copyOf(entry.getValue())))
                .toList();
        return new Overview(columns, groups, specification);
    }

    /** The id becomes a file's name. */
    private static boolean isClauseId(String id) {
        return id.matches("[A-Z][A-Z0-9]*(-[A-Z0-9]+)+");
    }

    private static Set<String> styles(List<Column> columns, String clause) {
        Set<String> styles = new LinkedHashSet<>();
        columns.forEach(column -> styles.add(column.mark(clause).style()));
        return styles;
    }

    Stream<Row> rows() {
        return chapters.stream().flatMap(group -> group.rows().stream());
    }

    List<Mark> marks() {
        return Arrays.stream(Verdict.values()).map(Mark::of).toList();
    }

    /** How many rows have this verdict in some column. */
    long rowsWith(Mark mark) {
        return rows().filter(row -> row.styles().contains(mark.style())).count();
    }

    List<String> profiles() {
        return rows().map(Row::profile).distinct().toList();
    }
}
