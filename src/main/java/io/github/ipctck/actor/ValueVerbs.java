package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;

/** What an actor does with shared values. */
interface ValueVerbs extends Performer {
    /** A new value. An initial that is null is not passed. */
    default SharedValue newValue(String typecode, Value initial) {
        return madeValue(typecode, initial, null);
    }

    /** A new value, asked for without a lock. */
    default SharedValue newRawValue(String typecode, Value initial) {
        return madeValue(typecode, initial, false);
    }

    /** A new value, given that lock for its own. */
    default SharedValue newValueUnder(Lock lock, String typecode, Value initial) {
        return madeValue(typecode, initial, lock);
    }

    private SharedValue madeValue(String typecode, Value initial, Object lock) {
        SharedValue value = new SharedValue(scene().newName("value"));
        makingValue(value, typecode, initial, lock).value();
        return value;
    }

    private Call<Void> makingValue(SharedValue value, String typecode, Value initial, Object lock) {
        return beginVoid(
                "value.new", Params.of("value", value, "typecode", typecode, "initial", initial, "lock", lock));
    }

    /** Tries to make a value where it is expected to be refused. */
    default Call<Void> makingValue(String typecode, Value initial) {
        return makingValue(new SharedValue(scene().newName("value")), typecode, initial, null);
    }

    default Call<Value> getting(SharedValue value) {
        return begin("value.get", Params.of("value", value), result -> result);
    }

    default Value get(SharedValue value) {
        return getting(value).value();
    }

    default Call<Void> setting(SharedValue value, Value to) {
        return beginVoid("value.set", Params.of("value", value, "to", to));
    }

    default void set(SharedValue value, Value to) {
        setting(value, to).value();
    }

    /** The value's own lock. */
    default Lock lockOf(SharedValue value) {
        return OwnLock.of(this, "value", value);
    }

    /** Whether the value has a lock of its own. */
    default Call<Boolean> havingLock(SharedValue value) {
        return OwnLock.asking(this, "value", value, OwnLock.named(this));
    }

    /** Reads, adds one and writes, so many times, each time under that lock. */
    default Call<Void> incrementing(SharedValue value, int count, Lock lock) {
        return beginVoid("value.increment", Params.of("value", value, "count", count, "lock", lock));
    }
}
