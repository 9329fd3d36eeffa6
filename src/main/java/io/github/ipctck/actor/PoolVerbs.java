package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;

/** What an actor does with pools, and with what they return. */
interface PoolVerbs extends Performer {
    /** A pool of the size that the implementation chooses. */
    default Pool newPool() {
        return makingPool(null, null, null).value();
    }

    default Pool newPool(int processes) {
        return makingPool(processes).value();
    }

    default Call<Pool> makingPool(int processes) {
        return makingPool(processes, null, null);
    }

    /** A pool whose workers do so many tasks each. */
    default Pool newPoolWithMaxTasks(int processes, int maxTasks) {
        return makingPool(processes, maxTasks, null).value();
    }

    /** A pool whose workers begin by appending that value to the list that the variable holds. */
    default Pool newPoolWithInitializer(int processes, String variable, Value value) {
        return makingPool(processes, null, Value.dictionary("variable", Value.of(variable), "value", value))
                .value();
    }

    private Call<Pool> makingPool(Integer processes, Integer maxTasks, Value initializer) {
        Pool pool = new Pool(scene().newName("pool"));
        return begin(
                "pool.new",
                Params.of("pool", pool, "processes", processes, "max_tasks", maxTasks, "initializer", initializer),
                value -> pool);
    }

    /** How many processors there are, and how many the process may use: a dictionary of present and usable. */
    default Value processors() {
        return begin("pool.processors", Params.of(), value -> value).value();
    }

    default Call<Value> applying(Pool pool, Task task) {
        return begin("pool.apply", Params.of("pool", pool, "work", task), value -> value);
    }

    default Call<AsyncResult> applyingAsync(Pool pool, Task task) {
        return applyingAsync(pool, task, null, null);
    }

    /**
     * The same, with callbacks.
     *
     * @param callback the list variable in which the callback notes its calls, or null for none
     * @param errorCallback the list variable in which the error callback notes its calls, or null for none
     */
    default Call<AsyncResult> applyingAsync(Pool pool, Task task, String callback, String errorCallback) {
        return beginAsync("pool.apply_async", pool, task, callback, errorCallback);
    }

    default AsyncResult applyAsync(Pool pool, Task task) {
        return applyingAsync(pool, task).value();
    }

    default Call<Value> mapping(Pool pool, Tasks tasks) {
        return begin("pool.map", Params.of("pool", pool, "work", tasks), value -> value);
    }

    default Call<Value> starmapping(Pool pool, Tasks tasks) {
        return begin("pool.starmap", Params.of("pool", pool, "work", tasks), value -> value);
    }

    default Call<AsyncResult> mappingAsync(Pool pool, Tasks tasks) {
        return beginAsync("pool.map_async", pool, tasks, null, null);
    }

    default Call<AsyncResult> starmappingAsync(Pool pool, Tasks tasks) {
        return beginAsync("pool.starmap_async", pool, tasks, null, null);
    }

    private Call<AsyncResult> beginAsync(String method, Pool pool, Work work, String callback, String errorCallback) {
        AsyncResult result = new AsyncResult(scene().newName("result"));
        return begin(
                method,
                Params.of(
                        "pool",
                        pool,
                        "result",
                        result,
                        "work",
                        work,
                        "callback",
                        callback,
                        "error_callback",
                        errorCallback),
                value -> result);
    }

    default Call<ResultIterator> imapping(Pool pool, Tasks tasks) {
        return beginIterator("pool.imap", pool, tasks);
    }

    default Call<ResultIterator> imappingUnordered(Pool pool, Tasks tasks) {
        return beginIterator("pool.imap_unordered", pool, tasks);
    }

    private Call<ResultIterator> beginIterator(String method, Pool pool, Tasks tasks) {
        ResultIterator iterator = new ResultIterator(scene().newName("iterator"));
        return begin(method, Params.of("pool", pool, "iterator", iterator, "work", tasks), value -> iterator);
    }

    default Call<Value> takingNext(ResultIterator iterator) {
        return begin("iterator.next", Params.of("iterator", iterator), value -> value);
    }

    default Call<Value> getting(AsyncResult result) {
        return getting(result, Blocking.BY_DEFAULT);
    }

    default Call<Value> getting(AsyncResult result, Blocking how) {
        return begin("result.get", Params.of("result", result, "timeout", how.timeout()), value -> value);
    }

    default Call<Void> waitingFor(AsyncResult result) {
        return waitingFor(result, Blocking.BY_DEFAULT);
    }

    default Call<Void> waitingFor(AsyncResult result, Blocking how) {
        return beginVoid("result.wait", Params.of("result", result, "timeout", how.timeout()));
    }

    default Call<Boolean> askingWhetherReady(AsyncResult result) {
        return begin("result.ready", Params.of("result", result), Value::isTrue);
    }

    default Call<Boolean> askingWhetherSuccessful(AsyncResult result) {
        return begin("result.successful", Params.of("result", result), Value::isTrue);
    }

    default void close(Pool pool) {
        beginVoid("pool.close", Params.of("pool", pool)).value();
    }

    default Call<Void> joining(Pool pool) {
        return beginVoid("pool.join", Params.of("pool", pool));
    }

    default Call<Void> terminating(Pool pool) {
        return beginVoid("pool.terminate", Params.of("pool", pool));
    }

    /** Enters and leaves the pool's scoped form. */
    default Call<Void> usingScoped(Pool pool) {
        return beginVoid("pool.scoped", Params.of("pool", pool));
    }
}
