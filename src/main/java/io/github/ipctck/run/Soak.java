package io.github.ipctck.run;

import io.github.ipctck.sandbox.SandboxException;
import io.github.ipctck.wire.ProtocolViolation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whole runs, again and again, beside busy processes: does every clause come to the same verdict each time? A difference
 * from the usual verdict is a defect of the clause, or an implementation that does not always do the same.
 */
public final class Soak {
    private static final String SUMMARY = "soak.ndjson";
    private static final String RUN = "seed-";

    private final SoakRequest request;
    private final SoakListener listener;
    private final long startedNanos = System.nanoTime();
    private final Tally tally = new Tally();
    private final List<SoakRun> unjudged = new ArrayList<>();
    private final ResultsFile summary;
    private RunHeader header;
    private int runs;
    private int clauses;
    private boolean over;

    private Soak(SoakRequest request, SoakListener listener) {
        this.request = request;
        this.listener = listener;
        discardEarlierRuns();
        this.summary = new ResultsFile(request.folder().resolve(SUMMARY));
    }

    /** The first line of the summary. */
    private record Header(int version, String command, int runs, int load, RunHeader first) {}

    /** The last line of the summary. */
    private record Footer(
            boolean complete, int runs, Conclusion conclusion, Map<String, Map<String, Integer>> differing) {}

    /**
     * Does all runs.
     *
     * @throws UsageException if what is asked for makes no sense
     * @throws SandboxException if the first run gets no sandbox, or somebody ended the busy processes
     * @throws ProtocolViolation if the agent does not pass the smoke check of the first run
     */
    public static SoakResult of(SoakRequest request, SoakListener listener) {
        Soak soak = new Soak(request, listener);
        return Interruption.guard(soak::end, () -> {
            try (BusyProcesses busy = BusyProcesses.start(request.load())) {
                SoakResult result = soak.carryOut();
                busy.requireAlive();
                return result;
            }
        });
    }

    private SoakResult carryOut() {
        for (int number = 1; number <= request.runs(); number++) {
            SoakRun run = run(number);
            synchronized (this) {
                runs++;
                summary.line("run", run);
            }
            listener.finished(run);
        }
        Conclusion conclusion = end();
        return new SoakResult(
                header,
                runs,
                request.load(),
                clauses,
                tally.differences(),
                tally.unresolved(),
                List.copyOf(unjudged),
                conclusion,
                Duration.ofNanos(System.nanoTime() - startedNanos),
                summary.path());
    }

    private SoakRun run(int number) {
        long begin = System.nanoTime();
        long seed = request.run().seed() + number - 1;
        Path folder = request.folder().resolve(RUN + seed);
        RunResult result;
        try {
            result = Run.of(request.run().again(seed, folder), new OfOneRun());
        } catch (SandboxException | ProtocolViolation e) {
            if (number == 1 || isShuttingDown()) {
                throw e;
            }
            SoakRun none = new SoakRun(
                    number,
                    seed,
                    Conclusion.UNJUDGED,
                    e.getMessage(),
                    Map.of(),
                    Map.of(),
                    null,
                    (System.nanoTime() - begin) / 1e6);
            unjudged.add(none);
            return none;
        }
        Map<String, Verdict> differing;
        synchronized (this) {
            differing = tally.add(result);
        }
        clauses = result.clauses().size();
        // The first is kept for the others to be compared with.
        boolean isKept = number == 1 || !differing.isEmpty();
        if (!isKept) {
            discard(result.file());
        }
        return new SoakRun(
                number,
                seed,
                result.footer().conclusion(),
                null,
                result.footer().counts(),
                differing,
                isKept ? result.file().toString() : null,
                result.footer().millis());
    }

    /** Of an earlier soak in the same folder, whose summary is overwritten as well. */
    private void discardEarlierRuns() {
        if (!Files.isDirectory(request.folder())) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(request.folder(), RUN + "*")) {
            for (Path folder : files) {
                try (DirectoryStream<Path> results = Files.newDirectoryStream(folder, "*.ndjson")) {
                    results.forEach(Soak::discard);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void discard(Path file) {
        try {
            Files.delete(file);
            Files.delete(file.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Only the first run says what everybody knows of the others. */
    private final class OfOneRun implements RunListener {
        @Override
        public void preparing(String what) {
            if (header == null) {
                listener.preparing(what);
            }
        }

        @Override
        public void started(RunHeader started) {
            if (header == null) {
                header = started;
                summary.line(
                        "header",
                        new Header(
                                1,
                                Reproduction.command(request, started.sandbox()),
                                request.runs(),
                                request.load(),
                                started));
                listener.started(started);
            }
        }

        @Override
        public void finished(ClauseResult result) {
            // What a run comes to is told when it is over.
        }
    }

    /** Ends the soak: the last line of the summary. */
    private synchronized Conclusion end() {
        Conclusion conclusion = conclude();
        if (!over) {
            over = true;
            Map<String, Map<String, Integer>> differing = new TreeMap<>();
            for (SoakResult.Difference difference : tally.differences()) {
                Map<String, Integer> verdicts = new TreeMap<>();
                difference.seen().forEach(seen -> verdicts.put(seen.verdict().text(), seen.times()));
                differing.put(difference.clause(), verdicts);
            }
            summary.lastLine("footer", new Footer(runs == request.runs(), runs, conclusion, differing));
        }
        return conclusion;
    }

    private Conclusion conclude() {
        if (!tally.differences().isEmpty()) {
            return Conclusion.VIOLATES;
        }
        return runs < request.runs()
                        || !unjudged.isEmpty()
                        || !tally.unresolved().isEmpty()
                ? Conclusion.UNJUDGED
                : Conclusion.CONFORMS;
    }

    /** There is no question for it, but hooks are refused from then on. */
    private static boolean isShuttingDown() {
        Thread none = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(none);
            Runtime.getRuntime().removeShutdownHook(none);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }
}
