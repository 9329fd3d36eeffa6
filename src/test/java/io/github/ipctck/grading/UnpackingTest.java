package io.github.ipctck.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ipctck.Shell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is handed in, nothing is written outside, and what is refused is refused in one sentence. */
class UnpackingTest {
    private static final List<String> EXPECTED = List.of("ipc.py");
    private static final String CODE = "def Queue(): pass\n";

    @TempDir
    private Path folder;

    private Path into;

    @BeforeEach
    void makeTarget() throws IOException {
        Files.createDirectories(folder.resolve("in"));
        into = folder.resolve("work/unpacked");
        Files.createDirectories(into.getParent());
    }

    /** An entry of an archive. */
    private static final class Entry {
        private final String name;
        private final byte[] content;
        private final int mode;

        Entry(String name, byte[] content, int mode) {
            this.name = name;
            this.content = content;
            this.mode = mode;
        }

        static Entry file(String name) {
            return new Entry(name, CODE.getBytes(StandardCharsets.UTF_8), 0100644);
        }

        static Entry link(String name, String target) {
            return new Entry(name, target.getBytes(StandardCharsets.UTF_8), UnixStat.LINK_FLAG | 0777);
        }
    }

    private Path zip(String name, Entry... entries) throws IOException {
        return zip(name, StandardCharsets.UTF_8, true, entries);
    }

    private Path zip(String name, Charset charset, boolean marked, Entry... entries) throws IOException {
        Path file = folder.resolve("in").resolve(name);
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(file.toFile())) {
            zip.setEncoding(charset.name());
            zip.setUseLanguageEncodingFlag(marked);
            for (Entry entry : entries) {
                ZipArchiveEntry header = new ZipArchiveEntry(entry.name);
                header.setUnixMode(entry.mode);
                zip.putArchiveEntry(header);
                zip.write(entry.content);
                zip.closeArchiveEntry();
            }
        }
        return file;
    }

    private Path tar(String name, TarArchiveEntry... entries) throws IOException {
        Path file = folder.resolve("in").resolve(name);
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(file)), "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            for (TarArchiveEntry entry : entries) {
                tar.putArchiveEntry(entry);
                if (entry.getSize() > 0) {
                    tar.write(Arrays.copyOf(CODE.getBytes(StandardCharsets.UTF_8), (int) entry.getSize()));
                }
                tar.closeArchiveEntry();
            }
        }
        return file;
    }

    private static TarArchiveEntry tarred(String name) {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(CODE.length());
        return entry;
    }

    private static TarArchiveEntry special(String name, byte type, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        return entry;
    }

    private void unpack(Path... sources) {
        unpack(UnpackLimits.DEFAULT, sources);
    }

    private void unpack(UnpackLimits limits, Path... sources) {
        Student student = new Student("ada", "Ada", null, Platform.OTHER);
        new Submission(student, List.of(sources)).unpack(into, EXPECTED, limits);
    }

    /** Relative names and contents of what is there now. */
    private Map<String, String> unpacked() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(into)) {
            for (Path path : walk.filter(Files::isRegularFile).toList()) {
                files.put(PathNames.below(into, path), Files.readString(path));
            }
        }
        return files;
    }

    private void refuses(Path source, String... words) throws IOException {
        refuses(UnpackLimits.DEFAULT, source, words);
    }

    private void refuses(UnpackLimits limits, Path source, String... words) throws IOException {
        assertThatThrownBy(() -> unpack(limits, source))
                .isInstanceOf(SubmissionRefused.class)
                .message()
                .contains(words)
                .matches("[^\\p{Cntrl}]+[.]")
                .hasSizeLessThan(250);
        assertThat(into).doesNotExist();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrder("in", "work");
        }
        assertThat(folder.resolve("work")).isEmptyDirectory();
    }

    @Test
    void aFolderIsCopied() throws IOException {
        Path source = Files.createDirectories(folder.resolve("in/ada/lib")).getParent();
        Files.writeString(source.resolve("ipc.py"), CODE);
        Files.writeString(PathNames.resolve(source, "lib/说明.txt"), "read me");

        unpack(source);

        assertThat(unpacked()).isEqualTo(Map.of("ipc.py", CODE, "lib/说明.txt", "read me"));
    }

    @Test
    void archivesAreUnpackedAndTheFolderOnTopIsLookedThrough() throws IOException {
        unpack(zip("a.zip", Entry.file("work/ipc.py"), Entry.file("work/lib/b.py"), Entry.file("__MACOSX/._x")));
        assertThat(unpacked()).containsOnlyKeys("ipc.py", "lib/b.py");

        into = folder.resolve("work/second");
        unpack(tar("a.tgz", new TarArchiveEntry("./work/", true), tarred("./work/ipc.py"), tarred("./work/lib/b.py")));
        assertThat(unpacked()).isEqualTo(Map.of("ipc.py", CODE, "lib/b.py", CODE));
    }

    @Test
    void aFolderOnTopStaysIfWhatIsExpectedIsInIt() throws IOException {
        Path source = zip("a.zip", Entry.file("src/ipc.py"));
        Student student = new Student("ada", "Ada", null, Platform.OTHER);

        new Submission(student, List.of(source)).unpack(into, List.of("src/ipc.py"), UnpackLimits.DEFAULT);

        assertThat(unpacked()).containsOnlyKeys("src/ipc.py");
    }

    @Test
    void anArchiveInMoodlesFolderIsUnpackedToo() throws IOException {
        Path source = Files.createDirectories(folder.resolve("in/Ada_1_assignsubmission_file_"));
        Files.move(zip("a.zip", Entry.file("work/ipc.py"), Entry.file("work/inner.zip")), source.resolve("a.zip"));
        Files.writeString(source.resolve("README"), "read me");

        unpack(source);

        assertThat(unpacked()).containsOnlyKeys("ipc.py", "inner.zip", "README");
    }

    @Test
    void aSingleFileGetsItsNameBack() throws IOException {
        unpack(Files.writeString(folder.resolve("in/ada_12_34_ipc-2.py"), CODE));
        assertThat(unpacked()).containsOnlyKeys("ipc.py");

        into = folder.resolve("work/second");
        unpack(
                Files.writeString(folder.resolve("in/Ada L_1_assignsubmission_file_ipc.py"), CODE),
                Files.writeString(folder.resolve("in/Ada L_1_assignsubmission_file_lab-1.py"), CODE));
        assertThat(unpacked()).containsOnlyKeys("ipc.py", "lab-1.py");
    }

    @Test
    void programsStayPrograms() throws IOException {
        unpack(zip("a.zip", new Entry("agent", new byte[] {1}, 0100755), Entry.file("ipc.py")));

        assertThat(Files.isExecutable(into.resolve("agent"))).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(into.resolve("ipc.py"))))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void namesOfOldZipToolsAreRead() throws IOException {
        unpack(zip("mac.zip", StandardCharsets.UTF_8, false, Entry.file("ipc.py"), Entry.file("é说明.txt")));
        assertThat(unpacked()).containsKey("é说明.txt");

        into = folder.resolve("work/second");
        unpack(zip("windows.zip", Charset.forName("GB18030"), false, Entry.file("ipc.py"), Entry.file("说明.txt")));
        assertThat(unpacked()).containsKey("说明.txt");
    }

    @Test
    void whatZipAndTarMakeIsRead() throws IOException {
        Path source = Files.createDirectories(folder.resolve("in/made/work"));
        Files.writeString(source.resolve("ipc.py"), CODE);
        Shell.lines("cd " + source.getParent() + " && tar czf ../made.tar.gz work"
                + " && python3 -c 'import shutil; shutil.make_archive(\"../made\", \"zip\", \".\", \"work\")'");

        unpack(folder.resolve("in/made.tar.gz"));
        assertThat(unpacked()).isEqualTo(Map.of("ipc.py", CODE));
        into = folder.resolve("work/second");
        unpack(folder.resolve("in/made.zip"));
        assertThat(unpacked()).isEqualTo(Map.of("ipc.py", CODE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../ipc.py", "a/../../ipc.py", "a/..", ".."})
    void namesThatLeadOutAreRefused(String name) throws IOException {
        refuses(zip("a.zip", Entry.file(name)), "leads out");
        refuses(tar("a.tar.gz", tarred(name)), "leads out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc/ipc.py", "C:/ipc.py", "c:ipc.py"})
    void absoluteNamesAreRefused(String name) throws IOException {
        refuses(zip("a.zip", Entry.file(name)), "is absolute");
        refuses(tar("a.tar.gz", tarred(name)), "is absolute");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb.py", "a\u001b[2Jb.py", "a\u007fb.py", "a\u202ebyp.exe", "a\u2028b", "a\u200bb.py"})
    void invisibleCharactersInNamesAreRefused(String name) throws IOException {
        refuses(zip("a.zip", Entry.file(name)), "invisible characters", "U+");
        refuses(tar("a.tar.gz", tarred(name)), "invisible characters", "U+");
        Path source = Files.createDirectories(folder.resolve("in/ada"));
        Files.writeString(PathNames.resolve(source, name), CODE);
        refuses(source, "invisible characters", "U+");
    }

    @Test
    void backslashesAndLongNamesAreRefused() throws IOException {
        refuses(tar("a.tar.gz", tarred("..\\..\\ipc.py")), "backslash");
        refuses(tar("b.tar.gz", tarred("x".repeat(300))), "longer than 255 bytes");
        refuses(zip("a.zip", Entry.file("说".repeat(100))), "longer than 255 bytes");
    }

    @Test
    void linksAndDevicesAreRefused() throws IOException {
        refuses(zip("a.zip", Entry.link("ipc.py", "/etc/passwd")), "'ipc.py' is a link");
        refuses(zip("b.zip", new Entry("ipc.py", new byte[0], 0010644)), "device, a pipe");
        refuses(tar("a.tgz", special("ipc.py", TarConstants.LF_SYMLINK, "../../x")), "'ipc.py' is a link");
        refuses(tar("b.tgz", tarred("a"), special("ipc.py", TarConstants.LF_LINK, "/etc/passwd")), "is a link");
        for (byte type : new byte[] {TarConstants.LF_CHR, TarConstants.LF_BLK, TarConstants.LF_FIFO}) {
            refuses(tar("c.tgz", special("ipc.py", type, "")), "device, a pipe");
        }
    }

    /** A link to a folder outside, and then a file through it. */
    @Test
    void nothingIsWrittenThroughALink() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("in/outside"));
        refuses(
                tar("a.tgz", special("dir", TarConstants.LF_SYMLINK, outside.toString()), tarred("dir/ipc.py")),
                "is a link");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void linksAndPipesInAFolderAreNeverFollowed() throws IOException {
        Path secret = Files.writeString(folder.resolve("in/secret"), "hidden tests");
        Path source = Files.createDirectories(folder.resolve("in/ada"));
        Files.createSymbolicLink(source.resolve("ipc.py"), secret);
        refuses(source, "'ipc.py' is a link");

        Path second = Files.createDirectories(folder.resolve("in/grace"));
        Files.createSymbolicLink(second.resolve("lib"), folder.resolve("in"));
        refuses(second, "'lib' is a link");

        Path third = Files.createDirectories(folder.resolve("in/alan"));
        Shell.lines("mkfifo " + third.resolve("ipc.py"));
        refuses(third, "'ipc.py' is a device, a pipe");
        assertThat(new Submission(new Student("x", "x", null, Platform.OTHER), List.of(third)).digest())
                .hasSize(64);

        Path fourth = Files.createSymbolicLink(folder.resolve("in/whole"), source);
        refuses(fourth, "is no file and no folder");
    }

    @Test
    void twoFilesOfOneNameAreRefused() throws IOException {
        refuses(zip("a.zip", Entry.file("ipc.py"), Entry.file("ipc.py")), "two files named 'ipc.py'");
        refuses(tar("a.tgz", tarred("ipc.py"), tarred("./ipc.py")), "two files named 'ipc.py'");
        refuses(tar("b.tgz", tarred("a"), tarred("a/ipc.py")), "two files named 'a'");
        refuses(zip("b.zip", Entry.file("e\u0301.py"), Entry.file("\u00e9.py")), "two files named");
    }

    @Test
    void bombsAreRefused() throws IOException {
        byte[] zeros = new byte[20 << 20];
        Path bomb = zip("a.zip", new Entry("zeros", zeros, 0100644));
        assertThat(Files.size(bomb)).isLessThan(50_000);
        refuses(bomb, "100 times its own size");

        Path gzipped = folder.resolve("in/a.tar.gz");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(gzipped)))) {
            TarArchiveEntry entry = new TarArchiveEntry("zeros", true);
            entry.setSize(zeros.length);
            tar.putArchiveEntry(entry);
            tar.write(zeros);
            tar.closeArchiveEntry();
        }
        refuses(gzipped, "100 times its own size");
    }

    /** A name that takes memory instead of disk. */
    @Test
    void bombsInHeadersAreRefused() throws IOException {
        Path bomb = folder.resolve("in/a.tar.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            TarArchiveEntry name = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
            name.setSize(1L << 30);
            byte[] header = new byte[512];
            name.writeEntryHeader(header);
            gzip.write(header);
            byte[] letters = new byte[1 << 20];
            Arrays.fill(letters, (byte) 'a');
            for (int i = 0; i < 64; i++) {
                gzip.write(letters);
            }
        }
        refuses(bomb, "is damaged");
    }

    @Test
    void tooMuchIsRefused() throws IOException {
        Random random = new Random(1);
        byte[] noise = new byte[200_000];
        random.nextBytes(noise);
        UnpackLimits small = new UnpackLimits(300_000, 1 << 20, 10, 3, 100);
        assertThatCode(() -> unpack(small, zip("a.zip", new Entry("a", noise, 0100644))))
                .doesNotThrowAnyException();

        into = folder.resolve("work/second");
        Path two = zip("b.zip", new Entry("a", noise, 0100644), new Entry("b", noise, 0100644));
        assertThatThrownBy(() -> unpack(small, two))
                .isInstanceOf(SubmissionRefused.class)
                .hasMessageContaining("bigger");
        Path source = Files.createDirectories(folder.resolve("in/ada"));
        try (RandomAccessFile sparse =
                new RandomAccessFile(source.resolve("ipc.py").toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertThatThrownBy(() -> unpack(source))
                .isInstanceOf(SubmissionRefused.class)
                .hasMessageContaining("64 MiB");
        try (RandomAccessFile sparse =
                new RandomAccessFile(folder.resolve("in/big.zip").toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertThatThrownBy(() -> unpack(folder.resolve("in/big.zip")))
                .isInstanceOf(SubmissionRefused.class)
                .hasMessageContaining("16 MiB");
    }

    /** Whoever hands in a file of zeros must not make the harness read all of it before it is refused. */
    @Test
    void theDigestOfWhatIsTooBigIsOfItsSize() throws IOException {
        Path source = Files.createDirectories(folder.resolve("in/ada"));
        Submission submission = new Submission(new Student("ada", "Ada", null, Platform.OTHER), List.of(source));
        List<String> digests = new ArrayList<>();
        for (long size : new long[] {1L << 40, 1L << 41, 10}) {
            try (RandomAccessFile sparse =
                    new RandomAccessFile(source.resolve("ipc.py").toFile(), "rw")) {
                sparse.setLength(size);
            }
            digests.add(submission.digest());
        }
        assertThat(digests).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void tooManyAndTooDeepIsRefused() throws IOException {
        List<Entry> many = new ArrayList<>();
        List<TarArchiveEntry> folders = new ArrayList<>();
        for (int i = 0; i <= 2000; i++) {
            many.add(new Entry("f" + i, new byte[0], 0100644));
            folders.add(new TarArchiveEntry("d" + i + "/", true));
        }
        refuses(zip("a.zip", many.toArray(Entry[]::new)), "more than 2000 files");
        refuses(tar("a.tgz", folders.toArray(TarArchiveEntry[]::new)), "more than 2000 files");

        String deep = "d/".repeat(16) + "ipc.py";
        refuses(zip("b.zip", Entry.file(deep)), "more than 16 folders");
        Path source = Files.createDirectories(folder.resolve("in/ada/" + "d/".repeat(200)));
        refuses(folder.resolve("in/ada"), "more than 16 folders");
        assertThat(source).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.zip", "a.tar.gz", "a.tgz"})
    void whatIsNoArchiveIsRefused(String name) throws IOException {
        Path file = folder.resolve("in").resolve(name);
        refuses(Files.write(file, new byte[0]), "is damaged");
        refuses(Files.writeString(file, "#!/bin/sh\nrm -rf /\n"), "is damaged");
        Random random = new Random(2);
        for (int i = 0; i < 20; i++) {
            byte[] noise = new byte[3000];
            random.nextBytes(noise);
            refuses(Files.write(file, noise), "is damaged");
        }
        ByteArrayOutputStream garbage = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(garbage)) {
            gzip.write("no tar at all".repeat(100).getBytes(StandardCharsets.UTF_8));
        }
        refuses(Files.write(file, garbage.toByteArray()), "is damaged");
    }

    /** Damage anywhere is the student's to mend, or does no harm; it is never a failure of the harness. */
    @Test
    void damagedArchivesNeverFailTheHarness() throws IOException {
        Path zip = zip("a.zip", Entry.file("work/ipc.py"), Entry.file("work/lib/b.py"));
        Path tar = tar("a.tar.gz", tarred("work/ipc.py"), tarred("work/lib/b.py"));
        Random random = new Random(3);
        int refused = 0;
        for (Path archive : List.of(zip, tar)) {
            byte[] sound = Files.readAllBytes(archive);
            for (int i = 0; i < 300; i++) {
                byte[] damaged = i % 3 == 0 ? Arrays.copyOf(sound, random.nextInt(sound.length)) : sound.clone();
                for (int change = 0; change < 3 && damaged.length > 0 && i % 3 > 0; change++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                Files.write(archive, damaged);
                into = folder.resolve("work/" + archive.getFileName() + i);
                try {
                    unpack(archive);
                } catch (SubmissionRefused e) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThan(200);
    }

    @Test
    void anArchiveWithAPasswordOrWithoutFilesIsRefused() throws IOException {
        Path zip = zip("a.zip", Entry.file("ipc.py"));
        byte[] bytes = Files.readAllBytes(zip);
        int central = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
        bytes[central + 8] |= 1;
        refuses(Files.write(zip, bytes), "has a password");
        refuses(zip("b.zip"), "has no files");
        refuses(tar("b.tgz", new TarArchiveEntry("only/", true)), "has no files");
        refuses(Files.createDirectories(folder.resolve("in/empty")), "no files in the submission");
    }

    /** A full disk is nobody's zero. */
    @Test
    void aDiskThatCannotBeWrittenIsNoRefusal() throws IOException {
        Path source = zip("a.zip", Entry.file("ipc.py"));
        Files.createDirectories(into.resolve("ipc.py"));

        assertThatThrownBy(() -> unpack(source)).isInstanceOf(UncheckedIOException.class);
    }
}
