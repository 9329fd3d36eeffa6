package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;

/** What an actor does with locks. */
interface LockVerbs extends Performer {
    default Lock newLock() {
        return newLock(null);
    }

    /** A new lock that its owner may acquire again. */
    default Lock newRecursiveLock() {
        return newLock("rlock");
    }

    private Lock newLock(String kind) {
        Lock lock = new Lock(scene().newName("lock"));
        beginVoid("lock.new", Params.of("lock", lock, "kind", kind)).value();
        return lock;
    }

    default Call<Boolean> acquiring(Lock lock, Blocking blocking) {
        return begin(
                "lock.acquire",
                Params.of("lock", lock, "block", blocking.block(), "timeout", blocking.timeout()),
                Value::isTrue);
    }

    default void acquire(Lock lock) {
        acquiring(lock, Blocking.BY_DEFAULT).value();
    }

    default Call<Boolean> acquiring(Lock lock) {
        return acquiring(lock, Blocking.BY_DEFAULT);
    }

    default Call<Void> releasing(Lock lock) {
        return beginVoid("lock.release", Params.of("lock", lock));
    }

    default void release(Lock lock) {
        releasing(lock).value();
    }

    /** Adds one to the number in a file, so many times, each time under that lock. */
    default Call<Void> incrementing(OpenFile file, int count, Lock lock) {
        return beginVoid("file.increment", Params.of("file", file, "count", count, "lock", lock));
    }
}
