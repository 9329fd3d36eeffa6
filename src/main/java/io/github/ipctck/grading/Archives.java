package io.github.ipctck.grading;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Reads zip and tar.gz files that may be made to do harm. What they hold is checked by {@link Unpacking}. */
final class Archives {
    private static final int EXECUTABLE = 0100;
    /** Long names and other headers are held in memory as long as their makers like. */
    private static final long MOST_HEADER = 1 << 20;

    private static final byte[] ZIP_ENTRY = {'P', 'K', 1, 2};

    private Archives() {}

    /**
     * Gives all files of an archive away.
     *
     * @throws SubmissionRefused if it is damaged, or holds what is no file
     * @throws IOException if the disk can't be read or written
     */
    static void read(Path archive, Unpacking to, UnpackLimits limits) throws IOException {
        String name = PathNames.of(archive);
        if (name.regionMatches(true, name.length() - 4, ".zip", 0, 4)) {
            zip(archive, name, to, limits);
        } else {
            tar(archive, name, to, limits);
        }
    }

    private static void zip(Path archive, String name, Unpacking to, UnpackLimits limits) throws IOException {
        if (entriesOf(archive) > limits.entries()) {
            throw Unpacking.tooMany(limits);
        }
        try (SeekableByteChannel channel = Files.newByteChannel(archive);
                ZipFile zip = open(channel, name)) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                zipEntry(zip, entry, name, to);
            }
        }
    }

    private static ZipFile open(SeekableByteChannel channel, String name) {
        try {
            return ZipFile.builder()
                    .setSeekableByteChannel(channel)
                    .setCharset(StandardCharsets.ISO_8859_1)
                    // They may overlap, so that a small file has many big ones.
                    .setIgnoreLocalFileHeader(true)
                    .get();
        } catch (IOException | RuntimeException e) {
            throw damaged(name);
        }
    }

    private static void zipEntry(ZipFile zip, ZipArchiveEntry entry, String archive, Unpacking to) throws IOException {
        String name = nameOf(entry, archive);
        int type = entry.getUnixMode() & UnixStat.FILE_TYPE_FLAG;
        if (entry.isUnixSymlink()) {
            throw Unpacking.link(name);
        }
        if (type != 0 && type != UnixStat.FILE_FLAG && type != UnixStat.DIR_FLAG) {
            throw Unpacking.device(name);
        }
        if (entry.isDirectory()) {
            to.entry(name);
        } else if (entry.getGeneralPurposeBit().usesEncryption()) {
            throw new SubmissionRefused(
                    "The archive " + Unpacking.shown(archive) + " has a password; hand in one without.");
        } else {
            boolean executable = (entry.getUnixMode() & EXECUTABLE) != 0;
            to.file(name, executable, () -> {
                try {
                    return new Untrusted(zip.getInputStream(entry), archive);
                } catch (IOException | RuntimeException e) {
                    throw damaged(archive);
                }
            });
        }
    }

    /** Names without a mark are UTF-8 from a Mac, and from a Chinese Windows GB 18030. */
    private static String nameOf(ZipArchiveEntry entry, String archive) {
        if (entry.getNameSource() != ZipArchiveEntry.NameSource.NAME) {
            return entry.getName();
        }
        for (Charset charset : List.of(StandardCharsets.UTF_8, Charset.forName("GB18030"))) {
            try {
                return charset.newDecoder()
                        .decode(ByteBuffer.wrap(entry.getRawName()))
                        .toString();
            } catch (CharacterCodingException e) {
                // Then it is of the next.
            }
        }
        throw damaged(archive);
    }

    /** How many entries its table of contents may have, before it is read into memory. */
    private static int entriesOf(Path zip) throws IOException {
        int entries = 0;
        int matched = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(zip), 1 << 16)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                matched = next == ZIP_ENTRY[matched] ? matched + 1 : next == ZIP_ENTRY[0] ? 1 : 0;
                if (matched == ZIP_ENTRY.length) {
                    entries++;
                    matched = 0;
                }
            }
        }
        return entries;
    }

    private static void tar(Path archive, String name, Unpacking to, UnpackLimits limits) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive))) {
            Metered unzipped = new Metered(unzipped(file, name), name);
            TarArchiveInputStream tar = new TarArchiveInputStream(unzipped, StandardCharsets.UTF_8.name());
            unzipped.allowed = MOST_HEADER;
            for (TarArchiveEntry entry = next(tar, name); entry != null; entry = next(tar, name)) {
                unzipped.allowed = limits.totalBytes() + MOST_HEADER;
                tarEntry(entry, new Untrusted(tar, name), to);
                unzipped.allowed = MOST_HEADER;
            }
        }
    }

    private static InputStream unzipped(InputStream file, String archive) {
        try {
            return GzipCompressorInputStream.builder()
                    .setInputStream(file)
                    .setDecompressConcatenated(true)
                    .get();
        } catch (IOException | RuntimeException e) {
            throw damaged(archive);
        }
    }

    private static TarArchiveEntry next(TarArchiveInputStream tar, String archive) {
        try {
            return tar.getNextEntry();
        } catch (SubmissionRefused e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw damaged(archive);
        }
    }

    private static void tarEntry(TarArchiveEntry entry, InputStream content, Unpacking to) throws IOException {
        String name = entry.getName();
        if (entry.isSymbolicLink() || entry.isLink()) {
            throw Unpacking.link(name);
        }
        if (entry.isDirectory()) {
            to.entry(name);
        } else if (entry.isSparse() || !entry.isFile() || isSpecial(entry)) {
            throw Unpacking.device(name);
        } else {
            to.file(name, (entry.getMode() & EXECUTABLE) != 0, () -> content);
        }
    }

    private static boolean isSpecial(TarArchiveEntry entry) {
        return entry.isBlockDevice() || entry.isCharacterDevice() || entry.isFIFO();
    }

    private static SubmissionRefused damaged(String archive) {
        return new SubmissionRefused(
                "The archive " + Unpacking.shown(archive) + " is damaged, or of another kind than its name says.");
    }

    /** Content whose damage is the student's, not the disk's. Closing it leaves the archive open. */
    private static final class Untrusted extends FilterInputStream {
        private final String archive;

        Untrusted(InputStream in, String archive) {
            super(in);
            this.archive = archive;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            try {
                return in.read(buffer, offset, length);
            } catch (SubmissionRefused e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw damaged(archive);
            }
        }

        @Override
        public void close() {}
    }

    /** Refuses to give more than is allowed before it is allowed again. */
    private static final class Metered extends FilterInputStream {
        private final String archive;
        long allowed;

        Metered(InputStream in, String archive) {
            super(in);
            this.archive = archive;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            allowed -= Math.max(read, 0);
            if (allowed < 0) {
                throw damaged(archive);
            }
            return read;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = in.skip(Math.min(count, allowed + 1));
            allowed -= skipped;
            if (allowed < 0) {
                throw damaged(archive);
            }
            return skipped;
        }
    }
}
