package io.github.ipctck.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Finds the results of runs among files and folders. */
public final class ResultsFolder {
    private ResultsFolder() {}

    /**
     * The runs that files tell of, and those in folders, in the order of their names.
     *
     * @param paths files, or folders whose {@code *.ndjson} count
     * @param skipped is told of each file of a folder that is about something else, such as a soak
     * @throws UsageException if there is no run, or one can't be read
     */
    public static List<RunResult> read(List<Path> paths, Consumer<Path> skipped) {
        List<RunResult> runs = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.isDirectory(path)) {
                runs.add(ResultsReader.read(path));
                continue;
            }
            for (Path file : files(path)) {
                if (ResultsReader.isRun(file)) {
                    runs.add(ResultsReader.read(file));
                } else {
                    skipped.accept(file);
                }
            }
        }
        if (runs.isEmpty()) {
            throw new UsageException("there are no results of a run in "
                    + String.join(", ", paths.stream().map(Path::toString).toList()));
        }
        return runs;
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".ndjson"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
