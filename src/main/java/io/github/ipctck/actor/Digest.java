package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;

/**
 * What is told of a message that is too long to be shown.
 *
 * @param size in bytes
 * @param sha256 in lower-case hexadecimal
 */
public record Digest(long size, String sha256) {
    static Digest of(Value value) {
        return new Digest(value.field("size").asLong(), value.field("sha256").asText());
    }

    @Override
    public String toString() {
        return size + " bytes with SHA-256 " + sha256.substring(0, Math.min(12, sha256.length())) + "…";
    }
}
