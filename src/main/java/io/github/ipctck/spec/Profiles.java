package io.github.ipctck.spec;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names that stand for several profiles. */
final class Profiles {
    /** Every profile there is. */
    static final String ALL = "all";

    /** What the course notes and the first pages of multiprocessing's reference are about. */
    private static final Map<String, List<String>> GROUPS =
            Map.of("core", List.of("process", "process-object", "pool", "pipe", "queue", "value", "lock", "array"));

    private Profiles() {}

    /** The names of all groups. */
    static Set<String> groups() {
        Set<String> names = new LinkedHashSet<>(GROUPS.keySet());
        names.add(ALL);
        return names;
    }

    /** The same profiles with each group replaced by its members. */
    static Set<String> expanded(Collection<String> named, Set<String> all) {
        Set<String> expanded = new LinkedHashSet<>();
        for (String name : named) {
            expanded.addAll(name.equals(ALL) ? all : GROUPS.getOrDefault(name, List.of(name)));
        }
        return expanded;
    }
}
