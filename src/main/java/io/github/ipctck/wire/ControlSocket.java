package io.github.ipctck.wire;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** The socket on which one sandbox's processes connect. Nobody accepts behind the scenes: whoever expects, accepts. */
public final class ControlSocket implements Closeable {
    private static final int BACKLOG = 64;

    private final AFUNIXServerSocket server;
    private final MessageTap tap;

    private ControlSocket(AFUNIXServerSocket server, MessageTap tap) {
        this.server = server;
        this.tap = tap;
    }

    /**
     * Listens.
     *
     * @param path where the socket is made; at most 107 bytes long
     * @throws IOException if it can't be made
     */
    public static ControlSocket listen(Path path, MessageTap tap) throws IOException {
        AFUNIXServerSocket server = AFUNIXServerSocket.newInstance();
        server.bind(AFUNIXSocketAddress.of(path), BACKLOG);
        return new ControlSocket(server, tap);
    }

    /**
     * Waits for a process to connect. It has yet to say {@link Connection#hello hello}.
     *
     * @return empty if nobody connected in time
     * @throws ProtocolViolation if the socket is broken
     */
    public Optional<Connection> accept(Duration timeout) {
        try {
            server.setSoTimeout((int) Math.max(1, timeout.toMillis()));
            return Optional.of(new Connection(server.accept(), tap));
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ProtocolViolation(
                    "the control socket does not accept connections any more: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            // Its directory is removed next.
        }
    }
}
