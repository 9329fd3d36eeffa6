package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A function for a worker, with its arguments. */
public final class Task implements Work {
    /** Returns the worker's pid. */
    public static final Task PID = new Task("pid", null, null, "getpid");

    /** Returns a value that can't be sent. */
    public static final Task UNSENDABLE = new Task("unsendable", null, null, "returnUnsendable");

    private final Map<String, Value> params = new LinkedHashMap<>();
    private final String shown;

    private Task(String name, Value positional, Value keywords, String shown) {
        params.put("task", Value.of(name));
        if (positional != null) {
            params.put("positional", positional);
        }
        if (keywords != null) {
            params.put("keywords", keywords);
        }
        this.shown = shown;
    }

    /** Makes the worker an actor, until it is told to return or to raise. */
    public static Task actor(Role role) {
        return new Task("actor", Value.list(Value.of(role.token())), null, "workAs: " + role);
    }

    /** Returns the arguments that it was called with. */
    public static Task call(List<Value> positional) {
        return new Task("call", Value.list(positional), null, "call, " + positional);
    }

    /**
     * Returns the arguments that it was called with.
     *
     * @param keywords a dictionary
     */
    public static Task call(List<Value> positional, Value keywords) {
        return new Task("call", Value.list(positional), keywords, "call, " + positional + ", " + keywords);
    }

    public static Task square(long number) {
        return new Task("square", Value.list(Value.of(number)), null, "square, [" + number + "]");
    }

    /** Raises an error with that text. */
    public static Task fail(String message) {
        return new Task("fail", Value.list(Value.of(message)), null, "raiseError, ['" + message + "']");
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
