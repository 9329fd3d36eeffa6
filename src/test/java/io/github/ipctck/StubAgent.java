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
