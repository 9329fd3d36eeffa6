package io.github.ipctck.actor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Bytes that an actor generates by itself, so that they needn't travel over the control connection: the protocol's {@code
 * generate(seed, size)}.
 *
 * @param seed what they are generated from
 * @param size how many bytes
 */
public record Generated(int seed, int size) {
    /** The bytes themselves. */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(size + 32);
        MessageDigest sha = sha256();
        for (int counter = 0; bytes.size() < size; counter++) {
            bytes.writeBytes(sha.digest((seed + ":" + counter).getBytes(StandardCharsets.US_ASCII)));
        }
        return java.util.Arrays.copyOf(bytes.toByteArray(), size);
    }

    /** Their digest. */
    public Digest digest() {
        return new Digest(size, HexFormat.of().formatHex(sha256().digest(bytes())));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
