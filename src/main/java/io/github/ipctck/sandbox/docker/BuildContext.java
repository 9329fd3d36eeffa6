package io.github.ipctck.sandbox.docker;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.sandbox.SandboxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

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
        try (Stream<Path> walk = Files.walk(folder())) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            add(digest, folder().relativize(dockerfile).toString());
            List<Path> files = walk.filter(file -> !Files.isDirectory(file) && !isTheHarnesss(file))
                    .sorted()
                    .toList();
            for (Path file : files) {
                add(digest, folder().relativize(file).toString());
                if (Files.isSymbolicLink(file)) {
                    add(digest, "-> " + Files.readSymbolicLink(file));
                } else {
                    add(digest, (Files.isExecutable(file) ? "x" : "-") + Files.size(file));
                    digest.update(Files.readAllBytes(file));
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new SandboxException(folder() + " can't be read: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isTheHarnesss(Path file) {
        String name = folder().relativize(file).toString();
        return name.equals(Implementations.MANIFEST) || name.startsWith(KNOWN_FAILURES);
    }

    private static void add(MessageDigest digest, String text) {
        digest.update((text + "\0").getBytes(StandardCharsets.UTF_8));
    }
}
