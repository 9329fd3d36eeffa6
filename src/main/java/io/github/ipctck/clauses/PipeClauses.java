package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Pipe.Direction.DUPLEX;
import static io.github.ipctck.actor.Pipe.Direction.SIMPLEX;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.stage.Assertions.blocks;
import static io.github.ipctck.stage.Assertions.expect;
import static io.github.ipctck.stage.Assertions.expectEqual;
import static io.github.ipctck.wire.Fault.BROKEN_PIPE;
import static io.github.ipctck.wire.Fault.CLOSED;
import static io.github.ipctck.wire.Fault.DIRECTION;
import static io.github.ipctck.wire.Fault.END_OF_FILE;
import static io.github.ipctck.wire.Fault.RESET;
import static io.github.ipctck.wire.Fault.TOO_LONG;
import static io.github.ipctck.wire.Fault.UNSENDABLE;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Call;
import io.github.ipctck.actor.Failure;
import io.github.ipctck.actor.Generated;
import io.github.ipctck.actor.Pipe;
import io.github.ipctck.actor.PipeEnd;
import io.github.ipctck.kernel.Descriptor;
import io.github.ipctck.kernel.ProcessView;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import io.github.ipctck.stage.ClauseTable;
import io.github.ipctck.wire.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Chapter("pipe")
class PipeClauses {
    private static final Duration T = Duration.ofMillis(120);
    private static final Duration FAR_BEYOND_PATIENCE = Duration.ofMinutes(10);

    /** What fills a pipe: the size of one message, and how many of them no pipe takes (64 MiB). */
    private static final int PIECE = 16 * 1024;

    private static final int TOO_MANY_PIECES = 4 * 1024;

    /** What two writers send: how many messages each, and of which size, beyond what a pipe takes at once. */
    private static final int SERIES = 10;

    private static final int LARGE = 400_000;

    @Clause("PIPE-DUPLEX-DEFAULT")
    void aPipeMadeWithoutSayingSoSendsAndReceivesAtBothEnds(Actor actor, Random random) {
        var pipe = actor.newPipe();
        passes(message(random), actor, pipe.first(), actor, pipe.second());
        passes(message(random), actor, pipe.second(), actor, pipe.first());
    }

    @Clause("PIPE-DUPLEX-BOTH-WAYS")
    void twoProcessesWithOneEndEachCanSendToEachOther(Actor parent, Random random) {
        var pipe = parent.newPipe(DUPLEX);
        var child = childWithSecondEnd(parent, pipe);
        passes(message(random), parent, pipe.first(), child, pipe.second());
        passes(message(random), child, pipe.second(), parent, pipe.first());
    }

    @Clause("PIPE-DUPLEX-INDEPENDENT")
    void anEndNeverReceivesWhatWasSentAtThatSameEnd(Actor parent, Random random) {
        var pipe = parent.newPipe(DUPLEX);
        var child = childWithSecondEnd(parent, pipe);
        var questions = messages(2, random);
        var answers = messages(2, random);
        questions.forEach(question -> parent.send(pipe.first(), question));
        answers.forEach(answer -> child.send(pipe.second(), answer));

        receivesInOrder(parent, pipe.first(), answers);
        receivesInOrder(child, pipe.second(), questions);
        assertThat(parent.polling(pipe.first())).returns(false);
        assertThat(child.polling(pipe.second())).returns(false);
    }

    @Clause("PIPE-DUPLEX-CLOSE")
    void whenOneEndHasNoHolderTheOtherFindsEndOfFileAndBrokenPipe(Actor parent, Random random) {
        var pipe = parent.newPipe(DUPLEX);
        var child = childWithSecondEnd(parent, pipe);
        child.close(pipe.second());
        assertThat(parent.receiving(pipe.first())).failsWith(END_OF_FILE);
        assertThat(parent.sending(pipe.first(), message(random))).failsWith(BROKEN_PIPE);
    }

    @Clause("PIPE-DUPLEX-UNREAD")
    void whatAnEndSentIsDeliveredEvenIfItGoesWithDataUnread(Actor parent, Random random) {
        var pipe = parent.newPipe(DUPLEX);
        var child = childWithSecondEnd(parent, pipe);
        Value last = message(random);
        parent.send(pipe.first(), message(random));
        child.send(pipe.second(), last);
        child.close(pipe.second());
        assertThat(parent.receiving(pipe.first())).returns(last);
        assertThat(parent.receiving(pipe.first())).failsWith(RESET, END_OF_FILE);
    }

    @Clause("PIPE-SIMPLEX-ENDS")
    void theFirstEndOfASimplexPipeReceivesWhatTheSecondSends(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.first());
        passes(message(random), parent, pipe.second(), child, pipe.first());
    }

    @Clause("PIPE-SIMPLEX-WRONG-WAY")
    void theWrongWayIsRefusedAndTheRightWayStaysUsable(Actor actor, Random random) {
        var pipe = actor.newPipe(SIMPLEX);
        assertThat(actor.sending(pipe.reader(), message(random))).failsWith(DIRECTION);
        assertThat(actor.receiving(pipe.writer())).failsWith(DIRECTION);
        passes(message(random), actor, pipe.writer(), actor, pipe.reader());
    }

    @Clause("PIPE-READABLE-WRITABLE")
    void anEndSaysOfItselfWhetherItCanReceiveAndSend(Actor actor) {
        var duplex = actor.newPipe(DUPLEX);
        var simplex = actor.newPipe(SIMPLEX);
        saysOfItself(actor, duplex.first(), true, true);
        saysOfItself(actor, duplex.second(), true, true);
        saysOfItself(actor, simplex.reader(), true, false);
        saysOfItself(actor, simplex.writer(), false, true);
    }

    private static void saysOfItself(Actor actor, PipeEnd end, boolean readable, boolean writable) {
        expectEqual("`readable` of " + end + " in " + actor, readable, actor.isReadable(end));
        expectEqual("`writable` of " + end + " in " + actor, writable, actor.isWritable(end));
    }

    @ClauseTable("PIPE-ROUND-TRIP")
    @MethodSource(RoundTrips.SIMPLE)
    void simpleValuesArriveUnchanged(List<Value> values, Actor parent) {
        arrivesUnchanged(values, parent);
    }

    @ClauseTable("PIPE-ROUND-TRIP-TEXT")
    @MethodSource(RoundTrips.TEXTS)
    void textArrivesUnchanged(List<Value> values, Actor parent) {
        arrivesUnchanged(values, parent);
    }

    @ClauseTable("PIPE-ROUND-TRIP-FLOATS")
    @MethodSource(RoundTrips.FLOATS)
    void floatsArriveWithTheSameBits(List<Value> values, Actor parent) {
        arrivesUnchanged(values, parent);
    }

    @ClauseTable("PIPE-ROUND-TRIP-NON-FINITE")
    @MethodSource(RoundTrips.NON_FINITE)
    void infinitiesAndNotANumberArriveAsWhatTheyWere(List<Value> values, Actor parent) {
        arrivesUnchanged(values, parent);
    }

    @ClauseTable("PIPE-ROUND-TRIP-BIG-INTEGERS")
    @MethodSource(RoundTrips.BIG_INTEGERS)
    void bigIntegersArriveExactly(List<Value> values, Actor parent) {
        arrivesUnchanged(values, parent);
    }

    @ClauseTable("PIPE-ROUND-TRIP-BYTES")
    @MethodSource(RoundTrips.BYTES)
    void byteStringsArriveAsByteStringsAndUnchanged(List<Value> values, Actor parent) {
        arrivesUnchanged(values, parent);
    }

    @ClauseTable("PIPE-ROUND-TRIP-NESTED")
    @MethodSource(RoundTrips.NESTED)
    void listsAndDictionariesArriveWithTheSameStructure(List<Value> values, Actor parent) {
        arrivesUnchanged(values, parent);
    }

    @ClauseTable("PIPE-ROUND-TRIP-TUPLES")
    @MethodSource(RoundTrips.TUPLES)
    void tuplesArriveAsTuples(List<Value> values, Actor parent) {
        arrivesUnchanged(values, parent);
    }

    @ClauseTable("PIPE-ROUND-TRIP-SETS")
    @MethodSource(RoundTrips.SETS)
    void setsArriveAsSetsWithTheSameMembers(List<Value> values, Actor parent) {
        arrivesUnchanged(values, parent);
    }

    @ClauseTable("PIPE-ROUND-TRIP-MIXED-KEYS")
    @MethodSource(RoundTrips.MIXED_KEYS)
    void dictionariesArriveWithKeysOfTheSameTypeAndValue(List<Value> values, Actor parent) {
        arrivesUnchanged(values, parent);
    }

    @Clause("PIPE-BY-VALUE")
    void noLaterChangeOnOneSideIsSeenOnTheOther(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.reader());
        passesACopy(random, parent, pipe.writer(), child, pipe.reader());
        var own = parent.newPipe(SIMPLEX);
        passesACopy(random, parent, own.writer(), parent, own.reader());
    }

    private static void passesACopy(Random random, Actor sender, PipeEnd from, Actor receiver, PipeEnd to) {
        Value sent = message(random);
        Value addedBySender = message(random);
        Value addedByReceiver = message(random);
        sender.setVariable("original", Value.list(sent));
        sender.sendVariable(from, "original");
        sender.appendToVariable("original", addedBySender);

        expectEqual("the list that " + receiver + " received", Value.list(sent), receiver.receiveInto(to, "copy"));
        receiver.appendToVariable("copy", addedByReceiver);
        expectEqual(
                "the list of " + sender + ", after it and the receiver appended to theirs,",
                Value.list(sent, addedBySender),
                sender.variable("original"));
    }

    @Clause("PIPE-BOUNDARIES")
    void eachReceiveGivesExactlyOneMessage(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.reader());
        var messages = IntStream.of(1, 50, 8, 33, 2, 16, 17, 53, 1, 40)
                .mapToObj(bits -> Value.of(random.nextLong() >>> (Long.SIZE - bits)))
                .toList();
        messages.forEach(message -> parent.send(pipe.writer(), message));
        receivesInOrder(child, pipe.reader(), messages);
        assertThat(child.polling(pipe.reader())).returns(false);
    }

    @Clause("PIPE-ORDER")
    void messagesAreReceivedInTheOrderInWhichTheyWereSent(Actor parent) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.reader());
        for (int begin = 0; begin < 200; begin += 20) {
            var batch = IntStream.range(begin, begin + 20).mapToObj(Value::of).toList();
            batch.forEach(number -> parent.send(pipe.writer(), number));
            receivesInOrder(child, pipe.reader(), batch);
        }
    }

    @ClauseTable("PIPE-LARGE")
    @CsvSource({
        "1, SIMPLEX",
        "65535, SIMPLEX",
        "65536, SIMPLEX",
        "65537, SIMPLEX",
        "1048576, SIMPLEX",
        "16777216, SIMPLEX",
        "1, DUPLEX",
        "65535, DUPLEX",
        "65536, DUPLEX",
        "65537, DUPLEX",
        "1048576, DUPLEX"
    })
    void aMessageOfAnySizeArrivesIntact(int size, Pipe.Direction direction, Actor parent, Random random) {
        var pipe = parent.newPipe(direction);
        var child = parent.child("child", pipe.first());
        var message = generated(size, random);
        var receive = child.receivingDigest(pipe.first());
        var send = parent.sendingGenerated(pipe.second(), message);
        assertThat(receive).returns(message.digest());
        assertThat(send).returns();
    }

    @Clause("PIPE-RECV-BLOCKS")
    void receiveOnAnEmptyPipeBlocksUntilAMessageComes(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.reader());
        var receive = child.receiving(pipe.reader());
        assertThat(receive).staysBlockedWhile("the pipe is empty and " + parent + " has the writer open");

        Value message = message(random);
        parent.send(pipe.writer(), message);
        assertThat(receive).returns(message);
    }

    @ClauseTable("PIPE-SEND-BLOCKS-WHEN-FULL")
    @EnumSource
    void aSendThatFindsNoRoomBlocksUntilAReceiverMakesRoom(Pipe.Direction direction, Actor parent, Random random) {
        var pipe = parent.newPipe(direction);
        var child = parent.child("child", pipe.first());
        var flood = flood(parent, pipe.second(), random);
        for (Generated message : flood.messages()) {
            assertThat(child.receivingDigest(pipe.first())).returns(message.digest());
        }
        assertThat(flood.blocked()).returns();
    }

    @Clause("PIPE-POLL")
    void pollSaysAtOnceWhetherThereIsSomethingAndTakesNothingAway(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.reader());
        assertThat(child.polling(pipe.reader())).returns(false);

        Value message = message(random);
        parent.send(pipe.writer(), message);
        assertThat(child.polling(pipe.reader())).returns(true);
        assertThat(child.polling(pipe.reader())).returns(true);
        assertThat(child.receiving(pipe.reader())).returns(message);
        assertThat(child.polling(pipe.reader())).returns(false);
    }

    @Clause("PIPE-POLL-TIMEOUT")
    void pollOnAnEmptyPipeReturnsFalseNotBeforeTheTimeOut(Actor parent) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.reader());
        assertThat(child.polling(pipe.reader(), T)).returns(false).noEarlierThan(T);
    }

    @Clause("PIPE-POLL-WAKES")
    void aPollThatWaitsReturnsTrueWhenAMessageComes(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.reader());
        var poll = child.polling(pipe.reader(), FAR_BEYOND_PATIENCE);
        assertThat(poll).staysBlockedWhile("the pipe is empty");

        Value message = message(random);
        parent.send(pipe.writer(), message);
        assertThat(poll).returns(true);
        assertThat(child.receiving(pipe.reader())).returns(message);
    }

    @Clause("PIPE-POLL-FOREVER")
    void pollWithNoneForATimeOutWaitsUntilThereIsSomething(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.reader());
        var poll = child.pollingForEver(pipe.reader());
        assertThat(poll).staysBlockedWhile("the pipe is empty");
        parent.send(pipe.writer(), message(random));
        assertThat(poll).returns(true);
    }

    @Clause("PIPE-ACROSS-FORK")
    void aPipeMadeBeforeForkConnectsParentAndChildInBothDirections(Actor parent, Random random) {
        var pipe = parent.newPipe(DUPLEX);
        var child = parent.fork("child").child();
        parent.close(pipe.second());
        child.close(pipe.first());
        passes(message(random), parent, pipe.first(), child, pipe.second());
        passes(message(random), child, pipe.second(), parent, pipe.first());
    }

    @Clause("PIPE-REFERENCES")
    void afterForkItTakesAllFourClosesToFreeThePipe(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var reader = new KnownEnd(pipe.reader(), descriptorOf(parent, pipe.reader()));
        var writer = new KnownEnd(pipe.writer(), descriptorOf(parent, pipe.writer()));
        var child = parent.fork("child").child();

        var copies = new ArrayList<Copy>();
        for (Actor holder : List.of(parent, child)) {
            copies.add(new Copy(holder, reader.end()));
            copies.add(new Copy(holder, writer.end()));
        }
        expectHolders(copies, "after fork", parent, reader, writer);
        while (!copies.isEmpty()) {
            Copy copy = copies.remove(random.nextInt(copies.size()));
            copy.holder().close(copy.end());
            expectHolders(copies, "after " + copy.holder() + " closed " + copy.end(), parent, reader, writer);
        }
    }

    /** An end, and what the kernel calls it. */
    private record KnownEnd(PipeEnd end, Descriptor descriptor) {}

    /** An end in one of the processes that hold it. */
    private record Copy(Actor holder, PipeEnd end) {
        @Override
        public String toString() {
            return end + " in " + holder;
        }
    }

    private static void expectHolders(Collection<Copy> expected, String when, Actor witness, KnownEnd... ends) {
        Set<String> names = expected.stream().map(Copy::toString).collect(Collectors.toCollection(TreeSet::new));
        Set<String> found = new TreeSet<>();
        for (long pid : witness.scene().hostPids()) {
            var descriptors = ProcessView.of(pid).descriptors();
            for (KnownEnd end : ends) {
                if (descriptors.stream().anyMatch(end.descriptor()::isSameEndAs)) {
                    found.add(end.end() + " in " + nameOf(pid, witness));
                }
            }
        }
        witness.observed(when + ": " + told(found));
        expect(found.equals(names), "the kernel to find, " + when + ", " + told(names), "it finds " + told(found));
    }

    private static String nameOf(long pid, Actor witness) {
        return witness.scene().actors().stream()
                .filter(actor -> actor.kernel().pid() == pid)
                .map(Actor::toString)
                .findFirst()
                .orElseGet(() -> "a process that is no actor (pid "
                        + ProcessView.of(pid).pidInside().orElse(pid) + ")");
    }

    private static String told(Set<String> copies) {
        return copies.isEmpty()
                ? "no copy of an end open"
                : copies.size() + " copies of its ends open: " + String.join(", ", copies);
    }

    @Clause("PIPE-EOF-NEEDS-EVERY-COPY")
    void endOfFileComesOnlyAfterTheLastCopyOfTheWriterCloses(Actor parent) {
        var pipe = parent.newPipe(SIMPLEX);
        var reader = parent.child("reader", pipe.reader());
        var holder = parent.child("holder", pipe.writer());
        var heir = holder.child("heir", pipe.writer());
        parent.close(pipe.writer());

        var receive = reader.receiving(pipe.reader());
        assertThat(receive).staysBlockedWhile(holder + " has the writer open");

        holder.close(pipe.writer());
        assertThat(receive).staysBlockedWhile(heir + " has the writer open");

        heir.close(pipe.writer());
        assertThat(receive).failsWith(END_OF_FILE);
    }

    @Clause("PIPE-EOF-AFTER-DATA")
    void messagesSentBeforeTheLastCloseAreDeliveredBeforeEndOfFile(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.writer());
        parent.close(pipe.writer());
        var messages = messages(3, random);
        messages.forEach(message -> child.send(pipe.writer(), message));
        child.close(pipe.writer());
        receivesInOrder(parent, pipe.reader(), messages);
        assertThat(parent.receiving(pipe.reader())).failsWith(END_OF_FILE);
    }

    @Clause("PIPE-POLL-AT-EOF")
    void pollAtEndOfFileReturnsTrue(Actor parent) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.writer());
        parent.close(pipe.writer());
        child.close(pipe.writer());
        assertThat(parent.polling(pipe.reader())).returns(true);
        assertThat(parent.receiving(pipe.reader())).failsWith(END_OF_FILE);
    }

    @Clause("PIPE-EOF-REPEATS")
    void everyReceiveAfterEndOfFileFailsWithItAgain(Actor parent) {
        var pipe = parent.newPipe(SIMPLEX);
        parent.close(pipe.writer());
        assertThat(parent.receiving(pipe.reader())).failsWith(END_OF_FILE);
        assertThat(parent.receiving(pipe.reader())).failsWith(END_OF_FILE);
        assertThat(parent.receiving(pipe.reader())).failsWith(END_OF_FILE);
    }

    @Clause("PIPE-EOF-ON-DEATH")
    void aHolderThatIsKilledCountsAsClosed(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.writer());
        parent.close(pipe.writer());
        passes(message(random), child, pipe.writer(), parent, pipe.reader());
        var receive = parent.receiving(pipe.reader());
        assertThat(receive).staysBlockedWhile(child + " lives and has the writer open");

        child.kernel().kill();
        child.awaitDeath();
        assertThat(receive).failsWith(END_OF_FILE);
    }

    @Clause("PIPE-BROKEN")
    void sendToAPipeThatNobodyCanReceiveFromFailsAndTheSenderLives(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var sender = parent.child("sender", pipe.writer());
        parent.close(pipe.reader());
        assertThat(sender.sending(pipe.writer(), message(random))).failsWith(BROKEN_PIPE);
        answers(sender);
    }

    @Clause("PIPE-BROKEN-NEEDS-EVERY-COPY")
    void thePipeIsNotBrokenAsLongAsAnyProcessHoldsTheReader(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var first = parent.child("first", pipe.reader());
        var second = parent.child("second", pipe.reader());
        parent.close(pipe.reader());
        first.close(pipe.reader());
        passes(message(random), parent, pipe.writer(), second, pipe.reader());

        second.close(pipe.reader());
        assertThat(parent.sending(pipe.writer(), message(random))).failsWith(BROKEN_PIPE);
    }

    @Clause("PIPE-BROKEN-WAKES-SENDER")
    void aBlockedSendFailsWhenTheLastHolderOfTheReaderCloses(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.reader());
        parent.close(pipe.reader());
        var send = flood(parent, pipe.writer(), random).blocked();
        child.close(pipe.reader());
        assertThat(send).failsWith(BROKEN_PIPE);
        answers(parent);
    }

    @Clause("PIPE-CLOSE-LOCAL")
    void closingGivesUpTheClosingProcesssCopyOnly(Actor parent, Random random) {
        var pipe = parent.newPipe(DUPLEX);
        var one = parent.child("one", pipe.first());
        var two = parent.child("two", pipe.second());
        parent.close(pipe.first());
        parent.close(pipe.second());
        passes(message(random), one, pipe.first(), two, pipe.second());
        passes(message(random), two, pipe.second(), one, pipe.first());
    }

    @Clause("PIPE-CLOSED-USE")
    void everyUseOfAnEndThatWasClosedHereFails(Actor actor, Random random) {
        var end = actor.newPipe(DUPLEX).first();
        actor.close(end);
        assertThat(actor.sending(end, message(random))).failsWith(CLOSED);
        assertThat(actor.receiving(end)).failsWith(CLOSED);
        assertThat(actor.polling(end)).failsWith(CLOSED);
        assertThat(actor.askingDescriptor(end)).failsWith(CLOSED);
    }

    @Clause("PIPE-CLOSE-TWICE")
    void closingAnEndThatIsClosedAlreadyDoesNothing(Actor actor, Random random) {
        var end = actor.newPipe(DUPLEX).first();
        actor.close(end);
        var other = actor.newPipe(DUPLEX); // It is likely to get the descriptor that has just become free.
        assertThat(actor.closing(end)).returns();
        passes(message(random), actor, other.first(), actor, other.second());
        passes(message(random), actor, other.second(), actor, other.first());
    }

    @Clause("PIPE-CLOSED-PROPERTY")
    void closedTellsWhetherThisProcessClosedItsCopy(Actor parent) {
        var pipe = parent.newPipe(DUPLEX);
        var child = parent.child("child", pipe.first(), pipe.second());
        saysOfItself(parent, pipe.first(), false);
        saysOfItself(child, pipe.first(), false);
        child.close(pipe.first());
        saysOfItself(child, pipe.first(), true);
        saysOfItself(child, pipe.second(), false);
        saysOfItself(parent, pipe.first(), false);
    }

    private static void saysOfItself(Actor actor, PipeEnd end, boolean closed) {
        expectEqual("`closed` of " + end + " in " + actor, closed, actor.isClosed(end));
    }

    @ClauseTable("PIPE-FILENO")
    @EnumSource
    void theDescriptorIsAnOpenPipeOrSocketAndIsGoneOnceTheEndIsClosed(Pipe.Direction direction, Actor actor) {
        var pipe = actor.newPipe(direction);
        var first = descriptorOf(actor, pipe.first());
        var second = descriptorOf(actor, pipe.second());
        expect(
                !first.isSameEndAs(second),
                "the descriptors of " + pipe.first() + " and " + pipe.second() + " to be two different ends",
                "the kernel says that both are " + shown(first));

        actor.close(pipe.first());
        var open = actor.kernel().descriptors();
        actor.observed("after close: " + open.stream().map(PipeClauses::shown).collect(Collectors.joining(", ")));
        Optional<Descriptor> leftOver = open.stream().filter(first::isSameEndAs).findFirst();
        expect(
                leftOver.isEmpty(),
                "the kernel to find no descriptor of " + pipe.first() + " in " + actor + " after it was closed",
                "it finds " + leftOver.map(PipeClauses::shown).orElse(""));
        expect(
                open.stream().anyMatch(d -> d.number() == second.number() && d.isSameEndAs(second)),
                "the kernel to find " + shown(second) + " of " + pipe.second() + " still open",
                "it finds it closed");
    }

    /** What the kernel says of the descriptor that the actor reports of an end. */
    private static Descriptor descriptorOf(Actor actor, PipeEnd end) {
        long number = actor.descriptor(end);
        Optional<Descriptor> known = actor.kernel().descriptors().stream()
                .filter(descriptor -> descriptor.number() == number)
                .findFirst();
        actor.observed(known.map(PipeClauses::shown).orElse("descriptor " + number + ": none"));
        return known.filter(Descriptor::isChannel)
                .orElseThrow(() -> Failure.of(
                        "the kernel to say that descriptor " + number + ", reported of " + end
                                + ", is an open pipe or socket of " + actor,
                        known.map(descriptor -> "it says that it is " + descriptor.target())
                                .orElse("it says that there is no such descriptor")));
    }

    private static String shown(Descriptor descriptor) {
        String access = descriptor.isReadable() && descriptor.isWritable()
                ? "both ways"
                : descriptor.isReadable() ? "to read" : "to write";
        return "descriptor " + descriptor.number() + " (" + descriptor.target() + ", " + access + ")";
    }

    @Clause("PIPE-UNSENDABLE")
    void aValueThatCannotBeSerialisedLeavesThePipeUsable(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.reader());
        var behindGoodOnes = Value.list(message(random), message(random), Value.UNSENDABLE);
        assertThat(parent.sending(pipe.writer(), Value.UNSENDABLE)).failsWith(UNSENDABLE);
        assertThat(parent.sending(pipe.writer(), behindGoodOnes)).failsWith(UNSENDABLE);
        assertThat(child.polling(pipe.reader())).returns(false);
        passes(message(random), parent, pipe.writer(), child, pipe.reader());
    }

    @Clause("PIPE-BYTES")
    void rawBytesOrJustAPartOfThemAreOneMessage(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.reader());
        byte[] bytes = bytes(8, random);
        assertThat(parent.sendingBytes(pipe.writer(), bytes, null, null)).returns();
        assertThat(child.receivingBytes(pipe.reader())).returns(Value.ofBytes(bytes));
        assertThat(parent.sendingBytes(pipe.writer(), bytes, 3, null)).returns();
        assertThat(child.receivingBytes(pipe.reader())).returns(part(bytes, 3, 8));
        assertThat(parent.sendingBytes(pipe.writer(), bytes, 3, 2)).returns();
        assertThat(child.receivingBytes(pipe.reader())).returns(part(bytes, 3, 5));
        assertThat(parent.sendingBytes(pipe.writer(), bytes, 3, 0)).returns();
        assertThat(child.receivingBytes(pipe.reader())).returns(part(bytes, 3, 3));
        assertThat(parent.sendingBytes(pipe.writer(), bytes, 8, null)).returns();
        assertThat(child.receivingBytes(pipe.reader())).returns(part(bytes, 8, 8));
    }

    private static Value part(byte[] bytes, int from, int to) {
        return Value.ofBytes(Arrays.copyOfRange(bytes, from, to));
    }

    @Clause("PIPE-BYTES-MAX")
    void aMessageLongerThanTheMaximumIsTooLong(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.reader());
        byte[] longEnough = bytes(4, random);
        parent.sendBytes(pipe.writer(), longEnough);
        parent.sendBytes(pipe.writer(), bytes(5, random));
        assertThat(child.receivingBytes(pipe.reader(), 4)).returns(Value.ofBytes(longEnough));
        assertThat(child.receivingBytes(pipe.reader(), 4)).failsWith(TOO_LONG);
    }

    @Clause("PIPE-BYTES-MAX-UNREADABLE")
    void afterTooLongTheEndCannotBeReceivedFromAnyMore(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.reader());
        parent.sendBytes(pipe.writer(), bytes(5, random));
        parent.sendBytes(pipe.writer(), bytes(4, random));
        assertThat(child.receivingBytes(pipe.reader(), 4)).failsWith(TOO_LONG);
        assertThat(child.receivingBytes(pipe.reader())).failsWith(CLOSED, DIRECTION);
    }

    @Clause("PIPE-TWO-WRITERS-LOCKED")
    void twoWritersUnderOneLockDeliverEveryMessageIntactAndInOrder(Actor parent) {
        var pipe = parent.newPipe(SIMPLEX);
        var lock = parent.newLock();
        var first = parent.child("first", pipe.writer(), lock);
        var second = parent.child("second", pipe.writer(), lock);
        var firstSends = first.sendingSeries(pipe.writer(), "first", SERIES, LARGE, lock);
        var secondSends = second.sendingSeries(pipe.writer(), "second", SERIES, LARGE, lock);
        // As a rule one is in the midst of a message now, and the other waits for the lock.
        blocks(firstSends);
        blocks(secondSends);
        var receive = parent.receivingSeries(pipe.reader(), 2 * SERIES);
        assertThat(receive).returnsWhat(any -> true, "whole messages, for both writers send under " + lock);
        var received = receive.value().elements();
        expectEqual("what came from " + first, Series.intact("first", SERIES), Series.labelled("first", received));
        expectEqual("what came from " + second, Series.intact("second", SERIES), Series.labelled("second", received));
        assertThat(firstSends).returns();
        assertThat(secondSends).returns();
    }

    @Clause("PIPE-SEND-PIPE")
    void anEndSentOverAnotherPipeWorksForWhoeverReceivedIt(Actor parent, Random random) {
        var pipe = parent.newPipe(DUPLEX);
        var child = childWithSecondEnd(parent, pipe);
        var sent = parent.newPipe(SIMPLEX);
        parent.sendEnd(pipe.first(), sent.reader());
        var received = child.receiveEnd(pipe.second(), sent.reader());
        passes(message(random), parent, sent.writer(), child, received);
    }

    @Clause("PIPE-CONTEXT")
    void leavingTheScopedFormClosesTheEnd(Actor parent, Random random) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.reader());
        parent.scope(pipe.writer());
        assertThat(parent.sending(pipe.writer(), message(random))).failsWith(CLOSED);
        assertThat(child.receiving(pipe.reader())).failsWith(END_OF_FILE);
    }

    // What several clauses do.

    private static Value message(Random random) {
        return Value.of(random.nextInt());
    }

    private static List<Value> messages(int count, Random random) {
        return Stream.generate(() -> message(random)).limit(count).toList();
    }

    private static byte[] bytes(int size, Random random) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Generated generated(int size, Random random) {
        return new Generated(random.nextInt(Integer.MAX_VALUE), size);
    }

    /** A child that holds the second end, and is the only one to do so. */
    private static Actor childWithSecondEnd(Actor parent, Pipe pipe) {
        var child = parent.child("child", pipe.second());
        parent.close(pipe.second());
        return child;
    }

    private static void passes(Value message, Actor sender, PipeEnd from, Actor receiver, PipeEnd to) {
        sender.send(from, message);
        assertThat(receiver.receiving(to)).returns(message);
    }

    private static void receivesInOrder(Actor receiver, PipeEnd end, List<Value> messages) {
        messages.forEach(message -> assertThat(receiver.receiving(end)).returns(message));
    }

    private static void arrivesUnchanged(List<Value> values, Actor parent) {
        var pipe = parent.newPipe(SIMPLEX);
        var child = parent.child("child", pipe.reader());
        for (Value value : values) {
            var send = parent.sending(pipe.writer(), value);
            if (!blocks(send)) { // A long message waits for its receiver.
                assertThat(send).returns();
            }
            assertThat(child.receiving(pipe.reader())).returns(value);
            assertThat(send).returns();
        }
    }

    private static void answers(Actor sender) {
        expectEqual("what `getpid` returns in " + sender, sender.pid(), sender.getpid());
    }

    /** Messages that filled a pipe, and the send of the last one, for which there was no room. */
    private record Flood(List<Generated> messages, Call<Void> blocked) {}

    /** Sends messages until a send blocks, as one must before {@value #TOO_MANY_PIECES}. */
    private static Flood flood(Actor sender, PipeEnd end, Random random) {
        var messages = new ArrayList<Generated>();
        while (messages.size() < TOO_MANY_PIECES) {
            var message = generated(PIECE, random);
            messages.add(message);
            var send = sender.sendingGenerated(end, message);
            if (blocks(send)) {
                return new Flood(messages, send);
            }
            assertThat(send).returns();
        }
        throw Failure.of(
                "a send at " + end + " in " + sender + ", while nobody receives, to block at some time",
                TOO_MANY_PIECES + " messages of " + PIECE + " bytes were sent and none blocked");
    }
}
