package io.github.ipctck.grading;

import io.github.ipctck.actor.TraceEvent;
import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.Verdict;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Specification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An assignment, and what may become of submissions to it. */
public final class Samples {
    /** Of the requirement that is told to everybody. */
    public static final List<String> VISIBLE = List.of("QUEUE-FIFO", "QUEUE-ACROSS-PROCESSES", "QUEUE-ROUND-TRIP");

    /** Of the requirement that is never told. */
    public static final String HIDDEN = "QUEUE-ROUND-TRIP-TEXT";

    /** Of the requirement that is told when the assignment is due. */
    public static final String LATER = "LOCK-TRY";

    /** Worth a point beside the maximum. */
    public static final String EXTRA = "QUEUE-GET-WITHIN-TIMEOUT";

    /** When that is. */
    public static final String DUE = "2026-12-01T12:00:00Z";

    private Samples() {}

    /** The assignment: 10 points visible, 5 hidden, 3 after the due date, 1 extra. */
    public static Assignment assignment(Path folder) {
        try {
            Path file = Files.writeString(folder.resolve(Assignment.FILE_NAME), """
                    title: A bounded queue
                    kit: python-module
                    files: [ipc.py]
                    requirements:
                      - {id: order, title: In order, clauses: [%s], points: 10, hint: 'Who holds the lock?'}
                      - {id: secret, title: Secret title, clauses: [%s], points: 5, visibility: hidden}
                      - {id: later, title: Later title, clauses: [%s], points: 3, visibility: after-due-date}
                      - {id: more, title: In time, clauses: [%s], points: 1, extra: true}
                    due: %s
                    """.formatted(
                            String.join(", ", VISIBLE), HIDDEN, LATER, EXTRA, DUE));
            return Assignment.read(file, Specification.load());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All clauses pass but those, which fail with that text as whatever a student can have a say in. */
    public static Map<String, ClauseResult> results(Assignment assignment, String text, String... failed) {
        Map<String, ClauseResult> results = new LinkedHashMap<>();
        assignment.requirements().stream()
                .flatMap(requirement -> requirement.clauses().stream())
                .forEach(id -> results.put(id, result(id, Verdict.PASSED, null)));
        for (String id : failed) {
            results.put(id, result(id, Verdict.FAILED, text));
        }
        return results;
    }

    /** What became of a clause. */
    public static ClauseResult result(String id, Verdict verdict, String text) {
        Clause clause = Specification.load().clause(id).orElseThrow();
        List<TraceEvent> trace = List.of(
                new TraceEvent.Born(100, "parent", 3, 30107, null, "actor.new"),
                new TraceEvent.Step(
                        2000,
                        "parent",
                        "queue.get",
                        "get(queue1)",
                        2100L,
                        2500L,
                        2600L,
                        "returned",
                        text == null ? "1" : text));
        return new ClauseResult(
                id,
                clause.chapter(),
                clause.profile(),
                clause.level(),
                verdict,
                text,
                text == null ? null : "`get(queue1)` in parent to give 1",
                text,
                null,
                null,
                12.5,
                0,
                trace);
    }

    /** What the result is the result of. */
    public static GradedSubmission.Digests digests() {
        return new GradedSubmission.Digests("ab".repeat(32), "cd".repeat(32), "0.1.0");
    }
}
