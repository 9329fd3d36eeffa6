package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Specification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The C kit and the library that is its reference. */
class CKitTest {
    private static final Path KIT = Product.HOME.resolve("containers/agents/c");
    private static final Path LIBRARY = Product.HOME.resolve("containers/posix-c");

    /** What C has no use for, or no words. */
    private static final Set<String> LACKED = Set.of(
            "any-iterable",
            "big-integers",
            "dynamic-types",
            "join-thread",
            "kwargs",
            "mixed-keys",
            "non-finite-floats",
            "scoped-ends",
            "scoped-locks",
            "scoped-pools",
            "sets",
            "starmap",
            "tuples",
            "unsendable-values");

    @TempDir
    private Path folder;

    @Test
    void theReferencePassesEveryClauseThatNeedsNothingWhichCLacks() {
        assertThat(WholeRuns.verdicts("posix-c")).isEqualTo(expectedOfTheReference());
        Product.Outcome outcome = run("posix-c", "docker");
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(verdicts("posix-c", "docker")).isEqualTo(expectedOfTheReference());
    }

    /** A report ends the process that makes it, also at its exit, and so fails the clause. */
    @Test
    void theReferenceMisusesNoMemoryAndLosesNone() throws IOException {
        manifest("sanitized", "[make, -s, -C, " + LIBRARY + ", SANITIZE=1]", LIBRARY + "/build/sanitized/agent", "all");
        Product.Outcome outcome = run(folder.toString(), "bubblewrap");
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(verdicts("sanitized", "bubblewrap")).isEqualTo(expectedOfTheReference());
    }

    @Test
    void aLibraryThatMisusesMemoryFailsUnderSanitizers() throws IOException {
        queueAlone();
        Path source = folder.resolve("src/queue.c");
        String right = Files.readString(source);
        Files.writeString(source, right.replace("malloc(item->size + 1)", "malloc(item->size - 1)"));
        assertThat(source).content().isNotEqualTo(right);
        manifest("sanitized", "[make, -s, SANITIZE=1]", "build/sanitized/agent", "queue");
        Product.Outcome outcome = run(folder.toString(), "bubblewrap", "--clause", "QUEUE-FIFO");
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isEqualTo(1);
    }

    @Test
    void aLibraryMayDefineAPartOfTheHeaderAndIsJudgedByThat() throws IOException {
        queueAlone();
        manifest("queues", "[make, -s]", "build/agent", "queue, event");
        Product.Outcome outcome = run(folder.toString(), "bubblewrap", "--chapter", "queue", "--chapter", "event");
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.out()).contains("the implementation has no ipc_event_new");
        Map<String, String> expected = expectedOfTheReference();
        Map<String, String> verdicts = verdicts("queues", "bubblewrap");
        for (Clause clause : Specification.load().clauses()) {
            if (clause.chapter().equals("queue")) {
                assertThat(verdicts).containsEntry(clause.id(), expected.get(clause.id()));
            } else if (clause.chapter().equals("event")) {
                assertThat(verdicts).containsEntry(clause.id(), "failed");
            }
        }
    }

    @Test
    void aBuildThatFailsIsOneClearErrorThatNamesThePackages() throws IOException {
        manifest("unmade", "[sh, -c, echo no compiler; false]", "build/agent", "queue");
        run(folder.toString(), "bubblewrap")
                .isOneClearError(
                        3, "the build of unmade ('sh -c echo no compiler; false') failed", "make", "no compiler");
    }

    @Test
    void aBuildThatMakesNothingIsOneClearError() throws IOException {
        manifest("unmade", "[\"true\"]", "build/agent", "queue");
        run(folder.toString(), "bubblewrap").isOneClearError(3, "did not make the mount's source", "build/agent");
    }

    private Map<String, String> expectedOfTheReference() {
        return Specification.load().clauses().stream()
                .collect(Collectors.toMap(
                        Clause::id,
                        clause -> clause.needs().stream().anyMatch(need -> LACKED.contains(need.wireName()))
                                ? "unsupported"
                                : "passed"));
    }

    /** A library of the queue alone: two of the reference's sources. */
    private void queueAlone() throws IOException {
        Path sources = Files.createDirectory(folder.resolve("src"));
        for (String name : Set.of("queue.c", "queue.h", "shared.c", "shared.h")) {
            Files.copy(LIBRARY.resolve("src").resolve(name), sources.resolve(name));
        }
        Files.writeString(
                folder.resolve("Makefile"), "LIBRARY := $(wildcard src/*.c)\ninclude " + KIT.resolve("kit.mk") + "\n");
    }

    private void manifest(String name, String build, String agent, String profiles) throws IOException {
        Files.writeString(folder.resolve("implementation.yaml"), """
                name: %s
                language: C
                build: %s
                packages: [make]
                agent: [/opt/ipc-tck/agent]
                mounts: [{source: %s, target: /opt/ipc-tck/agent}]
                profiles: [%s]
                limits: {memory: 33554432} # AddressSanitizer reserves a great deal of address space
                """.formatted(name, build, agent, profiles));
    }

    private Product.Outcome run(String implementation, String sandbox, String... more) {
        String[] arguments = {
            "run",
            implementation,
            "--sandbox",
            sandbox,
            "--out",
            folder.resolve("out").toString()
        };
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Product.run(all);
    }

    private Map<String, String> verdicts(String implementation, String sandbox) {
        return Product.verdicts(folder.resolve("out").resolve(implementation + "." + sandbox + ".ndjson"));
    }
}
