package io.github.ipctck.wire;

import com.fasterxml.jackson.databind.JsonNode;

/** What can come in on a connection while a request is open. */
public sealed interface Inbound {
    /** The reading of {@code System.nanoTime()} when it had come. */
    long receivedNanos();

    /**
     * The operation returned.
     *
     * @param value its result
     * @param started the actor's clock just before the operation, in nanoseconds
     * @param ended the actor's clock just after it
     */
    record Returned(JsonNode value, long started, long ended, long receivedNanos) implements Inbound {}

    /**
     * The operation failed.
     *
     * @param fault the category
     * @param type the native type
     * @param message the native text
     * @param data everything the agent said of it
     */
    record Refused(
            Fault fault, String type, String message, JsonNode data, long started, long ended, long receivedNanos)
            implements Inbound {}

    /** The process closed its connection: it ended, or was ended. */
    record Ended(long receivedNanos) implements Inbound {}
}
