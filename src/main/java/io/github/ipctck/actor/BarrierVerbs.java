package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;
import java.time.Duration;

/** What an actor does with barriers. */
interface BarrierVerbs extends Performer {
    /** A new barrier for so many. */
    default Barrier newBarrier(int parties) {
        return newBarrier(parties, Blocking.BY_DEFAULT);
    }

    /** A new barrier for so many, at which nobody waits longer than that unless he says so. */
    default Barrier newBarrier(int parties, Duration timeout) {
        return newBarrier(parties, Blocking.upTo(timeout));
    }

    private Barrier newBarrier(int parties, Blocking blocking) {
        Barrier barrier = new Barrier(scene().newName("barrier"));
        beginVoid("barrier.new", Params.of("barrier", barrier, "parties", parties, "timeout", blocking.timeout()))
                .value();
        return barrier;
    }

    /** Waits at the barrier; of {@code blocking} only the time-out counts. */
    default Call<Long> awaiting(Barrier barrier, Blocking blocking) {
        return begin("barrier.wait", Params.of("barrier", barrier, "timeout", blocking.timeout()), Value::asLong);
    }

    default Call<Long> awaiting(Barrier barrier) {
        return awaiting(barrier, Blocking.BY_DEFAULT);
    }

    default void abort(Barrier barrier) {
        beginVoid("barrier.abort", Params.of("barrier", barrier)).value();
    }

    default void reset(Barrier barrier) {
        beginVoid("barrier.reset", Params.of("barrier", barrier)).value();
    }

    default Call<Boolean> askingIsBroken(Barrier barrier) {
        return begin("barrier.broken", Params.of("barrier", barrier), Value::isTrue);
    }
}
