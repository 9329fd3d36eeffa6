package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Blocking.upTo;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.stage.Assertions.expectEqual;
import static io.github.ipctck.wire.Fault.BROKEN_BARRIER;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Barrier;
import io.github.ipctck.actor.Call;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

@Chapter("barrier")
class BarrierClauses {
    /** A time-out that a clause waits for, and measures. */
    private static final Duration T = Duration.ofMillis(100);

    @Clause("BARRIER-TRIPS")
    void whenTheLastPartyComesAllGoOnAndHaveDifferentNumbers(Actor parent) {
        var barrier = parent.newBarrier(3);
        var first = parent.child("first child", barrier);
        var second = parent.child("second child", barrier);
        var waits = List.of(first.awaiting(barrier), second.awaiting(barrier));
        waits.forEach(wait -> assertThat(wait).staysBlockedWhile("one of three parties is missing"));
        trips(barrier, Stream.concat(waits.stream(), Stream.of(parent.awaiting(barrier))));
        assertThat(parent.askingIsBroken(barrier)).returns(false);
    }

    @Clause("BARRIER-REUSE")
    void aBarrierHoldsTheNextRoundLikeTheFirst(Actor parent) {
        var barrier = parent.newBarrier(2);
        var child = parent.child("child", barrier);
        for (int round = 1; round <= 3; round++) {
            var early = round % 2 == 0 ? parent : child;
            var late = round % 2 == 0 ? child : parent;
            var wait = early.awaiting(barrier);
            assertThat(wait).staysBlockedWhile("one of two parties is missing in round " + round);
            trips(barrier, Stream.of(wait, late.awaiting(barrier)));
        }
    }

    @Clause("BARRIER-ABORT")
    void anAbortedBarrierFailsThoseWhoWaitAndThoseWhoCome(Actor parent) {
        var barrier = parent.newBarrier(3);
        var first = parent.child("first child", barrier);
        var second = parent.child("second child", barrier);
        var waits = List.of(first.awaiting(barrier), second.awaiting(barrier));
        waits.forEach(wait -> assertThat(wait).staysBlockedWhile("one of three parties is missing"));
        parent.abort(barrier);
        waits.forEach(wait -> assertThat(wait).failsWith(BROKEN_BARRIER));
        for (Actor actor : List.of(first, second, parent)) {
            assertThat(actor.askingIsBroken(barrier)).returns(true);
            assertThat(actor.awaiting(barrier)).failsWith(BROKEN_BARRIER);
        }
    }

    @Clause("BARRIER-RESET")
    void resetFailsThoseWhoWaitAndMakesTheBarrierNew(Actor parent) {
        var barrier = parent.newBarrier(2);
        var child = parent.child("child", barrier);
        var wait = child.awaiting(barrier);
        assertThat(wait).staysBlockedWhile("one of two parties is missing");
        parent.reset(barrier);
        assertThat(wait).failsWith(BROKEN_BARRIER);
        trips(barrier, Stream.of(child.awaiting(barrier), parent.awaiting(barrier)));
    }

    @Clause("BARRIER-RESET-MENDS")
    void resetMakesABrokenBarrierNew(Actor parent) {
        var barrier = parent.newBarrier(2);
        var child = parent.child("child", barrier);
        child.abort(barrier);
        assertThat(parent.askingIsBroken(barrier)).returns(true);
        parent.reset(barrier);
        for (Actor actor : List.of(parent, child)) {
            assertThat(actor.askingIsBroken(barrier)).returns(false);
        }
        var wait = child.awaiting(barrier);
        assertThat(wait).staysBlockedWhile("one of two parties is missing");
        trips(barrier, Stream.of(wait, parent.awaiting(barrier)));
    }

    @Clause("BARRIER-TIMEOUT")
    void aWaitThatTimesOutBreaksTheBarrierNotBeforeTheTimeOut(Actor parent) {
        var barrier = parent.newBarrier(3);
        var patient = parent.child("patient child", barrier);
        var impatient = parent.child("impatient child", barrier);
        var wait = patient.awaiting(barrier);
        assertThat(wait).staysBlockedWhile("two of three parties are missing");
        assertThat(impatient.awaiting(barrier, upTo(T)))
                .failsWith(BROKEN_BARRIER)
                .noEarlierThan(T);
        assertThat(wait).failsWith(BROKEN_BARRIER);
        assertThat(parent.askingIsBroken(barrier)).returns(true);
        assertThat(parent.awaiting(barrier)).failsWith(BROKEN_BARRIER);
    }

    @Clause("BARRIER-TIMEOUT-DEFAULT")
    void theTimeOutThatABarrierWasMadeWithHoldsForEveryWait(Actor parent) {
        var barrier = parent.newBarrier(2, T);
        var child = parent.child("child", barrier);
        assertThat(child.awaiting(barrier)).failsWith(BROKEN_BARRIER).noEarlierThan(T);
        assertThat(parent.askingIsBroken(barrier)).returns(true);
    }

    /** All of them return, each with another number from 0 on. */
    private static void trips(Barrier barrier, Stream<Call<Long>> waits) {
        var numbers = waits.map(Call::value).sorted().toList();
        expectEqual(
                "the numbers that `wait(" + barrier + ")` returned to its parties, sorted,",
                Stream.iterate(0L, number -> number + 1).limit(numbers.size()).toList(),
                numbers);
    }
}
