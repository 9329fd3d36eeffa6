package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A function for the workers, and what to call it with: once for each item. */
public final class Tasks implements Work {
    private final Map<String, Value> params = new LinkedHashMap<>();
    private final String shown;

    private Tasks(Map<String, Value> params, String shown) {
        this.params.putAll(params);
        this.shown = shown;
    }

    private Tasks(String task, List<Value> items, String shown) {
        this(Map.of("task", Value.of(task), "items", Value.list(items)), shown);
    }

    /** Each makes its worker an actor, until it is told to return or to raise. */
    public static Tasks actors(List<Role> roles) {
        return new Tasks(
                "actor", roles.stream().map(role -> Value.of(role.token())).toList(), "workAs, " + roles);
    }

    public static Tasks squares(long... numbers) {
        return new Tasks(
                "square",
                Arrays.stream(numbers).mapToObj(Value::of).toList(),
                "square, " + (numbers.length > 8 ? numbers.length + " numbers" : Arrays.toString(numbers)));
    }

    /** Each returns the arguments that it was called with. */
    public static Tasks calls(List<Value> items) {
        return new Tasks("call", items, "call, " + items);
    }

    /** Each raises an error with that text. */
    public static Tasks failures(List<String> messages) {
        return new Tasks("fail", messages.stream().map(Value::of).toList(), "raiseError, " + messages);
    }

    /** The items are in a tuple. */
    public Tasks inATuple() {
        return with("iterable", Value.of("tuple"), "a tuple");
    }

    /** The items come from a generator. */
    public Tasks fromAGenerator() {
        return with("iterable", Value.of("generator"), "a generator");
    }

    /** In chunks of so many. */
    public Tasks inChunksOf(int size) {
        return with("chunksize", Value.of(size), "chunksize=" + size);
    }

    private Tasks with(String name, Value value, String told) {
        Tasks changed = new Tasks(params, shown + ", " + told);
        changed.params.put(name, value);
        return changed;
    }

    @Override
    public Map<String, Value> params() {
        return params;
    }

    @Override
    public String toString() {
        return shown;
    }
}
