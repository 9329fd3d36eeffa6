package io.github.ipctck.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The SHA-256 of words and files. Of a file count its path below a root, whether it is executable, and its content. */
public final class FilesDigest {
    private final MessageDigest digest;

    public FilesDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Adds a word. */
    public FilesDigest add(String word) {
        digest.update((word + "\0").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /**
     * Adds a file, or all files below a folder.
     *
     * @param counts which of them
     * @throws SandboxException if they can't be read
     */
    public FilesDigest add(Path root, Predicate<Path> counts) {
        try (Stream<Path> walk = Files.walk(root)) {
            List<Path> files = walk.filter(file -> Files.isSymbolicLink(file) || !Files.isDirectory(file))
                    .filter(counts)
                    .sorted()
                    .toList();
            for (Path file : files) {
                add(root.relativize(file).toString());
                if (Files.isSymbolicLink(file)) {
                    add("-> " + Files.readSymbolicLink(file));
                } else {
                    add((Files.isExecutable(file) ? "x" : "-") + Files.size(file));
                    addContent(file);
                }
            }
            return this;
        } catch (IOException e) {
            throw new SandboxException(root + " can't be read: " + e.getMessage(), e);
        }
    }

    /** A file may be bigger than memory. */
    private void addContent(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        }
    }

    /** The SHA-256 of a file's content alone, as {@code sha256sum} prints it. */
    public static String ofContent(Path file) {
        FilesDigest content = new FilesDigest();
        try {
            content.addContent(file);
        } catch (IOException e) {
            throw new SandboxException(file + " can't be read: " + e.getMessage(), e);
        }
        return content.hex();
    }

    /** The digest of what was added, in hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
