package io.github.ipctck.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ipctck.spec.Specification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the results of a run again, also of one that was killed: that one is incomplete, and never conforms. */
public final class ResultsReader {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // a later version may say more
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private static final Map<String, Integer> ORDER = new HashMap<>();

    static {
        Specification.load().clauses().forEach(clause -> ORDER.put(clause.id(), ORDER.size()));
    }

    private ResultsReader() {}

    /**
     * The run that a file tells of. A last line that was cut short counts as not written.
     *
     * @throws UsageException if the file can't be read, or is no results file of a version that this suite knows
     */
    public static RunResult read(Path path) {
        List<String> lines;
        try {
            lines = Files.readAllLines(path, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UsageException(path + " can't be read: " + e.getMessage());
        }
        RunHeader header = null;
        RunFooter footer = null;
        List<ClauseResult> clauses = new ArrayList<>();
        for (int number = 1; number <= lines.size(); number++) {
            try {
                ObjectNode line = MAPPER.readValue(lines.get(number - 1), ObjectNode.class);
                String type = String.valueOf(line.path("type").textValue());
                line.remove("type");
                switch (type) {
                    case "header" -> header = MAPPER.treeToValue(line, RunHeader.class);
                    case "clause" -> clauses.add(MAPPER.treeToValue(line, ClauseResult.class));
                    case "footer" -> footer = MAPPER.treeToValue(line, RunFooter.class);
                    default -> throw new UsageException(path + ":" + number + ": no line of a run's results");
                }
            } catch (JsonProcessingException e) {
                if (number < lines.size()) {
                    throw new UsageException(path + ":" + number + ": no line of a run's results: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""));
                }
            }
        }
        if (header == null) {
            throw new UsageException(path + " is no results file of a run: it has no header");
        }
        if (header.version() != RunHeader.VERSION) {
            throw new UsageException(path + " is of version " + header.version() + " of the results; this suite reads "
                    + RunHeader.VERSION);
        }
        clauses.sort(Comparator.comparing(clause -> ORDER.getOrDefault(clause.clause(), ORDER.size())));
        return new RunResult(header, clauses, footer == null ? cutShort(clauses) : footer, path);
    }

    /** Whether a file begins as the results of a run do; those of soaks and of saboteurs begin otherwise. */
    static boolean isRun(Path path) {
        try (Stream<String> lines = Files.lines(path, StandardCharsets.UTF_8)) {
            String first = lines.findFirst().orElse("{}");
            return MAPPER.readTree(first).has("agent");
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static RunFooter cutShort(List<ClauseResult> clauses) {
        Map<String, Long> counts = new TreeMap<>();
        clauses.forEach(clause -> counts.merge(clause.verdict().text(), 1L, Long::sum));
        return new RunFooter(false, counts, Conclusion.UNJUDGED, 0);
    }
}
