package io.github.ipctck.run;

import io.github.ipctck.actor.Budgets;
import io.github.ipctck.sandbox.Sandbox;
import io.github.ipctck.spec.Capability;
import io.github.ipctck.stage.Stage;
import io.github.ipctck.wire.Hello;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The first line of the results: what was run, where and how.
 *
 * @param version the version of this format
 * @param suite the version of ipc-tck
 * @param subject the implementation as the user named it
 * @param implementation the implementation's name
 * @param title what people call it
 * @param family whose code it is made of
 * @param agent what the agent says of itself
 * @param profiles the profiles that it claims
 * @param capabilities the capabilities that it has
 * @param sandbox the sandbox
 * @param lanes how many lanes
 * @param seed the seed
 * @param strict whether SHOULD counts
 * @param budgets the four times in milliseconds
 * @param variables the agent's variables besides the manifest's
 * @param environment the machine
 * @param digests what was under test, by SHA-256: {@code agent} and, in docker, {@code image}
 * @param started when the run began, ISO 8601
 * @param clauses how many clauses were selected
 * @param command the command that does the same again
 */
public record RunHeader(
        int version,
        String suite,
        String subject,
        String implementation,
        String title,
        String family,
        Hello.Implementation agent,
        List<String> profiles,
        List<String> capabilities,
        String sandbox,
        int lanes,
        long seed,
        boolean strict,
        Map<String, Long> budgets,
        Map<String, String> variables,
        Map<String, String> environment,
        Map<String, String> digests,
        String started,
        int clauses,
        String command) {

    static final int VERSION = 1;

    public RunHeader {
        family = family == null ? implementation : family;
        digests = digests == null ? Map.of() : digests;
    }

    static RunHeader of(RunRequest request, Stage stage, Sandbox sandbox, int lanes, int clauses) {
        return new RunHeader(
                VERSION,
                suiteVersion(),
                request.subject(),
                request.implementation().name(),
                request.implementation().title(),
                request.implementation().family(),
                stage.hello().implementation().orElseThrow(),
                request.implementation().profiles(),
                stage.capabilities().stream().map(Capability::wireName).sorted().toList(),
                sandbox.name(),
                lanes,
                request.seed(),
                request.strict(),
                millis(request.budgets()),
                request.environment(),
                machine(),
                new TreeMap<>(sandbox.digests()),
                Instant.now().toString(),
                clauses,
                Reproduction.command(request, sandbox.name()));
    }

    /** The version of ipc-tck, as its jar says. */
    public static String suiteVersion() {
        String version = RunHeader.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    private static Map<String, Long> millis(Budgets budgets) {
        return new TreeMap<>(Map.of(
                "await", budgets.await().toMillis(),
                "quiet", budgets.quiet().toMillis(),
                "tolerance", budgets.tolerance().toMillis(),
                "deadline", budgets.deadline().toMillis()));
    }

    static Map<String, String> machine() {
        return new TreeMap<>(Map.of(
                "os", System.getProperty("os.name"),
                "kernel", System.getProperty("os.version"),
                "architecture", System.getProperty("os.arch"),
                "java", System.getProperty("java.version"),
                "processors", Integer.toString(Runtime.getRuntime().availableProcessors())));
    }
}
