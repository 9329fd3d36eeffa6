package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Several implementations judged by one command, beside others; what is asked of one is asked of its results. */
final class Lineup {
    private static final long MEBIBYTE = 1024;

    /** Whatever its agents do, a command is over within this time. */
    private static final Duration TAKES = Duration.ofMinutes(5);

    /** They mostly wait, but a start takes a processor. */
    private static final ExecutorService AT_ONCE = Executors.newFixedThreadPool(4, task -> {
        Thread thread = new Thread(task, "line-up");
        thread.setDaemon(true);
        return thread;
    });

    private final Path out;
    private final String sandbox;
    private final String mark = "MARK=" + UUID.randomUUID();
    private final CompletableFuture<Product.Outcome> outcome;
    private long peakMemory;

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
        this.outcome = CompletableFuture.supplyAsync(() -> run(command), AT_ONCE);
    }

    private Product.Outcome run(List<String> command) {
        Process process = Product.start(command.toArray(String[]::new));
        peakMemory = peakMemoryOf(process);
        if (process.isAlive()) {
            process.destroyForcibly();
            throw new AssertionError("still running after " + TAKES);
        }
        return Product.finish(process);
    }

    /** The peak of a process's resident memory in KiB, looked at until it ends. */
    private static long peakMemoryOf(Process process) {
        long peak = 0;
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        long deadline = System.nanoTime() + TAKES.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
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
        return outcome.join();
    }

    /** The peak of the harness's resident memory in MiB, agents not included. */
    long peakMemory() {
        outcome();
        return peakMemory / MEBIBYTE;
    }

    /** What became of that clause with that implementation. */
    JsonNode judged(String implementation, String clause) {
        List<JsonNode> results = Product.results(out.resolve(implementation + "." + sandbox + ".ndjson"));
        List<JsonNode> judged = results.stream()
                .filter(line -> line.path("clause").asText().equals(clause))
                .toList();
        assertThat(judged).as("results of %s: %s", clause, results).hasSize(1);
        return judged.get(0);
    }

    /** Nothing is left: no process and no container. */
    void leftNothing() {
        assertThat(Marked.processes(mark)).as("processes left behind").isEmpty();
        assertThat(Marked.containers(mark)).as("containers left behind").isEmpty();
    }
}
