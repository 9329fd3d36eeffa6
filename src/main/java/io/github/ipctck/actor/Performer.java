package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;
import java.util.function.Function;

/** What the verbs stand on: a process that performs operations. */
interface Performer {
    Scene scene();

    /** Starts an operation. */
    <T> Call<T> begin(String operation, Params params, Function<Value, T> decode);

    /** Starts an operation that ends the process. */
    Call<Void> beginLast(String operation, Params params);

    /** Starts an operation whose result says nothing. */
    default Call<Void> beginVoid(String operation, Params params) {
        return begin(operation, params, value -> null);
    }
}
