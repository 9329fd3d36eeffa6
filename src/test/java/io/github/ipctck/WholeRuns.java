package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ipctck.spec.Specification;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs of all clauses in bubblewrap, by one {@code matrix}: made once, for all tests that look at such a run. */
public final class WholeRuns {
    /** All that are listed but those whose processes begin anew, of which each costs a start of the interpreter. */
    static final List<String> IMPLEMENTATIONS =
            List.of("billiard", "cpython", "multiprocess", "posix-c", "pypy", "ruby");

    private static final Path FOLDER = Product.HOME.resolve("target/whole-runs");

    private static Product.Outcome outcome;

    private WholeRuns() {}

    /** Of the command; whoever asks first waits for it, and so does everybody who asks meanwhile. */
    static synchronized Product.Outcome outcome() {
        if (outcome == null) {
            List<String> command = new ArrayList<>(List.of("matrix"));
            command.addAll(IMPLEMENTATIONS);
            command.addAll(List.of("--sandbox", "bubblewrap", "--await", "10000", "--out", FOLDER.toString()));
            outcome = Product.run(command.toArray(String[]::new));
        }
        return outcome;
    }

    /** Of the command. */
    static Path folder() {
        outcome();
        return FOLDER;
    }

    /** The results file of an implementation. */
    public static Path file(String implementation) {
        return folder().resolve(implementation + ".bubblewrap.ndjson");
    }

    /** The verdict of each clause. */
    static Map<String, String> verdicts(String implementation) {
        Map<String, String> verdicts = Product.verdicts(file(implementation));
        assertThat(verdicts)
                .as("%s: %s", implementation, outcome().err())
                .hasSize(Specification.load().clauses().size());
        return verdicts;
    }
}
