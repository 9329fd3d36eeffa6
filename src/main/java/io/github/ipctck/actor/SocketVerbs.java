package io.github.ipctck.actor;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What an actor does to be connected by sockets. A connection is then used like the end of a pipe. */
interface SocketVerbs extends Performer {
    /** A new listener, at an address that the implementation chooses. */
    default Listener newListener(Listener.Family family) {
        return newListener(family, null);
    }

    /** A new listener that accepts only who knows the key. */
    default Listener newListener(Listener.Family family, String key) {
        String name = scene().newName("listener");
        return begin(
                        "listener.new",
                        Params.of("listener", name, "family", family.name(), "key", base64(key)),
                        address -> new Listener(name, family, address))
                .value();
    }

    /** Accepts one client. The connection is known by that handle once this has returned. */
    default Call<Void> accepting(Listener listener, PipeEnd connection) {
        return beginVoid("listener.accept", Params.of("listener", listener, "end", connection));
    }

    default void close(Listener listener) {
        beginVoid("listener.close", Params.of("listener", listener)).value();
    }

    /** Connects to a listener. The connection is known by that handle once this has returned. */
    default Call<Void> connecting(Listener listener, PipeEnd connection) {
        return connecting(listener, connection, null);
    }

    /** Connects with a key. */
    default Call<Void> connecting(Listener listener, PipeEnd connection, String key) {
        return beginVoid(
                "client.connect",
                Params.of(
                        "end",
                        connection,
                        "family",
                        listener.family().name(),
                        "address",
                        listener.address(),
                        "key",
                        base64(key)));
    }

    /** A name for a connection that is yet to be made. */
    default PipeEnd newConnection() {
        return new PipeEnd(scene().newName("connection"));
    }

    private static String base64(String key) {
        return key == null ? null : Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }
}
