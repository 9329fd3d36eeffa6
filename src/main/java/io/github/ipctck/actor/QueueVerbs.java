package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;

/** What an actor does with queues. */
interface QueueVerbs extends Performer {
    /** A new queue, without a size asked for. */
    default Queue newQueue() {
        return newQueue((Integer) null);
    }

    /** A new queue that holds so many items at most; 0 is without bound. */
    default Queue newQueue(Integer maxsize) {
        Queue queue = new Queue(scene().newName("queue"));
        beginVoid("queue.new", Params.of("queue", queue, "maxsize", maxsize)).value();
        return queue;
    }

    /** A new queue whose items can be marked as done. */
    default Queue newJoinableQueue(Integer maxsize) {
        Queue queue = new Queue(scene().newName("queue"));
        beginVoid("queue.new", Params.of("queue", queue, "maxsize", maxsize, "kind", "joinable"))
                .value();
        return queue;
    }

    /** A new queue of the simple kind. */
    default Queue newSimpleQueue() {
        Queue queue = new Queue(scene().newName("queue"));
        beginVoid("queue.new", Params.of("queue", queue, "kind", "simple")).value();
        return queue;
    }

    /** Marks one item that was got as done. */
    default Call<Void> markingDone(Queue queue) {
        return beginVoid("queue.task_done", Params.of("queue", queue));
    }

    /** Waits until every item is marked as done. */
    default Call<Void> joining(Queue queue) {
        return beginVoid("queue.join", Params.of("queue", queue));
    }

    default Call<Void> putting(Queue queue, Value item, Blocking blocking) {
        return beginVoid(
                "queue.put",
                Params.of("queue", queue, "value", item, "block", blocking.block(), "timeout", blocking.timeout()));
    }

    default Call<Void> putting(Queue queue, Value item) {
        return putting(queue, item, Blocking.BY_DEFAULT);
    }

    default void put(Queue queue, Value item) {
        putting(queue, item).value();
    }

    /** Puts what a variable holds. */
    default void putVariable(Queue queue, String variable) {
        beginVoid("queue.put", Params.of("queue", queue, "variable", variable)).value();
    }

    default Call<Void> puttingNoWait(Queue queue, Value item) {
        return beginVoid("queue.put_nowait", Params.of("queue", queue, "value", item));
    }

    default Call<Value> getting(Queue queue, Blocking blocking) {
        return begin(
                "queue.get",
                Params.of("queue", queue, "block", blocking.block(), "timeout", blocking.timeout()),
                value -> value);
    }

    default Call<Value> getting(Queue queue) {
        return getting(queue, Blocking.BY_DEFAULT);
    }

    default Value get(Queue queue) {
        return getting(queue).value();
    }

    /** Gets, and keeps the item in a variable too. */
    default Value getInto(Queue queue, String variable) {
        return begin("queue.get", Params.of("queue", queue, "into", variable), value -> value)
                .value();
    }

    default Call<Value> gettingNoWait(Queue queue) {
        return begin("queue.get_nowait", Params.of("queue", queue), value -> value);
    }

    default long size(Queue queue) {
        return begin("queue.size", Params.of("queue", queue), Value::asLong).value();
    }

    default boolean isEmpty(Queue queue) {
        return begin("queue.empty", Params.of("queue", queue), Value::isTrue).value();
    }

    default boolean isFull(Queue queue) {
        return begin("queue.full", Params.of("queue", queue), Value::isTrue).value();
    }

    default Call<Void> closing(Queue queue) {
        return beginVoid("queue.close", Params.of("queue", queue));
    }

    default void close(Queue queue) {
        closing(queue).value();
    }

    default Call<Void> joiningThread(Queue queue) {
        return beginVoid("queue.join_thread", Params.of("queue", queue));
    }

    default void cancelJoinThread(Queue queue) {
        beginVoid("queue.cancel_join_thread", Params.of("queue", queue)).value();
    }

    /** Puts a series of items, each a list of the label and its number from 0. */
    default Call<Void> puttingSeries(Queue queue, String label, int count) {
        return beginVoid("queue.put_series", Params.of("queue", queue, "label", label, "count", count));
    }

    /** Puts a series of items with a payload of that size, each a list of the label, its number from 0 and the payload. */
    default Call<Void> puttingSeries(Queue queue, String label, int count, int size) {
        return beginVoid("queue.put_series", Params.of("queue", queue, "label", label, "count", count, "size", size));
    }

    /** Gets so many items. */
    default Call<Value> gettingSeries(Queue queue, int count) {
        return begin("queue.get_series", Params.of("queue", queue, "count", count), value -> value);
    }

    /** Gets so many items with a payload: each is a list of its label, its number and whether it is intact. */
    default Call<Value> inspectingSeries(Queue queue, int count) {
        return begin("queue.get_series", Params.of("queue", queue, "count", count, "inspect", true), value -> value);
    }

    /** Gets items with a payload until one equals the last: each is a list of its label, its number and whether it is intact. */
    default Call<Value> inspectingUntil(Queue queue, Value last) {
        return begin("queue.get_until", Params.of("queue", queue, "last", last, "inspect", true), value -> value);
    }

    /** Gets items until one equals the last. */
    default Call<Value> gettingUntil(Queue queue, Value last) {
        return begin("queue.get_until", Params.of("queue", queue, "last", last), value -> value);
    }

    default Call<Void> puttingGenerated(Queue queue, Generated data) {
        return beginVoid("queue.put_generated", Params.of("queue", queue, "seed", data.seed(), "size", data.size()));
    }

    default Call<Digest> gettingDigest(Queue queue) {
        return begin("queue.get_digest", Params.of("queue", queue), Digest::of);
    }
}
