package io.github.ipctck.wire;

/** The agent broke the protocol, so nothing can be said of the implementation. The message names the stage. */
public final class ProtocolViolation extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ProtocolViolation(String message) {
        super(message);
    }

    ProtocolViolation(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The same, with the stage at which it happened.
     *
     * @param stage what was under way
     */
    public ProtocolViolation during(String stage) {
        return new ProtocolViolation(stage + ": " + getMessage(), this);
    }
}
