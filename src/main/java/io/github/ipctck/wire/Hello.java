package io.github.ipctck.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a process says of itself when it connects.
 *
 * @param role nursery or actor
 * @param pid its pid as it sees it
 * @param ppid its parent's pid as it sees it
 * @param token the token of the request that made it; empty for a nursery
 * @param returned what fork returned in this process, if it was made by fork
 * @param implementation what is under test; only a nursery says it
 * @param capabilities the wire names of what the implementation has; only a nursery says them
 */
public record Hello(
        Role role,
        long pid,
        long ppid,
        String token,
        Optional<Value> returned,
        Optional<Implementation> implementation,
        List<String> capabilities) {

    /** Who connects. */
    public enum Role {
        NURSERY,
        ACTOR
    }

    /** The implementation as it names itself. */
    public record Implementation(String name, String version, String language, String runtime) {}

    /** The version of the agent protocol that this suite speaks. */
    public static final int PROTOCOL = 2;

    static Hello parse(JsonNode message) {
        if (!"hello".equals(message.path("method").asText()) || message.has("id")) {
            throw new ProtocolViolation("the first line of a connection must be the notification 'hello', but it was "
                    + Json.shown(message));
        }
        JsonNode params = message.path("params");
        int protocol = params.path("protocol").asInt(-1);
        if (protocol != PROTOCOL) {
            throw new ProtocolViolation("the agent speaks protocol version "
                    + params.path("protocol")
                    + ", this harness speaks version "
                    + PROTOCOL);
        }
        Role role =
                switch (params.path("role").asText()) {
                    case "nursery" -> Role.NURSERY;
                    case "actor" -> Role.ACTOR;
                    default ->
                        throw new ProtocolViolation(
                                "hello: the role is 'nursery' or 'actor', not " + params.path("role"));
                };
        if (!params.path("pid").isIntegralNumber() || !params.path("ppid").isIntegralNumber()) {
            throw new ProtocolViolation("hello: pid and ppid must be integers in " + Json.shown(message));
        }
        List<String> capabilities = new ArrayList<>();
        params.path("capabilities").forEach(c -> capabilities.add(c.asText()));
        JsonNode about = params.path("implementation");
        return new Hello(
                role,
                params.path("pid").asLong(),
                params.path("ppid").asLong(),
                params.path("token").asText(""),
                params.has("returned") ? Optional.of(Value.of(params.get("returned"))) : Optional.empty(),
                about.isObject()
                        ? Optional.of(new Implementation(
                                about.path("name").asText("?"),
                                about.path("version").asText("?"),
                                about.path("language").asText("?"),
                                about.path("runtime").asText("?")))
                        : Optional.empty(),
                List.copyOf(capabilities));
    }
}
