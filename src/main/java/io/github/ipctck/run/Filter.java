package io.github.ipctck.run;

import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Level;
import io.github.ipctck.spec.Nearest;
import io.github.ipctck.spec.Specification;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which clauses to judge. An empty list does not restrict.
 *
 * @param chapters short names of chapters
 * @param clauses ids of clauses
 * @param profiles names of profiles
 * @param levels how binding
 */
public record Filter(List<String> chapters, List<String> clauses, List<String> profiles, List<Level> levels) {
    /** Selects everything. */
    public static final Filter ALL = new Filter(List.of(), List.of(), List.of(), List.of());

    /**
     * The clauses that it selects, in the order of the specification.
     *
     * @throws UsageException if a name is unknown or nothing is selected
     */
    public List<Clause> select(Specification specification) {
        check("chapter", chapters, specification.chapters().stream().map(c -> c.name()));
        check("clause", clauses, specification.clauses().stream().map(Clause::id));
        check(
                "profile",
                profiles,
                Stream.concat(specification.profiles().stream(), specification.profileGroups().stream()));
        Set<String> wantedProfiles = specification.profilesOf(profiles);
        List<Clause> selected = specification.clauses().stream()
                .filter(clause -> matches(chapters, clause.chapter()))
                .filter(clause -> matches(clauses, clause.id()))
                .filter(clause -> matches(wantedProfiles, clause.profile()))
                .filter(clause -> levels.isEmpty() || levels.contains(clause.level()))
                .toList();
        if (selected.isEmpty()) {
            throw new UsageException("no clause is in all of: "
                    + Stream.of(chapters, clauses, profiles, levels)
                            .flatMap(Collection::stream)
                            .map(Object::toString)
                            .collect(Collectors.joining(", ")));
        }
        return selected;
    }

    private static boolean matches(Collection<String> wanted, String name) {
        return wanted.isEmpty() || wanted.contains(name);
    }

    private static void check(String kind, List<String> wanted, Stream<String> known) {
        List<String> names = known.toList();
        for (String name : wanted) {
            if (!names.contains(name)) {
                List<String> near = near(name, names);
                throw new UsageException("there is no " + kind + " '" + name + "'; "
                        + (near.isEmpty()
                                ? "./ipc-tck list " + kind + "s shows them"
                                : "did you mean " + String.join(", ", near) + "?"));
            }
        }
    }

    /** Names that contain what was typed, or the nearest one, or those that share a word with it; all of them if there are few. */
    private static List<String> near(String typed, List<String> names) {
        if (names.size() <= 20) {
            return names;
        }
        String wanted = typed.toUpperCase(Locale.ROOT);
        List<String> containing =
                names.stream().filter(name -> name.contains(wanted)).limit(8).toList();
        if (!containing.isEmpty()) {
            return containing;
        }
        Optional<String> nearest = Nearest.to(typed, names);
        if (nearest.isPresent()) {
            return List.of(nearest.get());
        }
        String first = wanted.contains("-") ? wanted.substring(0, wanted.lastIndexOf('-')) : wanted;
        return names.stream().filter(name -> name.startsWith(first)).limit(8).toList();
    }
}
