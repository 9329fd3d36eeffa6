package io.github.ipctck.actor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ipctck.wire.ProtocolViolation;
import io.github.ipctck.wire.Value;
import java.util.List;
import java.util.function.Supplier;

/** Many small operations of one actor that go in one request and come back in one reply. */
public final class Batch {
    private final Actor actor;
    private final ArrayNode operations = JsonNodeFactory.instance.arrayNode();
    private Supplier<String> first;
    private Supplier<String> last;

    Batch(Actor actor) {
        this.actor = actor;
    }

    private Batch add(String operation, Supplier<String> shown, Params params) {
        ObjectNode request = operations.addObject();
        request.put("method", operation);
        request.set("params", params.json());
        first = first == null ? shown : first;
        last = shown;
        return this;
    }

    /** Sets a shared value. */
    public Batch set(SharedValue value, Value to) {
        return add("value.set", () -> value + " = " + to, Params.of("value", value, "to", to));
    }

    /** Reads a shared value. */
    public Batch get(SharedValue value) {
        return add("value.get", value::toString, Params.of("value", value));
    }

    /** Sets an element of an array. */
    public Batch set(SharedArray array, int index, Value to) {
        return add(
                "array.set",
                () -> array + "[" + index + "] = " + to,
                Params.of("array", array, "index", index, "to", to));
    }

    /** Reads an element of an array. */
    public Batch get(SharedArray array, int index) {
        return add("array.get", () -> array + "[" + index + "]", Params.of("array", array, "index", index));
    }

    /** Reads all elements of an array. */
    public Batch list(SharedArray array) {
        return add("array.list", () -> "list(" + array + ")", Params.of("array", array));
    }

    /** Reads a slice of an array. */
    public Batch slice(SharedArray array, Slice slice) {
        return add("array.slice", () -> array.toString() + slice, ArrayVerbs.sliceParams(array, slice));
    }

    /** Assigns to a slice of an array. */
    public Batch assign(SharedArray array, Slice slice, Value values) {
        return add(
                "array.assign",
                () -> array.toString() + slice + " = " + values,
                ArrayVerbs.assignParams(array, slice, values));
    }

    public int size() {
        return operations.size();
    }

    /** Has it performed; the answers come in the order of the operations. */
    public List<Answer> answers() {
        String shown = size() == 1 ? first.get() : size() + " operations, from " + first.get() + " to " + last.get();
        List<Answer> answers = actor.begin(
                        "batch",
                        Params.shownAs(shown, "operations", operations),
                        value -> value.elements().stream().map(Answer::of).toList())
                .value();
        if (answers.size() != size()) {
            throw new ProtocolViolation(
                    "a batch of " + size() + " operations was answered with " + answers.size() + " answers");
        }
        return answers;
    }
}
