package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Specification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.TestSuiteXmlParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor's own build runs the suite as JUnit tests: examples/vendor, with the jar that this build made. */
class VendorTest {
    private static final Path EXAMPLE = Product.HOME.resolve("examples/vendor");

    @TempDir
    private Path folder;

    @BeforeAll
    static void theJarIsInTheLocalRepository() {
        Path jar;
        try (Stream<Path> files = Files.list(Product.HOME.resolve("target"))) {
            jar = files.filter(file -> file.getFileName().toString().matches("ipc-tck-[0-9].*\\.jar"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Shell.lines("mvn -q -B install:install-file -Dfile=" + jar + " -DpomFile=" + Product.HOME.resolve("pom.xml"));
    }

    @Test
    void whatWasChosenIsJudgedUnderNamesThatPeopleRead() throws Exception {
        Map<String, ReportTestCase> cases = build(0);
        List<Clause> queue = Specification.load().clauses().stream()
                .filter(clause -> clause.profile().equals("queue"))
                .toList();
        for (Clause clause : queue) {
            assertThat(named(cases, clause.id())).as(clause.id()).isNotEmpty().allMatch(ReportTestCase::isSuccessful);
        }
        assertThat(cases)
                .containsKey("QUEUE-GET-TIMEOUT: On an empty queue, get with a time-out of T seconds fails with empty,"
                        + " and not before T has passed");
        assertThat(named(cases, "LOCK-TRY")).singleElement().satisfies(test -> assertThat(test.hasSkipped())
                .isTrue());
        assertThat(report())
                .contains("the profile lock was not chosen", "the implementation does not claim the profile pipe");
    }

    @Test
    void aFailureFailsTheBuildAndOnlyThat() throws Exception {
        Map<String, ReportTestCase> cases =
                build(1, "-Dipctck.implementation=" + Flawed.write(folder), "-Dipctck.profiles=queue,lock");
        assertThat(named(cases, Flawed.FAILED)).singleElement().matches(ReportTestCase::hasFailure);
        assertThat(named(cases, Flawed.FIXED)).singleElement().matches(ReportTestCase::hasFailure);
        assertThat(named(cases, Flawed.SHOULD_FAILED)).singleElement().matches(ReportTestCase::hasSkipped);
        assertThat(named(cases, Flawed.KNOWN)).isNotEmpty().allMatch(ReportTestCase::hasSkipped);
        assertThat(named(cases, Flawed.PASSED)).singleElement().matches(ReportTestCase::isSuccessful);
        assertThat(report()).contains("known failure (every item is another)");
    }

    private static List<ReportTestCase> named(Map<String, ReportTestCase> cases, String clause) {
        return cases.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(clause + ":"))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** The vendor's build, and its tests by their names. */
    private static Map<String, ReportTestCase> build(int status, String... more) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("mvn", "-B", "clean", "test", "-Dipctck.sandbox=bubblewrap", "-Dstyle.color=never"));
        command.addAll(List.of(more));
        Path log = Files.createTempFile("vendor", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(EXAMPLE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN"));
        builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"); // it is short
        int ended = builder.start().waitFor();
        assertThat(ended).as(Files.readString(log)).isEqualTo(status);
        Map<String, ReportTestCase> cases = new TreeMap<>();
        for (Path file : reports()) {
            new TestSuiteXmlParser(new NullConsoleLogger())
                    .parse(file.toString())
                    .forEach(suite -> suite.getTestCases().forEach(test -> cases.put(test.getName(), test)));
        }
        return cases;
    }

    private static List<Path> reports() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLE.resolve("target/surefire-reports"))) {
            return files.filter(file -> file.toString().endsWith(".xml")).toList();
        }
    }

    private static String report() throws IOException {
        return Files.readString(EXAMPLE.resolve("target/surefire-reports/TEST-com.example.ConformanceTest.xml"));
    }
}
