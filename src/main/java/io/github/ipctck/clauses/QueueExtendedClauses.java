package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Blocking.NOT;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.stage.Assertions.expectEqual;
import static io.github.ipctck.stage.Assertions.expectSoon;
import static io.github.ipctck.wire.Fault.EMPTY;
import static io.github.ipctck.wire.Fault.FULL;
import static io.github.ipctck.wire.Fault.VALUE;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Queue;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import io.github.ipctck.wire.Value;
import java.util.List;
import java.util.Random;

@Chapter("queue-extended")
class QueueExtendedClauses {
    @Clause("QUEUE-JOINABLE")
    void aJoinableQueueKeepsOrderAndMaxsizeLikeAnyOther(Actor parent, Random random) {
        var queue = parent.newJoinableQueue(2);
        var child = parent.child("child", queue);
        var items = someItems(3, random);
        parent.put(queue, items.get(0));
        parent.put(queue, items.get(1));
        assertThat(parent.putting(queue, items.get(2), NOT)).failsWith(FULL);
        assertThat(child.getting(queue)).returns(items.get(0));
        assertThat(parent.putting(queue, items.get(2), NOT)).returns();
        assertThat(child.getting(queue)).returns(items.get(1));
        assertThat(child.getting(queue)).returns(items.get(2));
        assertThat(child.getting(queue, NOT)).failsWith(EMPTY);
    }

    @Clause("QUEUE-JOIN")
    void joinBlocksUntilEveryItemIsMarkedAsDone(Actor parent, Random random) {
        var queue = parent.newJoinableQueue(null);
        var consumer = parent.child("consumer", queue);
        assertThat(parent.joining(queue)).returns();
        for (int round = 1; round <= 2; round++) {
            someItems(2, random).forEach(item -> parent.put(queue, item));
            var join = parent.joining(queue);
            assertThat(join).staysBlockedWhile("two items are not marked as done");
            done(consumer, queue);
            assertThat(join).staysBlockedWhile("one of two items is not marked as done");
            done(consumer, queue);
            assertThat(join).returns();
            assertThat(consumer.joining(queue)).returns();
        }
    }

    @Clause("QUEUE-JOIN-WAKES-ALL")
    void everyProcessBlockedInJoinIsWoken(Actor parent, Random random) {
        var queue = parent.newJoinableQueue(null);
        var consumer = parent.child("consumer", queue);
        var waiter = parent.child("waiter", queue);
        parent.put(queue, anItem(random));
        var joins = List.of(parent.joining(queue), waiter.joining(queue));
        joins.forEach(join -> assertThat(join).staysBlockedWhile("one item is not marked as done"));
        done(consumer, queue);
        joins.forEach(join -> assertThat(join).returns());
    }

    @Clause("QUEUE-TASK-DONE")
    void taskDoneMarksOneItemWhicheverProcessCallsItAndGetMarksNone(Actor parent, Random random) {
        var queue = parent.newJoinableQueue(null);
        var first = parent.child("first consumer", queue);
        var second = parent.child("second consumer", queue);
        someItems(2, random).forEach(item -> parent.put(queue, item));
        var join = parent.joining(queue);
        first.get(queue);
        first.get(queue);
        assertThat(join).staysBlockedWhile("both items were got, but none is marked as done");
        assertThat(second.markingDone(queue)).returns();
        assertThat(join).staysBlockedWhile("one of two items is not marked as done");
        assertThat(first.markingDone(queue)).returns();
        assertThat(join).returns();
    }

    @Clause("QUEUE-TASK-DONE-EXCESS")
    void taskDoneForMoreItemsThanWerePutFailsWithValue(Actor parent, Random random) {
        var queue = parent.newJoinableQueue(null);
        var child = parent.child("child", queue);
        assertThat(child.markingDone(queue)).failsWith(VALUE);
        parent.put(queue, anItem(random));
        done(child, queue);
        assertThat(child.markingDone(queue)).failsWith(VALUE);
        assertThat(parent.markingDone(queue)).failsWith(VALUE);
        parent.put(queue, anItem(random));
        var join = parent.joining(queue);
        assertThat(join).staysBlockedWhile("one item is not marked as done");
        done(child, queue);
        assertThat(join).returns();
    }

    @Clause("QUEUE-SIMPLE")
    void aSimpleQueuePassesItemsInOrderBetweenAnyProcesses(Actor parent, Random random) {
        var queue = parent.newSimpleQueue();
        var first = parent.child("first child", queue);
        var second = parent.child("second child", queue);
        var items = someItems(20, random);
        items.forEach(item -> parent.put(queue, item));
        for (int i = 0; i < items.size(); i++) {
            assertThat((i % 2 == 0 ? first : second).getting(queue)).returns(items.get(i));
        }
        var answer = anItem(random);
        first.put(queue, answer);
        assertThat(parent.getting(queue)).returns(answer);
    }

    @Clause("QUEUE-SIMPLE-GET-BLOCKS")
    void getOnAnEmptySimpleQueueBlocksUntilAnItemIsPut(Actor parent, Random random) {
        var queue = parent.newSimpleQueue();
        var gets = List.of(
                parent.child("first child", queue).getting(queue),
                parent.child("second child", queue).getting(queue));
        gets.forEach(get -> assertThat(get).staysBlockedWhile("the queue is empty"));
        var item = anItem(random);
        gets.forEach(get -> parent.put(queue, item));
        gets.forEach(get -> assertThat(get).returns(item));
    }

    @Clause("QUEUE-SIMPLE-EMPTY")
    void emptyOfASimpleQueueTellsWhetherThereIsAnItem(Actor parent, Random random) {
        var queue = parent.newSimpleQueue();
        var child = parent.child("child", queue);
        var askers = List.of(parent, child);
        askers.forEach(asker -> expectEmpty(queue, "a new queue", asker));
        parent.put(queue, anItem(random));
        askers.forEach(asker -> expectSoon(
                asker,
                () -> !asker.isEmpty(queue),
                "`empty(" + queue + ")` in " + asker + " to turn false after an item was put",
                "it is still true"));
        child.get(queue);
        askers.forEach(asker -> expectEmpty(queue, "a drained queue", asker));
    }

    private static void expectEmpty(Queue queue, String when, Actor asker) {
        expectEqual("`empty(" + queue + ")` in " + asker + ", of " + when + ",", true, asker.isEmpty(queue));
    }

    /** Gets an item and marks it as done. */
    private static void done(Actor consumer, Queue queue) {
        consumer.get(queue);
        assertThat(consumer.markingDone(queue)).returns();
    }

    private static Value anItem(Random random) {
        return Value.of(random.nextInt());
    }

    /** Different items. */
    private static List<Value> someItems(int count, Random random) {
        return random.ints().distinct().limit(count).mapToObj(Value::of).toList();
    }
}
