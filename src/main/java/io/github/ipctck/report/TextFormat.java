package io.github.ipctck.report;

import io.github.ipctck.run.RunResult;
import io.github.ipctck.run.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * A form that is one text.
 *
 * @param name the name that {@code --format} takes
 * @param text makes it
 */
public record TextFormat(String name, Function<List<RunResult>, String> text) implements Format {
    @Override
    public void write(List<RunResult> runs, Path out) {
        write(text.apply(runs), out);
    }

    /** Writes a text to a file, whose folder is made. */
    static void write(String text, Path out) {
        try {
            Files.createDirectories(out.toAbsolutePath().getParent());
            Files.writeString(out, text);
        } catch (IOException e) {
            throw new UsageException("the report can't be written to " + out + ": " + e.getMessage());
        }
    }
}
