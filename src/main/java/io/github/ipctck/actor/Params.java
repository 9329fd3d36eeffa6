package io.github.ipctck.actor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ipctck.wire.Json;
import io.github.ipctck.wire.Value;
import java.util.List;
import java.util.StringJoiner;

/** The parameters of a request, in order. One that is null is left out, so that the implementation's default holds. */
final class Params {
    private final ObjectNode json = Json.object();
    private final StringJoiner shown = new StringJoiner(", ");

    /** Parameters given as name, value, name, value …; the subject of the operation comes first. */
    static Params of(Object... namesAndValues) {
        Params params = new Params();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            params.add((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return params;
    }

    /** One parameter that is too long to be shown, with what is shown instead. */
    static Params shownAs(String text, String name, JsonNode value) {
        Params params = new Params();
        params.json.set(name, value);
        params.shown.add(text);
        return params;
    }

    private void add(String name, Object value) {
        if (value == null) {
            return;
        }
        if (value instanceof Handle handle) {
            json.put(name, handle.name());
            shown.add(handle.name());
        } else if (value instanceof Value sent) {
            json.set(name, sent.json());
            shown.add(name.equals("timeout") ? "timeout=" + sent : sent.toString());
        } else if (value instanceof Work work) {
            work.params().forEach((part, sent) -> json.set(part, sent.json()));
            shown.add(work.toString());
        } else if (value instanceof Boolean truth) {
            json.put(name, truth);
            shown.add(name + "=" + (truth ? "True" : "False"));
        } else if (value instanceof Double number) {
            json.put(name, number);
            shown.add(name + "=" + number);
        } else if (value instanceof Long number) {
            json.put(name, number);
            shown.add(name + "=" + number);
        } else if (value instanceof Integer number) {
            json.put(name, number.longValue());
            shown.add(name + "=" + number);
        } else if (value instanceof List<?> handles) {
            ArrayNode array = json.putArray(name);
            handles.forEach(handle -> array.add(((Handle) handle).name()));
            shown.add(handles.toString());
        } else if (value instanceof String text) {
            json.put(name, text);
            if (!name.equals("token")) {
                shown.add(name + "=" + text);
            }
        } else {
            throw new IllegalArgumentException(name + " is of no kind that can be sent: " + value.getClass());
        }
    }

    ObjectNode json() {
        return json;
    }

    /** As a student would write the arguments. */
    String shown() {
        return shown.toString();
    }
}
