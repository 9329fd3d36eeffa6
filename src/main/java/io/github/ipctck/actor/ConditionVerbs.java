package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;

/** What an actor does with conditions. */
interface ConditionVerbs extends Performer {
    /** A new condition, with a lock of its own. */
    default Condition newCondition() {
        return newCondition(null);
    }

    /** A new condition with that lock. */
    default Condition newCondition(Lock lock) {
        Condition condition = new Condition(scene().newName("condition"));
        beginVoid("condition.new", Params.of("condition", condition, "lock", lock))
                .value();
        return condition;
    }

    /** Acquires the condition's lock. */
    default Call<Boolean> acquiring(Condition condition, Blocking blocking) {
        return begin(
                "lock.acquire",
                Params.of("lock", condition, "block", blocking.block(), "timeout", blocking.timeout()),
                Value::isTrue);
    }

    default void acquire(Condition condition) {
        acquiring(condition, Blocking.BY_DEFAULT).value();
    }

    default void release(Condition condition) {
        beginVoid("lock.release", Params.of("lock", condition)).value();
    }

    /** Waits to be notified; of {@code blocking} only the time-out counts. */
    default Call<Boolean> awaiting(Condition condition, Blocking blocking) {
        return begin("condition.wait", Params.of("condition", condition, "timeout", blocking.timeout()), Value::isTrue);
    }

    default Call<Boolean> awaiting(Condition condition) {
        return awaiting(condition, Blocking.BY_DEFAULT);
    }

    /** Notifies, with no count asked for. */
    default Call<Void> notifying(Condition condition) {
        return beginVoid("condition.notify", Params.of("condition", condition));
    }

    /** Notifies so many. */
    default Call<Void> notifying(Condition condition, int count) {
        return beginVoid("condition.notify", Params.of("condition", condition, "count", count));
    }

    default Call<Void> notifyingAll(Condition condition) {
        return beginVoid("condition.notify_all", Params.of("condition", condition));
    }
}
