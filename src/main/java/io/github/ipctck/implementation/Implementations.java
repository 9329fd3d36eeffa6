package io.github.ipctck.implementation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds implementations: by name in the folder {@code containers/}, or by the path of a folder with a manifest. */
public final class Implementations {
    /** The manifest's file name. */
    public static final String MANIFEST = "implementation.yaml";

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .build();

    private final Path containers;

    /**
     * @param containers the folder that has a folder an implementation
     */
    public Implementations(Path containers) {
        this.containers = containers;
    }

    /** The manifest as it is written. */
    private record Manifest(
            @JsonProperty(required = true) String name,
            String title,
            String family,
            @JsonProperty(required = true) String language,
            List<String> version,
            @JsonProperty(required = true) List<String> agent,
            List<String> build,
            List<String> packages,
            Map<String, String> environment,
            List<MountEntry> mounts,
            @JsonProperty(required = true) List<String> profiles,
            boolean partial,
            String image,
            String dockerfile,
            LimitEntry limits,
            String knownFailures) {}

    private record MountEntry(
            @JsonProperty(required = true) String source,
            @JsonProperty(required = true) String target) {}

    private record LimitEntry(Integer processes, Integer memory, Double processors, Integer scratch) {}

    /** The names of all implementations in the folder, sorted. */
    public List<String> names() {
        try (Stream<Path> folders = Files.list(containers)) {
            return folders.filter(folder -> Files.exists(folder.resolve(MANIFEST)))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * The implementation of that name, or in the folder of that path.
     *
     * @throws ManifestException if there is none or its manifest can't be used
     */
    public Implementation find(String nameOrPath) {
        Path folder = containers.resolve(nameOrPath);
        if (!nameOrPath.contains("/") && Files.exists(folder.resolve(MANIFEST))) {
            return read(folder);
        }
        Path path = Path.of(nameOrPath);
        if (Files.exists(path.resolve(MANIFEST))) {
            return read(path.toAbsolutePath().normalize());
        }
        if (Files.isDirectory(path)) {
            throw new ManifestException(
                    nameOrPath + " has no " + MANIFEST + "; copy one from containers/cpython and adapt it");
        }
        throw new ManifestException("there is no implementation '" + nameOrPath + "'; there are: "
                + String.join(", ", names()) + " (or give the path of a folder with an " + MANIFEST + ")");
    }

    private static Implementation read(Path folder) {
        Path file = folder.resolve(MANIFEST);
        Manifest manifest = parse(file, new TypeReference<>() {});
        if (manifest.agent().isEmpty()) {
            throw new ManifestException(file + ": 'agent' must be a command of at least one word");
        }
        List<Mount> mounts = new ArrayList<>();
        for (MountEntry entry : orEmpty(manifest.mounts())) {
            Path source = folder.resolve(entry.source()).normalize();
            if (!Files.exists(source) && orEmpty(manifest.build()).isEmpty()) {
                throw new ManifestException(file + ": the mount's source " + entry.source() + " does not exist");
            }
            if (!entry.target().startsWith("/")) {
                throw new ManifestException(file + ": the mount's target " + entry.target() + " must begin with /");
            }
            mounts.add(new Mount(source, entry.target()));
        }
        Optional<Path> dockerfile = Optional.ofNullable(manifest.dockerfile()).map(folder::resolve);
        dockerfile.filter(path -> !Files.exists(path)).ifPresent(path -> {
            throw new ManifestException(file + ": the Dockerfile " + path + " does not exist");
        });
        return new Implementation(
                manifest.name(),
                manifest.title() == null ? manifest.name() : manifest.title(),
                manifest.family() == null ? manifest.name() : manifest.family(),
                manifest.language(),
                orEmpty(manifest.version()),
                manifest.agent(),
                orEmpty(manifest.build()),
                orEmpty(manifest.packages()),
                manifest.environment() == null ? Map.of() : manifest.environment(),
                List.copyOf(mounts),
                manifest.profiles(),
                manifest.partial(),
                Optional.ofNullable(manifest.image()),
                dockerfile,
                limits(manifest.limits()),
                knownFailures(folder, manifest.knownFailures()),
                folder);
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }

    private static Limits limits(LimitEntry entry) {
        if (entry == null) {
            return Limits.DEFAULT;
        }
        Limits standard = Limits.DEFAULT;
        return new Limits(
                entry.processes() == null ? standard.processes() : entry.processes(),
                entry.memory() == null ? standard.memoryMegabytes() : entry.memory(),
                entry.processors() == null ? standard.processors() : entry.processors(),
                entry.scratch() == null ? standard.scratchMegabytes() : entry.scratch());
    }

    private static KnownFailures knownFailures(Path folder, String name) {
        if (name == null) {
            return new KnownFailures(Optional.empty(), List.of());
        }
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            throw new ManifestException(file + " does not exist, though " + MANIFEST + " names it");
        }
        List<KnownFailure> entries = parse(file, new TypeReference<>() {});
        for (KnownFailure entry : entries) {
            if (entry.reason() == null || entry.reason().isBlank()) {
                throw new ManifestException(file + ": the entry for " + entry.clause() + " gives no reason");
            }
        }
        KnownFailures known = new KnownFailures(Optional.of(file), entries);
        if (known.clauses().size() < entries.size()) {
            throw new ManifestException(file + " has two entries for one clause");
        }
        return known;
    }

    private static <T> T parse(Path file, TypeReference<T> type) {
        try {
            T content = YAML.readValue(file.toFile(), type);
            if (content == null) {
                throw new ManifestException(file + " is empty");
            }
            return content;
        } catch (UnrecognizedPropertyException e) {
            throw new ManifestException(file + lineOf(file, e.getPropertyName()) + ": unknown field '"
                    + e.getPropertyName() + "'; known are "
                    + e.getKnownPropertyIds().stream()
                            .map(Object::toString)
                            .sorted()
                            .collect(Collectors.joining(", ")));
        } catch (MismatchedInputException e) {
            if (e.getOriginalMessage().contains("creator property")) {
                throw missing(file, e);
            }
            String field = e.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "" + (step.getIndex() + 1) : step.getFieldName())
                    .collect(Collectors.joining(" "));
            throw new ManifestException(file + at(e) + ": "
                    + (field.isEmpty()
                            ? "this is not what stands in such a file"
                            : "'" + field + "' is of the wrong kind"));
        } catch (JsonMappingException e) {
            throw new ManifestException(file + at(e) + ": is no YAML: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (JsonProcessingException e) {
            throw new ManifestException(file + at(e) + ": is no YAML: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        } catch (IOException e) {
            throw new ManifestException(file + " can't be read: " + e.getMessage());
        }
    }

    private static ManifestException missing(Path file, JsonMappingException e) {
        Matcher field = Pattern.compile("creator property '([^']+)'").matcher(e.getOriginalMessage());
        return new ManifestException(file + at(e) + ": "
                + (field.find() ? "the field '" + field.group(1) + "' is missing" : e.getOriginalMessage()));
    }

    /** Where a field stands. The parser can't say: it tells the end of what the field is in. */
    private static String lineOf(Path file, String field) {
        try {
            List<String> lines = Files.readAllLines(file);
            Pattern key = Pattern.compile("(^|[\\s{,])" + Pattern.quote(field) + "\\s*:");
            for (int i = 0; i < lines.size(); i++) {
                if (key.matcher(lines.get(i)).find()) {
                    return ":" + (i + 1);
                }
            }
        } catch (IOException e) {
            // Then without.
        }
        return "";
    }

    private static String at(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : ":" + e.getLocation().getLineNr() + ":" + e.getLocation().getColumnNr();
    }
}
