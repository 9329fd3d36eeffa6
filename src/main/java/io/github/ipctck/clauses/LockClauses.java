package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Blocking.BY_DEFAULT;
import static io.github.ipctck.actor.Blocking.NOT;
import static io.github.ipctck.actor.Blocking.WITH_TIMEOUT_NONE;
import static io.github.ipctck.actor.Blocking.notDespite;
import static io.github.ipctck.actor.Blocking.upTo;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.stage.Assertions.expectEqual;
import static io.github.ipctck.stage.Assertions.expectSoon;
import static io.github.ipctck.wire.Fault.VALUE;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Blocking;
import io.github.ipctck.actor.Call;
import io.github.ipctck.actor.Lock;
import io.github.ipctck.kernel.ProcessState;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import io.github.ipctck.stage.ClauseTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.MethodSource;

@Chapter("lock")
class LockClauses {
    /** A time-out that a clause waits for, and measures. */
    private static final Duration T = Duration.ofMillis(100);

    /** A time-out far beyond a clause's patience. */
    private static final Duration FAR = Duration.ofMinutes(10);

    /** How often each of several processes adds one to a counter. */
    private static final int TIMES = 2_500;

    private static final Duration SHORT = Duration.ofMillis(20);

    @Clause("LOCK-EXCLUDES")
    void atMostOneOfAllProcessesHoldsALock(Actor parent) {
        var lock = parent.newLock();
        var family = new ArrayList<>(List.of(parent));
        Stream.of("first child", "second child").forEach(name -> family.add(parent.child(name, lock)));
        for (var holder : family) {
            assertThat(holder.acquiring(lock)).returns(true);
            for (var other : family) {
                if (other != holder) {
                    assertThat(other.acquiring(lock, NOT)).returns(false);
                }
            }
            holder.release(lock);
        }
    }

    @Clause("LOCK-INDEPENDENT")
    void holdingOneLockKeepsNobodyFromAnother(Actor parent) {
        var first = parent.newLock();
        var second = parent.newLock();
        var child = parent.child("child", first, second);
        parent.acquire(first);
        assertThat(child.acquiring(second, NOT)).returns(true);
        assertThat(child.acquiring(first, NOT)).returns(false);
        assertThat(parent.acquiring(second, NOT)).returns(false);
        parent.release(first);
        assertThat(parent.acquiring(second, NOT)).returns(false);
    }

    @ClauseTable("LOCK-ACQUIRE-BLOCKS")
    @MethodSource("waysToWait")
    void acquiringALockThatIsHeldBlocksUntilItIsReleased(Blocking way, Actor parent) {
        var lock = parent.newLock();
        acquireWaitsForTheRelease(way, parent, lock, parent.child("child", lock));
    }

    private static Stream<Named<Blocking>> waysToWait() {
        return Stream.of(Named.of("by default", BY_DEFAULT), Named.of("with none as the time-out", WITH_TIMEOUT_NONE));
    }

    @Clause("LOCK-RELEASE-WAKES-ONE")
    void eachReleaseLetsExactlyOneOfThoseThatWaitPass(Actor parent) {
        var lock = parent.newLock();
        parent.acquire(lock);
        var waiting = new ArrayList<Call<Boolean>>();
        for (String name : List.of("first child", "second child", "third child")) {
            waiting.add(parent.child(name, lock).acquiring(lock));
        }
        waiting.forEach(acquire -> assertThat(acquire).staysBlockedWhile(parent + " holds " + lock));
        var holder = parent;
        while (!waiting.isEmpty()) {
            var last = holder;
            last.release(lock);
            expectSoon(
                    parent,
                    () -> waiting.stream().anyMatch(acquire -> acquire.peek().isPresent()),
                    "one of " + waiting.size() + " processes that wait for " + lock + " to get it after " + last
                            + " released it",
                    "all of them still wait");
            var passed = waiting.stream()
                    .filter(acquire -> acquire.peek().isPresent())
                    .findFirst()
                    .orElseThrow();
            waiting.remove(passed);
            assertThat(passed).returns(true);
            holder = passed.actor();
            for (var acquire : waiting) {
                assertThat(acquire).staysBlockedWhile(holder + " holds " + lock);
            }
        }
        assertThat(parent.acquiring(lock, NOT)).returns(false);
    }

    @Clause("LOCK-TRY")
    void acquiringWithoutBlockingSaysAtOnceWhetherTheLockWasFree(Actor parent) {
        var lock = parent.newLock();
        var child = parent.child("child", lock);
        assertThat(parent.acquiring(lock, NOT)).returns(true);
        assertThat(child.acquiring(lock, NOT)).returns(false);
        parent.release(lock);
        assertThat(child.acquiring(lock, NOT)).returns(true);
        assertThat(parent.acquiring(lock, NOT)).returns(false);
    }

    @Clause("LOCK-TIMEOUT")
    void acquiringWithATimeOutSaysNoNotBeforeTheTimeOut(Actor parent) {
        var lock = parent.newLock();
        var child = parent.child("child", lock);
        parent.acquire(lock);
        assertThat(child.acquiring(lock, upTo(T))).returns(false).noEarlierThan(T);
    }

    @Clause("LOCK-WITHIN-TIMEOUT")
    void acquiringWithATimeOutSucceedsWhenTheLockIsFreeOrReleasedBefore(Actor parent) {
        var lock = parent.newLock();
        var child = parent.child("child", lock);
        assertThat(child.acquiring(lock, upTo(FAR))).returns(true);
        child.release(lock);
        acquireWaitsForTheRelease(upTo(FAR), parent, lock, child);
    }

    @Clause("LOCK-TIMEOUT-LEAVES-LOCK")
    void anAcquireThatTimedOutLeavesTheLockToOthers(Actor parent) {
        var lock = parent.newLock();
        var taken = parent.newLock();
        var child = parent.child("child", lock, taken);
        parent.acquire(lock);
        child.acquire(taken);
        assertThat(child.acquiring(lock, upTo(SHORT))).returns(false);
        parent.release(lock);
        // Whoever waits for the lock still gets the time to take it.
        assertThat(parent.acquiring(taken, upTo(SHORT))).returns(false);
        assertThat(parent.acquiring(lock, NOT)).returns(true);
        assertThat(child.acquiring(lock, NOT)).returns(false);
    }

    @Clause("LOCK-TIMEOUT-NEGATIVE")
    void aNegativeTimeOutIsLikeZero(Actor parent) {
        var lock = parent.newLock();
        var child = parent.child("child", lock);
        var negative = upTo(T.negated());
        parent.acquire(lock);
        assertThat(child.acquiring(lock, negative)).returns(false);
        assertThat(child.acquiring(lock, upTo(Duration.ZERO))).returns(false);
        parent.release(lock);
        assertThat(child.acquiring(lock, negative)).returns(true);
    }

    @Clause("LOCK-TIMEOUT-IGNORED-WITHOUT-BLOCK")
    void withBlockFalseATimeOutIsIgnored(Actor parent) {
        var lock = parent.newLock();
        var child = parent.child("child", lock);
        parent.acquire(lock);
        assertThat(child.acquiring(lock, notDespite(FAR))).returns(false);
    }

    @Clause("LOCK-NOT-REENTRANT")
    void theHolderOfALockCannotAcquireItAgain(Actor parent) {
        var lock = parent.newLock();
        var child = parent.child("child", lock);
        child.acquire(lock);
        assertThat(child.acquiring(lock, NOT)).returns(false);
        var again = child.acquiring(lock);
        assertThat(again).staysBlockedWhile("the process itself holds " + lock);
        parent.release(lock);
        assertThat(again).returns(true);
    }

    @Clause("LOCK-WITH")
    void insideOfTheScopedFormTheLockIsHeldAndAfterwardsItIsFree(Actor parent) {
        var lock = parent.newLock();
        var child = parent.child("child", lock);
        child.enter(lock);
        assertThat(parent.acquiring(lock, NOT)).returns(false);
        child.leave();
        assertThat(parent.acquiring(lock, NOT)).returns(true);

        var enter = child.entering(lock);
        assertThat(enter).staysBlockedWhile(parent + " holds " + lock);
        parent.release(lock);
        assertThat(enter).returns();
        child.leave();
        assertThat(parent.acquiring(lock, NOT)).returns(true);
    }

    @Clause("LOCK-WITH-EXCEPTION")
    void anErrorThatLeavesTheScopedFormReleasesTheLock(Actor parent) {
        var lock = parent.newLock();
        var child = parent.child("child", lock);
        child.enter(lock);
        assertThat(parent.acquiring(lock, NOT)).returns(false);
        assertThat(child.leavingByError()).returns();
        assertThat(parent.acquiring(lock, NOT)).returns(true);
    }

    @Clause("LOCK-RELEASE-UNLOCKED")
    void releasingALockThatIsFreeFailsWithValue(Actor parent) {
        var lock = parent.newLock();
        var child = parent.child("child", lock);
        assertThat(parent.releasing(lock)).failsWith(VALUE);
        assertThat(parent.acquiring(lock, NOT)).returns(true);
        assertThat(child.acquiring(lock, NOT)).returns(false);
        parent.release(lock);
        assertThat(parent.releasing(lock)).failsWith(VALUE);
        assertThat(child.releasing(lock)).failsWith(VALUE);
        assertThat(child.acquiring(lock, NOT)).returns(true);
        assertThat(parent.acquiring(lock, NOT)).returns(false);
    }

    @Clause("LOCK-RELEASE-BY-OTHER")
    void anyProcessMayReleaseALockThatAnotherHolds(Actor parent) {
        var lock = parent.newLock();
        var first = parent.child("first child", lock);
        var second = parent.child("second child", lock);
        first.acquire(lock);
        assertThat(second.releasing(lock)).returns();
        assertThat(parent.acquiring(lock, NOT)).returns(true);
        assertThat(first.acquiring(lock, NOT)).returns(false);
    }

    @Clause("LOCK-INHERITED")
    void aLockHeldBeforeAForkIsHeldAsOneLockAfterIt(Actor parent) {
        var lock = parent.newLock();
        parent.acquire(lock);
        var child = parent.fork("child").child();
        assertThat(child.acquiring(lock, NOT)).returns(false);
        assertThat(parent.acquiring(lock, NOT)).returns(false);
        var acquire = child.acquiring(lock);
        assertThat(acquire).staysBlockedWhile(parent + " holds " + lock);
        parent.release(lock);
        assertThat(acquire).returns(true);
        assertThat(parent.acquiring(lock, NOT)).returns(false);
        child.release(lock);
        assertThat(parent.acquiring(lock, NOT)).returns(true);
    }

    @Clause("LOCK-OUTLIVES-HOLDER")
    void theDeathOfTheHolderDoesNotReleaseALock(Actor parent) {
        var lock = parent.newLock();
        var holder = parent.child("holder", lock);
        var other = parent.child("other", lock);
        holder.acquire(lock);
        holder.kernel().kill();
        assertThat(holder).comesToState(ProcessState.ZOMBIE, ProcessState.GONE);
        assertThat(other.acquiring(lock, NOT)).returns(false);
        assertThat(other.acquiring(lock)).staysBlockedWhile("its holder is dead");
    }

    @Clause("LOCK-COUNTER")
    void incrementsOfSeveralProcessesUnderALockAreAllCounted(Actor parent) {
        var lock = parent.newLock();
        var file = parent.newFile();
        var children = IntStream.rangeClosed(1, 4)
                .mapToObj(i -> parent.child("child " + i, lock, file))
                .toList();
        parent.acquire(lock); // So that they all begin at once.
        var increments = children.stream()
                .map(child -> child.incrementing(file, TIMES, lock))
                .toList();
        increments.forEach(increment -> assertThat(increment).staysBlockedWhile(parent + " holds " + lock));
        parent.release(lock);
        increments.forEach(increment -> assertThat(increment).returns());
        parent.seek(file, 0);
        expectEqual(
                "the number in " + file + ", after " + increments.size() + " processes incremented it " + TIMES
                        + " times each under " + lock + ",",
                Integer.toString(increments.size() * TIMES),
                parent.read(file, 100));
    }

    @ClauseTable("LOCK-IDLE")
    @MethodSource
    void aProcessBlockedInAcquireUsesNoProcessorTime(Blocking way, Actor parent) {
        var lock = parent.newLock();
        var child = parent.child("child", lock);
        parent.acquire(lock);
        assertThat(child.acquiring(lock, way)).burnsNoProcessorTime();
    }

    static Stream<Named<Blocking>> aProcessBlockedInAcquireUsesNoProcessorTime() {
        return Stream.of(Named.of("without a time-out", BY_DEFAULT), Named.of("with a time-out", upTo(FAR)));
    }

    private static void acquireWaitsForTheRelease(Blocking way, Actor holder, Lock lock, Actor other) {
        holder.acquire(lock);
        var acquire = other.acquiring(lock, way);
        assertThat(acquire).staysBlockedWhile(holder + " holds " + lock);
        holder.release(lock);
        assertThat(acquire).returns(true);
        assertThat(holder.acquiring(lock, NOT)).returns(false);
    }
}
