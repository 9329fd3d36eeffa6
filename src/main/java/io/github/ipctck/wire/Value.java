package io.github.ipctck.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.StreamSupport;

/**
 * A value that can be sent: JSON plus the tagged forms of {@code spec/protocol.md}, section 5. Two are equal if they are
 * the same value of the same type (1, 1.0 and true are three values; the order of a set does not matter).
 */
public final class Value {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int SHOWN = 160;
    private static final long EXACT = 1L << 53;

    /** Nothing: Python's None. */
    public static final Value NONE = new Value(NullNode.instance);
    /** A value that the implementation can't serialise. */
    public static final Value UNSENDABLE = tagged("$unsendable", BooleanNode.TRUE);

    private final JsonNode json;

    private Value(JsonNode json) {
        this.json = json;
    }

    /** The value that a message carries. */
    public static Value of(JsonNode json) {
        return new Value(normalised(json));
    }

    public static Value of(boolean truth) {
        return new Value(BooleanNode.valueOf(truth));
    }

    public static Value of(long integer) {
        return Math.abs(integer) <= EXACT && integer != Long.MIN_VALUE
                ? new Value(LongNode.valueOf(integer))
                : of(BigInteger.valueOf(integer));
    }

    /** An integer of any size; beyond ±2^53 it travels as text. */
    public static Value of(BigInteger integer) {
        return integer.abs().compareTo(BigInteger.valueOf(EXACT)) <= 0
                ? new Value(LongNode.valueOf(integer.longValueExact()))
                : tagged("$int", TextNode.valueOf(integer.toString()));
    }

    public static Value of(double number) {
        if (Double.isFinite(number)) {
            return new Value(DoubleNode.valueOf(number));
        }
        return tagged("$float", TextNode.valueOf(Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf"));
    }

    public static Value of(String text) {
        return new Value(TextNode.valueOf(text));
    }

    public static Value ofBytes(byte... bytes) {
        return tagged("$bytes", TextNode.valueOf(Base64.getEncoder().encodeToString(bytes)));
    }

    public static Value list(Value... elements) {
        return new Value(array(elements));
    }

    public static Value list(List<Value> elements) {
        return list(elements.toArray(Value[]::new));
    }

    public static Value tuple(Value... elements) {
        return tagged("$tuple", array(elements));
    }

    public static Value set(Value... elements) {
        return Value.of(tagged("$set", array(elements)).json);
    }

    /** A dictionary with text keys, given as key, value, key, value … */
    public static Value dictionary(Object... keysAndValues) {
        ObjectNode object = NODES.objectNode();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.set((String) keysAndValues[i], ((Value) keysAndValues[i + 1]).json);
        }
        return new Value(object);
    }

    /** A dictionary with keys of any kind, given as key, value, key, value … */
    public static Value mixedDictionary(Value... keysAndValues) {
        ArrayNode pairs = NODES.arrayNode();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            pairs.add(array(keysAndValues[i], keysAndValues[i + 1]));
        }
        return Value.of(tagged("$dict", pairs).json);
    }

    /** The object with that handle, as part of a message. */
    public static Value handle(String name) {
        return tagged("$handle", TextNode.valueOf(name));
    }

    private static Value tagged(String tag, JsonNode content) {
        ObjectNode object = NODES.objectNode();
        object.set(tag, content);
        return new Value(object);
    }

    private static ArrayNode array(Value... elements) {
        ArrayNode array = NODES.arrayNode();
        Arrays.stream(elements).forEach(element -> array.add(element.json));
        return array;
    }

    /** What has no order on the wire gets one, so that equal values have equal JSON. */
    private static JsonNode normalised(JsonNode node) {
        if (node.isInt()) {
            return LongNode.valueOf(node.asLong());
        }
        if (node.isArray()) {
            ArrayNode array = NODES.arrayNode();
            node.forEach(element -> array.add(normalised(element)));
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = NODES.objectNode();
            node.properties().forEach(entry -> {
                JsonNode content = normalised(entry.getValue());
                boolean unordered =
                        entry.getKey().equals("$set") || entry.getKey().equals("$dict");
                object.set(entry.getKey(), unordered && content.isArray() ? sorted(content) : content);
            });
            return object;
        }
        return node;
    }

    private static ArrayNode sorted(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        elements.sort(Comparator.comparing(JsonNode::toString));
        return NODES.arrayNode().addAll(elements);
    }

    /** The form on the wire. */
    public JsonNode json() {
        return json;
    }

    public boolean isTrue() {
        return json.isBoolean() && json.booleanValue();
    }

    public boolean isNone() {
        return json.isNull();
    }

    /**
     * The integer.
     *
     * @throws ProtocolViolation if this is none
     */
    public long asLong() {
        if (!json.isIntegralNumber()) {
            throw new ProtocolViolation("expected an integer from the agent, but got " + this);
        }
        return json.longValue();
    }

    /**
     * The lowest 64 bits of the integer, whichever way it travels.
     *
     * @throws ProtocolViolation if this is none
     */
    public long asInteger() {
        return json.path("$int").isTextual() ? new BigInteger(json.get("$int").textValue()).longValue() : asLong();
    }

    /** The text, or this value as shown if it is none. */
    public String asText() {
        return json.isTextual() ? json.textValue() : toString();
    }

    /** The elements of a list. Any other value has none. */
    public List<Value> elements() {
        return json.isArray()
                ? StreamSupport.stream(json.spliterator(), false)
                        .map(Value::new)
                        .toList()
                : List.of();
    }

    /** Whether this is an object with that field. */
    public boolean has(String field) {
        return json.has(field);
    }

    /** The field of an object of the protocol, or {@link #NONE}. */
    public Value field(String name) {
        return json.has(name) ? new Value(json.get(name)) : NONE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Value value && json.equals(value.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    /** As a student would write it in Python, cut to a bearable length. What was cut differs by its hash. */
    @Override
    public String toString() {
        String text = literal(json);
        return text.length() <= SHOWN
                ? text
                : text.substring(0, SHOWN)
                        + String.format("… (%d characters with hash %08x)", text.length(), text.hashCode());
    }

    private static String literal(JsonNode node) {
        if (node.isNull()) {
            return "None";
        }
        if (node.isBoolean()) {
            return node.booleanValue() ? "True" : "False";
        }
        if (node.isArray()) {
            return joined(node, "[", "]");
        }
        if (node.isObject() && node.size() == 1) {
            String tag = node.fieldNames().next();
            String literal = taggedLiteral(tag, node.get(tag));
            if (!literal.isEmpty()) {
                return literal;
            }
        }
        if (node.isObject()) {
            StringJoiner fields = new StringJoiner(", ", "{", "}");
            node.properties()
                    .forEach(entry -> fields.add(TextNode.valueOf(entry.getKey()) + ": " + literal(entry.getValue())));
            return fields.toString();
        }
        return node.toString();
    }

    /** The literal of a tagged form; empty if this is none. */
    private static String taggedLiteral(String tag, JsonNode content) {
        return switch (tag) {
            case "$bytes" -> bytesLiteral(content.asText());
            case "$tuple" -> joined(content, "(", content.size() == 1 ? ",)" : ")");
            case "$set" -> content.isEmpty() ? "set()" : joined(content, "{", "}");
            case "$int", "$float" -> content.asText();
            case "$handle" -> "<" + content.asText() + ">";
            case "$unsendable" -> "<a value that can't be serialised>";
            case "$dict" -> {
                StringJoiner pairs = new StringJoiner(", ", "{", "}");
                content.forEach(pair -> pairs.add(literal(pair.path(0)) + ": " + literal(pair.path(1))));
                yield pairs.toString();
            }
            default -> "";
        };
    }

    private static String joined(JsonNode elements, String before, String after) {
        StringJoiner joiner = new StringJoiner(", ", before, after);
        elements.forEach(element -> joiner.add(literal(element)));
        return joiner.toString();
    }

    private static String bytesLiteral(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return "<bytes that are no base64: " + base64 + ">";
        }
        StringBuilder text = new StringBuilder("b'");
        for (byte b : bytes) {
            if (b >= ' ' && b < 127 && b != '\'' && b != '\\') {
                text.append((char) b);
            } else {
                text.append(String.format("\\x%02x", b));
            }
        }
        return text.append('\'').toString();
    }
}
