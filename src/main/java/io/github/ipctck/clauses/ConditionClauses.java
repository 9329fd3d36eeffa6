package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Blocking.BY_DEFAULT;
import static io.github.ipctck.actor.Blocking.NOT;
import static io.github.ipctck.actor.Blocking.WITH_TIMEOUT_NONE;
import static io.github.ipctck.actor.Blocking.upTo;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.stage.Assertions.expectSoon;
import static io.github.ipctck.wire.Fault.STATE;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Blocking;
import io.github.ipctck.actor.Call;
import io.github.ipctck.actor.Condition;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import io.github.ipctck.stage.ClauseTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.provider.MethodSource;

@Chapter("condition")
class ConditionClauses {
    /** A time-out that a clause waits for, and measures. */
    private static final Duration T = Duration.ofMillis(100);

    /** A time-out that a clause waits for, whatever it takes. */
    private static final Duration SHORT = Duration.ofMillis(20);

    /** A time-out far beyond a clause's patience. */
    private static final Duration FAR = Duration.ofMinutes(10);

    @Clause("COND-NEEDS-LOCK")
    void waitAndNotifyFailWithStateInAProcessThatDoesNotHoldTheLock(Actor parent) {
        var condition = parent.newCondition();
        var child = parent.child("child", condition);
        refusesAll(child, condition);
        parent.acquire(condition);
        refusesAll(child, condition);
        parent.release(condition);
        refusesAll(parent, condition);
        assertThat(child.acquiring(condition, NOT)).returns(true);
    }

    private static void refusesAll(Actor actor, Condition condition) {
        assertThat(actor.awaiting(condition, upTo(SHORT))).failsWith(STATE);
        assertThat(actor.notifying(condition)).failsWith(STATE);
        assertThat(actor.notifyingAll(condition)).failsWith(STATE);
    }

    @Clause("COND-EXCLUDES")
    void theLockOfAConditionExcludesOtherProcesses(Actor parent) {
        var condition = parent.newCondition();
        var child = parent.child("child", condition);
        parent.acquire(condition);
        assertThat(child.acquiring(condition, NOT)).returns(false);
        var acquire = child.acquiring(condition, BY_DEFAULT);
        assertThat(acquire).staysBlockedWhile(parent + " holds the lock");
        parent.release(condition);
        assertThat(acquire).returns(true);
        assertThat(parent.acquiring(condition, NOT)).returns(false);
    }

    @Clause("COND-LOCK-GIVEN")
    void aConditionMadeWithALockUsesThatOne(Actor parent) {
        var lock = parent.newLock();
        var condition = parent.newCondition(lock);
        var child = parent.child("child", condition, lock);
        parent.acquire(lock);
        assertThat(child.acquiring(condition, NOT)).returns(false);
        parent.release(lock);
        child.acquire(condition);
        assertThat(parent.acquiring(lock, NOT)).returns(false);
        var wait = child.awaiting(condition);
        assertThat(wait).staysBlockedWhile("nobody notifies");
        assertThat(parent.acquiring(lock, NOT)).returns(true);
    }

    @ClauseTable("COND-WAIT-RELEASES")
    @MethodSource("waysToWait")
    void whileAProcessWaitsTheLockIsFree(Blocking way, Actor parent) {
        var condition = parent.newCondition();
        var child = parent.child("child", condition);
        child.acquire(condition);
        var wait = child.awaiting(condition, way);
        assertThat(wait).staysBlockedWhile("nobody notifies");
        assertThat(parent.acquiring(condition, NOT)).returns(true);
    }

    static Stream<Named<Blocking>> waysToWait() {
        return Stream.of(
                Named.of("by default", BY_DEFAULT),
                Named.of("with none as the time-out", WITH_TIMEOUT_NONE),
                Named.of("with a time-out", upTo(FAR)));
    }

    @Clause("COND-REACQUIRES")
    void aWaitThatWasNotifiedReturnsTrueOnceItHasTheLockAgain(Actor parent) {
        var condition = parent.newCondition();
        var wait = waiting(parent, condition, "child");
        parent.acquire(condition);
        assertThat(parent.notifying(condition)).returns();
        assertThat(wait).staysBlockedWhile(parent + " holds the lock");
        parent.release(condition);
        assertThat(wait).returns(true);
        assertThat(parent.acquiring(condition, NOT)).returns(false);
        wait.actor().release(condition);
        assertThat(parent.acquiring(condition, NOT)).returns(true);
    }

    @Clause("COND-NOTIFY-ONE")
    void notifyWakesAProcessThatWaits(Actor parent) {
        var condition = parent.newCondition();
        var waits = threeWaiting(parent, condition);
        notifying(parent, condition);
        releaseWoken(waits, condition, "`notify`");
    }

    @Clause("COND-NOTIFY-NO-MORE")
    void notifyWakesNoMoreThanOneProcess(Actor parent) {
        var condition = parent.newCondition();
        var waits = threeWaiting(parent, condition);
        notifying(parent, condition);
        releaseWoken(waits, condition, "`notify`");
        waits.forEach(wait -> assertThat(wait).staysBlockedWhile("only one was notified"));
    }

    @Clause("COND-NOTIFY-COUNT")
    void notifyWithACountWakesAsManyProcesses(Actor parent) {
        var condition = parent.newCondition();
        var waits = threeWaiting(parent, condition);
        parent.acquire(condition);
        assertThat(parent.notifying(condition, 2)).returns();
        parent.release(condition);
        for (int woken = 1; woken <= 2; woken++) {
            releaseWoken(waits, condition, "`notify` with a count of 2");
        }
    }

    @Clause("COND-NOTIFY-ALL")
    void notifyAllWakesEveryProcessThatWaits(Actor parent) {
        var condition = parent.newCondition();
        var waits = threeWaiting(parent, condition);
        parent.acquire(condition);
        assertThat(parent.notifyingAll(condition)).returns();
        parent.release(condition);
        while (!waits.isEmpty()) {
            releaseWoken(waits, condition, "`notify_all`");
        }
    }

    @Clause("COND-NOTIFY-NOBODY")
    void aNotificationWhileNobodyWaitsIsNotKept(Actor parent) {
        var condition = parent.newCondition();
        var child = parent.child("child", condition);
        parent.acquire(condition);
        assertThat(parent.notifying(condition)).returns();
        assertThat(parent.notifyingAll(condition)).returns();
        parent.release(condition);
        child.acquire(condition);
        assertThat(child.awaiting(condition)).staysBlockedWhile("all notifications came before");
    }

    @Clause("COND-TIMEOUT")
    void aWaitThatTimesOutReturnsFalseWithTheLockNotBeforeTheTimeOut(Actor parent) {
        var condition = parent.newCondition();
        var child = parent.child("child", condition);
        child.acquire(condition);
        assertThat(child.awaiting(condition, upTo(T))).returns(false).noEarlierThan(T);
        assertThat(parent.acquiring(condition, NOT)).returns(false);
        child.release(condition);
        assertThat(parent.acquiring(condition, NOT)).returns(true);
    }

    @Clause("COND-TIMEOUT-LEAVES-NOTHING")
    void aWaitThatTimedOutTakesNoLaterNotificationAway(Actor parent) {
        var condition = parent.newCondition();
        var impatient = parent.child("impatient child", condition);
        impatient.acquire(condition);
        assertThat(impatient.awaiting(condition, upTo(SHORT))).returns(false);
        impatient.release(condition);
        var wait = waiting(parent, condition, "patient child");
        notifying(parent, condition);
        assertThat(wait).returns(true);
    }

    /** A child that waits: whoever acquires the lock from now on knows that it does. */
    private static Call<Boolean> waiting(Actor parent, Condition condition, String name) {
        var child = parent.child(name, condition);
        child.acquire(condition);
        return child.awaiting(condition);
    }

    private static List<Call<Boolean>> threeWaiting(Actor parent, Condition condition) {
        var waits = new ArrayList<Call<Boolean>>();
        for (String name : List.of("first child", "second child", "third child")) {
            waits.add(waiting(parent, condition, name));
        }
        return waits;
    }

    private static void notifying(Actor actor, Condition condition) {
        actor.acquire(condition);
        assertThat(actor.notifying(condition)).returns();
        actor.release(condition);
    }

    /** Waits for one of them to return, which has the lock then, and lets it release that for the next. */
    private static void releaseWoken(List<Call<Boolean>> waits, Condition condition, String by) {
        expectSoon(
                waits.get(0).actor(),
                () -> waits.stream().anyMatch(wait -> wait.peek().isPresent()),
                by + " to wake a process that waits for " + condition,
                "none of the " + waits.size() + " that still wait has returned");
        var woken = waits.stream()
                .filter(wait -> wait.peek().isPresent())
                .findFirst()
                .orElseThrow();
        waits.remove(woken);
        assertThat(woken).returns(true);
        woken.actor().release(condition);
    }
}
