package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Blocking.BY_DEFAULT;
import static io.github.ipctck.actor.Blocking.WITH_TIMEOUT_NONE;
import static io.github.ipctck.actor.Blocking.upTo;
import static io.github.ipctck.actor.Pipe.Direction.DUPLEX;
import static io.github.ipctck.actor.Pipe.Direction.SIMPLEX;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.wire.Fault.END_OF_FILE;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Blocking;
import io.github.ipctck.actor.Call;
import io.github.ipctck.actor.Generated;
import io.github.ipctck.actor.Handle;
import io.github.ipctck.actor.Pipe;
import io.github.ipctck.actor.PipeEnd;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import io.github.ipctck.stage.ClauseTable;
import io.github.ipctck.wire.Value;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.MethodSource;

@Chapter("multiplex")
class MultiplexClauses {
    /** A time-out that a clause waits for, and measures. */
    private static final Duration T = Duration.ofMillis(100);

    /** A time-out far beyond a clause's patience. */
    private static final Duration FAR = Duration.ofMinutes(10);

    /** More than the system keeps of a message that nobody receives. */
    private static final int MUCH = 1 << 22;

    @Clause("WAIT-READY")
    void waitReturnsExactlyTheEndThatHasSomethingToReceive(Actor parent, Random random) {
        var pipes = threePipes(parent);
        var readers = readers(pipes);
        var child = parent.child("child", writers(pipes));
        for (Pipe pipe : pipes) {
            var message = aMessage(random);
            child.send(pipe.writer(), message);
            expectReady(parent.awaitingReady(readers), pipe.reader());
            expectReady(parent.awaitingReady(readers), pipe.reader());
            assertThat(parent.receiving(pipe.reader())).returns(message);
        }
    }

    @ClauseTable("WAIT-READY-BLOCKS")
    @MethodSource("waysToWait")
    void waitBlocksWhileNoneIsReadyAndReturnsTheFirstThatComesToBe(Blocking way, Actor parent, Random random) {
        var pipes = threePipes(parent);
        var child = parent.child("child", writers(pipes));
        var wait = parent.awaitingReady(readers(pipes), way);
        assertThat(wait).staysBlockedWhile("nothing was sent");
        var pipe = pipes.get(random.nextInt(pipes.size()));
        child.send(pipe.writer(), aMessage(random));
        expectReady(wait, pipe.reader());
    }

    static Stream<Named<Blocking>> waysToWait() {
        return Stream.of(
                Named.of("by default", BY_DEFAULT),
                Named.of("with none as the time-out", WITH_TIMEOUT_NONE),
                Named.of("with a time-out", upTo(FAR)));
    }

    @Clause("WAIT-TIMEOUT")
    void whenTheTimeOutIsOverWaitReturnsNone(Actor parent, Random random) {
        var pipes = threePipes(parent);
        var child = parent.child("child", writers(pipes));
        var wait = parent.awaitingReady(readers(pipes), upTo(T));
        expectReady(wait);
        assertThat(wait).noEarlierThan(T);
        child.send(pipes.get(1).writer(), aMessage(random));
        expectReady(
                parent.awaitingReady(readers(pipes), upTo(FAR)), pipes.get(1).reader());
    }

    @Clause("WAIT-TIMEOUT-ZERO")
    void withATimeOutOfZeroWaitTellsWhatIsReadyAndDoesNotWait(Actor parent, Random random) {
        var pipes = threePipes(parent);
        var child = parent.child("child", writers(pipes));
        expectReady(parent.awaitingReady(readers(pipes), upTo(Duration.ZERO)));
        child.send(pipes.get(1).writer(), aMessage(random));
        expectReady(
                parent.awaitingReady(readers(pipes), upTo(Duration.ZERO)),
                pipes.get(1).reader());
    }

    @Clause("WAIT-MANY")
    void waitReturnsAllThatAreReady(Actor parent, Random random) {
        var pipes = threePipes(parent);
        var readers = readers(pipes);
        var child = parent.child("child", writers(pipes));
        child.send(pipes.get(0).writer(), aMessage(random));
        child.send(pipes.get(2).writer(), aMessage(random));
        expectReady(
                parent.awaitingReady(readers),
                pipes.get(0).reader(),
                pipes.get(2).reader());
        child.send(pipes.get(1).writer(), aMessage(random));
        expectReady(parent.awaitingReady(readers), readers.toArray(Handle[]::new));
    }

    @Clause("WAIT-READY-AT-EOF")
    void anEndIsReadyWhenTheOtherEndIsClosed(Actor parent) {
        var pipes = threePipes(parent);
        var child = parent.child("child", writers(pipes));
        for (PipeEnd writer : writers(pipes)) {
            parent.close(writer);
        }
        var wait = parent.awaitingReady(readers(pipes));
        assertThat(wait).staysBlockedWhile(child + " has all writers open");
        child.close(pipes.get(1).writer());
        expectReady(wait, pipes.get(1).reader());
        assertThat(parent.receiving(pipes.get(1).reader())).failsWith(END_OF_FILE);
    }

    @Clause("WAIT-SENTINEL")
    void aSentinelIsReadyWhenItsProcessHasEnded(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var role = parent.scene().newRole("child");
        var sentinel = parent.startWithSentinel(role);
        var child = role.taken(parent, "start");
        var objects = List.of(pipe.reader(), sentinel);
        parent.send(pipe.writer(), aMessage(random));
        expectReady(parent.awaitingReady(objects), pipe.reader());
        parent.receive(pipe.reader());

        var wait = parent.awaitingReady(objects);
        assertThat(wait).staysBlockedWhile(child + " lives");
        child.exit(0);
        expectReady(wait, sentinel);
        expectReady(parent.awaitingReady(objects), sentinel);
    }

    @Clause("MULTIPLEX-NO-STARVATION")
    void aSilentPeerAndOneStuckInItsMessageKeepNobodyFromService(Actor server, Random random) {
        var pipes = List.of(server.newPipe(DUPLEX), server.newPipe(DUPLEX), server.newPipe(DUPLEX));
        var silent = server.child("silent client", pipes.get(0).second());
        var stuck = server.child("stuck client", pipes.get(1).second());
        var client = server.child("client", pipes.get(2).second());
        var ends = pipes.stream().map(Pipe::first).toList();
        var data = new Generated(random.nextInt(), MUCH);

        var silence = silent.receiving(pipes.get(0).second());
        var flood = stuck.sendingGenerated(pipes.get(1).second(), data);
        assertThat(flood).staysBlockedWhile("nobody receives");
        for (int round = 1; round <= 3; round++) {
            var request = aMessage(random);
            client.send(pipes.get(2).second(), request);
            assertThat(server.awaitingReady(ends))
                    .returnsWhat(
                            ready -> ready.contains(ends.get(2).name())
                                    && !ready.contains(ends.get(0).name()),
                            "the end of " + client + ", " + ends.get(2) + ", and not the one of " + silent);
            assertThat(server.receiving(ends.get(2))).returns(request);
            server.send(ends.get(2), request);
            assertThat(client.receiving(pipes.get(2).second())).returns(request);
        }
        assertThat(silence).isUnderWay();
        assertThat(flood).isUnderWay();
        assertThat(server.receivingDigest(ends.get(1))).returns(data.digest());
        assertThat(flood).returns();
    }

    private static List<Pipe> threePipes(Actor actor) {
        return Stream.generate(() -> actor.newPipe(SIMPLEX)).limit(3).toList();
    }

    private static List<PipeEnd> readers(List<Pipe> pipes) {
        return pipes.stream().map(Pipe::reader).toList();
    }

    private static PipeEnd[] writers(List<Pipe> pipes) {
        return pipes.stream().map(Pipe::writer).toArray(PipeEnd[]::new);
    }

    /** Which are ready; in what order they are told does not matter. */
    private static void expectReady(Call<Set<String>> wait, Handle... ready) {
        var names = Stream.of(ready).map(Handle::name).toList();
        var shown = Value.list(names.stream().map(Value::of).toList());
        assertThat(wait).returnsWhat(Set.copyOf(names)::equals, shown + (names.size() > 1 ? " in any order" : ""));
    }

    private static Value aMessage(Random random) {
        return Value.of(random.nextInt());
    }
}
