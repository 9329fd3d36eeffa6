package io.github.ipctck.clauses;

import io.github.ipctck.wire.Value;
import java.util.List;
import java.util.stream.IntStream;

/** Series of messages or items with payloads, as agents inspect them: a list of label, number and whether it is intact each. */
final class Series {
    private Series() {}

    /** A series as it ought to come. */
    static List<Value> intact(String label, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> Value.list(Value.of(label), Value.of(number), Value.of(true)))
                .toList();
    }

    /** Those of one series, in the order in which they came. */
    static List<Value> labelled(String label, List<Value> all) {
        return all.stream()
                .filter(one -> one.elements().get(0).equals(Value.of(label)))
                .toList();
    }
}
