package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;

/**
 * What is told of a message that is too long to be shown.
 *
 * @param size in bytes
 * @param crc32 its CRC-32, as of zlib
 */
public record Digest(long size, long crc32) {
    static Digest of(Value value) {
        return new Digest(value.field("size").asLong(), value.field("crc32").asLong());
    }

    @Override
    public String toString() {
        return String.format("%d bytes with CRC-32 %08x", size, crc32);
    }
}
