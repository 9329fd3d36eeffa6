package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Blocking.BY_DEFAULT;
import static io.github.ipctck.actor.Blocking.NOT;
import static io.github.ipctck.actor.Blocking.WITH_TIMEOUT_NONE;
import static io.github.ipctck.actor.Blocking.upTo;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.stage.Assertions.expectSoon;
import static io.github.ipctck.wire.Fault.VALUE;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Blocking;
import io.github.ipctck.actor.Semaphore;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import io.github.ipctck.stage.ClauseTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.MethodSource;

@Chapter("semaphore")
class SemaphoreClauses {
    /** A time-out that a clause waits for, and measures. */
    private static final Duration T = Duration.ofMillis(100);

    /** A time-out far beyond a clause's patience. */
    private static final Duration FAR = Duration.ofMinutes(10);

    @Clause("SEM-COUNTS")
    void aSemaphoreIsAcquiredAsOftenAsItsCountSaysByAllProcessesTogether(Actor parent) {
        var semaphore = parent.newSemaphore(3);
        var first = parent.child("first child", semaphore);
        var second = parent.child("second child", semaphore);
        acquires(true, semaphore, first, second, first);
        acquires(false, semaphore, first, second, parent);
        second.release(semaphore);
        acquires(true, semaphore, parent);
        acquires(false, semaphore, first, second, parent);
        first.release(semaphore);
        first.release(semaphore);
        acquires(true, semaphore, second, first);
        acquires(false, semaphore, first, second, parent);
    }

    @Clause("SEM-DEFAULT")
    void withNoCountAskedForASemaphoreIsAcquiredOnce(Actor parent) {
        var semaphore = parent.newSemaphore();
        var child = parent.child("child", semaphore);
        acquires(true, semaphore, child);
        acquires(false, semaphore, parent, child);
    }

    @ClauseTable("SEM-BLOCKS-AT-ZERO")
    @MethodSource("waysToWait")
    void acquireBlocksAtZeroAndReturnsTrueAfterARelease(Blocking way, Actor parent) {
        var semaphore = parent.newSemaphore(0);
        var child = parent.child("child", semaphore);
        var acquire = child.acquiring(semaphore, way);
        assertThat(acquire).staysBlockedWhile("the count is zero");
        parent.release(semaphore);
        assertThat(acquire).returns(true);
    }

    static Stream<Named<Blocking>> waysToWait() {
        return Stream.of(
                Named.of("by default", BY_DEFAULT),
                Named.of("with none as the time-out", WITH_TIMEOUT_NONE),
                Named.of("with a time-out", upTo(FAR)));
    }

    @Clause("SEM-TIMEOUT")
    void acquireAtZeroReturnsFalseNotBeforeTheTimeOut(Actor parent) {
        var semaphore = parent.newSemaphore(1);
        var child = parent.child("child", semaphore);
        acquires(true, semaphore, parent);
        assertThat(child.acquiring(semaphore, upTo(T))).returns(false).noEarlierThan(T);
        parent.release(semaphore);
        acquires(true, semaphore, child);
    }

    @Clause("SEM-RELEASE-WAKES-ONE")
    void eachReleaseLetsExactlyOneOfTheBlockedProcessesGoOn(Actor parent) {
        var semaphore = parent.newSemaphore(0);
        var acquires = new ArrayList<>(List.of(
                parent.child("first child", semaphore).acquiring(semaphore),
                parent.child("second child", semaphore).acquiring(semaphore)));
        acquires.forEach(acquire -> assertThat(acquire).staysBlockedWhile("the count is zero"));
        while (!acquires.isEmpty()) {
            parent.release(semaphore);
            expectSoon(
                    parent,
                    () -> acquires.stream().anyMatch(acquire -> acquire.peek().isPresent()),
                    "`release(" + semaphore + ")` in " + parent + " to wake one of " + acquires.size()
                            + " processes blocked in acquire",
                    "none has returned");
            var woken = acquires.stream()
                    .filter(acquire -> acquire.peek().isPresent())
                    .findFirst()
                    .orElseThrow();
            acquires.remove(woken);
            assertThat(woken).returns(true);
            acquires.forEach(acquire -> assertThat(acquire).staysBlockedWhile("each release was for another process"));
        }
    }

    @Clause("SEM-UNBOUNDED")
    void aPlainSemaphoreCanBeReleasedBeyondItsInitialCount(Actor parent) {
        var semaphore = parent.newSemaphore(1);
        var child = parent.child("child", semaphore);
        assertThat(child.releasing(semaphore)).returns();
        assertThat(parent.releasing(semaphore)).returns();
        acquires(true, semaphore, parent, child, child);
        acquires(false, semaphore, parent, child);
    }

    @Clause("SEM-BOUNDED")
    void aBoundedSemaphoreReleasedBeyondItsInitialCountFailsWithValue(Actor parent) {
        var semaphore = parent.newBoundedSemaphore(2);
        var child = parent.child("child", semaphore);
        assertThat(child.releasing(semaphore)).failsWith(VALUE);
        acquires(true, semaphore, parent, parent);
        acquires(false, semaphore, parent, child);
        assertThat(child.releasing(semaphore)).returns();
        assertThat(parent.releasing(semaphore)).returns();
        assertThat(child.releasing(semaphore)).failsWith(VALUE);
        assertThat(parent.releasing(semaphore)).failsWith(VALUE);
        acquires(true, semaphore, child, parent);
        acquires(false, semaphore, parent, child);
    }

    /** One after the other, without blocking. */
    private static void acquires(boolean expected, Semaphore semaphore, Actor... actors) {
        for (Actor actor : actors) {
            assertThat(actor.acquiring(semaphore, NOT)).returns(expected);
        }
    }
}
