package io.github.ipctck.implementation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Beginnings of implementations: a folder each under {@code containers/kits}, whose files have places to fill in. */
public final class Kits {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final String NAME_PLACE = "@NAME@";
    private static final String PROTOCOL_PLACE = "@PROTOCOL@";

    private final Path containers;

    /**
     * @param containers the folder that has the kits, and the agents that they use
     */
    public Kits(Path containers) {
        this.containers = containers;
    }

    /** The names of all kits, sorted. */
    public List<String> names() {
        return children(containers.resolve("kits")).stream()
                .map(kit -> kit.getFileName().toString())
                .toList();
    }

    /**
     * Makes an implementation from a kit, in a new folder that has its name and needs nothing else of this suite.
     *
     * @param protocol the version of the agent protocol
     * @throws ManifestException if there is no such kit, the name can't be one, or the folder exists
     */
    public Path begin(String kit, String name, Path where, int protocol) {
        if (!names().contains(kit)) {
            throw new ManifestException("there is no kit '" + kit + "'; there are: " + String.join(", ", names()));
        }
        if (!NAME.matcher(name).matches()) {
            throw new ManifestException(
                    "'" + name + "' can't be the name of an implementation: it takes a small letter,"
                            + " then small letters, digits and _, 40 at most");
        }
        Path folder = where.resolve(name);
        if (Files.exists(folder)) {
            throw new ManifestException(folder + " exists already; take another name or remove it");
        }
        try {
            copy(containers.resolve("kits").resolve(kit), folder, name, protocol);
            Path agent = containers.resolve("agents").resolve(kit);
            if (Files.isDirectory(agent)) {
                copy(agent, folder.resolve("agent"), name, protocol);
            }
        } catch (IOException e) {
            throw new ManifestException(folder + " can't be written: " + e.getMessage());
        }
        return folder;
    }

    private static void copy(Path source, Path target, String name, int protocol) throws IOException {
        Files.createDirectories(target);
        for (Path entry : children(source)) {
            Path copy = target.resolve(entry.getFileName().toString().replace(NAME_PLACE, name));
            if (Files.isDirectory(entry)) {
                copy(entry, copy, name, protocol);
            } else {
                Files.writeString(
                        copy,
                        Files.readString(entry, StandardCharsets.UTF_8)
                                .replace(NAME_PLACE, name)
                                .replace(PROTOCOL_PLACE, Integer.toString(protocol)));
            }
        }
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().equals("__pycache__"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
