package io.github.ipctck.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.newsclub.net.unix.AFUNIXSocket;

/**
 * The control connection of one process.
 *
 * <p>It has no thread of its own: whoever waits, reads. So 'nothing has come' is a fact of the socket and not of how
 * far some reader got. Not thread-safe; a connection is used by the thread that runs its clause.
 */
public final class Connection implements Closeable {
    /** The longest line in bytes, the line end included. */
    static final int LONGEST_LINE = 1 << 20;

    private static final long IMMEDIATELY = 0;

    private final AFUNIXSocket socket;
    private final InputStream in;
    private final MessageTap tap;
    private final long peerPid;
    private byte[] buffer = new byte[4096];
    private int filled;
    private boolean ended;
    private long lastId;
    private boolean requestOpen;

    Connection(AFUNIXSocket socket, MessageTap tap) throws IOException {
        this.socket = socket;
        this.tap = tap;
        this.in = socket.getInputStream();
        this.peerPid = socket.getPeerCredentials().getPid();
    }

    /**
     * The pid, in the harness's own pid namespace, of the process that connected, by the kernel's word. 0 if it is in
     * a namespace that the harness can't see into.
     */
    public long peerPid() {
        return peerPid;
    }

    /**
     * Reads the first line.
     *
     * @throws ProtocolViolation if it isn't a proper hello or doesn't come in time
     */
    public Hello hello(Duration timeout) {
        JsonNode message = readMessage(System.nanoTime() + timeout.toNanos())
                .orElseThrow(() -> new ProtocolViolation(
                        ended
                                ? "a process connected and closed the connection without saying hello"
                                : "a process connected but said no complete hello within " + timeout.toMillis()
                                        + " ms"));
        return Hello.parse(message);
    }

    /**
     * Sends a request.
     *
     * @param budget how long the process may take to read it; it ends up with half a request if it does not
     * @return the reading of {@code System.nanoTime()} just before
     */
    public long send(String method, ObjectNode params, Duration budget) {
        if (requestOpen) {
            throw new IllegalStateException("a request is open: an actor does one operation at a time");
        }
        ObjectNode request = Json.object();
        request.put("jsonrpc", "2.0");
        request.put("id", ++lastId);
        request.put("method", method);
        request.set("params", params);
        byte[] line = Json.line(request);
        tap.passed(false, new String(line, 0, line.length - 1, StandardCharsets.UTF_8));
        requestOpen = true;
        long now = System.nanoTime();
        try {
            // Holds for writing too: a long line goes only as fast as it is read.
            socket.setSoTimeout((int) Math.max(1, budget.toMillis()));
            socket.getOutputStream().write(line);
        } catch (IOException e) {
            // The process is gone or does not read; waiting for its reply will tell so.
        }
        return now;
    }

    /** What has come so far for the open request, without waiting. */
    public Optional<Inbound> poll() {
        try {
            // A reply that the actor sent before it fell asleep is in the socket's buffer now.
            if (filled == 0 && in.available() == 0) {
                return Optional.empty();
            }
        } catch (IOException e) {
            return Optional.of(end());
        }
        return await(Duration.ZERO);
    }

    /** Waits for what comes for the open request; empty if nothing did in that time. Returns as soon as it comes. */
    public Optional<Inbound> await(Duration timeout) {
        Optional<JsonNode> message = readMessage(System.nanoTime() + timeout.toNanos());
        if (message.isPresent()) {
            return Optional.of(reply(message.get(), System.nanoTime()));
        }
        return ended ? Optional.of(end()) : Optional.empty();
    }

    /** Whether it can take a request: it is open, none is unanswered, and nothing came unasked. */
    public boolean isIdle() {
        try {
            return !ended && !requestOpen && filled == 0 && in.available() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private Inbound end() {
        ended = true;
        requestOpen = false;
        return new Inbound.Ended(System.nanoTime());
    }

    /** Whether the process has closed its connection, as far as reading has shown. */
    public boolean hasEnded() {
        return ended;
    }

    private Inbound reply(JsonNode message, long received) {
        if ("hello".equals(message.path("method").asText())) {
            throw new ProtocolViolation("the agent said hello a second time on the same connection");
        }
        if (!"2.0".equals(message.path("jsonrpc").asText())
                || !message.path("id").isIntegralNumber()) {
            if (message.path("error").has("code") && message.path("id").isNull()) {
                throw new ProtocolViolation("the agent could not read a request: " + Json.shown(message));
            }
            throw new ProtocolViolation(
                    "the agent sent something that is no JSON-RPC 2.0 reply: " + Json.shown(message));
        }
        if (!requestOpen || message.path("id").asLong() != lastId) {
            throw new ProtocolViolation("the agent sent a reply to nothing: " + Json.shown(message));
        }
        requestOpen = false;
        if (message.has("result") == message.has("error")) {
            throw new ProtocolViolation(
                    "a reply has either a result or an error, not both or none: " + Json.shown(message));
        }
        return message.has("result") ? returned(message, received) : refused(message, received);
    }

    private static Inbound returned(JsonNode message, long received) {
        JsonNode result = message.path("result");
        if (!result.has("value")) {
            throw new ProtocolViolation("a result must have a value: " + Json.shown(message));
        }
        return new Inbound.Returned(
                result.get("value"), clock(result, "started", message), clock(result, "ended", message), received);
    }

    private static Inbound refused(JsonNode message, long received) {
        JsonNode error = message.path("error");
        String text = error.path("message").asText();
        switch (error.path("code").asInt()) {
            case -32000 -> {
                JsonNode data = error.path("data");
                Fault fault = Fault.named(data.path("kind").asText())
                        .orElseThrow(() -> new ProtocolViolation(
                                "the error kind " + data.path("kind") + " is not in the protocol"));
                return new Inbound.Refused(
                        fault,
                        data.path("type").asText(""),
                        text,
                        data,
                        clock(data, "started", message),
                        clock(data, "ended", message),
                        received);
            }
            case -32601 -> {
                return new Inbound.Refused(Fault.MISSING, "", text, error, received, received, received);
            }
            default -> throw new ProtocolViolation("the agent reports a defect of its own: " + Json.shown(error));
        }
    }

    private static long clock(JsonNode node, String field, JsonNode message) {
        if (!node.path(field).isIntegralNumber()) {
            throw new ProtocolViolation("a reply must say when the operation " + field + ": " + Json.shown(message));
        }
        return node.path(field).asLong();
    }

    /** One message, or empty at the deadline or the end of file. */
    private Optional<JsonNode> readMessage(long deadlineNanos) {
        int searched = 0;
        while (true) {
            for (int i = searched; i < filled; i++) {
                if (buffer[i] == '\n') {
                    return Optional.of(takeLine(i));
                }
            }
            searched = filled;
            if (filled >= LONGEST_LINE) {
                throw new ProtocolViolation("the agent sent a line longer than " + LONGEST_LINE + " bytes");
            }
            if (ended || !readMore(deadlineNanos)) {
                return Optional.empty();
            }
        }
    }

    private JsonNode takeLine(int end) {
        tap.passed(true, new String(buffer, 0, end, StandardCharsets.UTF_8));
        JsonNode message = Json.parse(buffer, end);
        System.arraycopy(buffer, end + 1, buffer, 0, filled - end - 1);
        filled -= end + 1;
        return message;
    }

    private boolean readMore(long deadlineNanos) {
        if (filled == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(buffer.length * 4, LONGEST_LINE));
        }
        try {
            if (in.available() == 0) {
                long millis = (deadlineNanos - System.nanoTime() + 999_999) / 1_000_000;
                if (millis <= IMMEDIATELY) {
                    return false;
                }
                // 0 would mean for ever.
                socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
            }
            int read = in.read(buffer, filled, buffer.length - filled);
            if (read < 0) {
                ended = true;
                if (filled > 0) {
                    throw new ProtocolViolation("the agent closed the connection in the middle of a line");
                }
                return false;
            }
            filled += read;
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            ended = true;
            return false;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is left to be done with it.
        }
    }
}
