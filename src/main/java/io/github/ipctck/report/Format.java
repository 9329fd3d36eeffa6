package io.github.ipctck.report;

import io.github.ipctck.run.RunResult;
import java.nio.file.Path;
import java.util.List;

/** A form of results that other people's tools, or people, read. */
public interface Format {
    /** The name that {@code --format} takes. */
    String name();

    /**
     * Writes the runs down.
     *
     * @param out the file or folder; what is there is replaced
     * @throws io.github.ipctck.run.UsageException if it can't be written, or the runs can't be told in this form
     */
    void write(List<RunResult> runs, Path out);
}
