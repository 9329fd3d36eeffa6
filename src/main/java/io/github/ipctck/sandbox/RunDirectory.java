package io.github.ipctck.sandbox;

import io.github.ipctck.implementation.Mount;
import io.github.ipctck.kernel.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The scratch directory of one run: control sockets, and copies of what the manifest mounts. Copies, because the agents'
 * account may not be able to reach the originals (a checkout in root's home), and because they must not change in
 * mid-run. Its name is short: a Unix socket's path has at most 107 bytes.
 */
public final class RunDirectory implements AutoCloseable {
    private static final String PREFIX = "ipc-tck-";
    private static final String OWNER = "owner";
    private static final Duration REMOVED_WITHIN = Duration.ofSeconds(2);

    private final Path root;
    private final Account account;
    private int cells;
    private boolean closed;

    private RunDirectory(Path root, Account account) {
        this.root = root;
        this.account = account;
    }

    /** Makes one, and removes those whose harness is gone. */
    public static RunDirectory create(Account account) {
        Path parent = Path.of("/tmp");
        try {
            sweep(parent);
            Path root = Files.createTempDirectory(parent, PREFIX);
            Files.writeString(
                    root.resolve(OWNER), Long.toString(ProcessHandle.current().pid()));
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
            return new RunDirectory(root, account);
        } catch (IOException e) {
            throw new SandboxException("a scratch directory in " + parent + " can't be made: " + e.getMessage(), e);
        }
    }

    private static void sweep(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            for (Path stale : entries.filter(RunDirectory::isAbandoned).toList()) {
                try {
                    delete(stale);
                } catch (IOException e) {
                    // Somebody else's, or somebody else was faster.
                }
            }
        }
    }

    private static boolean isAbandoned(Path directory) {
        if (!directory.getFileName().toString().startsWith(PREFIX)) {
            return false;
        }
        try {
            if (!Files.getOwner(directory).equals(Files.getOwner(Path.of("/proc/self")))) {
                return false;
            }
            long owner =
                    Long.parseLong(Files.readString(directory.resolve(OWNER)).strip());
            return ProcessHandle.of(owner).isEmpty();
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    /** The run's id: unique on this machine. */
    public String id() {
        return root.getFileName().toString();
    }

    public Path path() {
        return root;
    }

    /** A new directory for one cell's control socket, which only the agents' account may enter. */
    public synchronized Path newSocketDirectory() {
        if (closed) {
            throw new SandboxException("the run is over");
        }
        return newPrivateDirectory("c" + ++cells);
    }

    private Path newPrivateDirectory(String name) {
        try {
            Path directory = Files.createDirectory(
                    root.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            own(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives a file to the agents' account. */
    public void own(Path file) throws IOException {
        if (account.harnessIsRoot()) {
            Files.setAttribute(file, "unix:uid", account.uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(file, "unix:gid", account.gid(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Copies of the mounts' sources, readable by the agents' account. */
    public List<Mount> stage(List<Mount> mounts) {
        List<Mount> staged = new ArrayList<>();
        try {
            newPrivateDirectory("mounts");
            for (Mount mount : mounts) {
                // A folder each, so that two of the same name do not meet; the name stays, for messages that tell it.
                Path place = newPrivateDirectory("mounts/" + staged.size());
                Path copy = place.resolve(mount.source().getFileName());
                copy(mount.source(), copy);
                staged.add(new Mount(copy, mount.target()));
            }
        } catch (IOException e) {
            throw new SandboxException("the manifest's mounts can't be read: " + e.getMessage(), e);
        }
        return staged;
    }

    private void copy(Path source, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = target.resolve(source.relativize(file).toString());
                if (Files.isSymbolicLink(file)) {
                    // A link is copied as a link: what it names is not ours to show.
                    Files.createSymbolicLink(copy, Files.readSymbolicLink(file));
                } else if (Files.isDirectory(file)) {
                    Files.createDirectory(copy);
                    own(copy);
                } else {
                    Files.copy(file, copy);
                    Files.setPosixFilePermissions(
                            copy,
                            PosixFilePermissions.fromString(Files.isExecutable(file) ? "r-xr-xr-x" : "r--r--r--"));
                }
            }
        }
    }

    /** Removes a folder and all that is in it; follows no link. */
    public static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Removes it. A lane whose start is under way may put something into it meanwhile, so one look is not enough. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        Patience.until(this::isRemoved, REMOVED_WITHIN);
    }

    private boolean isRemoved() {
        try {
            if (Files.exists(root)) {
                delete(root);
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
