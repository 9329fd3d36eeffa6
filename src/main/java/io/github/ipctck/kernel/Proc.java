package io.github.ipctck.kernel;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads files of {@code /proc}. A process that ends meanwhile is 'nothing there', never an error. */
final class Proc {
    private static final Path ROOT = Path.of("/proc");

    private Proc() {}

    static Path path(long pid, String name) {
        return ROOT.resolve(Long.toString(pid)).resolve(name);
    }

    static Optional<String> read(Path file) {
        try (InputStream stream = new FileInputStream(file.toFile())) { // fewer system calls than by way of a channel
            return Optional.of(new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static Optional<String> read(long pid, String name) {
        return read(path(pid, name));
    }

    /** The names in a directory; none if it can't be read. */
    static List<String> names(Path directory) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            return names;
        }
        return names;
    }

    /** The value of a line such as {@code NSpid: 4711 2}. */
    static Optional<String> field(String text, String name) {
        return text.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }
}
