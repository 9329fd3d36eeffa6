package io.github.ipctck.grading;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.ipctck.run.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Finds the submissions in a folder that a platform exported, or that somebody filled by hand. */
public final class Submissions {
    private static final String GRADESCOPE_METADATA = "submission_metadata.yml";
    private static final YAMLMapper YAML = new YAMLMapper();

    private Submissions() {}

    /** As {@link #in(Path, Consumer)}; what is no submission is passed over. */
    public static List<Submission> in(Path folder) {
        return in(folder, skipped -> {});
    }

    /**
     * The submissions in a folder, sorted by the students' keys.
     *
     * @param skipped told of each file that is nobody's
     * @throws UsageException if there is none, the folder can't be read, or two have one name
     */
    public static List<Submission> in(Path folder, Consumer<Path> skipped) {
        Map<String, Student> students = new TreeMap<>();
        Map<String, List<Path>> sources = new TreeMap<>();
        JsonNode metadata = metadata(folder);
        for (Path path : children(folder)) {
            String name = PathNames.of(path);
            if (name.startsWith(".") || name.equals("__MACOSX") || name.equals(GRADESCOPE_METADATA)) {
                continue;
            }
            boolean isFolder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
            Student student = named(ExportName.of(name, isFolder).student(), metadata.path(name));
            boolean told = student.platform() != Platform.OTHER;
            // A link is told to its student when it is unpacked.
            if (!isFolder && !told && !ExportName.ARCHIVE.matcher(name).matches() && !Files.isSymbolicLink(path)) {
                skipped.accept(path);
                continue;
            }
            Student other = students.putIfAbsent(student.key(), student);
            List<Path> paths = sources.computeIfAbsent(student.key(), key -> new ArrayList<>());
            if (other != null && (!told || !other.equals(student))) {
                throw new UsageException(folder + " has two submissions of " + student.name() + ": "
                        + PathNames.of(paths.get(0)) + " and " + name + "; take one away, or rename it");
            }
            paths.add(path);
        }
        if (students.isEmpty()) {
            throw new UsageException("there are no submissions in " + folder
                    + "; it needs a folder, a .zip or a .tar.gz for each student");
        }
        return students.values().stream()
                .map(student -> new Submission(student, List.copyOf(sources.get(student.key()))))
                .toList();
    }

    private static List<Path> children(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new UsageException("there is no folder " + folder + "; name the one that has the submissions");
        }
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        } catch (IOException e) {
            throw new UsageException(folder + " can't be read: " + e.getMessage());
        }
    }

    private static JsonNode metadata(Path folder) {
        Path file = folder.resolve(GRADESCOPE_METADATA);
        if (!Files.exists(file)) {
            return YAML.createObjectNode();
        }
        try {
            return YAML.readTree(file.toFile());
        } catch (IOException e) {
            throw new UsageException(file + " can't be read: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }

    /** Gradescope tells names beside the submissions; those of a group are told together. */
    private static Student named(Student student, JsonNode metadata) {
        String names = StreamSupport.stream(metadata.path(":submitters").spliterator(), false)
                .map(submitter -> submitter.path(":name").asText())
                .filter(name -> !name.isBlank())
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? student : new Student(student.key(), names, student.id(), student.platform());
    }
}
