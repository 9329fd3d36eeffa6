package io.github.ipctck.run;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The results of a run, one JSON object a line, written and flushed as it goes, so that a crash loses nothing. */
final class ResultsFile implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path path;
    private final Writer writer;
    private boolean closed;

    ResultsFile(Path path) {
        this.path = path;
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            this.writer = Files.newBufferedWriter(path);
        } catch (IOException e) {
            throw new UsageException("the results can't be written to " + path + ": " + e.getMessage());
        }
    }

    Path path() {
        return path;
    }

    /** Writes the last line. What comes after it is not written. */
    synchronized void lastLine(String type, Object content) {
        line(type, content);
        close();
    }

    /** Writes one line. */
    synchronized void line(String type, Object content) {
        if (closed) {
            return;
        }
        ObjectNode line = MAPPER.createObjectNode();
        line.put("type", type);
        line.setAll((ObjectNode) MAPPER.valueToTree(content));
        try {
            writer.write(MAPPER.writeValueAsString(line));
            writer.write('\n');
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the results can't be written to " + path, e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
