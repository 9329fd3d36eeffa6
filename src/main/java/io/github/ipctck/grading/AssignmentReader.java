package io.github.ipctck.grading;

import io.github.ipctck.grading.Assignment.Kit;
import io.github.ipctck.run.UsageException;
import io.github.ipctck.spec.Chapter;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Level;
import io.github.ipctck.spec.Nearest;
import io.github.ipctck.spec.Specification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an assignment and refuses what can't be meant. What the schema allows and this refuses are unknown names. */
final class AssignmentReader {
    private static final List<String> FIELDS =
            List.of("title", "kit", "module", "files", "agent", "forbid", "requirements", "due", "attempts", "limits");
    private static final List<String> REQUIREMENT_FIELDS =
            List.of("id", "title", "clauses", "chapter", "points", "credit", "extra", "visibility", "hint");
    private static final List<String> LIMIT_FIELDS = List.of("memory", "processes", "cpu", "wall", "output", "disk");

    private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]*\\S[^\\p{Cntrl}]*");
    private static final Pattern TEXT = Pattern.compile("(?s).*\\S.*");
    private static final Pattern ID = Pattern.compile("[a-z0-9-]+");
    private static final Pattern MODULE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");
    private static final Pattern LIBRARY = Pattern.compile("[A-Za-z0-9_.+-]+");
    private static final Pattern FILE =
            Pattern.compile("(?!\\.{1,2}(/|$))[A-Za-z0-9._+-]+(/(?!\\.{1,2}(/|$))[A-Za-z0-9._+-]+)*");
    private static final Pattern MODULE_FILE = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)\\.py");

    private final Path file;
    private final Specification specification;
    private final Map<String, String> requirementOfClause = new HashMap<>();

    private AssignmentReader(Path file, Specification specification) {
        this.file = file;
        this.specification = specification;
    }

    static Assignment read(Path fileOrFolder, Specification specification) {
        Path file = Files.isDirectory(fileOrFolder) ? fileOrFolder.resolve(Assignment.FILE_NAME) : fileOrFolder;
        if (!Files.exists(file)) {
            throw new UsageException(
                    "there is no " + file + "; name an assignment's file, or a folder with an " + Assignment.FILE_NAME);
        }
        return new AssignmentReader(file, specification).read();
    }

    private Assignment read() {
        YamlFile.Mapping root = new YamlFile(file).root(FIELDS);
        String title = root.required("title", "add one line such as 'title: A bounded queue'")
                .text(LINE, "one line of text");
        Kit kit = root.required("kit", "add 'kit: python-module', 'kit: c-library' or 'kit: agent'")
                .oneOf(Kit.values(), Kit::text);
        List<String> files = root.required(
                        "files", "add the names that a submission must have, such as 'files: [ipc.py]'")
                .texts(FILE, "a relative name without '..', of letters, digits, '.', '_', '+', '-' and '/'");
        Optional<Instant> due = root.field("due").map(AssignmentReader::instant);
        return new Assignment(
                title,
                kit,
                module(root, kit, files),
                files,
                agent(root, kit),
                root.field("forbid")
                        .map(field -> field.texts(LIBRARY, "the name of a module or library"))
                        .orElse(List.of()),
                requirements(root, due),
                due,
                root.field("attempts")
                        .map(field -> OptionalInt.of(field.count()))
                        .orElse(OptionalInt.empty()),
                limits(root),
                file);
    }

    private static Optional<String> module(YamlFile.Mapping root, Kit kit, List<String> files) {
        Optional<YamlFile.Field> field = root.field("module");
        if (kit != Kit.PYTHON_MODULE) {
            field.ifPresent(module -> {
                throw module.mistake("'module' is only for the kit python-module", "take it out");
            });
            return Optional.empty();
        }
        if (field.isPresent()) {
            return field.map(module -> module.text(MODULE, "a name that Python can import"));
        }
        Matcher only = MODULE_FILE.matcher(files.get(0));
        if (files.size() > 1 || !only.matches()) {
            throw root.mistake(
                    "'module' is missing, and 'files' does not tell it",
                    "add the name to import, such as 'module: ipc'");
        }
        return Optional.of(only.group(1));
    }

    private static List<String> agent(YamlFile.Mapping root, Kit kit) {
        if (kit == Kit.AGENT) {
            return root.required("agent", "add the command, such as 'agent: [python3, agent.py]'").list().stream()
                    .map(word -> word.text(TEXT, "a word of the command"))
                    .toList();
        }
        root.field("agent").ifPresent(field -> {
            throw field.mistake("'agent' is only for the kit agent", "take it out");
        });
        return List.of();
    }

    private List<Requirement> requirements(YamlFile.Mapping root, Optional<Instant> due) {
        YamlFile.Field field = root.required(
                "requirements", "add at least one, with an id, a title, clauses or a chapter, and points");
        List<Requirement> requirements = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (YamlFile.Field item : field.list()) {
            requirements.add(requirement(item.mapping(REQUIREMENT_FIELDS), ids, due));
        }
        if (requirements.stream().allMatch(Requirement::extra)) {
            throw field.mistake(
                    "every requirement is extra, so that the maximum is 0", "make one of them 'extra: false'");
        }
        return List.copyOf(requirements);
    }

    private Requirement requirement(YamlFile.Mapping fields, Set<String> ids, Optional<Instant> due) {
        YamlFile.Field idField = fields.required("id", "add a short name such as 'id: fifo'");
        String id = idField.text(ID, "of small letters, digits and hyphens");
        if (!ids.add(id)) {
            throw idField.mistake("the id '" + id + "' is taken", "give each requirement its own");
        }
        String title = fields.required("title", "add a line that says what is asked for")
                .text(LINE, "one line of text");
        List<String> clauses = clauses(fields, id);
        double points = fields.required("points", "add what it is worth, such as 'points: 10'")
                .positive();
        Visibility visibility = fields.field("visibility")
                .map(field -> {
                    Visibility told = field.oneOf(Visibility.values(), Visibility::text);
                    if (told == Visibility.AFTER_DUE_DATE && due.isEmpty()) {
                        throw field.mistake(
                                "the assignment has no due date", "add one, such as 'due: 2026-12-01T12:00:00Z'");
                    }
                    return told;
                })
                .orElse(Visibility.VISIBLE);
        return new Requirement(
                id,
                title,
                clauses,
                points,
                fields.field("credit")
                        .map(field -> field.oneOf(Credit.values(), Credit::text))
                        .orElse(Credit.PARTIAL),
                fields.field("extra").map(YamlFile.Field::flag).orElse(false),
                visibility,
                fields.field("hint").map(field -> field.text(TEXT, "some text")));
    }

    private List<String> clauses(YamlFile.Mapping fields, String id) {
        Optional<YamlFile.Field> named = fields.field("clauses");
        Optional<YamlFile.Field> chapter = fields.field("chapter");
        if (named.isPresent() && chapter.isPresent()) {
            throw chapter.get().mistake("a requirement has clauses or a chapter, not both", "take one out");
        }
        List<String> clauses = new ArrayList<>();
        if (chapter.isPresent()) {
            YamlFile.Field field = chapter.get();
            for (String clause : clausesOf(field)) {
                claim(clause, id, field);
                clauses.add(clause);
            }
        } else {
            for (YamlFile.Field item : named.orElseThrow(() -> fields.mistake(
                            "'clauses' is missing", "add ids such as 'clauses: [QUEUE-FIFO]', or 'chapter: queue'"))
                    .list()) {
                clauses.add(clause(item, id));
            }
        }
        return List.copyOf(clauses);
    }

    private String clause(YamlFile.Field item, String requirement) {
        String clause = item.text(TEXT, "the id of a clause");
        if (specification.clause(clause).isEmpty()) {
            List<String> known =
                    specification.clauses().stream().map(Clause::id).toList();
            throw item.mistake(
                    "there is no clause '" + clause + "'",
                    Nearest.to(clause, known)
                            .map(near -> "did you mean '" + near + "'?")
                            .orElse("./ipc-tck list clauses shows them"));
        }
        claim(clause, requirement, item);
        return clause;
    }

    private void claim(String clause, String requirement, YamlFile.Field where) {
        String other = requirementOfClause.putIfAbsent(clause, requirement);
        if (other != null) {
            throw where.mistake(
                    "the clause " + clause + " is in the requirement '" + other + "' already", "let it count once");
        }
    }

    /** What a chapter asks of everybody: a SHOULD earns points only where an assignment names it. */
    private List<String> clausesOf(YamlFile.Field field) {
        String name = field.text(TEXT, "the name of a chapter");
        List<Chapter> chapters = specification.chapters();
        return chapters.stream()
                .filter(chapter -> chapter.name().equals(name))
                .findFirst()
                .orElseThrow(() -> field.mistake(
                        "there is no chapter '" + name + "'",
                        Nearest.to(name, chapters.stream().map(Chapter::name).toList())
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse("./ipc-tck list chapters shows them")))
                .clauses()
                .stream()
                .filter(clause -> clause.level() == Level.MUST)
                .map(Clause::id)
                .toList();
    }

    private static Instant instant(YamlFile.Field field) {
        String value = field.scalar("a time");
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeParseException e) {
            throw field.mistake(
                    "'due' is '" + value + "'",
                    "write a date, a time and its offset from UTC: 2026-12-01T12:00:00Z or 2026-12-01T12:00:00+08:00");
        }
    }

    private static SubmissionLimits limits(YamlFile.Mapping root) {
        Optional<YamlFile.Mapping> limits = root.field("limits").map(field -> field.mapping(LIMIT_FIELDS));
        SubmissionLimits standard = SubmissionLimits.DEFAULT;
        return new SubmissionLimits(
                limit(limits, "memory", standard.memoryMegabytes()),
                limit(limits, "processes", standard.processes()),
                limit(limits, "cpu", standard.cpuSeconds()),
                limit(limits, "wall", standard.wallSeconds()),
                limit(limits, "output", standard.outputMegabytes()),
                limit(limits, "disk", standard.diskMegabytes()));
    }

    private static int limit(Optional<YamlFile.Mapping> limits, String name, int standard) {
        return limits.flatMap(given -> given.field(name))
                .map(YamlFile.Field::count)
                .orElse(standard);
    }
}
