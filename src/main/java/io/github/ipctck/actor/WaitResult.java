package io.github.ipctck.actor;

import io.github.ipctck.wire.ProtocolViolation;
import io.github.ipctck.wire.Value;
import java.util.OptionalInt;

/**
 * What wait tells of a child that ended.
 *
 * @param pid which child
 * @param exited its exit status, if it exited
 * @param signaled the number of the signal that ended it, if one did
 */
public record WaitResult(long pid, OptionalInt exited, OptionalInt signaled) {
    static WaitResult of(Value value) {
        OptionalInt exited = number(value.field("exited"));
        OptionalInt signaled = number(value.field("signaled"));
        if (exited.isPresent() == signaled.isPresent()) {
            throw new ProtocolViolation("`wait` must tell either 'exited' or 'signaled', but the agent said " + value);
        }
        return new WaitResult(value.field("pid").asLong(), exited, signaled);
    }

    private static OptionalInt number(Value value) {
        return value.isNone() ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(value.asLong()));
    }

    /** The result of a child that exited. */
    public static WaitResult exited(Actor child, int status) {
        return new WaitResult(child.pid(), OptionalInt.of(status), OptionalInt.empty());
    }

    /** The result of a child that a signal ended. */
    public static WaitResult signaled(Actor child, int signal) {
        return new WaitResult(child.pid(), OptionalInt.empty(), OptionalInt.of(signal));
    }

    @Override
    public String toString() {
        return "pid " + pid
                + (exited.isPresent()
                        ? " exited with status " + exited.getAsInt()
                        : " ended by signal " + signaled.getAsInt());
    }
}
