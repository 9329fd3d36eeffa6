package io.github.ipctck.grading;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** Names of files as UTF-8, whatever locale the JVM was started in: in the C locale paths take ASCII only. */
final class PathNames {
    private PathNames() {}

    /** The last name of a path. */
    static String of(Path path) {
        String whole = whole(path);
        return whole.substring(whole.lastIndexOf('/') + 1);
    }

    /** The names of a path below a folder, with {@code /} between them. */
    static String below(Path folder, Path path) {
        return whole(path).substring(whole(folder).length() + 1);
    }

    private static String whole(Path path) {
        String whole = path.toAbsolutePath().toUri().getPath();
        return whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
    }

    /** @param name relative, with {@code /} between names */
    static Path resolve(Path folder, String name) {
        try {
            String root = folder.toAbsolutePath().toUri().toString();
            String below = new URI(null, null, "/" + name, null).toASCIIString();
            return Path.of(URI.create(root.endsWith("/") ? root + below.substring(1) : root + below));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name, e);
        }
    }
}
