package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;

/** The lock that a shared object brings along: the same question for values and arrays. */
final class OwnLock {
    private OwnLock() {}

    /**
     * Asks whether the object has one, which is then kept under the lock's handle.
     *
     * @param kind what the protocol calls the object, such as {@code value}
     */
    static Call<Boolean> asking(Performer performer, String kind, Handle object, Lock lock) {
        return performer.begin(kind + ".lock", Params.of(kind, object, "lock", lock), Value::isTrue);
    }

    /** The lock that the object must have. */
    static Lock of(Performer performer, String kind, Handle object) {
        Lock lock = named(performer);
        if (!asking(performer, kind, object, lock).value()) {
            throw Failure.of(object + " to have a lock of its own", "it has none");
        }
        return lock;
    }

    /** A handle for a lock that is yet to be found. */
    static Lock named(Performer performer) {
        return new Lock(performer.scene().newName("lock"));
    }
}
