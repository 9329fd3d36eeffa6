package io.github.ipctck.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.ipctck.sandbox.docker.DockerSandbox;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Level;
import io.github.ipctck.spec.Specification;
import io.github.ipctck.wire.Hello;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether an implementation holds what it claims, each time. A pure function of its runs, so that anybody who has them can
 * draw it again.
 *
 * @param version the version of this form
 * @param suite the version of ipc-tck
 * @param subject the implementation as the user named it
 * @param implementation its name
 * @param title what people call it
 * @param agent what the agent says of itself
 * @param profiles the profiles that it claims
 * @param digests what was under test, by SHA-256
 * @param environment the machine
 * @param seeds the runs' seeds, each of which gives another order of the clauses
 * @param clauses how many MUST clauses of these profiles were judged in each run
 * @param unsupported those that were not, since the implementation does not claim a capability that they need
 * @param certified whether every run was complete and every clause that was judged passed in each
 * @param reasons why it is not certified
 * @param command the command that does the same again
 */
public record Certificate(
        int version,
        String suite,
        String subject,
        String implementation,
        String title,
        Hello.Implementation agent,
        List<String> profiles,
        Map<String, String> digests,
        Map<String, String> environment,
        List<Long> seeds,
        long clauses,
        List<String> unsupported,
        boolean certified,
        List<String> reasons,
        String command) {
    /** One run could be luck. */
    public static final int FEWEST_RUNS = 2;

    private static final int VERSION = 1;
    private static final JsonMapper JSON = new JsonMapper();

    /** The clauses that count: every MUST of the claimed profiles. */
    public static Filter filter(List<String> profiles) {
        return new Filter(List.of(), List.of(), profiles, List.of(Level.MUST));
    }

    /**
     * Draws it.
     *
     * @param runs the runs, one at least
     */
    public static Certificate of(List<RunResult> runs) {
        RunHeader header = runs.get(0).header();
        List<Clause> claimed = filter(header.profiles()).select(Specification.load());
        List<String> reasons = new ArrayList<>();
        List<Long> seeds = runs.stream().map(run -> run.header().seed()).toList();
        if (Set.copyOf(seeds).size() < Math.max(runs.size(), FEWEST_RUNS)) {
            reasons.add("there are not " + Math.max(runs.size(), FEWEST_RUNS) + " runs with a seed each");
        }
        for (RunResult run : runs) {
            objections(header, claimed, run)
                    .forEach(reason -> reasons.add("seed " + run.header().seed() + ": " + reason));
        }
        List<String> unsupported = runs.get(0).clauses().stream()
                .filter(result -> result.verdict() == Verdict.UNSUPPORTED)
                .map(ClauseResult::clause)
                .toList();
        return new Certificate(
                VERSION,
                header.suite(),
                header.subject(),
                header.implementation(),
                header.title(),
                header.agent(),
                header.profiles(),
                header.digests(),
                header.environment(),
                seeds,
                claimed.size() - unsupported.size(),
                unsupported,
                reasons.isEmpty(),
                reasons,
                Reproduction.certification(header, runs.size()));
    }

    private static List<String> objections(RunHeader first, List<Clause> claimed, RunResult run) {
        List<String> reasons = new ArrayList<>();
        RunHeader header = run.header();
        if (!header.sandbox().equals(DockerSandbox.NAME)) {
            reasons.add("the sandbox is " + header.sandbox() + ", not " + DockerSandbox.NAME);
        }
        if (!header.digests().equals(first.digests()) || !header.digests().containsKey("image")) {
            reasons.add("what was under test is not the same in all runs");
        }
        if (!header.suite().equals(first.suite()) || !header.variables().isEmpty()) {
            reasons.add("it was run in another way than the others");
        }
        if (!run.footer().complete()) {
            reasons.add("the run is incomplete");
        }
        Map<String, ClauseResult> results =
                run.clauses().stream().collect(Collectors.toMap(ClauseResult::clause, result -> result, (a, b) -> b));
        for (Clause clause : claimed) {
            ClauseResult result = results.get(clause.id());
            if (result == null) {
                reasons.add(clause.id() + " has no verdict");
            } else if (result.verdict() != Verdict.PASSED && result.verdict() != Verdict.UNSUPPORTED) {
                reasons.add(clause.id() + ": " + result.verdict().text());
            }
        }
        return reasons;
    }

    /** As it is written, and as it is read again: a number is the smallest that holds it. */
    public JsonNode json() {
        try {
            return JSON.readTree(JSON.writeValueAsString(this));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
