package io.github.ipctck.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** JSON as this protocol uses it: integers are longs, duplicate keys are refused, depth is bounded. */
public final class Json {
    private static final int SHOWN = 200;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(200).build())
                    .build())
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /** A new empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Text as a JSON value. */
    static JsonNode parse(byte[] line, int length) {
        try {
            JsonNode node = MAPPER.readTree(line, 0, length);
            if (node == null || !node.isObject()) {
                throw new ProtocolViolation(
                        "a message must be a JSON object, but the agent sent " + shown(line, length));
            }
            return node;
        } catch (IOException e) {
            throw new ProtocolViolation("the agent sent a line that is no JSON: " + shown(line, length), e);
        }
    }

    static byte[] line(JsonNode node) {
        try {
            byte[] text = MAPPER.writeValueAsBytes(node);
            byte[] line = java.util.Arrays.copyOf(text, text.length + 1);
            line[text.length] = '\n';
            return line;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The text of a value, cut to a bearable length for messages. */
    static String shown(JsonNode node) {
        String text = node.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** Bytes that came instead of JSON, printable and cut to a bearable length. */
    private static String shown(byte[] line, int length) {
        StringBuilder text = new StringBuilder("'");
        for (int i = 0; i < Math.min(length, SHOWN); i++) {
            text.append(line[i] >= ' ' && line[i] < 127 ? (char) line[i] : '.');
        }
        return text.append(length > SHOWN ? "…'" : "'").toString();
    }
}
