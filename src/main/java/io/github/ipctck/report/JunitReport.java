package io.github.ipctck.report;

import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.RunHeader;
import io.github.ipctck.run.RunResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * The XML that JUnit's Ant task began and Jenkins, GitLab and Surefire's readers understand: a suite a chapter. What fails
 * without making the run fail is skipped with the reason. A run that was cut short has one more case, which is in error.
 */
final class JunitReport {
    private JunitReport() {}

    static String xml(List<RunResult> runs) {
        Document document = XmlText.document();
        Element suites = XmlText.child(document, "testsuites", Map.of("name", "ipc-tck"));
        for (RunResult run : runs) {
            run.clauses().stream()
                    .collect(Collectors.groupingBy(
                            ClauseResult::chapter, LinkedHashMap::new, Collectors.toUnmodifiableList()))
                    .forEach((chapter, results) -> suite(suites, run, chapter, results));
            if (!run.footer().complete()) {
                incomplete(suites, run);
            }
        }
        return XmlText.text(document);
    }

    private static void suite(Element suites, RunResult run, String chapter, List<ClauseResult> results) {
        RunHeader header = run.header();
        String name = RunText.name(run) + "." + chapter;
        Map<Outcome, Long> counts =
                results.stream().collect(Collectors.groupingBy(r -> Outcome.of(header, r), Collectors.counting()));
        Element suite = suite(
                suites,
                run,
                name,
                results.size(),
                counts.getOrDefault(Outcome.FAILED, 0L),
                counts.getOrDefault(Outcome.ERROR, 0L),
                counts.getOrDefault(Outcome.SKIPPED, 0L) + counts.getOrDefault(Outcome.TOLERATED, 0L),
                results.stream().mapToDouble(ClauseResult::millis).sum());
        results.forEach(result -> testcase(suite, header, name, result));
    }

    private static Element suite(
            Element suites,
            RunResult run,
            String name,
            long tests,
            long failures,
            long errors,
            long skipped,
            double millis) {
        Element suite = XmlText.child(
                suites,
                "testsuite",
                Map.of(
                        "name", name,
                        "tests", Long.toString(tests),
                        "failures", Long.toString(failures),
                        "errors", Long.toString(errors),
                        "skipped", Long.toString(skipped),
                        "time", seconds(millis),
                        // Some readers know no fraction and no time zone.
                        "timestamp", run.header().started().replaceFirst("(\\.\\d+)?Z$", "")));
        Element properties = XmlText.child(suite, "properties", Map.of());
        property(properties, "subject", RunText.subject(run.header()));
        property(properties, "suite", run.header().suite());
        property(properties, "conclusion", run.footer().conclusion().text());
        property(properties, "seed", Long.toString(run.header().seed()));
        property(properties, "command", run.header().command());
        run.header().digests().forEach((what, digest) -> property(properties, "sha256." + what, digest));
        return suite;
    }

    private static void property(Element properties, String name, String value) {
        XmlText.child(properties, "property", Map.of("name", name, "value", value));
    }

    private static void testcase(Element suite, RunHeader header, String suiteName, ClauseResult result) {
        Element testcase = XmlText.child(
                suite,
                "testcase",
                Map.of("name", result.clause(), "classname", suiteName, "time", seconds(result.millis())));
        Outcome outcome = Outcome.of(header, result);
        switch (outcome) {
            case PASSED -> {}
            case SKIPPED, TOLERATED -> XmlText.child(testcase, "skipped", Map.of("message", RunText.reason(result)));
            case FAILED, ERROR ->
                XmlText.child(
                        testcase,
                        outcome == Outcome.FAILED ? "failure" : "error",
                        Map.of("type", result.verdict().text(), "message", RunText.reason(result)),
                        String.join("\n", RunText.details(header, result, Integer.MAX_VALUE)));
        }
    }

    private static void incomplete(Element suites, RunResult run) {
        Element suite = suite(suites, run, RunText.name(run), 1, 0, 1, 0, 0);
        Element testcase = XmlText.child(
                suite,
                "testcase",
                Map.of("name", "the run is complete", "classname", RunText.name(run), "time", seconds(0)));
        XmlText.child(testcase, "error", Map.of("type", "incomplete", "message", RunText.missing(run)));
    }

    private static String seconds(double millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1e3);
    }
}
