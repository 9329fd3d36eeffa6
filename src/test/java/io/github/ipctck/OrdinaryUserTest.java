package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the harness is not root, or is inside of a container itself. */
class OrdinaryUserTest {
    @TempDir
    private Path folder;

    @Test
    void bubblewrapWorksForAnOrdinaryUser() {
        Path copy = Product.copyForSomebodyElse(folder);
        Process process = Product.start(
                copy,
                Map.of("HOME", copy.toString()),
                Product.AS_SOMEBODY_ELSE,
                "run",
                "cpython",
                "--sandbox",
                "bubblewrap",
                "--chapter",
                "process,pipe",
                "--out",
                folder.resolve("out").toString());
        Product.Outcome outcome = Product.finish(process);
        assertThat(outcome.status()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.out()).contains("cpython conforms");
    }

    @Test
    void aMissingPackageIsOneClearErrorWithTheCommandThatInstallsIt() {
        Path copy = Product.copyForSomebodyElse(folder);
        Path needy = StubAgent.write(copy, "needy", """
                name: needy
                language: none
                agent: [/bin/true]
                packages: [bash, ipc-tck-no-such-package]
                profiles: [all]
                """);
        Shell.lines("chmod -R a+rX " + needy);
        Process process = Product.start(
                copy,
                Map.of("HOME", copy.toString()),
                Product.AS_SOMEBODY_ELSE,
                "run",
                needy.toString(),
                "--sandbox",
                "bubblewrap");
        Product.finish(process)
                .isOneClearError(
                        3,
                        "needy needs packages that this machine lacks",
                        "Run as root: apt-get install -y --no-install-recommends ipc-tck-no-such-package");
    }

    @Test
    void insideAnOrdinaryContainerTheErrorNamesDirect() {
        List<String> container = List.of(
                "docker",
                "run",
                "--rm",
                "--network",
                "none",
                "-v",
                "/usr:/usr:ro",
                "-v",
                "/etc:/etc:ro",
                "-v",
                Product.HOME + ":/tck:ro",
                "-e",
                "CI=true",
                "debian:bookworm-slim",
                "java",
                "-Dipctck.home=/tck",
                "-jar",
                "/tck/target/ipc-tck.jar");
        String command = String.join(" ", container);
        List<String> doctor = Shell.lines(command + " doctor || true");
        assertThat(doctor).anySatisfy(line -> assertThat(line)
                .contains("bubblewrap", "inside an ordinary container", "--sandbox direct"));
        List<String> run =
                Shell.lines(command + " run cpython --sandbox bubblewrap --out /tmp/out 2>&1 || echo status=$?");
        assertThat(run)
                .anySatisfy(line -> assertThat(line).contains("--sandbox direct"))
                .contains("status=3");
        List<String> direct = Shell.lines(
                command + " run cpython --sandbox direct --clause QUEUE-FIFO,FORK-TWO-RETURNS --out /tmp/out 2>&1");
        assertThat(direct).anySatisfy(line -> assertThat(line).contains("cpython conforms"));
    }
}
