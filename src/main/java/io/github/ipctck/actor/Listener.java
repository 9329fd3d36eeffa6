package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;

/**
 * Something that clients can connect to.
 *
 * @param family what kind of sockets it is for
 * @param address where it listens, as the implementation says it
 */
public record Listener(String name, Family family, Value address) implements Handle {
    /** The kinds of sockets. */
    public enum Family {
        /** Sockets of this machine, with a name in the file system. */
        AF_UNIX,
        /** Sockets of the network: TCP on a port of the loopback interface. */
        AF_INET
    }

    @Override
    public String toString() {
        return name;
    }
}
