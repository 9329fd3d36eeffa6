package io.github.ipctck.actor;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;

/**
 * Bytes that an actor generates by itself, so that they needn't travel over the control connection: the protocol's {@code
 * generate(seed, size)}.
 *
 * @param seed what they are generated from
 * @param size how many bytes
 */
public record Generated(int seed, int size) {
    private static final int REPEATS = 32;

    /** The bytes themselves. */
    public byte[] bytes() {
        byte[] bytes = new byte[size];
        MessageDigest sha = sha256();
        int filled = 0;
        for (int block = 0; filled < size; block++) {
            byte[] piece = sha.digest((seed + ":" + block).getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < REPEATS && filled < size; i++) {
                int length = Math.min(piece.length, size - filled);
                System.arraycopy(piece, 0, bytes, filled, length);
                filled += length;
            }
        }
        return bytes;
    }

    /** Their digest. */
    public Digest digest() {
        CRC32 crc = new CRC32();
        crc.update(bytes());
        return new Digest(size, crc.getValue());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
