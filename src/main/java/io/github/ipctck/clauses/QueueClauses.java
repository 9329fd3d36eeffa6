package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Blocking.BY_DEFAULT;
import static io.github.ipctck.actor.Blocking.NOT;
import static io.github.ipctck.actor.Blocking.WITH_TIMEOUT_NONE;
import static io.github.ipctck.actor.Blocking.notDespite;
import static io.github.ipctck.actor.Blocking.upTo;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.stage.Assertions.expect;
import static io.github.ipctck.stage.Assertions.expectEqual;
import static io.github.ipctck.stage.Assertions.expectSoon;
import static io.github.ipctck.wire.Fault.CLOSED;
import static io.github.ipctck.wire.Fault.EMPTY;
import static io.github.ipctck.wire.Fault.FULL;
import static io.github.ipctck.wire.Fault.STATE;
import static io.github.ipctck.wire.Fault.UNSENDABLE;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Blocking;
import io.github.ipctck.actor.Call;
import io.github.ipctck.actor.Generated;
import io.github.ipctck.actor.Outcome;
import io.github.ipctck.actor.Queue;
import io.github.ipctck.stage.Assertions;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import io.github.ipctck.stage.ClauseTable;
import io.github.ipctck.wire.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@Chapter("queue")
class QueueClauses {
    /** A time-out that a clause waits for, and measures. */
    private static final Duration T = Duration.ofMillis(100);

    /** A time-out that a clause waits for, whatever it takes. */
    private static final Duration SHORT = Duration.ofMillis(20);

    /** A time-out far beyond a clause's patience. */
    private static final Duration FAR = Duration.ofMinutes(10);

    /** More items than the system's pipe holds. */
    private static final int MANY = 10_000;

    /** Items of a series with payloads. */
    private static final int FEW = 10;

    /** Bytes of a payload: more than the system's pipe takes at once. */
    private static final int LARGE = 200_000;

    @Clause("QUEUE-FIFO")
    void itemsAreGotInTheOrderInWhichTheyWerePut(Actor actor, Random random) {
        var queue = actor.newQueue();
        var items = LongStream.range(0, 200).mapToObj(Value::of).collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(items, random);
        items.forEach(item -> actor.put(queue, item));
        expectSeries("the items that arrived", items, getAll(actor, queue, items.size()));
    }

    @Clause("QUEUE-ACROSS-PROCESSES")
    void anItemThatOneProcessPutsCanBeGotByAnyOther(Actor parent, Random random) {
        var queue = parent.newQueue();
        var first = parent.child("first child", queue);
        var second = parent.child("second child", queue);
        passes(first, queue, anItem(random), second);
        passes(parent, queue, anItem(random), first);
        passes(second, queue, anItem(random), parent);
    }

    @ClauseTable("QUEUE-ROUND-TRIP")
    @MethodSource(RoundTrips.SIMPLE)
    void noneBooleansAndIntegersComeOutWithTheSameTypeAndValue(List<Value> values, Actor parent) {
        roundTrips(values, parent);
    }

    @ClauseTable("QUEUE-ROUND-TRIP-TEXT")
    @MethodSource(RoundTrips.TEXTS)
    void textComesOutUnchanged(List<Value> values, Actor parent) {
        roundTrips(values, parent);
    }

    @ClauseTable("QUEUE-ROUND-TRIP-FLOATS")
    @MethodSource(RoundTrips.FLOATS)
    void finiteFloatsComeOutAsFloatsWithTheSameBits(List<Value> values, Actor parent) {
        roundTrips(values, parent);
    }

    @ClauseTable("QUEUE-ROUND-TRIP-NON-FINITE")
    @MethodSource(RoundTrips.NON_FINITE)
    void infinitiesAndNotANumberComeOutAsWhatTheyWere(List<Value> values, Actor parent) {
        roundTrips(values, parent);
    }

    @ClauseTable("QUEUE-ROUND-TRIP-BIG-INTEGERS")
    @MethodSource(RoundTrips.BIG_INTEGERS)
    void integersOfAnySizeComeOutExactly(List<Value> values, Actor parent) {
        roundTrips(values, parent);
    }

    @ClauseTable("QUEUE-ROUND-TRIP-BYTES")
    @MethodSource(RoundTrips.BYTES)
    void byteStringsComeOutAsByteStringsUnchanged(List<Value> values, Actor parent) {
        roundTrips(values, parent);
    }

    @ClauseTable("QUEUE-ROUND-TRIP-NESTED")
    @MethodSource(RoundTrips.NESTED)
    void listsAndDictionariesComeOutWithTheSameStructure(List<Value> values, Actor parent) {
        roundTrips(values, parent);
    }

    @ClauseTable("QUEUE-ROUND-TRIP-TUPLES")
    @MethodSource(RoundTrips.TUPLES)
    void tuplesComeOutAsTuples(List<Value> values, Actor parent) {
        roundTrips(values, parent);
    }

    @ClauseTable("QUEUE-ROUND-TRIP-SETS")
    @MethodSource(RoundTrips.SETS)
    void setsComeOutAsSetsWithTheSameMembers(List<Value> values, Actor parent) {
        roundTrips(values, parent);
    }

    @ClauseTable("QUEUE-ROUND-TRIP-MIXED-KEYS")
    @MethodSource(RoundTrips.MIXED_KEYS)
    void dictionariesComeOutWithKeysOfTheSameTypeAndValue(List<Value> values, Actor parent) {
        roundTrips(values, parent);
    }

    @Clause("QUEUE-BY-VALUE")
    void whatAReceiverChangesIsNeverSeenByTheProcessThatPutIt(Actor parent, Random random) {
        var queue = parent.newQueue();
        var child = parent.child("child", queue);
        var list = Value.list(anItem(random), anItem(random));
        parent.setVariable("sent", list);
        for (var receiver : List.of(child, parent)) {
            parent.putVariable(queue, "sent");
            receiver.getInto(queue, "received");
            receiver.appendToVariable("received", anItem(random));
            expectEqual(
                    "the list that " + parent + " put, after " + receiver + " got and changed it,",
                    list,
                    parent.variable("sent"));
        }
    }

    @Clause("QUEUE-MANY-PRODUCERS")
    void everyItemOfSeveralProducersArrivesOnceAndInItsProducersOrder(Actor parent, Random random) {
        int count = 300;
        var queue = parent.newQueue();
        var labels = labels(random);
        var puts = putAtOnce(parent, queue, labels, (producer, label) -> producer.puttingSeries(queue, label, count));

        var got = getAll(parent, queue, count * labels.size());
        puts.forEach(put -> assertThat(put).returns());
        for (String label : labels) {
            var series = series(label, count);
            var own = got.stream().filter(Set.copyOf(series)::contains).toList();
            expectSeries("the items of producer " + label + ", as they arrived,", series, own);
        }
    }

    @Clause("QUEUE-MANY-CONSUMERS")
    void everyItemGoesToExactlyOneOfSeveralConsumers(Actor parent, Random random) {
        var queue = parent.newQueue();
        var last = anItem(random);
        var gets = Stream.of("first", "second", "third")
                .map(name -> parent.child(name + " consumer", queue).gettingUntil(queue, last))
                .toList();
        var label = aLabel(random);
        var put = series(label, 600);
        assertThat(parent.puttingSeries(queue, label, put.size())).returns();
        gets.forEach(get -> parent.put(queue, last));

        var together = new ArrayList<Value>();
        for (var get : gets) {
            var got = get.value().elements();
            expectSeries("the items that " + get.actor() + " got", sortedLike(put, got), got);
            together.addAll(got);
        }
        expectSeries("the items that all consumers got, sorted,", put, sortedLike(put, together));
    }

    @Clause("QUEUE-MANY-PRODUCERS-LARGE")
    void largeItemsOfSeveralProducersArriveWholeAndInTheirProducersOrder(Actor parent, Random random) {
        var queue = parent.newQueue();
        var labels = labels(random);
        var puts =
                putAtOnce(parent, queue, labels, (producer, label) -> producer.puttingSeries(queue, label, FEW, LARGE));
        puts.forEach(Assertions::blocks); // or it has returned, and a thread of the producer's is what writes

        var get = parent.inspectingSeries(queue, FEW * labels.size());
        assertThat(get).returnsWhat(any -> true, "whole items");
        var got = get.value().elements();
        for (int i = 0; i < got.size(); i++) {
            var intact = got.get(i).elements().get(2).isTrue();
            expect(
                    intact,
                    "every item to arrive intact",
                    "item " + i + ", read as [label, number, intact], is " + got.get(i));
        }
        for (String label : labels) {
            expectSeries(
                    "the items of producer " + label + ", as they arrived,",
                    Series.intact(label, FEW),
                    Series.labelled(label, got));
        }
        puts.forEach(put -> assertThat(put).returns());
    }

    @Clause("QUEUE-MANY-CONSUMERS-LARGE")
    void largeItemsGoWholeToExactlyOneOfSeveralConsumers(Actor parent, Random random) {
        var queue = parent.newQueue();
        var labels = labels(random);
        var end = Series.intact(labels.get(1), 1).get(0);
        var gets = Stream.of("first", "second", "third")
                .map(name -> parent.child(name + " consumer", queue).inspectingUntil(queue, end))
                .toList();
        var put = Series.intact(labels.get(0), 3 * FEW);
        assertThat(parent.puttingSeries(queue, labels.get(0), put.size(), LARGE))
                .returns();
        gets.forEach(get ->
                assertThat(parent.puttingSeries(queue, labels.get(1), 1, LARGE)).returns());

        var together = new ArrayList<Value>();
        for (var get : gets) {
            assertThat(get).returnsWhat(any -> true, "whole items");
            together.addAll(get.value().elements());
        }
        expectSeries("the items that all consumers got, sorted,", put, sortedLike(put, together));
    }

    @ClauseTable("QUEUE-PUT-BLOCKS")
    @MethodSource("waysToWait")
    void putOnAFullQueueBlocksAndCompletesWhenASlotIsFreed(Blocking way, Actor parent, Random random) {
        var queue = parent.newQueue(2);
        var child = parent.child("child", queue);
        var items = someItems(3, random);
        child.put(queue, items.get(0));
        child.put(queue, items.get(1));

        var third = child.putting(queue, items.get(2), way);
        assertThat(third).staysBlockedWhile("both slots are taken");
        assertThat(parent.getting(queue)).returns(items.get(0));
        assertThat(third).returns();
        assertThat(parent.getting(queue)).returns(items.get(1));
        assertThat(parent.getting(queue)).returns(items.get(2));
    }

    private static Stream<Named<Blocking>> waysToWait() {
        return Stream.of(Named.of("by default", BY_DEFAULT), Named.of("with none as the time-out", WITH_TIMEOUT_NONE));
    }

    @Clause("QUEUE-PUT-NOWAIT")
    void putWithoutBlockingPutsTheItemWhenThereIsAFreeSlot(Actor actor, Random random) {
        var queue = actor.newQueue(2);
        var items = someItems(2, random);
        assertThat(actor.putting(queue, items.get(0), NOT)).returns();
        assertThat(actor.puttingNoWait(queue, items.get(1))).returns();
        assertThat(actor.getting(queue)).returns(items.get(0));
        assertThat(actor.getting(queue)).returns(items.get(1));
    }

    @Clause("QUEUE-PUT-NOWAIT-FULL")
    void putWithoutBlockingFailsWithFullWhenThereIsNoFreeSlot(Actor parent, Random random) {
        var queue = parent.newQueue(1);
        var child = parent.child("child", queue);
        var items = someItems(3, random);
        parent.put(queue, items.get(0));
        assertThat(child.putting(queue, items.get(1), NOT)).failsWith(FULL);
        assertThat(child.puttingNoWait(queue, items.get(2))).failsWith(FULL);
        assertThat(parent.getting(queue)).returns(items.get(0));
    }

    @Clause("QUEUE-PUT-TIMEOUT")
    void putOnAFullQueueFailsWithFullNotBeforeTheTimeOut(Actor parent, Random random) {
        var queue = parent.newQueue(1);
        var child = parent.child("child", queue);
        parent.put(queue, anItem(random));
        assertThat(child.putting(queue, anItem(random), upTo(T)))
                .failsWith(FULL)
                .noEarlierThan(T);
        for (var again : List.of(child, parent)) {
            assertThat(again.putting(queue, anItem(random), upTo(SHORT)))
                    .failsWith(FULL)
                    .noEarlierThan(SHORT);
        }
    }

    @Clause("QUEUE-PUT-TIMEOUT-LEAVES-QUEUE")
    void anItemWhosePutFailedWithFullIsNotInTheQueue(Actor parent, Random random) {
        var queue = parent.newQueue(1);
        var child = parent.child("child", queue);
        var patient = parent.child("patient child", queue);
        var items = someItems(4, random);
        parent.put(queue, items.get(0));
        var waiting = patient.putting(queue, items.get(2));
        assertThat(child.putting(queue, items.get(1), upTo(SHORT))).failsWith(FULL);
        assertThat(waiting).staysBlockedWhile("the only slot is taken, though another put has timed out");
        assertThat(parent.getting(queue)).returns(items.get(0));
        assertThat(waiting).returns();
        assertThat(parent.getting(queue)).returns(items.get(2));
        child.put(queue, items.get(3));
        assertThat(parent.getting(queue)).returns(items.get(3));
    }

    @Clause("QUEUE-PUT-WITHIN-TIMEOUT")
    void putWithATimeOutCompletesWhenASlotIsFreedBefore(Actor parent, Random random) {
        var queue = parent.newQueue(1);
        var child = parent.child("child", queue);
        var items = someItems(2, random);
        parent.put(queue, items.get(0));

        var put = child.putting(queue, items.get(1), upTo(FAR));
        assertThat(put).staysBlockedWhile("the only slot is taken");
        assertThat(parent.getting(queue)).returns(items.get(0));
        assertThat(put).returns();
        assertThat(parent.getting(queue)).returns(items.get(1));
    }

    @ClauseTable("QUEUE-GET-BLOCKS")
    @MethodSource("waysToWait")
    void getOnAnEmptyQueueBlocksAndReturnsTheItemWhenOneIsPut(Blocking way, Actor parent, Random random) {
        getWaitsForTheItem(way, parent, anItem(random));
    }

    @Clause("QUEUE-GET-NOWAIT")
    void getWithoutBlockingReturnsTheItemWhenOneCanBeHad(Actor parent, Random random) {
        var queue = parent.newQueue();
        var child = parent.child("child", queue);
        var items = someItems(2, random);
        parent.put(queue, items.get(0));
        seesAnItem(child, queue);
        assertThat(child.getting(queue, NOT)).returns(items.get(0));
        parent.put(queue, items.get(1));
        seesAnItem(child, queue);
        assertThat(child.gettingNoWait(queue)).returns(items.get(1));
    }

    @Clause("QUEUE-GET-NOWAIT-EMPTY")
    void getWithoutBlockingFailsWithEmptyOnAnEmptyQueue(Actor actor, Random random) {
        var queue = actor.newQueue();
        assertThat(actor.getting(queue, NOT)).failsWith(EMPTY);
        assertThat(actor.gettingNoWait(queue)).failsWith(EMPTY);
        passes(actor, queue, anItem(random), actor);
        assertThat(actor.getting(queue, NOT)).failsWith(EMPTY);
        assertThat(actor.gettingNoWait(queue)).failsWith(EMPTY);
    }

    @Clause("QUEUE-GET-TIMEOUT")
    void getOnAnEmptyQueueFailsWithEmptyNotBeforeTheTimeOut(Actor parent) {
        var queue = parent.newQueue();
        var child = parent.child("child", queue);
        assertThat(child.getting(queue, upTo(T))).failsWith(EMPTY).noEarlierThan(T);
        for (var again : List.of(child, parent)) {
            assertThat(again.getting(queue, upTo(SHORT))).failsWith(EMPTY).noEarlierThan(SHORT);
        }
    }

    @Clause("QUEUE-GET-TIMEOUT-ZERO")
    void getWithATimeOutOfZeroFailsInsteadOfWaiting(Actor actor) {
        assertThat(actor.getting(actor.newQueue(), upTo(Duration.ZERO))).failsWith(EMPTY);
    }

    @Clause("QUEUE-GET-WITHIN-TIMEOUT")
    void getWithATimeOutReturnsTheItemWhenOneIsPutBefore(Actor parent, Random random) {
        getWaitsForTheItem(upTo(FAR), parent, anItem(random));
    }

    @Clause("QUEUE-GET-AFTER-TIMEOUT")
    void afterAGetHasTimedOutAnItemPutLaterGoesToTheNextGet(Actor parent, Random random) {
        var queue = parent.newQueue();
        var first = parent.child("first child", queue);
        var second = parent.child("second child", queue);
        var items = someItems(2, random);
        assertThat(first.getting(queue, upTo(SHORT))).failsWith(EMPTY);
        assertThat(second.getting(queue, upTo(SHORT))).failsWith(EMPTY);
        items.forEach(item -> parent.put(queue, item));
        items.forEach(item -> assertThat(first.getting(queue)).returns(item));
    }

    @Clause("QUEUE-TIMEOUT-IGNORED-WITHOUT-BLOCK")
    void withBlockFalseATimeOutIsIgnored(Actor parent, Random random) {
        var full = parent.newQueue(1);
        var empty = parent.newQueue();
        var child = parent.child("child", full, empty);
        parent.put(full, anItem(random));
        assertThat(child.putting(full, anItem(random), notDespite(FAR))).failsWith(FULL);
        assertThat(child.getting(empty, notDespite(FAR))).failsWith(EMPTY);
    }

    @ClauseTable("QUEUE-MAXSIZE-EXACT")
    @ValueSource(ints = {1, 2, 7})
    void aQueueWithMaxsizeTakesThatManyItemsWithoutAReaderAndNoMore(int maxsize, Actor parent, Random random) {
        var queue = parent.newQueue(maxsize);
        var child = parent.child("child", queue);
        var items = someItems(maxsize, random);
        items.forEach(item -> assertThat(parent.putting(queue, item, NOT)).returns());
        assertThat(parent.putting(queue, anItem(random), NOT)).failsWith(FULL);
        assertThat(child.putting(queue, anItem(random), NOT)).failsWith(FULL);
        items.forEach(item -> assertThat(child.getting(queue)).returns(item));
    }

    @ClauseTable("QUEUE-UNBOUNDED")
    @NullSource
    @ValueSource(ints = {0, -1})
    void aQueueWithoutAMaxsizeTakesManyItemsWithoutAReader(Integer maxsize, Actor parent, Random random) {
        var queue = parent.newQueue(maxsize);
        var child = parent.child("child", queue);
        var label = aLabel(random);
        assertThat(parent.puttingSeries(queue, label, MANY)).returns();
        expectSeries("the items that arrived", series(label, MANY), getAll(child, queue, MANY));
    }

    @Clause("QUEUE-FULL")
    void fullIsTrueIfAndOnlyIfAllSlotsAreTaken(Actor parent, Random random) {
        var queue = parent.newQueue(2);
        var unbounded = parent.newQueue();
        var askers = List.of(parent, parent.child("child", queue, unbounded));
        expectFull(false, queue, "none of its two slots taken", askers);
        parent.put(queue, anItem(random));
        expectFull(false, queue, "one of its two slots taken", askers);
        parent.put(queue, anItem(random));
        expectFull(true, queue, "both of its slots taken", askers);
        parent.get(queue);
        expectFull(false, queue, "one of its two slots free again", askers);
        parent.put(unbounded, anItem(random));
        expectFull(false, unbounded, "one item and no maxsize", askers);
    }

    @Clause("QUEUE-EMPTY")
    void emptyIsTrueForANewOrDrainedQueueAndTurnsFalseWhenAnItemCanBeHad(Actor parent, Random random) {
        var queue = parent.newQueue();
        var child = parent.child("child", queue);
        expectEmpty(queue, "a new queue", parent, child);
        var item = anItem(random);
        parent.put(queue, item);
        seesAnItem(parent, queue);
        seesAnItem(child, queue);
        assertThat(child.getting(queue)).returns(item);
        expectEmpty(queue, "a drained queue", parent, child);
    }

    @Clause("QUEUE-QSIZE")
    void qsizeIsTheNumberOfItemsPutAndNotYetGotInEveryProcess(Actor parent, Random random) {
        var queue = parent.newQueue();
        var child = parent.child("child", queue);
        expectSize(0, queue, parent, child);
        someItems(3, random).forEach(item -> parent.put(queue, item));
        expectSize(3, queue, parent, child);
        child.put(queue, anItem(random));
        expectSize(4, queue, parent, child);
        for (int left = 3; left >= 0; left--) {
            (left % 2 == 0 ? parent : child).get(queue);
            expectSize(left, queue, parent, child);
        }
    }

    @Clause("QUEUE-FREED-SLOT")
    void whenAGetHasReturnedTheSlotOfItsItemIsFree(Actor parent, Random random) {
        var queue = parent.newQueue(2);
        var child = parent.child("child", queue);
        someItems(2, random).forEach(item -> parent.put(queue, item));
        for (int round = 1; round <= 10; round++) {
            child.get(queue);
            assertThat(parent.putting(queue, anItem(random), NOT)).returns();
            assertThat(parent.putting(queue, anItem(random), NOT)).failsWith(FULL);
        }
    }

    @ClauseTable("QUEUE-LARGE-ITEM")
    @ValueSource(ints = {1, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, 1 << 20, 1 << 24})
    void anItemOfAnySizeArrivesCompleteAndIntact(int size, Actor parent, Random random) {
        var queue = parent.newQueue();
        var child = parent.child("child", queue);
        var data = new Generated(random.nextInt(), size);
        var get = child.gettingDigest(queue);
        var put = parent.puttingGenerated(queue, data);
        var digest = data.digest();
        assertThat(put).returns();
        assertThat(get).returns(digest);
    }

    @Clause("QUEUE-CLOSE-PUT")
    void putByAProcessThatHasClosedTheQueueFails(Actor parent, Random random) {
        var queue = parent.newQueue();
        var child = parent.child("child", queue);
        var item = anItem(random);
        parent.put(queue, item);
        parent.close(queue);
        assertThat(parent.putting(queue, anItem(random))).failsWith(CLOSED, STATE);
        assertThat(child.getting(queue)).returns(item);
        assertThat(child.getting(queue, upTo(SHORT))).failsWith(EMPTY);
    }

    @Clause("QUEUE-CLOSE-GET")
    void getByAProcessThatHasClosedTheQueueFailsWithClosed(Actor parent, Random random) {
        var queue = parent.newQueue();
        var child = parent.child("child", queue);
        child.put(queue, anItem(random));
        seesAnItem(parent, queue);
        parent.close(queue);
        assertThat(parent.getting(queue)).failsWith(CLOSED);
        assertThat(parent.getting(queue, NOT)).failsWith(CLOSED);
        assertThat(parent.gettingNoWait(queue)).failsWith(CLOSED);
    }

    @Clause("QUEUE-CLOSE-TWICE")
    void closingAQueueThatIsClosedAlreadyDoesNothing(Actor parent, Random random) {
        var queue = parent.newQueue();
        var child = parent.child("child", queue);
        var item = anItem(random);
        parent.put(queue, item);
        parent.close(queue);
        assertThat(parent.closing(queue)).returns();
        assertThat(child.getting(queue)).returns(item);
    }

    @Clause("QUEUE-CLOSE-LOCAL")
    void closingAQueueEndsItsUseByTheClosingProcessOnly(Actor parent, Random random) {
        var queue = parent.newQueue();
        var first = parent.child("first child", queue);
        var second = parent.child("second child", queue);
        var item = anItem(random);
        parent.put(queue, item);
        parent.close(queue);
        assertThat(first.getting(queue)).returns(item);
        passes(first, queue, anItem(random), second);
    }

    @Clause("QUEUE-CLOSE-FLUSHES")
    void itemsPutBeforeCloseAndAnOrderlyExitAllArrive(Actor parent, Random random) {
        var queue = parent.newQueue();
        var child = parent.child("child", queue);
        var label = aLabel(random);
        assertThat(child.puttingSeries(queue, label, MANY)).returns();
        child.close(queue);
        child.exiting(0);
        expectSeries("the items that arrived", series(label, MANY), getAll(parent, queue, MANY));
    }

    @Clause("QUEUE-JOIN-THREAD")
    void whenJoinThreadReturnsEverythingThatWasPutIsSafe(Actor parent, Random random) {
        int portion = 100;
        var queue = parent.newQueue();
        var child = parent.child("child", queue);
        var label = aLabel(random);
        assertThat(child.puttingSeries(queue, label, MANY)).returns();
        child.close(queue);

        var join = child.joiningThread(queue);
        var got = new ArrayList<Value>();
        while (join.peek().isEmpty() && got.size() < MANY) {
            got.addAll(getAll(parent, queue, portion));
        }
        assertThat(join).returns();
        child.exitImmediately(0);
        got.addAll(getAll(parent, queue, MANY - got.size()));
        expectSeries("the items that arrived", series(label, MANY), got);
    }

    @Clause("QUEUE-JOIN-THREAD-OPEN")
    void joinThreadOnAQueueThatIsNotClosedFailsWithState(Actor actor, Random random) {
        var queue = actor.newQueue();
        var item = anItem(random);
        assertThat(actor.joiningThread(queue)).failsWith(STATE);
        actor.put(queue, item);
        assertThat(actor.joiningThread(queue)).failsWith(STATE);
        assertThat(actor.getting(queue)).returns(item);
    }

    @Clause("QUEUE-CANCEL-JOIN")
    void afterCancelJoinThreadNothingWaitsForItemsThatNobodyReads(Actor parent, Random random) {
        var queue = parent.newQueue();
        var child = parent.child("child that closes", queue);
        assertThat(child.puttingSeries(queue, aLabel(random), MANY)).returns();
        child.cancelJoinThread(queue);
        child.close(queue);
        assertThat(child.joiningThread(queue)).returns();
        child.exit(0);

        var other = parent.newQueue();
        var careless = parent.child("child that just exits", other);
        assertThat(careless.puttingSeries(other, aLabel(random), MANY)).returns();
        careless.cancelJoinThread(other);
        careless.exit(0);
    }

    @Clause("QUEUE-UNSENDABLE")
    void anItemThatCannotBeSerialisedNeverArrivesAndLeavesItsSlotFree(Actor parent, Random random) {
        var queue = parent.newQueue(1);
        var child = parent.child("child", queue);
        var refused = parent.putting(queue, Value.UNSENDABLE).outcome();
        expect(
                refused instanceof Outcome.Returned
                        || (refused instanceof Outcome.Failed<?> f && f.fault() == UNSENDABLE),
                "`put` of a value that cannot be serialised to return or to fail with " + UNSENDABLE,
                "it " + refused.told());
        var item = anItem(random);
        assertThat(parent.putting(queue, item)).returns();
        assertThat(child.getting(queue)).returns(item);
    }

    @Clause("QUEUE-BLOCKED-GETTER-EACH-SERVED")
    void whenItemsArePutEachOfAsManyBlockedGettersGetsOne(Actor parent, Random random) {
        var queue = parent.newQueue();
        var gets = Stream.of("first", "second", "third")
                .map(name -> parent.child(name + " child", queue).getting(queue))
                .toList();
        gets.forEach(get -> assertThat(get).staysBlockedWhile("the queue is empty"));
        var items = someItems(gets.size(), random);
        items.forEach(item -> parent.put(queue, item));
        var got = gets.stream().map(Call::value).toList();
        expectSeries("the items that all children got, sorted,", items, sortedLike(items, got));
    }

    @ClauseTable("QUEUE-IDLE")
    @MethodSource
    void aProcessBlockedInGetUsesNoProcessorTime(Blocking way, Actor parent) {
        var queue = parent.newQueue();
        var child = parent.child("child", queue);
        assertThat(child.getting(queue, way)).burnsNoProcessorTime();
    }

    static Stream<Named<Blocking>> aProcessBlockedInGetUsesNoProcessorTime() {
        return Stream.of(Named.of("without a time-out", BY_DEFAULT), Named.of("with a time-out", upTo(FAR)));
    }

    private static void passes(Actor putter, Queue queue, Value item, Actor getter) {
        putter.put(queue, item);
        assertThat(getter.getting(queue)).returns(item);
    }

    /** The get is under way before the put: none that waits for a reader is accused here. */
    private static void roundTrips(List<Value> values, Actor parent) {
        var queue = parent.newQueue();
        var child = parent.child("child", queue);
        for (Value value : values) {
            var get = child.getting(queue);
            assertThat(parent.putting(queue, value)).returns();
            assertThat(get).returns(value);
        }
    }

    private static void getWaitsForTheItem(Blocking way, Actor parent, Value item) {
        var queue = parent.newQueue();
        var child = parent.child("child", queue);
        var get = child.getting(queue, way);
        assertThat(get).staysBlockedWhile("the queue is empty");
        parent.put(queue, item);
        assertThat(get).returns(item);
    }

    /** An item may be on its way for a while after put. */
    private static void seesAnItem(Actor actor, Queue queue) {
        expectSoon(
                actor,
                () -> !actor.isEmpty(queue),
                "`empty(" + queue + ")` in " + actor + " to turn false after an item was put",
                "it is still true");
    }

    private static void expectEmpty(Queue queue, String when, Actor... askers) {
        for (Actor asker : askers) {
            expectEqual("`empty(" + queue + ")` in " + asker + ", of " + when + ",", true, asker.isEmpty(queue));
        }
    }

    private static void expectFull(boolean full, Queue queue, String when, List<Actor> askers) {
        for (Actor asker : askers) {
            expectEqual("`full(" + queue + ")` in " + asker + ", with " + when + ",", full, asker.isFull(queue));
        }
    }

    private static void expectSize(long size, Queue queue, Actor... askers) {
        for (Actor asker : askers) {
            expectEqual("`qsize(" + queue + ")` in " + asker, size, asker.size(queue));
        }
    }

    /** Fails with the first difference: the whole lists would be too long to read. */
    private static void expectSeries(String what, List<Value> expected, List<Value> observed) {
        int first = IntStream.range(0, Math.min(expected.size(), observed.size()))
                .filter(i -> !expected.get(i).equals(observed.get(i)))
                .findFirst()
                .orElse(-1);
        if (first >= 0) {
            expectEqual("item " + first + " of " + what, expected.get(first), observed.get(first));
        }
        expectEqual("the number of " + what, expected.size(), observed.size());
    }

    /** A producer for each label; all of them are there before the first one puts. */
    private static List<Call<Void>> putAtOnce(
            Actor parent, Queue queue, List<String> labels, BiFunction<Actor, String, Call<Void>> put) {
        var producers = labels.stream()
                .map(label -> parent.child("producer " + label, queue))
                .toList();
        return IntStream.range(0, labels.size())
                .mapToObj(i -> put.apply(producers.get(i), labels.get(i)))
                .toList();
    }

    private static List<Value> getAll(Actor getter, Queue queue, int count) {
        return getter.gettingSeries(queue, count).value().elements();
    }

    /** What `put_series` puts. */
    private static List<Value> series(String label, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> Value.list(Value.of(label), Value.of(number)))
                .toList();
    }

    /** In the order in which they stand in the model; those that don't come first. */
    private static List<Value> sortedLike(List<Value> model, List<Value> items) {
        Map<Value, Integer> places =
                IntStream.range(0, model.size()).boxed().collect(Collectors.toMap(model::get, Function.identity()));
        return items.stream()
                .sorted(Comparator.comparing(item -> places.getOrDefault(item, -1)))
                .toList();
    }

    private static Value anItem(Random random) {
        return Value.of(random.nextInt());
    }

    /** Different items. */
    private static List<Value> someItems(int count, Random random) {
        return random.ints().distinct().limit(count).mapToObj(Value::of).toList();
    }

    private static String aLabel(Random random) {
        return Integer.toString(random.nextInt(36 * 36, 36 * 36 * 36), 36);
    }

    private static List<String> labels(Random random) {
        return Stream.generate(() -> aLabel(random)).distinct().limit(3).toList();
    }
}
