package io.github.ipctck.wire;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The category of an error that an operation can fail with: the closed list of {@code spec/protocol.md}, section 4. */
public enum Fault {
    EMPTY,
    FULL,
    TIMEOUT,
    END_OF_FILE,
    BROKEN_PIPE,
    RESET,
    CLOSED,
    DIRECTION,
    TOO_LONG,
    INDEX,
    VALUE,
    TYPE,
    UNSENDABLE,
    OVERFLOW,
    NO_CHILD,
    RESOURCE,
    STATE,
    EXHAUSTED,
    BROKEN_BARRIER,
    AUTHENTICATION,
    OS,
    REMOTE,
    OTHER,
    /** The implementation lacks the operation: JSON-RPC's {@code method not found}. */
    MISSING;

    /** The name used on the wire, such as {@code end-of-file}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The category of that wire name, or empty if the list has none. */
    public static Optional<Fault> named(String wireName) {
        return Arrays.stream(values())
                .filter(fault -> fault != MISSING && fault.wireName().equals(wireName))
                .findFirst();
    }

    @Override
    public String toString() {
        return wireName();
    }
}
