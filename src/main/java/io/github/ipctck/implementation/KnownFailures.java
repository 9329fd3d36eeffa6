package io.github.ipctck.implementation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an implementation is known to fail: a list that only ever gets shorter.
 *
 * @param file where it is written; empty if the manifest names none
 * @param entries the failures, at most one a clause
 */
public record KnownFailures(Optional<Path> file, List<KnownFailure> entries) {
    private static final Pattern ENTRY = Pattern.compile("- +clause: *[\"']?([A-Z0-9-]+).*");

    /** The ids of the clauses. */
    public Set<String> clauses() {
        return entries.stream().map(KnownFailure::clause).collect(Collectors.toSet());
    }

    /**
     * Takes entries out of the file, and leaves all else in it as it is.
     *
     * @throws ManifestException if one has no entry, or stands there in a form that only a person can edit
     */
    public void remove(Collection<String> clauses) {
        Path path = file.orElseThrow(() -> new ManifestException("the manifest names no file of known failures"));
        for (String clause : clauses) {
            if (!clauses().contains(clause)) {
                throw new ManifestException(path + " has no entry for " + clause);
            }
        }
        try {
            List<String> kept = new ArrayList<>();
            int removed = 0;
            boolean removing = false;
            for (String line : Files.readAllLines(path)) {
                Matcher entry = ENTRY.matcher(line);
                if (entry.matches()) {
                    removing = clauses.contains(entry.group(1));
                    removed += removing ? 1 : 0;
                } else if (line.startsWith("#")) {
                    removing = false;
                }
                if (!removing) {
                    kept.add(line);
                }
            }
            if (removed != clauses.size()) {
                throw new ManifestException(
                        path + ": not every one of these entries begins with '- clause:'; take them out by hand");
            }
            if (removed == entries.size()) {
                kept.add("[]");
            }
            Files.write(path, kept);
        } catch (IOException e) {
            throw new ManifestException(path + " can't be changed: " + e.getMessage());
        }
    }
}
