package io.github.ipctck.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The whole specification: every chapter and clause, in the order of the text. */
public final class Specification {
    /** The chapters that there are, in reading order: one file {@code spec/NAME.md} each. */
    private static final List<String> CHAPTERS = List.of(
            "process",
            "process-object",
            "pool",
            "pipe",
            "queue",
            "value",
            "lock",
            "array",
            "queue-extended",
            "lock-extended",
            "multiplex",
            "semaphore",
            "event",
            "condition",
            "barrier",
            "socket");

    private static final class Loaded {
        static final Specification SPECIFICATION = read();
    }

    private final List<Chapter> chapters;
    private final Map<String, Clause> clauses;

    Specification(List<Chapter> chapters) {
        this.chapters = List.copyOf(chapters);
        this.clauses = new LinkedHashMap<>();
        for (Chapter chapter : chapters) {
            for (Clause clause : chapter.clauses()) {
                if (clauses.put(clause.id(), clause) != null) {
                    throw new SpecificationException("spec: the clause " + clause.id() + " occurs twice");
                }
            }
        }
    }

    /**
     * The specification that ships with this jar.
     *
     * @throws SpecificationException if its text is malformed
     */
    public static Specification load() {
        return Loaded.SPECIFICATION;
    }

    private static Specification read() {
        List<Chapter> chapters = new ArrayList<>();
        for (String name : CHAPTERS) {
            chapters.add(ChapterParser.parse(name + ".md", text(name + ".md")));
        }
        return new Specification(chapters);
    }

    /**
     * The Markdown of one of its files, such as {@code queue.md}.
     *
     * @throws SpecificationException if there is no such file
     */
    public static String text(String file) {
        try (InputStream in = Specification.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new SpecificationException("spec: there is no " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<Chapter> chapters() {
        return chapters;
    }

    /** Every clause, in the order of the text. */
    public List<Clause> clauses() {
        return List.copyOf(clauses.values());
    }

    /** The clause of that id, or empty. */
    public Optional<Clause> clause(String id) {
        return Optional.ofNullable(clauses.get(id));
    }

    /** The names that stand for several profiles: {@code core}, {@code all}. */
    public Set<String> profileGroups() {
        return Profiles.groups();
    }

    /**
     * The profiles that are meant by names of profiles and of groups.
     *
     * @param named such names; an unknown one is given back as it is
     */
    public Set<String> profilesOf(Collection<String> named) {
        return Profiles.expanded(named, profiles());
    }

    /** The names of all profiles. */
    public Set<String> profiles() {
        Set<String> profiles = new LinkedHashSet<>();
        chapters.forEach(chapter -> profiles.add(chapter.profile()));
        return profiles;
    }
}
