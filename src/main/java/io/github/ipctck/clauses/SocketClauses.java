package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Listener.Family.AF_INET;
import static io.github.ipctck.actor.Listener.Family.AF_UNIX;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.wire.Fault.AUTHENTICATION;
import static io.github.ipctck.wire.Fault.CLOSED;
import static io.github.ipctck.wire.Fault.END_OF_FILE;
import static io.github.ipctck.wire.Fault.OS;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Generated;
import io.github.ipctck.actor.Listener;
import io.github.ipctck.actor.Listener.Family;
import io.github.ipctck.actor.Outcome;
import io.github.ipctck.actor.PipeEnd;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import io.github.ipctck.stage.ClauseTable;
import io.github.ipctck.wire.Value;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients are made before the listener, so that they have no copy of it, by whatever means children are made. */
@Chapter("socket")
class SocketClauses {
    /** The two sides of a connection. */
    private record Connection(PipeEnd server, PipeEnd client) {}

    @Clause("SOCKET-LOCAL")
    void processesThatShareNothingConnectByASocketOfTheMachine(Actor server, Random random) {
        connectsAndTalks(server, AF_UNIX, random);
    }

    @Clause("SOCKET-NETWORK")
    void processesThatShareNothingConnectByASocketOfTheNetwork(Actor server, Random random) {
        connectsAndTalks(server, AF_INET, random);
    }

    private static void connectsAndTalks(Actor server, Family family, Random random) {
        var client = server.child("client");
        var listener = server.newListener(family);
        var connection = new Connection(server.newConnection(), client.newConnection());
        var accept = server.accepting(listener, connection.server());
        assertThat(accept).staysBlockedWhile("nobody connects");
        assertThat(client.connecting(listener, connection.client())).returns();
        assertThat(accept).returns();
        for (int round = 1; round <= 2; round++) {
            passes(client, connection.client(), server, connection.server(), aMessage(random));
            passes(server, connection.server(), client, connection.client(), aMessage(random));
        }
    }

    @ClauseTable("SOCKET-MESSAGES")
    @EnumSource(Family.class)
    void messagesArriveWholeAndInOrder(Family family, Actor server, Random random) {
        var client = server.child("client");
        var connection = connect(server, server.newListener(family), client);
        var messages = random.ints(20).mapToObj(Value::of).toList();
        messages.forEach(message -> client.send(connection.client(), message));
        messages.forEach(
                message -> assertThat(server.receiving(connection.server())).returns(message));
        var data = new Generated(random.nextInt(), 1 << 20);
        var receive = server.receivingDigest(connection.server());
        assertThat(client.sendingGenerated(connection.client(), data)).returns();
        assertThat(receive).returns(data.digest());
    }

    @ClauseTable("SOCKET-SEVERAL")
    @EnumSource(Family.class)
    void severalClientsHaveAConnectionEach(Family family, Actor server, Random random) {
        var first = server.child("first client");
        var second = server.child("second client");
        var listener = server.newListener(family);
        var one = connect(server, listener, first);
        var two = connect(server, listener, second);
        var receive = first.receiving(one.client());
        passes(second, two.client(), server, two.server(), aMessage(random));
        passes(server, two.server(), second, two.client(), aMessage(random));
        assertThat(receive).staysBlockedWhile("only the other client was answered");
        var message = aMessage(random);
        server.send(one.server(), message);
        assertThat(receive).returns(message);
        passes(first, one.client(), server, one.server(), aMessage(random));
    }

    @ClauseTable("SOCKET-EOF")
    @EnumSource(Family.class)
    void whenOneSideHasClosedTheOtherReceivesWhatWasSentAndThenEndOfFile(Family family, Actor server, Random random) {
        var client = server.child("client");
        var connection = connect(server, server.newListener(family), client);
        var message = aMessage(random);
        client.send(connection.client(), message);
        client.close(connection.client());
        assertThat(server.receiving(connection.server())).returns(message);
        assertThat(server.receiving(connection.server())).failsWith(END_OF_FILE);
        assertThat(server.receiving(connection.server())).failsWith(END_OF_FILE);
    }

    @ClauseTable("SOCKET-EOF-ON-DEATH")
    @EnumSource(Family.class)
    void aKilledProcessCountsAsOneThatHasClosed(Family family, Actor server, Random random) {
        var client = server.child("client");
        var connection = connect(server, server.newListener(family), client);
        passes(client, connection.client(), server, connection.server(), aMessage(random));
        server.signal(client, "SIGKILL");
        assertThat(server.receiving(connection.server())).failsWith(END_OF_FILE);
    }

    @Clause("SOCKET-LISTENER-CLOSED")
    void aClosedListenerAcceptsNobodyAndLeavesItsConnectionsAlone(Actor server, Random random) {
        var client = server.child("client");
        var listener = server.newListener(AF_UNIX);
        var connection = connect(server, listener, client);
        server.close(listener);
        assertThat(server.accepting(listener, server.newConnection())).failsWith(CLOSED);
        assertThat(client.connecting(listener, client.newConnection())).failsWith(OS);
        passes(client, connection.client(), server, connection.server(), aMessage(random));
        passes(server, connection.server(), client, connection.client(), aMessage(random));
    }

    @ClauseTable("SOCKET-AUTH-ACCEPTED")
    @EnumSource(Family.class)
    void aClientThatKnowsTheKeyIsAccepted(Family family, Actor server, Random random) {
        var client = server.child("client");
        var key = aKey(random);
        var listener = server.newListener(family, key);
        var connection = connect(server, listener, client, key);
        passes(client, connection.client(), server, connection.server(), aMessage(random));
        passes(server, connection.server(), client, connection.client(), aMessage(random));
    }

    @Clause("SOCKET-AUTH-REFUSED")
    void aClientWithAnotherKeyIsRefusedOnBothSides(Actor server, Random random) {
        var client = server.child("client");
        var key = aKey(random);
        var listener = server.newListener(AF_UNIX, key);
        for (String other : List.of(aKey(random), key + "x")) {
            var accept = server.accepting(listener, server.newConnection());
            assertThat(client.connecting(listener, client.newConnection(), other))
                    .failsWith(AUTHENTICATION);
            assertThat(accept).failsWith(AUTHENTICATION);
        }
        var connection = connect(server, listener, client, key);
        passes(client, connection.client(), server, connection.server(), aMessage(random));
    }

    @Clause("SOCKET-AUTH-REQUIRED")
    void aListenerWithAKeyAcceptsNoClientWithoutOne(Actor server, Random random) {
        var client = server.child("client");
        var listener = server.newListener(AF_UNIX, aKey(random));
        var accept = server.accepting(listener, server.newConnection());
        var connection = client.newConnection();
        if (client.connecting(listener, connection).outcome() instanceof Outcome.Returned) {
            client.sending(connection, aMessage(random))
                    .outcome(); // The listener takes it for a proof that it knows the key.
        }
        assertThat(accept).failsWith(AUTHENTICATION);
    }

    private static Connection connect(Actor server, Listener listener, Actor client) {
        return connect(server, listener, client, null);
    }

    private static Connection connect(Actor server, Listener listener, Actor client, String key) {
        var connection = new Connection(server.newConnection(), client.newConnection());
        var accept = server.accepting(listener, connection.server());
        assertThat(client.connecting(listener, connection.client(), key)).returns();
        assertThat(accept).returns();
        return connection;
    }

    private static void passes(Actor sender, PipeEnd from, Actor receiver, PipeEnd to, Value message) {
        sender.send(from, message);
        assertThat(receiver.receiving(to)).returns(message);
    }

    private static Value aMessage(Random random) {
        return Value.of(random.nextInt());
    }

    private static String aKey(Random random) {
        return Long.toString(random.nextLong() & Long.MAX_VALUE, 36);
    }
}
