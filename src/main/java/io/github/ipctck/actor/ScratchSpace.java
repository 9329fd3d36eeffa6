package io.github.ipctck.actor;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.List;

/**
 * Empties {@code /tmp} and {@code /dev/shm} of a cell, seen through its nursery's root. Every step is relative to an open
 * directory and follows no link: what is in there was made by code that is not trusted.
 */
final class ScratchSpace {
    /** Each level of a tree costs a descriptor; no implementation needs as many as would use them up. */
    private static final int DEEPEST = 100;

    private ScratchSpace() {}

    /** Returns whether both are empty now. */
    static boolean clear(long hostPid) {
        Path root = Path.of("/proc", Long.toString(hostPid), "root");
        if (isSameAsOurs(root)) {
            // The direct sandbox: there is no scratch space of its own.
            return true;
        }
        for (String folder : List.of("tmp", "dev/shm")) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(root.resolve(folder))) {
                if (stream instanceof SecureDirectoryStream<Path> secure) {
                    clear(secure, 1);
                }
            } catch (IOException | DirectoryIteratorException e) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSameAsOurs(Path root) {
        try {
            return Files.isSameFile(root, Path.of("/"));
        } catch (IOException e) {
            return false;
        }
    }

    private static void clear(SecureDirectoryStream<Path> directory, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("a tree of more than " + DEEPEST + " levels");
        }
        for (Path entry : directory) {
            Path name = entry.getFileName();
            var attributes = directory
                    .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .readAttributes();
            if (attributes.isDirectory()) {
                try (SecureDirectoryStream<Path> inner =
                        directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                    clear(inner, depth + 1);
                }
                directory.deleteDirectory(name);
            } else {
                directory.deleteFile(name);
            }
        }
    }
}
