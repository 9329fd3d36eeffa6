package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Several implementations judged by one command, beside others; what is asked of one is asked of its results. */
final class Lineup {
    private static final long MEBIBYTE = 1024;

    private final Path out;
    private final String sandbox;
    private final String mark = "MARK=" + UUID.randomUUID();
    private final Process process;
    private final CompletableFuture<Long> peakMemory;

    /**
     * Starts the command.
     *
     * @param script the agent, a script of {@code agents/}, whose modes the implementations are
     * @param options of {@code run}
     */
    Lineup(Path folder, String script, Collection<String> modes, String sandbox, String... options) {
        this.out = folder.resolve("out");
        this.sandbox = sandbox;
        List<String> command = new ArrayList<>(List.of("run", "--sandbox", sandbox, "--out", out.toString()));
        command.addAll(Arrays.asList(options));
        for (String mode : modes) {
            command.add(StubAgent.around(folder, script, mode, mark.substring("MARK=".length()))
                    .toString());
        }
        this.process = Product.start(Map.of(), List.of(), command.toArray(String[]::new));
        this.peakMemory = CompletableFuture.supplyAsync(() -> peakMemoryOf(process));
    }

    /** The peak of a process's resident memory in KiB, looked at until it ends. */
    private static long peakMemoryOf(Process process) {
        long peak = 0;
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        while (process.isAlive()) {
            try {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith("VmHWM:")) {
                        peak = Math.max(peak, Long.parseLong(line.replaceAll("\\D", "")));
                    }
                }
                Thread.sleep(20);
            } catch (IOException e) {
                // It has just ended.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return peak;
    }

    /** Waits for the command's end. */
    Product.Outcome outcome() {
        return Product.finish(process);
    }

    /** The peak of the harness's resident memory in MiB, agents not included. */
    long peakMemory() {
        try {
            return peakMemory.get() / MEBIBYTE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What became of that clause with that implementation. */
    JsonNode judged(String implementation, String clause) {
        return line(implementation, "clause", clause);
    }

    /** How long the run of that implementation took, in milliseconds. */
    double millis(String implementation) {
        return line(implementation, "type", "footer").path("millis").asDouble(Double.MAX_VALUE);
    }

    private JsonNode line(String implementation, String field, String value) {
        List<JsonNode> results = Product.results(out.resolve(implementation + "." + sandbox + ".ndjson"));
        List<JsonNode> lines = results.stream()
                .filter(line -> line.path(field).asText().equals(value))
                .toList();
        assertThat(lines)
                .as("%s %s of %s: %s", field, value, implementation, results)
                .hasSize(1);
        return lines.get(0);
    }

    /** Nothing is left: no process and no container. */
    void leftNothing() {
        assertThat(Marked.processes(mark)).as("processes left behind").isEmpty();
        assertThat(Marked.containers(mark)).as("containers left behind").isEmpty();
    }
}
