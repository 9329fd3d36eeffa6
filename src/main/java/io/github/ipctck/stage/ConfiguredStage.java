package io.github.ipctck.stage;

import io.github.ipctck.actor.Budgets;
import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.implementation.KnownFailure;
import io.github.ipctck.sandbox.Account;
import io.github.ipctck.sandbox.RunDirectory;
import io.github.ipctck.sandbox.Sandbox;
import io.github.ipctck.sandbox.Sandboxes;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Level;
import io.github.ipctck.spec.Specification;
import io.github.ipctck.wire.MessageTap;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * A stage for a build of somebody else's, in which the clauses are ordinary JUnit tests: JUnit's configuration parameters
 * say what is under test. What a run would report without failing is skipped with the reason.
 *
 * <ul>
 *   <li>{@code ipctck.implementation}: the folder of its manifest; needed
 *   <li>{@code ipctck.profiles}: only these, separated by commas; all that it claims if missing
 *   <li>{@code ipctck.sandbox}: the best that there is if missing
 *   <li>{@code ipctck.lanes}, {@code ipctck.seed}: 2 and 1 if missing
 *   <li>{@code ipctck.strict}: whether a failed SHOULD clause is a failure
 * </ul>
 */
final class ConfiguredStage implements AutoCloseable {
    private static final String PREFIX = "ipctck.";
    private static final int LANES = 2;

    private final Implementation implementation;
    private final Set<String> claimed;
    private final Set<String> chosen;
    private final boolean strict;
    private final RunDirectory directory;
    private Sandbox sandbox;
    private Stage stage;
    private RuntimeException problem;

    /**
     * Opens it.
     *
     * @param parameters gives JUnit's configuration parameters
     * @throws IllegalStateException if no implementation is named
     */
    ConfiguredStage(Function<String, Optional<String>> parameters) {
        Function<String, Optional<String>> own = name -> parameters.apply(PREFIX + name);
        String folder = own.apply("implementation")
                .orElseThrow(() -> new IllegalStateException(
                        "no implementation was chosen: set JUnit's configuration parameter ipctck.implementation to the"
                                + " folder of an implementation.yaml, or start the suite by ipc-tck run"));
        Specification specification = Specification.load();
        this.implementation = new Implementations(Path.of("")).find(folder.contains("/") ? folder : "./" + folder);
        this.claimed = specification.profilesOf(implementation.profiles());
        this.chosen = own.apply("profiles")
                .map(names -> specification.profilesOf(
                        Stream.of(names.split(",", -1)).map(String::strip).toList()))
                .orElse(claimed);
        this.strict = own.apply("strict").map(Boolean::parseBoolean).orElse(false);
        this.directory = RunDirectory.create(Account.ofAgents());
        try {
            sandbox = Sandboxes.open(own.apply("sandbox"), implementation, directory, Account.ofAgents(), step -> {});
            stage = new Stage(
                    sandbox,
                    directory,
                    Map.of(),
                    Budgets.DEFAULT,
                    own.apply("seed").map(Long::parseLong).orElse(1L),
                    judged -> {},
                    MessageTap.NONE,
                    Supervision.none());
            stage.open(own.apply("lanes").map(Integer::parseInt).orElse(LANES));
        } catch (RuntimeException e) {
            // Every clause says so, instead of each trying again.
            problem = e;
        }
    }

    /**
     * The lanes.
     *
     * @throws RuntimeException what kept them from being opened
     */
    Stage stage() {
        if (problem != null) {
            throw problem;
        }
        return stage;
    }

    /** Why a clause is not to be judged here, if it is not. */
    Optional<String> exclusion(Clause clause) {
        if (!claimed.contains(clause.profile())) {
            return Optional.of("the implementation does not claim the profile " + clause.profile());
        }
        return chosen.contains(clause.profile())
                ? Optional.empty()
                : Optional.of("the profile " + clause.profile() + " was not chosen");
    }

    /**
     * What a clause's test comes to that threw: the same, or an abortion if that is no reason to fail.
     *
     * @param lack what the implementation lacks, if it threw for want of that
     */
    Throwable judged(Clause clause, Throwable thrown, Optional<String> lack) {
        if (!(thrown instanceof AssertionError)) {
            return thrown;
        }
        if (implementation.partial() && lack.isPresent()) {
            return new TestAbortedException(lack.get(), thrown);
        }
        Optional<KnownFailure> known = known(clause);
        if (known.isPresent()) {
            return new TestAbortedException(
                    "known failure (" + known.get().reason() + "): " + thrown.getMessage(), thrown);
        }
        return clause.level() == Level.SHOULD && !strict
                ? new TestAbortedException("SHOULD: " + thrown.getMessage(), thrown)
                : thrown;
    }

    /**
     * A clause's test threw nothing.
     *
     * @throws AssertionFailedError if it is listed as a known failure: the list is stale
     */
    void passed(Clause clause) {
        if (known(clause).isPresent()) {
            throw new AssertionFailedError("it passes, though it is listed as a known failure");
        }
    }

    private Optional<KnownFailure> known(Clause clause) {
        return implementation.knownFailures().entries().stream()
                .filter(failure -> failure.clause().equals(clause.id()))
                .findFirst();
    }

    @Override
    public void close() {
        if (stage != null) {
            stage.close();
        }
        if (sandbox != null) {
            sandbox.close();
        }
        directory.close();
    }
}
