package io.github.ipctck.wire;

/** Sees every message that passes, in both directions. */
@FunctionalInterface
public interface MessageTap {
    /** A tap that looks away. */
    MessageTap NONE = (fromAgent, line) -> {};

    /**
     * One message passed.
     *
     * @param fromAgent whether the agent sent it
     * @param line the JSON text without the line end
     */
    void passed(boolean fromAgent, String line);
}
