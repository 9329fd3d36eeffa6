package io.github.ipctck.actor;

import io.github.ipctck.wire.Fault;
import io.github.ipctck.wire.ProtocolViolation;
import io.github.ipctck.wire.Value;

/**
 * How one operation of a batch ended.
 *
 * @param value what it returned; null if it failed
 * @param fault how it failed; null if it returned
 * @param type the native type of the error; empty if it returned
 */
public record Answer(Value value, Fault fault, String type) {
    static Answer of(Value answer) {
        if (answer.has("kind")) {
            String kind = answer.field("kind").asText();
            Fault fault = Fault.named(kind)
                    .orElseThrow(() -> new ProtocolViolation("a batch: there is no error kind '" + kind + "'"));
            return new Answer(null, fault, answer.field("type").asText());
        }
        if (!answer.has("value")) {
            throw new ProtocolViolation(
                    "each answer of a batch must have 'value' or 'kind', but the agent said " + answer);
        }
        return new Answer(answer.field("value"), null, "");
    }

    /** As in 'but it …'. */
    public String told() {
        if (value == null) {
            return "failed with " + fault + (type.isEmpty() ? "" : " (" + type + ")");
        }
        return value.isNone() ? "returned" : "returned " + value;
    }

    /** Whether it returned that. */
    public boolean returned(Value expected) {
        return expected.equals(value);
    }

    /** Whether it returned, and had nothing to say. */
    public boolean returned() {
        return value != null;
    }
}
