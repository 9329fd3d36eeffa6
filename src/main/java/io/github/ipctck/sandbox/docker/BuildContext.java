package io.github.ipctck.sandbox.docker;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.sandbox.FilesDigest;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The folder that an implementation's image is built from: the one of its Dockerfile, which several implementations may
 * share. Its content names the image, so no build is repeated.
 */
record BuildContext(Implementation implementation, Path dockerfile) {
    private static final int DIGITS = 12;
    private static final String KNOWN_FAILURES = "known-failures";

    BuildContext {
        dockerfile = dockerfile.toAbsolutePath().normalize();
    }

    Path folder() {
        return dockerfile.getParent();
    }

    /** {@code ipc-tck/<folder>:<digest of the folder>}; what only the harness reads does not count. */
    String tag() {
        String name = folder().getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return "ipc-tck/" + name.replaceAll("^-|-$", "") + ":" + digest().substring(0, DIGITS);
    }

    private String digest() {
        return new FilesDigest()
                .add(folder().relativize(dockerfile).toString())
                .add(folder(), file -> !isTheHarnesss(file))
                .hex();
    }

    private boolean isTheHarnesss(Path file) {
        String name = folder().relativize(file).toString();
        return name.equals(Implementations.MANIFEST) || name.startsWith(KNOWN_FAILURES);
    }
}
