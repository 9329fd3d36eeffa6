package io.github.ipctck.report;

import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.RunResult;
import io.github.ipctck.run.Verdict;
import io.github.ipctck.spec.Chapter;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Level;
import io.github.ipctck.spec.Specification;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Several implementations side by side: for a terminal, in picocli's markup, and as a Markdown page. */
public final class ComparisonReport {
    /** How many families must pass a clause, so that it is not one program's own habit that it demands. */
    private static final int WITNESSES = 2;

    private static final String LEGEND = "passed of judged; k known failure, F failed, X known failure that passes now,"
            + " ? unresolved; what is unsupported was not judged";

    private final List<RunResult> runs;
    private final List<Map<String, ClauseResult>> results;

    /**
     * @param runs what became of the implementations, each judged by the same clauses
     */
    public ComparisonReport(List<RunResult> runs) {
        this.runs = List.copyOf(runs);
        this.results = runs.stream()
                .map(run -> run.clauses().stream().collect(Collectors.toMap(ClauseResult::clause, Function.identity())))
                .toList();
    }

    /** Implementations against chapters, then against the clauses that not all of them pass, then what lacks a witness. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.addAll(table("chapter", perChapter()));
        lines.add("  " + LEGEND);
        Map<String, List<String>> notable = perClause(true);
        if (!notable.isEmpty()) {
            lines.add("");
            lines.addAll(table("clause", notable));
        }
        lines.add("");
        lines.addAll(unconfirmedLines());
        return lines;
    }

    /** The same as a page, with every clause. */
    public String markdown() {
        StringBuilder page = new StringBuilder("# Implementations against the specification\n\n");
        page.append("| implementation | version | sandbox | conclusion |\n| --- | --- | --- | --- |\n");
        for (RunResult run : runs) {
            page.append("| ")
                    .append(run.header().implementation())
                    .append(": ")
                    .append(Markup.cell(run.header().title()))
                    .append(" | ")
                    .append(Markup.cell(run.header().agent().version()))
                    .append(" | ")
                    .append(run.header().sandbox())
                    .append(" | ")
                    .append(run.footer().conclusion().text())
                    .append(" |\n");
        }
        page.append("\n## Chapters\n\n").append(markdown("chapter", perChapter()));
        page.append('\n').append(LEGEND).append("\n\n## Clauses\n\n").append(markdown("clause", perClause(false)));
        page.append("\n## Confirmation\n\n");
        List<String> lines = unconfirmedLines();
        page.append(lines.get(0)).append("\n\n");
        lines.subList(1, lines.size())
                .forEach(line ->
                        page.append("- ").append(Markup.cell(line.strip())).append('\n'));
        return page.toString();
    }

    private Map<String, List<String>> perChapter() {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (Chapter chapter : Specification.load().chapters()) {
            if (results.stream().anyMatch(result -> result.values().stream().anyMatch(isOf(chapter)))) {
                rows.put(
                        chapter.name(),
                        results.stream()
                                .map(result -> tally(result.values().stream()
                                        .filter(isOf(chapter))
                                        .toList()))
                                .toList());
            }
        }
        return rows;
    }

    private static Predicate<ClauseResult> isOf(Chapter chapter) {
        return result -> result.chapter().equals(chapter.name());
    }

    private static String tally(List<ClauseResult> clauses) {
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        clauses.forEach(clause -> counts.merge(clause.verdict(), 1, Integer::sum));
        int judged = clauses.size() - counts.getOrDefault(Verdict.UNSUPPORTED, 0);
        if (judged == 0) {
            return "-";
        }
        StringBuilder text = new StringBuilder()
                .append(counts.getOrDefault(Verdict.PASSED, 0))
                .append('/')
                .append(judged);
        counts.forEach((verdict, count) -> {
            if (verdict != Verdict.PASSED && verdict != Verdict.UNSUPPORTED) {
                text.append(' ').append(count).append(letter(verdict));
            }
        });
        return text.toString();
    }

    private static String letter(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> "pass";
            case FAILED -> "F";
            case KNOWN_FAILURE -> "k";
            case FIXED -> "X";
            case UNSUPPORTED -> "-";
            case UNRESOLVED -> "?";
        };
    }

    private Map<String, List<String>> perClause(boolean notableOnly) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (Clause clause : Specification.load().clauses()) {
            List<Optional<Verdict>> verdicts = verdicts(clause);
            if (verdicts.stream().anyMatch(v -> v.isPresent() && (!notableOnly || isNotable(v.get())))) {
                rows.put(
                        clause.id(),
                        verdicts.stream()
                                .map(v -> v.map(ComparisonReport::letter).orElse(""))
                                .toList());
            }
        }
        return rows;
    }

    private List<Optional<Verdict>> verdicts(Clause clause) {
        return results.stream()
                .map(result -> Optional.ofNullable(result.get(clause.id())).map(ClauseResult::verdict))
                .toList();
    }

    private static boolean isNotable(Verdict verdict) {
        return verdict != Verdict.PASSED && verdict != Verdict.UNSUPPORTED;
    }

    private List<String> unconfirmedLines() {
        if (families().size() < WITNESSES) {
            return List.of("all of these are of one family (" + String.join("", families())
                    + "): what they agree in is not confirmed by anybody else");
        }
        Map<String, List<String>> unconfirmed = new LinkedHashMap<>();
        int binding = 0;
        int confirmed = 0;
        for (Clause clause : Specification.load().clauses()) {
            if (clause.level() == Level.MUST && verdicts(clause).stream().anyMatch(Optional::isPresent)) {
                binding++;
                Set<String> families = passedBy(clause);
                if (families.size() < WITNESSES) {
                    unconfirmed
                            .computeIfAbsent(why(clause, families), reason -> new ArrayList<>())
                            .add(clause.id());
                } else {
                    confirmed++;
                }
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(confirmed + " of " + binding + " MUST clauses pass on implementations of " + WITNESSES + " families"
                + (unconfirmed.isEmpty() ? "" : "; these do not:"));
        unconfirmed.forEach((why, clauses) -> lines.add("  " + String.join(", ", clauses) + ": " + why));
        return lines;
    }

    private Set<String> families() {
        return runs.stream().map(run -> run.header().family()).collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> passedBy(Clause clause) {
        Set<String> families = new TreeSet<>();
        for (int i = 0; i < runs.size(); i++) {
            ClauseResult result = results.get(i).get(clause.id());
            if (result != null && result.verdict() == Verdict.PASSED) {
                families.add(runs.get(i).header().family());
            }
        }
        return families;
    }

    /** Why no more than these families pass it. */
    private String why(Clause clause, Set<String> passing) {
        Map<String, String> reasons = new LinkedHashMap<>();
        for (int i = 0; i < runs.size(); i++) {
            ClauseResult result = results.get(i).get(clause.id());
            String family = runs.get(i).header().family();
            if (result != null && !passing.contains(family)) {
                String why = result.message() == null
                        ? ""
                        : ", " + result.message().lines().findFirst().orElse("");
                reasons.putIfAbsent(family, family + ": " + result.verdict().text() + Markup.escaped(why));
            }
        }
        return (passing.isEmpty() ? "passed by none" : "passed only by " + String.join("", passing))
                + (reasons.isEmpty() ? "" : "; " + String.join("; ", reasons.values()));
    }

    private List<String> names() {
        return runs.stream().map(run -> run.header().implementation()).toList();
    }

    private List<String> table(String corner, Map<String, List<String>> rows) {
        List<Integer> widths = new ArrayList<>();
        widths.add(Math.max(
                corner.length(),
                rows.keySet().stream().mapToInt(String::length).max().orElse(0)));
        for (int column = 0; column < runs.size(); column++) {
            int at = column;
            widths.add(Math.max(
                    names().get(column).length(),
                    rows.values().stream()
                            .mapToInt(cells -> cells.get(at).length())
                            .max()
                            .orElse(0)));
        }
        List<String> lines = new ArrayList<>();
        lines.add("@|bold " + aligned(corner, names(), widths) + "|@");
        rows.forEach((name, cells) -> lines.add(aligned(name, cells, widths)));
        return lines;
    }

    private static String aligned(String first, List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-" + widths.get(0) + "s", first));
        for (int column = 0; column < cells.size(); column++) {
            line.append(String.format(Locale.ROOT, "  %-" + widths.get(column + 1) + "s", cells.get(column)));
        }
        return line.toString().stripTrailing();
    }

    private String markdown(String corner, Map<String, List<String>> rows) {
        StringBuilder table = new StringBuilder();
        table.append("| ")
                .append(corner)
                .append(" | ")
                .append(String.join(" | ", names()))
                .append(" |\n|");
        table.append(" --- |".repeat(runs.size() + 1)).append('\n');
        rows.forEach((name, cells) -> table.append("| ")
                .append(name)
                .append(" | ")
                .append(String.join(" | ", cells))
                .append(" |\n"));
        return table.toString();
    }
}
