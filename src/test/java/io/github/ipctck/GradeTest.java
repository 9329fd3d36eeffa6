package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Untrusted submissions get the points that they deserve, and do no harm. */
@Order(2)
class GradeTest {
    private static final Path ASSIGNMENTS = Product.HOME.resolve("examples/assignments");
    private static final Path QUEUE = ASSIGNMENTS.resolve("bounded-queue");
    private static final Path HOSTILE = Product.HOME.resolve("src/test/resources/submissions/hostile");
    private static final Path PART = HOSTILE.resolveSibling("assignment.yaml");
    private static final double HALF = 80;
    private static final double FULL = 100;
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private static Path folder;

    private static Path submissions;
    private static List<String> settingsBefore;
    private static final Map<String, Path> GRADES = new HashMap<>();

    /** For each of the ready assignments, the command that grades its solutions: they mostly wait, so all at once. */
    private static final Map<String, Process> SOLUTIONS = new HashMap<>();

    /** The half-right solution with something hostile at its end, each; and honest ones among them. */
    @BeforeAll
    static void gradeTheHostileOnes() throws IOException {
        submissions = Files.createDirectory(folder.resolve("submissions"));
        settingsBefore = settings();
        String half = Files.readString(QUEUE.resolve("solutions/half/ipc.py"));
        try (Stream<Path> snippets = Files.list(HOSTILE)) {
            for (Path snippet : snippets.toList()) {
                submission(snippet.getFileName().toString().replace(".py", ""), half + Files.readString(snippet));
            }
        }
        submission("imports", half + "\n\nimport os, multiprocessing as mp\n");
        submission("honest-half", half);
        submission("honest", Files.readString(QUEUE.resolve("solutions/model/ipc.py")));
        Files.writeString(Files.createDirectory(submissions.resolve("misnamed")).resolve("queue.py"), half);
        Map<String, Process> grading = new HashMap<>();
        for (String sandbox : List.of("bubblewrap", "docker")) {
            Path out = folder.resolve(sandbox);
            GRADES.put(sandbox, out);
            grading.put(
                    sandbox, Product.start(grade(PART, submissions, sandbox, out, "--jobs", "8", "--await", "2000")));
        }
        for (String name : List.of("bounded-queue", "pipe", "counter-and-array", "pool")) {
            SOLUTIONS.put(name, gradeSolutions(name));
        }
        grading.forEach((sandbox, process) -> {
            Product.Outcome outcome = Product.finish(process);
            assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        });
    }

    private static Process gradeSolutions(String name) throws IOException {
        Path solutions = Files.createDirectory(folder.resolve("solutions-of-" + name));
        for (String solution : (Iterable<String>) expectedOf(name)::fieldNames) {
            Shell.lines("cp -r " + ASSIGNMENTS.resolve(name).resolve("solutions/" + solution) + " " + solutions);
        }
        return Product.start(
                grade(ASSIGNMENTS.resolve(name), solutions, "bubblewrap", folder.resolve("grades-of-" + name)));
    }

    /** The arguments of a command that grades. */
    private static String[] grade(Path assignment, Path submissions, String sandbox, Path out, String... more) {
        Stream<String> usual = Stream.of(
                "grade", assignment.toString(), submissions.toString(), "--sandbox", sandbox, "--out", out.toString());
        return Stream.concat(usual, Stream.of(more)).toArray(String[]::new);
    }

    private static JsonNode expectedOf(String name) throws IOException {
        return new YAMLMapper()
                .readTree(ASSIGNMENTS
                        .resolve(name)
                        .resolve("solutions/expected.yaml")
                        .toFile());
    }

    private static void submission(String student, String text) throws IOException {
        Files.writeString(Files.createDirectory(submissions.resolve(student)).resolve("ipc.py"), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fork-bomb         | 0  | It makes processes without end: there were 32 at once",
                "memory-hog        | 80 | ",
                "disk-filler       | 80 | ",
                "endless-loop      | 20 | it used up the time, or the output, that the assignment gives",
                "endless-output    | 80 | ",
                "sleeper           | 20 | ",
                "exits-at-import   | 0  | It could not be started: the agent ended before it connected, with exit status 0",
                "syntax-error      | 0  | SyntaxError: '(' was never closed (ipc.py, line 73)",
                "misnamed          | 0  | It lacks ipc.py, which the assignment asks for. There is: queue.py.",
                "imports           | 0  | ipc.py, line 71, imports multiprocessing, which the assignment forbids",
                "delegate          | 0  | uses _multiprocessing, which the assignment forbids",
                "delegate-late     | 0  | uses _multiprocessing, which the assignment forbids",
                "kills-parent      | 80 | ",
                "signals-everybody | 80 | ",
                "daemons           | 80 | ",
                "spy               | 80 | ",
                "network           | 80 | ",
                "forger            | 80 | ",
                "host-settings     | 80 | ",
                "patcher           | 80 | ",
                "constants         | 10 | ",
                "two-faced         | 80 | ",
            })
    void hostilityEarnsNothing(String student, double most, String told) throws IOException {
        for (String sandbox : List.of("bubblewrap", "docker")) {
            JsonNode result = result(GRADES.get(sandbox), student);
            assertThat(result.path("status").asText()).isNotEqualTo("needs-attention");
            assertThat(result.path("points").asDouble())
                    .as("%s in %s", student, sandbox)
                    .isLessThanOrEqualTo(most);
            assertThat(result.toString()).doesNotContain("LOOT");
            if (told != null) {
                assertThat(result.path("message").asText()).contains(told);
                assertThat(feedback(GRADES.get(sandbox), student).replace("&#95;", "_"))
                        .contains(told);
            }
        }
    }

    @Test
    void neighboursOfHostileSubmissionsGetTheirPoints() throws IOException {
        for (Path grades : GRADES.values()) {
            assertThat(result(grades, "honest").path("points").asDouble()).isEqualTo(FULL);
            assertThat(result(grades, "honest-half").path("points").asDouble()).isEqualTo(HALF);
        }
    }

    /** What root could change of this machine, but for what the kernel itself adjusts. */
    private static List<String> settings() {
        return Shell.lines("find /proc/sys -type f -perm -u+w ! -path '*/random/*' ! -name ns_last_pid"
                + " ! -name perf_event_max_sample_rate -exec grep -sH . {} + | sort;"
                + " grep -sH . /sys/kernel/mm/transparent_hugepage/enabled /proc/1/limits /etc/hosts;"
                + " ps -o ni= -p 1; find /etc -printf '%p %s %T@ %m %u\\n' | sort");
    }

    @Test
    void noSettingOfTheHostIsChanged() {
        assertThat(settingsBefore).hasSizeGreaterThan(500);
        assertThat(settings()).isEqualTo(settingsBefore);
        assertThat(Instant.now()).isAfter(Instant.parse("2020-01-01T00:00:00Z"));
    }

    @Test
    void nothingIsLeftOfThem() throws IOException {
        assertThat(Shell.lines(
                        "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -ao '[/]opt/submission' || true"))
                .isEmpty();
        assertThat(Shell.lines("docker ps -a --no-trunc --format '{{.Command}}' | grep '[/]opt/submission' || true"))
                .isEmpty();
        assertThat(Shell.lines("find " + folder + " /dev/shm -name 'rubbish-*'"))
                .isEmpty();
        assertThat(Shell.lines("ls " + submissions.resolve("disk-filler"))).containsExactly("ipc.py");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bounded-queue", "pipe", "counter-and-array", "pool"})
    void eachSolutionGetsThePointsThatItDeserves(String name) throws IOException {
        Product.Outcome outcome = Product.finish(SOLUTIONS.get(name));
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        JsonNode expected = expectedOf(name);
        Path out = folder.resolve("grades-of-" + name);
        assertThat(expected).hasSize(5);
        for (String solution : (Iterable<String>) expected::fieldNames) {
            Map<String, Double> points = new TreeMap<>();
            result(out, solution)
                    .path("requirements")
                    .forEach(one -> points.put(
                            one.path("id").asText(), one.path("points").asDouble()));
            Map<String, Double> deserved = new TreeMap<>();
            expected.path(solution)
                    .path("points")
                    .properties()
                    .forEach(entry ->
                            deserved.put(entry.getKey(), entry.getValue().asDouble()));
            assertThat(points).as("%s of %s", solution, name).isEqualTo(deserved);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bubblewrap", "docker"})
    void cThatDoesNotCompileOrCrashesIsToldSo(String sandbox) throws IOException {
        Path pipes = Files.createDirectory(folder.resolve("pipes-" + sandbox));
        Files.writeString(
                Files.createDirectory(pipes.resolve("no-compile")).resolve("pipe.c"),
                "#include \"/etc/shadow\"\nint main( {\n");
        String model = Files.readString(ASSIGNMENTS.resolve("pipe/solutions/model/pipe.c"));
        String send = "int ipc_pipe_send(ipc_end *end, const void *data, size_t size) {";
        assertThat(model).contains(send);
        Files.writeString(
                Files.createDirectory(pipes.resolve("segfault")).resolve("pipe.c"),
                model.replace(send, send + "\n    *(volatile int *)0 = 1;"));
        Path out = folder.resolve("grades-of-pipes-" + sandbox);
        Product.Outcome outcome = Product.run(grade(ASSIGNMENTS.resolve("pipe"), pipes, sandbox, out));
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(result(out, "no-compile").path("points").asDouble()).isZero();
        assertThat(result(out, "no-compile").path("message").asText())
                .containsPattern( // an image has a file of that name, which is not the host's
                        "pipe.c:1:10: fatal error: /etc/shadow: (No such file or directory|Permission denied)");
        assertThat(result(out, "segfault").path("points").asDouble()).isLessThan(30);
        assertThat(result(out, "segfault").toString()).containsPattern("it (was ended by signal 11|is dead)");
    }

    @Test
    void anAgentOfTheStudentsOwnIsGraded() throws IOException {
        Path assignment = folder.resolve("agent.yaml");
        Files.writeString(assignment, """
                title: Pipes, in any language
                kit: agent
                agent: [/usr/bin/python3, -B, agent.py]
                files: [agent.py]
                requirements:
                  - {id: order, title: Messages keep their order, clauses: [PIPE-ORDER], points: 10}
                """);
        Path agents = Files.createDirectory(folder.resolve("agents"));
        Path right = Files.createDirectory(agents.resolve("right"));
        Shell.lines("cp " + Product.HOME.resolve("containers/agents/python") + "/*.py " + right);
        Files.move(right.resolve("__main__.py"), right.resolve("agent.py"));
        Files.writeString(
                Files.createDirectory(agents.resolve("unfinished")).resolve("agent.py"),
                "raise SystemExit('not done yet')\n");
        Path out = folder.resolve("grades-of-agents");
        Product.Outcome outcome = Product.run(grade(assignment, agents, "bubblewrap", out));
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(result(out, "right").path("points").asDouble()).isEqualTo(10);
        assertThat(result(out, "unfinished").path("points").asDouble()).isZero();
        assertThat(result(out, "unfinished").path("message").asText()).contains("exit status 1", "not done yet");
    }

    @Test
    void whatWasKilledGoesOnWhereItWas() throws IOException {
        Path many = Files.createDirectory(folder.resolve("many"));
        for (int i = 0; i < 9; i++) {
            String solution = List.of("half", "model", "wrong-count-not-shared").get(i % 3);
            Shell.lines("cp -r " + QUEUE.resolve("solutions/" + solution) + " " + many.resolve("student-" + i));
        }
        Path out = folder.resolve("killed");
        String[] command = grade(PART, many, "bubblewrap", out, "--jobs", "2");
        Process process = Product.start(command);
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .until(() -> Shell.lines("ls " + out + "/students/*/result.json 2>/dev/null || true")
                                .size()
                        >= 3);
        process.destroyForcibly();
        Product.finish(process);
        assertThat(out.resolve("grades.csv")).doesNotExist();
        Product.Outcome again = Product.run(command);
        assertThat(again.status()).as(again.out() + again.err()).isZero();
        assertThat(again.out().lines().filter(line -> line.contains("(as before)")))
                .hasSizeBetween(3, 8);
        String grades = Files.readString(out.resolve("grades.csv"));
        Product.Outcome third = Product.run(command);
        assertThat(third.out().lines().filter(line -> line.contains("(as before)")))
                .hasSize(9);
        Path fresh = folder.resolve("fresh");
        assertThat(Product.run(grade(PART, many, "bubblewrap", fresh, "--jobs", "2"))
                        .status())
                .isZero();
        assertThat(fresh.resolve("grades.csv")).hasContent(grades);
    }

    @Test
    void itRunsInsideTheContainerOfAnotherPlatform() throws IOException {
        Path autograder = Files.createDirectory(folder.resolve("autograder"));
        Path source = Files.createDirectory(autograder.resolve("source"));
        Path program = source.resolve("ipc-tck");
        Files.writeString(program, "#!/bin/sh\nexec java -Dipctck.home=/tck -jar /tck/target/ipc-tck.jar \"$@\"\n");
        Shell.lines("chmod +x " + program + " && cp " + QUEUE.resolve("assignment.yaml") + " " + source + " && cp -r "
                + QUEUE.resolve("solutions/half") + " " + autograder.resolve("submission"));
        Shell.lines(String.join(
                " ",
                "docker run --rm --network none -v /usr:/usr:ro -v /etc:/etc:ro",
                "-v " + Product.HOME + ":/tck:ro -v " + autograder + ":/autograder",
                "-e CI=true -e IPC_TCK=/autograder/source/ipc-tck",
                "debian:bookworm-slim /tck/examples/gradescope/run_autograder"));
        JsonNode results =
                JSON.readTree(autograder.resolve("results/results.json").toFile());
        assertThat(results.path("score").asDouble()).isEqualTo(70);
        assertThat(results.path("tests"))
                .hasSize(8)
                .anySatisfy(test -> assertThat(test.path("visibility").asText()).isEqualTo("hidden"));
    }

    private static JsonNode result(Path grades, String student) throws IOException {
        return JSON.readTree(grades.resolve("students")
                .resolve(student)
                .resolve("result.json")
                .toFile());
    }

    private static String feedback(Path grades, String student) throws IOException {
        return Files.readString(grades.resolve("students").resolve(student).resolve("feedback.md"));
    }
}
