package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job: CPython is judged, in both sandboxes, and holds everything. */
class RunTest {
    @TempDir
    private Path out;

    @Test
    void cpythonPassesEveryClauseInBothSandboxes() {
        Map<String, String> bubblewrap = WholeRuns.verdicts("cpython");
        assertThat(bubblewrap.values()).containsOnly("passed");
        assertThat(run("docker")).isEqualTo(bubblewrap);
    }

    @Test
    void cpythonPassesInTheDirectSandbox() {
        assertThat(run(
                                "direct",
                                "--clause",
                                "FORK-TWO-RETURNS,FORK-FAILURE,QUEUE-GET-TIMEOUT,PIPE-EOF-NEEDS-EVERY-COPY")
                        .values())
                .containsOnly("passed")
                .hasSize(4);
    }

    @Test
    void everyOrderOfTheClausesGivesTheSameVerdicts() {
        assertThat(run("bubblewrap", "--seed", "2", "--lanes", "1", "--chapter", "process,lock")
                        .values())
                .containsOnly("passed");
    }

    @Test
    void theTraceShowsActorsPidsWhoWasBlockedAndWhatTheKernelSaw() {
        run("bubblewrap", "--clause", "PIPE-EOF-NEEDS-EVERY-COPY");
        JsonNode clause =
                Product.results(out.resolve("cpython.bubblewrap.ndjson")).get(1);
        List<JsonNode> trace =
                StreamSupport.stream(clause.path("trace").spliterator(), false).toList();
        assertThat(trace)
                .filteredOn(event -> event.path("type").asText().equals("born"))
                .extracting(event -> event.path("actor").asText())
                .containsExactly("parent", "reader", "holder", "heir");
        assertThat(trace)
                .filteredOn(event -> event.path("type").asText().equals("born"))
                .allSatisfy(event -> assertThat(event.path("hostPid").asLong())
                        .isGreaterThan(event.path("pid").asLong()));
        assertThat(trace)
                .filteredOn(event -> event.path("type").asText().equals("kernel"))
                .anySatisfy(event -> {
                    assertThat(event.path("actor").asText()).isEqualTo("reader");
                    assertThat(event.path("observation").asText()).startsWith("blocked");
                });
        assertThat(trace).anySatisfy(event -> {
            assertThat(event.path("operation").asText()).isEqualTo("pipe.receive");
            assertThat(event.path("outcome").asText()).isEqualTo("failed");
            assertThat(event.path("detail").asText()).startsWith("end-of-file");
        });
    }

    private Map<String, String> run(String sandbox, String... more) {
        String[] arguments = {"run", "cpython", "--sandbox", sandbox, "--out", out.toString()};
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        Product.Outcome outcome = Product.run(all);
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains("cpython conforms");
        return Product.verdicts(out.resolve("cpython." + sandbox + ".ndjson"));
    }
}
