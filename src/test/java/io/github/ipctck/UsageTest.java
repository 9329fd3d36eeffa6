package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user gets who does something wrong: one sentence with the way out. */
class UsageTest {
    private static final int WRONG_USAGE = 2;
    private static final int UNJUDGED = 3;

    @TempDir
    private Path folder;

    @Test
    void anUnknownImplementation() {
        Product.run("run", "cpyton").isOneClearError(WRONG_USAGE, "there is no implementation 'cpyton'", "cpython");
    }

    @Test
    void anUnknownClause() {
        Product.run("run", "cpython", "--clause", "QUEUE-GET-TIMEOOT")
                .isOneClearError(WRONG_USAGE, "there is no clause 'QUEUE-GET-TIMEOOT'", "QUEUE-GET-TIMEOUT");
    }

    @Test
    void anUnknownProfile() {
        Product.run("run", "cpython", "--profile", "quue").isOneClearError(WRONG_USAGE, "no profile 'quue'", "queue");
    }

    @Test
    void anUnknownChapter() {
        Product.run("run", "cpython", "--chapter", "pip").isOneClearError(WRONG_USAGE, "no chapter 'pip'", "pipe");
    }

    @Test
    void aFilterThatSelectsNothing() {
        Product.run("run", "cpython", "--chapter", "pipe", "--clause", "QUEUE-FIFO")
                .isOneClearError(WRONG_USAGE, "no clause is in all of: pipe, QUEUE-FIFO");
    }

    @Test
    void anUnknownSandbox() {
        Product.run("run", "cpython", "--sandbox", "jail")
                .isOneClearError(WRONG_USAGE, "jail", "docker", "bubblewrap", "direct");
    }

    @Test
    void aFolderWithoutAManifest() {
        Product.run("run", folder.toString()).isOneClearError(WRONG_USAGE, "has no implementation.yaml");
    }

    @Test
    void aManifestWithoutAnAgent() {
        Path mine = StubAgent.write(folder, "mine", "name: mine\nlanguage: C\nprofiles: [pipe]\n");
        Product.run("run", mine.toString())
                .isOneClearError(WRONG_USAGE, "implementation.yaml", "the field 'agent' is missing");
    }

    @Test
    void aManifestWithAnUnknownField() {
        Path mine =
                StubAgent.write(folder, "mine", "name: mine\nlanguage: C\nprofiles: [pipe]\nagnt: [x]\nagent: [x]\n");
        Product.run("run", mine.toString())
                .isOneClearError(WRONG_USAGE, "implementation.yaml:4:", "unknown field 'agnt'", "agent");
    }

    @Test
    void aManifestThatIsNoYaml() {
        Path mine = StubAgent.write(folder, "mine", "name: mine\n agent: [\n");
        Product.run("run", mine.toString()).isOneClearError(WRONG_USAGE, "implementation.yaml:2:", "is no YAML");
    }

    @Test
    void aManifestWithTheWrongKindOfField() {
        Path mine = StubAgent.write(folder, "mine", "name: mine\nlanguage: C\nagent: 5\nprofiles: [pipe]\n");
        Product.run("run", mine.toString())
                .isOneClearError(WRONG_USAGE, "implementation.yaml:3:", "'agent'", "wrong kind");
    }

    @Test
    void anUnknownProfileInTheManifest() {
        Path mine = StubAgent.write(folder, "mine", "name: mine\nlanguage: C\nagent: [x]\nprofiles: [pips]\n");
        Product.run("run", mine.toString()).isOneClearError(WRONG_USAGE, "there is no profile 'pips'");
    }

    @Test
    void anAgentThatIsNotThere() {
        for (String sandbox : List.of("bubblewrap", "docker", "direct")) {
            Path mine = StubAgent.write(folder, sandbox, manifest("agent: [/opt/none/agent]\ndockerfile: Dockerfile"));
            run(mine, sandbox).isOneClearError(UNJUDGED, "/opt/none/agent");
        }
    }

    @Test
    void anAgentThatIsNotExecutable() {
        for (String sandbox : List.of("bubblewrap", "docker", "direct")) {
            Path mine = StubAgent.write(
                    folder,
                    sandbox,
                    manifest("agent: [/opt/stub.py]\nmounts: [{source: stub.py, target: /opt/stub.py}]\n"
                            + "dockerfile: Dockerfile"));
            run(mine, sandbox).isOneClearError(UNJUDGED, "stub.py", "ermission denied");
        }
    }

    @Test
    void anImageThatIsNotThere() {
        Path mine = StubAgent.write(folder, "mine", manifest("agent: [/bin/true]\nimage: ipc-tck/none:none"));
        run(mine, "docker").isOneClearError(UNJUDGED, "ipc-tck/none:none");
    }

    @Test
    void anImageThatCannotBeBuilt() throws IOException {
        Path mine = StubAgent.write(folder, "mine", manifest("agent: [/bin/true]\ndockerfile: Dockerfile"));
        Files.writeString(mine.resolve("Dockerfile"), "FROM debian:bookworm-slim\nRUN echo one && false\n");
        Product.Outcome outcome = run(mine, "docker");
        outcome.isOneClearError(UNJUDGED, "false", "returned a non-zero code");
    }

    @Test
    void bubblewrapThatIsNotInstalled() {
        // An ordinary user, who can't install it, on a machine that hides it.
        String hide = "mount --bind /dev/null /usr/bin/bwrap && exec " + String.join(" ", Product.AS_SOMEBODY_ELSE)
                + " \"$@\"";
        Process process = Product.start(
                Product.copyForSomebodyElse(folder),
                Map.of(),
                List.of("unshare", "--mount", "sh", "-c", hide, "sh"),
                "run",
                "cpython",
                "--sandbox",
                "bubblewrap",
                "--out",
                folder.toString());
        Product.finish(process)
                .isOneClearError(
                        UNJUDGED, "bwrap is not installed", "apt-get install -y --no-install-recommends bubblewrap");
    }

    @Test
    void helpHasExamplesAndExitCodes() {
        Product.Outcome outcome = Product.run("run", "--help");
        assertThat(outcome.out()).contains("Examples:", "./ipc-tck run cpython", "Exit status: 0");
        assertThat(outcome.status()).isZero();
    }

    private static String manifest(String more) {
        return "name: mine\nlanguage: C\nprofiles: [pipe]\n" + more + "\n";
    }

    private Product.Outcome run(Path implementation, String sandbox) {
        return Product.run(
                "run",
                implementation.toString(),
                "--sandbox",
                sandbox,
                "--out",
                folder.resolve("out").toString());
    }
}
