package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;
import java.util.List;

/** What an actor does with shared arrays. */
interface ArrayVerbs extends Performer {
    /** A new array of so many elements. */
    default SharedArray newArray(String typecode, int size) {
        return madeArray(typecode, Value.of(size), null, null, null);
    }

    /** A new array of these elements: a list, or bytes for characters. */
    default SharedArray newArray(String typecode, Value initial) {
        return madeArray(typecode, null, initial, null, null);
    }

    /** A new array of these elements, given as a tuple. */
    default SharedArray newArrayFromTuple(String typecode, Value initial) {
        return madeArray(typecode, null, initial, "tuple", null);
    }

    /** A new array, asked for without a lock. */
    default SharedArray newRawArray(String typecode, Value initial) {
        return madeArray(typecode, null, initial, null, false);
    }

    /** A new array, given that lock for its own. */
    default SharedArray newArrayUnder(Lock lock, String typecode, Value initial) {
        return madeArray(typecode, null, initial, null, lock);
    }

    private SharedArray madeArray(String typecode, Value size, Value initial, String iterable, Object lock) {
        SharedArray array = new SharedArray(scene().newName("array"));
        makingArray(array, typecode, size, initial, iterable, lock).value();
        return array;
    }

    private Call<Void> makingArray(
            SharedArray array, String typecode, Value size, Value initial, String iterable, Object lock) {
        return beginVoid(
                "array.new",
                Params.of(
                        "array",
                        array,
                        "typecode",
                        typecode,
                        "size",
                        size,
                        "initial",
                        initial,
                        "iterable",
                        iterable,
                        "lock",
                        lock));
    }

    /** Tries to make an array of that size where it is expected to be refused. */
    default Call<Void> makingArray(String typecode, Value size) {
        return makingArray(new SharedArray(scene().newName("array")), typecode, size, null, null, null);
    }

    /** Tries to make an array of these elements where it is expected to be refused. */
    default Call<Void> makingArrayOf(String typecode, Value initial) {
        return makingArray(new SharedArray(scene().newName("array")), typecode, null, initial, null, null);
    }

    default Call<Long> gettingLength(SharedArray array) {
        return begin("array.length", Params.of("array", array), Value::asLong);
    }

    default Call<Value> getting(SharedArray array, int index) {
        return begin("array.get", Params.of("array", array, "index", index), value -> value);
    }

    default Call<Void> setting(SharedArray array, int index, Value to) {
        return beginVoid("array.set", Params.of("array", array, "index", index, "to", to));
    }

    default void set(SharedArray array, int index, Value to) {
        setting(array, index, to).value();
    }

    default Call<Value> slicing(SharedArray array, Slice slice) {
        return begin("array.slice", sliceParams(array, slice), value -> value);
    }

    /** Reads a slice, and keeps it in a variable too. */
    default void sliceInto(SharedArray array, Slice slice, String variable) {
        begin(
                        "array.slice",
                        Params.of(
                                "array",
                                array,
                                "start",
                                slice.startValue(),
                                "stop",
                                slice.stopValue(),
                                "step",
                                slice.stepValue(),
                                "into",
                                variable),
                        value -> value)
                .value();
    }

    default Call<Void> assigning(SharedArray array, Slice slice, Value values) {
        return beginVoid("array.assign", assignParams(array, slice, values));
    }

    static Params sliceParams(SharedArray array, Slice slice) {
        return Params.of(
                "array", array, "start", slice.startValue(), "stop", slice.stopValue(), "step", slice.stepValue());
    }

    static Params assignParams(SharedArray array, Slice slice, Value values) {
        return Params.of(
                "array",
                array,
                "start",
                slice.startValue(),
                "stop",
                slice.stopValue(),
                "step",
                slice.stepValue(),
                "values",
                values);
    }

    /** All elements, by iteration. */
    default Call<Value> listing(SharedArray array) {
        return begin("array.list", Params.of("array", array), value -> value);
    }

    /** All elements, by iteration. */
    default List<Value> list(SharedArray array) {
        return listing(array).value().elements();
    }

    /** The bytes of an array of characters up to the first NUL. */
    default Call<Value> gettingValue(SharedArray array) {
        return begin("array.value", Params.of("array", array), value -> value);
    }

    default Call<Void> settingValue(SharedArray array, Value to) {
        return beginVoid("array.value", Params.of("array", array, "to", to));
    }

    /** All the bytes of an array of characters. */
    default Call<Value> gettingRaw(SharedArray array) {
        return begin("array.raw", Params.of("array", array), value -> value);
    }

    default Call<Void> settingRaw(SharedArray array, Value to) {
        return beginVoid("array.raw", Params.of("array", array, "to", to));
    }

    default Call<Void> appending(SharedArray array, Value element) {
        return beginVoid("array.append", Params.of("array", array, "to", element));
    }

    default Call<Void> deleting(SharedArray array, int index) {
        return beginVoid("array.delete", Params.of("array", array, "index", index));
    }

    /** The array's own lock. */
    default Lock lockOf(SharedArray array) {
        return OwnLock.of(this, "array", array);
    }

    /** Whether the array has a lock of its own. */
    default Call<Boolean> havingLock(SharedArray array) {
        return OwnLock.asking(this, "array", array, OwnLock.named(this));
    }

    /** Reads an element, adds one and writes it, so many times, each time under that lock. */
    default Call<Void> incrementing(SharedArray array, int index, int count, Lock lock) {
        return beginVoid("array.increment", Params.of("array", array, "index", index, "count", count, "lock", lock));
    }
}
