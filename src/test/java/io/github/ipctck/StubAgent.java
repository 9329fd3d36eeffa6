package io.github.ipctck;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes implementations whose agent is {@code agents/stub.py} in one of its modes. */
public final class StubAgent {
    private StubAgent() {}

    /** A folder with a manifest for that mode; also the base of any other manifest of the tests. */
    public static Path in(Path parent, String mode) {
        return write(parent, mode, """
                name: %s
                language: Python
                agent: [/usr/bin/python3, -B, /opt/stub/stub.py, %s]
                mounts:
                  - {source: stub.py, target: /opt/stub/stub.py}
                profiles: [process, pipe, queue]
                dockerfile: Dockerfile
                limits: {processes: 40, memory: 256}
                """.formatted(mode, mode));
    }

    /** A folder whose agent is the real one for Python, behind a script of {@code agents/} in one of its modes. */
    static Path around(Path parent, String script, String mode, String mark) {
        return write(parent, mode, """
                name: %s
                language: Python
                agent: [/usr/bin/python3, -B, /opt/stub/%s, %s]
                environment: {PYTHONPATH: /opt/agent, MARK: "%s"}
                mounts:
                  - {source: "%s", target: /opt/stub}
                  - {source: "%s", target: /opt/agent}
                profiles: [all]
                dockerfile: Dockerfile
                limits: {processes: 40, memory: 256, scratch: 16}
                """.formatted(
                        mode,
                        script,
                        mode,
                        mark,
                        Product.HOME.resolve("src/test/resources/agents"),
                        Product.HOME.resolve("containers/agents/python")));
    }

    /** A folder with that manifest, the stub and the Dockerfile of cpython. */
    public static Path write(Path parent, String name, String manifest) {
        try {
            Path folder = Files.createDirectories(parent.resolve(name));
            Files.writeString(folder.resolve("implementation.yaml"), manifest);
            Files.copy(Product.HOME.resolve("src/test/resources/agents/stub.py"), folder.resolve("stub.py"));
            Files.copy(Product.HOME.resolve("containers/cpython/Dockerfile"), folder.resolve("Dockerfile"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
