package io.github.ipctck.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.ipctck.Product;
import io.github.ipctck.run.UsageException;
import io.github.ipctck.spec.Level;
import io.github.ipctck.spec.Specification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An assignment says what it says, or where it is wrong; its schema says the same. */
class AssignmentTest {
    private static final Specification SPECIFICATION = Specification.load();

    private static final String FULL = """
            title: A bounded queue with time-outs
            kit: python-module
            module: queues.ipc
            files: [ipc.py, lib/more.py]
            forbid: [multiprocessing, _multiprocessing]
            requirements:
              - id: fifo
                title: Items come out in the order in which they went in
                clauses: [QUEUE-FIFO, QUEUE-ACROSS-PROCESSES]
                points: 10
                credit: all-or-nothing
                visibility: after-due-date
                hint: Which of your processes holds the lock?
              - id: locks
                title: Locks
                chapter: lock
                points: 2.5
                extra: true
                visibility: hidden
            due: 2026-12-01T20:00:00+08:00
            attempts: 5
            limits:
              memory: 512
              processes: 16
              cpu: 60
              wall: 90
              output: 2
              disk: 8
            """;

    /** Every mistake is in the last of its places. */
    private static final String SHORT = """
            title: Pipes
            kit: python-module
            files: [ipc.py]
            requirements:
              - id: fifo
                title: In order
                clauses: [QUEUE-FIFO]
                points: 4
            """;

    @TempDir
    private static Path folder;

    private static Schema schema;

    @BeforeAll
    static void readSchema() throws IOException {
        schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Product.HOME.resolve("spec/assignment.schema.json")), InputFormat.JSON);
    }

    private static Assignment read(String yaml) throws IOException {
        return Assignment.read(Files.writeString(folder.resolve(Assignment.FILE_NAME), yaml), SPECIFICATION);
    }

    private static boolean schemaAllows(String yaml) throws IOException {
        JsonNode tree = new YAMLMapper().readTree(yaml);
        return schema.validate(tree.toString(), InputFormat.JSON).isEmpty();
    }

    @Test
    void everythingThatIsWrittenIsRead() throws IOException {
        Assignment assignment = read(FULL);

        assertThat(assignment.title()).isEqualTo("A bounded queue with time-outs");
        assertThat(assignment.kit()).isEqualTo(Assignment.Kit.PYTHON_MODULE);
        assertThat(assignment.module()).contains("queues.ipc");
        assertThat(assignment.files()).containsExactly("ipc.py", "lib/more.py");
        assertThat(assignment.agent()).isEmpty();
        assertThat(assignment.forbid()).containsExactly("multiprocessing", "_multiprocessing");
        assertThat(assignment.due()).contains(Instant.parse("2026-12-01T12:00:00Z"));
        assertThat(assignment.attempts()).hasValue(5);
        assertThat(assignment.limits()).isEqualTo(new SubmissionLimits(512, 16, 60, 90, 2, 8));
        assertThat(assignment.maximum()).isEqualTo(10);
        assertThat(assignment.digest()).matches("[0-9a-f]{64}");
        assertThat(assignment.requirements().get(0))
                .isEqualTo(new Requirement(
                        "fifo",
                        "Items come out in the order in which they went in",
                        List.of("QUEUE-FIFO", "QUEUE-ACROSS-PROCESSES"),
                        10,
                        Credit.ALL_OR_NOTHING,
                        false,
                        Visibility.AFTER_DUE_DATE,
                        Optional.of("Which of your processes holds the lock?")));
        Requirement locks = assignment.requirements().get(1);
        assertThat(locks.clauses())
                .hasSizeGreaterThan(5)
                .allMatch(id -> SPECIFICATION.clause(id).orElseThrow().level() == Level.MUST);
        assertThat(locks.extra()).isTrue();
        assertThat(locks.visibility()).isEqualTo(Visibility.HIDDEN);
    }

    @Test
    void whatIsNotWrittenHasDefaults() throws IOException {
        read(SHORT);
        Assignment assignment = Assignment.read(folder, SPECIFICATION);

        assertThat(assignment.module()).contains("ipc");
        assertThat(assignment.forbid()).isEmpty();
        assertThat(assignment.due()).isEmpty();
        assertThat(assignment.attempts()).isEmpty();
        assertThat(assignment.limits()).isEqualTo(new SubmissionLimits(256, 32, 120, 120, 1, 16));
        assertThat(assignment.requirements().get(0).credit()).isEqualTo(Credit.PARTIAL);
        assertThat(assignment.requirements().get(0).visibility()).isEqualTo(Visibility.VISIBLE);
    }

    @Test
    void anAgentHasItsCommandAndNoModule() throws IOException {
        Assignment assignment = read(SHORT.replace("kit: python-module", "kit: agent\nagent: [python3, agent.py]"));

        assertThat(assignment.agent()).containsExactly("python3", "agent.py");
        assertThat(assignment.module()).isEmpty();
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("title: Pipes", "titel: Pipes", "1:1", "'titel'", "did you mean 'title'?"),
                Arguments.of("title: Pipes", "zzzzzzzz: 1", "1:1", "'zzzzzzzz'", "there are 'title'"),
                Arguments.of("title: Pipes\n", "", "1:1", "'title' is missing", "add"),
                Arguments.of("title: Pipes", "title: ' '", "1:8", "'title' is ' '", "one line of text"),
                Arguments.of("title: Pipes", "title: 2026", "1:8", "must be text", "\"2026\""),
                Arguments.of("title: Pipes", "title:", "1:7", "must be text", "write some"),
                Arguments.of("title: Pipes", "title: [Pipes]", "1:8", "not a list", "one value"),
                Arguments.of("title: Pipes", "title: a\ntitle: b", "2:1", "twice", "take one out"),
                Arguments.of("title: Pipes", "title: 'Pipes", "", "no YAML", "look at"),
                Arguments.of("title: Pipes", "\ttitle: Pipes", "1:1", "no YAML", "look at"),
                Arguments.of("title: Pipes", "title: Pip\u0007es", "1:11", "U+0007", "take it out"),
                Arguments.of("kit: python-module", "kit: python-modul", "2:6", "'python-modul'", "'python-module'?"),
                Arguments.of("kit: python-module", "kit: rust", "2:6", "'rust'", "one of 'python-module', 'c-library'"),
                Arguments.of("kit: python-module", "kit: agent", "1:1", "'agent' is missing", "python3"),
                Arguments.of("kit: python-module", "kit: c-library\nmodule: ipc", "3:9", "only for the kit", "take it"),
                Arguments.of("kit: python-module", "kit: c-library\nagent: [x]", "3:8", "only for the kit", "take it"),
                Arguments.of(
                        "kit: python-module", "kit: python-module\nmodule: a-b", "3:9", "a-b", "Python can import"),
                Arguments.of("[ipc.py]", "ipc.py", "3:8", "must be a list", "[a, b]"),
                Arguments.of("[ipc.py]", "[]", "3:8", "empty list", "leave"),
                Arguments.of("[ipc.py]", "[../ipc.py]", "3:9", "../ipc.py", "relative name"),
                Arguments.of("[ipc.py]", "[/etc/ipc.py]", "3:9", "/etc/ipc.py", "relative name"),
                Arguments.of("[ipc.py]", "[a/../b.py]", "3:9", "a/../b.py", "relative name"),
                Arguments.of("[ipc.py]", "[ipc.py, ipc.py]", "3:17", "twice", "take one out"),
                Arguments.of("[ipc.py]", "[a.py, b.py]", "1:1", "'module' is missing", "module: ipc"),
                Arguments.of("  - id: fifo", "  - id: Fifo", "5:9", "'Fifo'", "small letters"),
                Arguments.of("    title: In order\n", "", "5:5", "'title' is missing", "add"),
                Arguments.of("[QUEUE-FIFO]", "[QUEUE-FIFA]", "7:15", "'QUEUE-FIFA'", "did you mean 'QUEUE-FIFO'?"),
                Arguments.of("[QUEUE-FIFO]", "[FROBNICATION-OF-NOTHING]", "7:15", "no clause", "list clauses"),
                Arguments.of("[QUEUE-FIFO]", "[QUEUE-FIFO, QUEUE-FIFO]", "7:27", "is in the requirement", "once"),
                Arguments.of("    clauses: [QUEUE-FIFO]\n", "", "5:5", "'clauses' is missing", "chapter"),
                Arguments.of("clauses: [QUEUE-FIFO]", "chapter: queu", "7:14", "'queu'", "did you mean 'queue'?"),
                Arguments.of("[QUEUE-FIFO]", "[LOCK-TRY]\n    chapter: queue", "8:14", "not both", "take one out"),
                Arguments.of("points: 4", "points: 0", "8:13", "is 0", "more than 0"),
                Arguments.of("points: 4", "points: -3", "8:13", "is -3", "more than 0"),
                Arguments.of("points: 4", "points: .inf", "8:13", "'.inf'", "10 or 2.5"),
                Arguments.of("points: 4", "points: 010", "8:13", "'010'", "10 or 2.5"),
                Arguments.of("points: 4", "points: '4'", "8:13", "'4'", "without quotes"),
                Arguments.of("points: 4", "points: 4 points", "8:13", "'4 points'", "without quotes or unit"),
                Arguments.of("points: 4", "points: 4\n    credit: all", "9:13", "'all'", "all-or-nothing"),
                Arguments.of("points: 4", "points: 4\n    extra: yes", "9:12", "'yes'", "true or false"),
                Arguments.of(
                        "points: 4", "points: 4\n    visibility: hiden", "9:17", "'hiden'", "did you mean 'hidden'?"),
                Arguments.of(
                        "points: 4", "points: 4\n    visibility: after-due-date", "9:17", "no due date", "due: 2026"),
                Arguments.of("points: 4", "points: 4\n    extra: true", "5:3", "every requirement is extra", "false"),
                Arguments.of("points: 4", "points: 4\n  - id: fifo", "9:9", "is taken", "its own"),
                Arguments.of("title: Pipes", "title: Pipes\ndue: 2026-12-01", "2:6", "'2026-12-01'", "offset from UTC"),
                Arguments.of(
                        "title: Pipes", "title: Pipes\ndue: 2026-12-01T12:00:00", "2:6", "'due'", "offset from UTC"),
                Arguments.of("title: Pipes", "title: Pipes\nattempts: 0", "2:11", "is 0", "at least 1"),
                Arguments.of("title: Pipes", "title: Pipes\nattempts: 1.5", "2:11", "is 1.5", "whole number"),
                Arguments.of("title: Pipes", "title: Pipes\nlimits: 5", "2:9", "must have fields", "'memory'"),
                Arguments.of("title: Pipes", "title: Pipes\nlimits: {memry: 5}", "2:10", "'memry'", "'memory'?"),
                Arguments.of(
                        "title: Pipes", "title: Pipes\nlimits: {cpu: 1m}", "2:15", "'1m'", "without quotes or unit"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldWithItsPlaceAndARemedy(String right, String wrong, String place, String what, String remedy)
            throws IOException {
        assertThat(SHORT).contains(right);
        assertThatThrownBy(() -> read(SHORT.replace(right, wrong)))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(folder.resolve(Assignment.FILE_NAME) + ":" + place)
                .message()
                .matches("(?s).*yaml:[0-9]+:[0-9]+: .+; .+")
                .satisfies(message -> {
                    assertThat(message.substring(0, message.lastIndexOf("; "))).contains(what);
                    assertThat(message.substring(message.indexOf("; "))).contains(remedy);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "just words", "- a\n- b", "a: &x [*x]", "? [a]\n: b"})
    void whatIsNoAssignmentIsRefused(String yaml) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(UsageException.class).hasMessageContaining(".yaml:1:");
    }

    @Test
    void aMissingFileAndOneThatIsNoTextAreRefused() throws IOException {
        assertThatThrownBy(() -> Assignment.read(folder.resolve("none"), SPECIFICATION))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no ");
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThatThrownBy(() -> Assignment.read(binary, SPECIFICATION))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void theSchemaAllowsWhatIsRead() throws IOException {
        for (String yaml :
                List.of(FULL, SHORT, SHORT.replace("kit: python-module", "kit: agent\nagent: [python3, agent.py]"))) {
            read(yaml);
            assertThat(schemaAllows(yaml)).as(yaml).isTrue();
        }
        try (Stream<Path> files = Files.walk(Product.HOME.resolve("examples"))) {
            for (Path file :
                    files.filter(path -> path.endsWith(Assignment.FILE_NAME)).toList()) {
                Assignment.read(file, SPECIFICATION);
                assertThat(schemaAllows(Files.readString(file)))
                        .as(file.toString())
                        .isTrue();
            }
        }
    }

    /** Only of names and of what two places together mean does the schema know nothing. */
    @ParameterizedTest
    @MethodSource("mistakes")
    void theSchemaRefusesMistakesOfForm(String right, String wrong, String place, String what, String remedy)
            throws IOException {
        String yaml = SHORT.replace(right, wrong);
        boolean meaning =
                Stream.of("no YAML", "U+0007", "twice", "'.inf'", "'010'", "'yes'", "'module' is missing", "no clause")
                                .anyMatch(what::contains)
                        || Stream.of("QUEUE-FIFO'?", "'queue'?", "once", "its own", "false")
                                .anyMatch(remedy::contains);
        if (!meaning) {
            assertThat(schemaAllows(yaml)).as(yaml).isFalse();
        }
    }
}
