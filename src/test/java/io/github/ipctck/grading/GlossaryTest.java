package io.github.ipctck.grading;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ipctck.run.Verdict;
import io.github.ipctck.spec.Specification;
import io.github.ipctck.wire.Fault;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GlossaryTest {
    private static final GradedClause LOST = new GradedClause(
            "QUEUE-PUT-TIMEOUT",
            "`put` fails with full.",
            Verdict.FAILED,
            "`put_series(queue1, count=3)` in child (pid 7) to fail with full",
            "it failed with broken-pipe (OSError) after 3 ms",
            "");

    private static List<String> told(Assignment.Kit kit, GradedClause... clauses) {
        return Glossary.of(
                        kit,
                        List.of(new GradedRequirement("r", "R", 0, 1, false, Visibility.VISIBLE, List.of(clauses))))
                .stream()
                .map(entry -> entry.word() + " " + entry.meaning())
                .toList();
    }

    @Test
    void wordsAreExplainedInTheStudentsLanguage() {
        assertThat(told(Assignment.Kit.PYTHON_MODULE, LOST))
                .satisfiesExactly(
                        call -> assertThat(call)
                                .startsWith(
                                        "put_series(queue1, count=3) in child (pid 7) the process that is called child here"),
                        series -> assertThat(series).startsWith("put_series puts that many items"),
                        full -> assertThat(full).isEqualTo("fails with full raises Full: there is no free slot"),
                        broken -> assertThat(broken).startsWith("fails with broken-pipe raises BrokenPipeError"));
        assertThat(told(Assignment.Kit.C_LIBRARY, LOST))
                .contains("fails with full sets errno to IPC_FULL: there is no free slot");
        assertThat(told(Assignment.Kit.AGENT, LOST)).contains("fails with full there is no free slot");
    }

    @Test
    void whatIsNotToldIsNotExplained() {
        GradedClause passed =
                new GradedClause("QUEUE-FULL", "`put` fails with full.", Verdict.PASSED, null, null, null);
        assertThat(told(Assignment.Kit.PYTHON_MODULE, passed)).isEmpty();
        assertThat(told(Assignment.Kit.PYTHON_MODULE)).isEmpty();
    }

    /** Every kind of error of the protocol that clauses demand. */
    @Test
    void everyErrorThatAClauseDemandsIsExplained() {
        Pattern demand = Pattern.compile("fails? with ([a-z-]+)");
        Map<String, List<String>> unexplained = Specification.load().clauses().stream()
                .flatMap(clause -> demand.matcher(clause.sentence()).results().map(found -> found.group(1)))
                .filter(kind -> Fault.named(kind).isPresent())
                .distinct()
                .collect(Collectors.toMap(
                        kind -> kind,
                        kind -> told(
                                Assignment.Kit.PYTHON_MODULE,
                                new GradedClause("X", "It fails with " + kind, Verdict.FAILED, null, null, null))));
        assertThat(unexplained)
                .isNotEmpty()
                .allSatisfy((kind, entries) -> assertThat(entries).as(kind).hasSize(1));
    }
}
