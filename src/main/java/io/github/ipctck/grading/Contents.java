package io.github.ipctck.grading;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a submission that was unpacked.
 *
 * @param folder where they are
 * @param assignment what was asked for
 */
record Contents(Path folder, Assignment assignment) {
    /**
     * Requires what the assignment asks for, and takes out what is of another kind, such as ready-made libraries.
     *
     * @return the names of what was taken out
     * @throws SubmissionRefused if something is missing or forbidden
     */
    List<String> require() {
        List<String> missing = assignment.files().stream()
                .filter(name -> !Files.isRegularFile(folder.resolve(name), LinkOption.NOFOLLOW_LINKS))
                .toList();
        if (!missing.isEmpty()) {
            throw new SubmissionRefused("It lacks " + String.join(", ", missing) + ", which the assignment asks for."
                    + " There is: " + (names().isEmpty() ? "nothing" : String.join(", ", names())) + ".");
        }
        List<String> leftOut = assignment.kit() == Assignment.Kit.AGENT ? List.of() : takeOutOtherKinds();
        if (assignment.kit() == Assignment.Kit.PYTHON_MODULE) {
            files().forEach(this::requireNoForbiddenImport);
        }
        return leftOut;
    }

    private List<String> takeOutOtherKinds() {
        Set<String> kinds = assignment.kit() == Assignment.Kit.C_LIBRARY
                ? Set.of("c", "h")
                : assignment.files().stream().map(Contents::kind).collect(Collectors.toSet());
        List<String> leftOut = new ArrayList<>();
        for (Path file : files()) {
            if (!kinds.contains(kind(file.toString()))) {
                leftOut.add(folder.relativize(file).toString());
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return leftOut;
    }

    private static String kind(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** A first look, with a line to show: what is hidden better is seen by the kernel when it is loaded. */
    private void requireNoForbiddenImport(Path file) {
        String text = text(file);
        for (String module : assignment.forbid()) {
            Matcher found = Pattern.compile(
                            "^\\s*(?:import\\s+(?:[\\w.]+(?:\\s+as\\s+\\w+)?\\s*,\\s*)*|from\\s+)"
                                    + Pattern.quote(module) + "\\b",
                            Pattern.MULTILINE)
                    .matcher(text);
            if (found.find()) {
                // A match may begin with the ends of empty lines before it.
                long line = text.substring(0, found.end()).lines().count();
                throw new SubmissionRefused(folder.relativize(file) + ", line " + line + ", imports " + module
                        + ", which the assignment forbids.");
            }
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> names() {
        return files().stream()
                .map(file -> folder.relativize(file).toString())
                .limit(10)
                .toList();
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
