package io.github.ipctck.sandbox.docker;

import io.github.ipctck.sandbox.Availability;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The Docker engine of this machine, at {@code DOCKER_HOST} or the usual Unix socket. Asked by one plain request: whether
 * there is one is a question of every run, and the Docker client's classes take longer to load than a run in bubblewrap.
 */
public final class Engine {
    private static final String VARIABLE = "DOCKER_HOST";
    private static final String SCHEME = "unix://";
    private static final Path USUAL = Path.of("/var/run/docker.sock");
    private static final String REMEDY = "containers/engine up";
    private static final int ANSWER_MILLIS = 3000;
    private static final String PING = "GET /_ping HTTP/1.1\r\nHost: engine\r\nConnection: close\r\n\r\n";

    private Engine() {}

    /** Its socket, whether it is there or not; empty if {@code DOCKER_HOST} names an engine that is not of this machine. */
    public static Optional<Path> socket() {
        String host = System.getenv(VARIABLE);
        if (host == null || host.isBlank()) {
            return Optional.of(USUAL);
        }
        return host.startsWith(SCHEME) ? Optional.of(Path.of(host.substring(SCHEME.length()))) : Optional.empty();
    }

    /** Whether it answers. */
    public static Availability availability() {
        Optional<Path> socket = socket();
        if (socket.isEmpty()) {
            return Availability.no(
                    VARIABLE + " names an engine on another machine, where the harness can't see the processes",
                    "unset " + VARIABLE);
        }
        Path path = socket.get();
        if (!Files.exists(path)) {
            return Availability.no("no Docker engine at " + path, REMEDY);
        }
        if (!Files.isWritable(path)) {
            return forbidden(path);
        }
        try {
            String answer = ping(path);
            if (answer.startsWith("HTTP/1.1 200")) {
                return Availability.yes(header(answer, "server").orElse("Docker") + " at " + path);
            }
            return Availability.no(
                    "what answers at " + path + " is no Docker engine: "
                            + answer.lines().findFirst().orElse("it said nothing"),
                    REMEDY);
        } catch (AccessDeniedException e) {
            return forbidden(path);
        } catch (SocketTimeoutException e) {
            return Availability.no("the Docker engine at " + path + " does not answer", REMEDY);
        } catch (IOException e) {
            return Availability.no("no Docker engine answers at " + path + " (" + e.getMessage() + ")", REMEDY);
        }
    }

    private static Availability forbidden(Path path) {
        return Availability.no("this user may not use " + path, "sudo adduser $USER docker");
    }

    private static String ping(Path path) throws IOException {
        try (Selector selector = Selector.open();
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
            channel.write(ByteBuffer.wrap(PING.getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer answer = ByteBuffer.allocate(4096);
            long deadline = System.nanoTime() + ANSWER_MILLIS * 1_000_000L;
            while (answer.hasRemaining() && channel.read(answer) >= 0) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new SocketTimeoutException();
                }
                selector.select(left);
                selector.selectedKeys().clear();
            }
            return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
        }
    }

    private static Optional<String> header(String answer, String name) {
        return answer.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst();
    }
}
