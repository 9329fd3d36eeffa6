package io.github.ipctck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the processes, anywhere on this machine, that carry a mark in their environment. */
final class Marked {
    private Marked() {}

    static List<Long> processes(String mark) {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.filter(entry -> entry.getFileName().toString().matches("\\d+"))
                    .filter(entry -> hasMark(entry, mark))
                    .map(entry -> Long.valueOf(entry.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasMark(Path entry, String mark) {
        try {
            return new String(Files.readAllBytes(entry.resolve("environ")), StandardCharsets.UTF_8).contains(mark);
        } catch (IOException e) {
            return false;
        }
    }

    /** The ids of all containers, running or not, with that mark in their environment. */
    static List<String> containers(String mark) {
        String format = "{{.Id}} {{.Config.Env}}";
        return Shell.lines("docker ps -aq | xargs -r docker inspect --format '" + format + "' 2>/dev/null || true")
                .stream()
                .filter(line -> line.contains(mark))
                .toList();
    }
}
