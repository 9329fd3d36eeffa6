package io.github.ipctck.grading;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One submission on its way into a folder. Contents go to files that are named by numbers; only when all of it is known to be
 * harmless do they get the names that the student gave them.
 */
final class Unpacking implements AutoCloseable {
    /** Characters that change what is read, not what is seen. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private static final Pattern ABSOLUTE = Pattern.compile("/.*|[A-Za-z]:.*", Pattern.DOTALL);
    private static final Pattern LITTER = Pattern.compile("__MACOSX(/.*)?|(.*/)?\\.DS_Store");

    /** Canvas puts it into the name of what is handed in again. */
    private static final Pattern ATTEMPT = Pattern.compile("(.+)-[0-9]+(\\.[^.]+)");

    private static final int LONGEST_NAME = 255;
    private static final int SHOWN = 60;

    private final Path into;
    private final Path stage;
    private final List<String> expected;
    private final UnpackLimits limits;
    private final Map<String, Path> files = new LinkedHashMap<>();
    private long bytes;
    private int entries;
    /** Of the archive that is being read: what was unpacked before it, and its own size, in bytes. */
    private long bytesBefore;

    private long packed = Long.MAX_VALUE;

    Unpacking(Path into, List<String> expected, UnpackLimits limits) throws IOException {
        this.into = into;
        this.stage = into.resolveSibling(into.getFileName() + ".unpacking");
        this.expected = expected;
        this.limits = limits;
        delete(stage);
        Files.createDirectories(stage);
    }

    /** Takes one of the submission's sources in. */
    void source(Path source, ExportName name) throws IOException {
        if (Files.isDirectory(source, LinkOption.NOFOLLOW_LINKS)) {
            folder(source);
        } else if (!Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
            throw new SubmissionRefused(
                    "The submission is no file and no folder but a link or a device; hand in files.");
        } else if (isArchive(PathNames.of(source))) {
            archive(source);
        } else {
            file(source, named(name.file().isEmpty() ? PathNames.of(source) : name.file()));
        }
    }

    private static boolean isArchive(String name) {
        return ExportName.ARCHIVE.matcher(name).matches();
    }

    private String named(String name) {
        Matcher attempt = ATTEMPT.matcher(name);
        String original = attempt.matches() ? attempt.group(1) + attempt.group(2) : name;
        return !expected.contains(name) && expected.contains(original) ? original : name;
    }

    /** Moodle makes a folder around the archive that a student handed in. */
    private void folder(Path folder) throws IOException {
        Map<String, Path> before = new LinkedHashMap<>(files);
        List<Path> archives = new ArrayList<>();
        files.clear();
        Files.walkFileTree(folder, Set.of(), limits.depth() + 2, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                if (!path.equals(folder)) {
                    entry(PathNames.below(folder, path));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
                String name = PathNames.below(folder, path);
                if (attributes.isSymbolicLink()) {
                    throw link(name);
                }
                if (!attributes.isRegularFile()) {
                    throw device(name);
                }
                if (path.getParent().equals(folder) && isArchive(name) && !expected.contains(name)) {
                    archives.add(path);
                } else {
                    file(path, name);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        join(before);
        archives.sort(null);
        for (Path archive : archives) {
            archive(archive);
        }
    }

    private void archive(Path archive) throws IOException {
        if (Files.size(archive) > limits.archiveBytes()) {
            throw new SubmissionRefused("The archive " + shown(PathNames.of(archive)) + " is bigger than "
                    + mebibytes(limits.archiveBytes()) + "; hand in only the code.");
        }
        Map<String, Path> before = new LinkedHashMap<>(files);
        files.clear();
        bytesBefore = bytes;
        packed = Files.size(archive);
        Archives.read(archive, this, limits);
        packed = Long.MAX_VALUE;
        if (files.isEmpty()) {
            throw new SubmissionRefused("The archive " + shown(PathNames.of(archive)) + " has no files in it.");
        }
        join(before);
    }

    /** Puts what came last beside what was there, without a folder that holds all of it. */
    private void join(Map<String, Path> before) {
        Map<String, Path> last = new LinkedHashMap<>(files);
        files.clear();
        files.putAll(before);
        Optional<String> top = files(last, "").containsAll(expected) ? Optional.empty() : onlyFolder(last);
        files(last, top.orElse("")).forEach(name -> {
            if (files.putIfAbsent(name, last.get(top.orElse("") + name)) != null) {
                throw twice(name);
            }
        });
    }

    private static List<String> files(Map<String, Path> files, String top) {
        return files.keySet().stream().map(name -> name.substring(top.length())).toList();
    }

    private static Optional<String> onlyFolder(Map<String, Path> files) {
        Set<String> tops = files.keySet().stream()
                .map(name -> name.substring(0, name.indexOf('/') + 1))
                .collect(Collectors.toSet());
        return tops.size() == 1 ? tops.stream().findFirst() : Optional.empty();
    }

    private void file(Path path, String name) throws IOException {
        file(name, Files.isExecutable(path), () -> Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS));
    }

    /** What gives a file's content. */
    @FunctionalInterface
    interface Content {
        InputStream open() throws IOException;
    }

    /**
     * Takes a file in.
     *
     * @param name as it was found
     * @throws IOException if it can't be written, or, of a file on a disk, read
     */
    void file(String name, boolean executable, Content content) throws IOException {
        Optional<String> checked = entry(name);
        if (checked.isEmpty()) {
            return;
        }
        Path staged = stage.resolve(Integer.toString(entries));
        try (InputStream in = content.open();
                OutputStream out = Files.newOutputStream(staged)) {
            byte[] buffer = new byte[1 << 14];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
                checkSize();
                out.write(buffer, 0, read);
            }
        }
        Files.setPosixFilePermissions(staged, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        if (files.putIfAbsent(checked.get(), staged) != null) {
            throw twice(checked.get());
        }
    }

    private void checkSize() {
        if (bytes > limits.totalBytes()) {
            throw new SubmissionRefused(
                    "The submission is bigger than " + mebibytes(limits.totalBytes()) + "; hand in only the code.");
        }
        long unpacked = bytes - bytesBefore;
        if (unpacked > UnpackLimits.RATIO_COUNTS_FROM && unpacked / limits.ratio() > packed) {
            throw new SubmissionRefused("An archive unpacks to more than " + limits.ratio()
                    + " times its own size, as archives do that are made to fill disks; hand in only the code.");
        }
    }

    /**
     * Counts a file or folder, and checks its name.
     *
     * @return the name with single slashes; nothing if it is litter of an operating system
     */
    Optional<String> entry(String name) {
        entries++;
        if (entries > limits.entries()) {
            throw tooMany(limits);
        }
        if (INVISIBLE.matcher(name).find()) {
            throw new SubmissionRefused("The name " + shown(name) + " has invisible characters in it; rename it.");
        }
        if (ABSOLUTE.matcher(name).matches()) {
            throw new SubmissionRefused("The name " + shown(name) + " is absolute; names must be relative.");
        }
        if (name.contains("\\")) {
            throw new SubmissionRefused(
                    "The name " + shown(name) + " has a backslash in it; folders are separated by '/'.");
        }
        List<String> parts = new ArrayList<>();
        for (String part : Normalizer.normalize(name, Normalizer.Form.NFC).split("/", -1)) {
            if (part.equals("..")) {
                throw new SubmissionRefused("The name " + shown(name) + " leads out of the submission by '..'.");
            }
            if (part.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
                throw new SubmissionRefused("The name " + shown(name) + " is longer than " + LONGEST_NAME + " bytes.");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        if (parts.size() > limits.depth()) {
            throw new SubmissionRefused(
                    "The name " + shown(name) + " is of more than " + limits.depth() + " folders in each other.");
        }
        String whole = String.join("/", parts);
        return LITTER.matcher(whole).matches() ? Optional.empty() : Optional.of(whole);
    }

    /** Gives the files their names. */
    void place() throws IOException {
        if (files.isEmpty()) {
            throw new SubmissionRefused("There are no files in the submission.");
        }
        for (String name : files.keySet()) {
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                if (files.containsKey(name.substring(0, slash))) {
                    throw twice(name.substring(0, slash));
                }
            }
        }
        Files.createDirectories(into);
        for (Map.Entry<String, Path> file : files.entrySet()) {
            Path target = PathNames.resolve(into, file.getKey());
            Files.createDirectories(target.getParent());
            Files.move(file.getValue(), target);
        }
    }

    @Override
    public void close() throws IOException {
        delete(stage);
    }

    private static void delete(Path flat) throws IOException {
        if (Files.isDirectory(flat, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> children = Files.list(flat)) {
                for (Path child : children.toList()) {
                    Files.delete(child);
                }
            }
        }
        Files.deleteIfExists(flat);
    }

    static SubmissionRefused tooMany(UnpackLimits limits) {
        return new SubmissionRefused(
                "The submission has more than " + limits.entries() + " files and folders; hand in only the code.");
    }

    static SubmissionRefused link(String name) {
        return new SubmissionRefused("The file " + shown(name) + " is a link; hand in the file that it leads to.");
    }

    static SubmissionRefused device(String name) {
        return new SubmissionRefused("The file " + shown(name) + " is a device, a pipe or a socket; hand in files.");
    }

    private static SubmissionRefused twice(String name) {
        return new SubmissionRefused("The submission has two files named " + shown(name) + "; leave one out.");
    }

    /** A name as a message can hold it. */
    static String shown(String name) {
        String some = name.codePointCount(0, name.length()) <= SHOWN
                ? name
                : name.substring(0, name.offsetByCodePoints(0, SHOWN)) + "…";
        return "'"
                + INVISIBLE
                        .matcher(some)
                        .replaceAll(
                                found -> String.format("U+%04X", found.group().codePointAt(0)))
                + "'";
    }

    private static String mebibytes(long bytes) {
        return bytes / (1 << 20) + " MiB";
    }
}
