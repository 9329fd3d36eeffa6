package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;

/** What an actor does with locks. */
interface LockVerbs extends Performer {
    default Lock newLock() {
        Lock lock = new Lock(scene().newName("lock"));
        beginVoid("lock.new", Params.of("lock", lock)).value();
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

    default void release(Lock lock) {
        beginVoid("lock.release", Params.of("lock", lock)).value();
    }
}
