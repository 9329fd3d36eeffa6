package io.github.ipctck.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.Conclusion;
import io.github.ipctck.run.RunHeader;
import io.github.ipctck.run.RunResult;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The Common Test Report Format. What could not be judged failed; what fails without making the run fail is {@code other}. A
 * run that was cut short has one more test, which failed.
 */
final class CtrfReport {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String SPECIFICATION = "0.0.0";

    private CtrfReport() {}

    static String json(List<RunResult> runs) {
        ObjectNode report = JSON.createObjectNode().put("reportFormat", "CTRF").put("specVersion", SPECIFICATION);
        ObjectNode results = report.putObject("results");
        results.putObject("tool")
                .put("name", "ipc-tck")
                .put("version", runs.get(0).header().suite());
        ObjectNode summary = results.putObject("summary");
        ArrayNode tests = results.putArray("tests");
        runs.forEach(run -> add(tests, run));
        summarize(summary, tests, runs);
        environment(results.putObject("environment"), runs);
        return report.toPrettyString() + "\n";
    }

    private static void add(ArrayNode tests, RunResult run) {
        for (ClauseResult result : run.clauses()) {
            ObjectNode test = test(tests, run, result.clause(), status(Outcome.of(run.header(), result)));
            test.put("duration", Math.round(result.millis()));
            test.put("rawStatus", result.verdict().text());
            test.withArray("suite").add(result.chapter());
            test.putObject("labels").put("level", result.level().toString()).put("profile", result.profile());
            if (result.message() != null) {
                test.put("message", RunText.reason(result));
                test.put("trace", String.join("\n", RunText.details(run.header(), result, Integer.MAX_VALUE)));
            }
        }
        if (!run.footer().complete()) {
            test(tests, run, "the run is complete", "failed")
                    .put("duration", 0)
                    .put("rawStatus", "incomplete")
                    .put("message", RunText.missing(run));
        }
    }

    private static ObjectNode test(ArrayNode tests, RunResult run, String name, String status) {
        ObjectNode test = tests.addObject().put("name", name).put("status", status);
        test.putArray("suite").add(RunText.name(run));
        return test;
    }

    private static String status(Outcome outcome) {
        return switch (outcome) {
            case PASSED -> "passed";
            case FAILED, ERROR -> "failed";
            case TOLERATED -> "other";
            case SKIPPED -> "skipped";
        };
    }

    private static void summarize(ObjectNode summary, ArrayNode tests, List<RunResult> runs) {
        summary.put("tests", tests.size());
        List.of("passed", "failed", "skipped", "pending", "other").forEach(status -> summary.put(status, 0));
        tests.forEach(test -> {
            String status = test.path("status").asText();
            summary.put(status, summary.path(status).asInt() + 1);
        });
        summary.put(
                "start",
                runs.stream().mapToLong(run -> started(run.header())).min().orElse(0));
        summary.put(
                "stop",
                runs.stream()
                        .mapToLong(run ->
                                started(run.header()) + Math.round(run.footer().millis()))
                        .max()
                        .orElse(0));
    }

    private static long started(RunHeader header) {
        return Instant.parse(header.started()).toEpochMilli();
    }

    private static void environment(ObjectNode environment, List<RunResult> runs) {
        environment.put("healthy", runs.stream().allMatch(run -> run.footer().conclusion() == Conclusion.CONFORMS));
        if (runs.size() == 1) {
            RunHeader header = runs.get(0).header();
            environment
                    .put("appName", header.implementation())
                    .put("appVersion", header.agent().version())
                    .put("osPlatform", header.environment().getOrDefault("os", ""))
                    .put("osRelease", header.environment().getOrDefault("kernel", ""))
                    .put("testEnvironment", header.sandbox());
        }
        Map<Conclusion, Integer> conclusions = new EnumMap<>(Conclusion.class);
        runs.forEach(run -> conclusions.merge(run.footer().conclusion(), 1, Integer::sum));
        ObjectNode extra = environment.putObject("extra");
        conclusions.forEach((conclusion, count) -> extra.put(conclusion.text(), count));
    }
}
