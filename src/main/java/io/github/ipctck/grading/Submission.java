package io.github.ipctck.grading;

import io.github.ipctck.sandbox.FilesDigest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a student handed in. Nothing in it is to be trusted.
 *
 * @param student whose it is
 * @param sources the folders, archives or files that it consists of, at least one
 */
public record Submission(Student student, List<Path> sources) {
    /** As {@link #unpack(Path, List, UnpackLimits)}, as an assignment expects it. */
    public void unpack(Path into, Assignment assignment) {
        unpack(into, assignment.files(), UnpackLimits.DEFAULT);
    }

    /**
     * Copies its files, archives unpacked, into a folder. No link is followed, none is made, and nothing is written outside.
     * If a source has one folder on top with everything in it, and does not have all that is expected, that folder is left
     * out. An archive in a folder is unpacked; one in an archive is not.
     *
     * @param into is made; if it exists it must be empty. Its neighbour of the same name with {@code .unpacking} is used
     *     meanwhile
     * @param expected the files that are looked for, relative
     * @throws SubmissionRefused if it is not what a student may hand in
     * @throws UncheckedIOException if a disk can't be read or written, which is no student's fault
     */
    public void unpack(Path into, List<String> expected, UnpackLimits limits) {
        try (Unpacking unpacking = new Unpacking(into, expected, limits)) {
            for (Path source : sources) {
                unpacking.source(source, ExportName.of(PathNames.of(source), false));
            }
            unpacking.place();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The SHA-256 of the names and contents of its files, archives as they are, in hexadecimal digits. Of what is too big to
     * be unpacked, only the size counts.
     *
     * @throws UncheckedIOException if they can't be read
     * @throws io.github.ipctck.sandbox.SandboxException likewise
     */
    public String digest() {
        FilesDigest digest = new FilesDigest();
        for (Path source : sources) {
            digest.add(PathNames.of(source));
            long size = sizeOf(source);
            if (size > UnpackLimits.DEFAULT.totalBytes()) {
                digest.add(Long.toString(size));
            } else {
                digest.add(source, Submission::hasDigest);
            }
        }
        return digest.hex();
    }

    /** The content of a named pipe would never come. */
    private static boolean hasDigest(Path file) {
        return Files.isSymbolicLink(file) || Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static long sizeOf(Path source) {
        long size = 0;
        try (Stream<Path> walk = Files.walk(source)) {
            for (Path file : walk.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .toList()) {
                size += Files.size(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return size;
    }
}
