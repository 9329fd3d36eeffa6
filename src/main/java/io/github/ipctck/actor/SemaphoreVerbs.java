package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;

/** What an actor does with semaphores. */
interface SemaphoreVerbs extends Performer {
    /** A new semaphore, with no count asked for. */
    default Semaphore newSemaphore() {
        return newSemaphore("semaphore", null);
    }

    /** A new semaphore with that count. */
    default Semaphore newSemaphore(int initial) {
        return newSemaphore("semaphore", initial);
    }

    /** A new semaphore with that count, which it may not exceed. */
    default Semaphore newBoundedSemaphore(int initial) {
        return newSemaphore("bounded-semaphore", initial);
    }

    private Semaphore newSemaphore(String kind, Integer initial) {
        Semaphore semaphore = new Semaphore(scene().newName("semaphore"));
        beginVoid("lock.new", Params.of("lock", semaphore, "kind", kind, "initial", initial))
                .value();
        return semaphore;
    }

    default Call<Boolean> acquiring(Semaphore semaphore, Blocking blocking) {
        return begin(
                "lock.acquire",
                Params.of("lock", semaphore, "block", blocking.block(), "timeout", blocking.timeout()),
                Value::isTrue);
    }

    default Call<Boolean> acquiring(Semaphore semaphore) {
        return acquiring(semaphore, Blocking.BY_DEFAULT);
    }

    default Call<Void> releasing(Semaphore semaphore) {
        return beginVoid("lock.release", Params.of("lock", semaphore));
    }

    default void release(Semaphore semaphore) {
        releasing(semaphore).value();
    }
}
