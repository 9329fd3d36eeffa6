package io.github.ipctck.spec;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an implementation can have and a clause can need: the closed list of {@code spec/protocol.md}, section 8. */
public enum Capability {
    FORK,
    DIRECT_CHILDREN,
    EXIT_HANDLERS,
    BUFFERED_OUTPUT,
    PROCESS_LIMIT,
    BYTES,
    BOUNDED_RECEIVE,
    TUPLES,
    SETS,
    BIG_INTEGERS,
    NON_FINITE_FLOATS,
    MIXED_KEYS,
    FLOATS,
    TEXT,
    NESTED_VALUES,
    IN_PLACE_VALUES,
    UNSENDABLE_VALUES,
    SEND_HANDLES,
    SCOPED_ENDS,
    JOIN_THREAD,
    KWARGS,
    EXCEPTIONS,
    CALLBACKS,
    DAEMONS,
    SENTINELS,
    PROCESS_NAMES,
    KILL,
    PARENT_PROCESS,
    ANY_ITERABLE,
    MAX_TASKS,
    INITIALIZERS,
    STARMAP,
    SCOPED_POOLS,
    SCOPED_LOCKS,
    SHARED_LOCKS,
    CHARACTERS,
    DYNAMIC_TYPES,
    AUTHENTICATION;

    /** The name used in the specification and on the wire, such as {@code direct-children}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The capability of that wire name, or empty if the list has none. */
    public static Optional<Capability> named(String wireName) {
        return Arrays.stream(values())
                .filter(c -> c.wireName().equals(wireName))
                .findFirst();
    }

    @Override
    public String toString() {
        return wireName();
    }
}
