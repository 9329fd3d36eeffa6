package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Blocking.NOT;
import static io.github.ipctck.actor.Blocking.upTo;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.wire.Fault.STATE;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import java.time.Duration;

@Chapter("lock-extended")
class LockExtendedClauses {
    /** A time-out that a clause waits for, and measures. */
    private static final Duration T = Duration.ofMillis(100);

    @Clause("RLOCK-EXCLUDES")
    void aRecursiveLockKeepsOtherProcessesOut(Actor parent) {
        var lock = parent.newRecursiveLock();
        var child = parent.child("child", lock);
        assertThat(parent.acquiring(lock)).returns(true);
        assertThat(child.acquiring(lock, NOT)).returns(false);
        var acquire = child.acquiring(lock);
        assertThat(acquire).staysBlockedWhile(parent + " owns " + lock);
        parent.release(lock);
        assertThat(acquire).returns(true);
        assertThat(parent.acquiring(lock, NOT)).returns(false);
    }

    @Clause("RLOCK-REENTRANT")
    void theOwnerOfARecursiveLockMayAcquireItAgain(Actor parent) {
        var lock = parent.newRecursiveLock();
        assertThat(parent.acquiring(lock)).returns(true);
        assertThat(parent.acquiring(lock)).returns(true);
        assertThat(parent.acquiring(lock, NOT)).returns(true);
        assertThat(parent.acquiring(lock, upTo(T))).returns(true);
    }

    @Clause("RLOCK-COUNTS")
    void aRecursiveLockIsFreeAfterAsManyReleasesAsAcquires(Actor parent) {
        int times = 3;
        var lock = parent.newRecursiveLock();
        var child = parent.child("child", lock);
        for (int i = 0; i < times; i++) {
            parent.acquire(lock);
        }
        var acquire = child.acquiring(lock);
        for (int left = times; left > 0; left--) {
            assertThat(acquire).staysBlockedWhile(parent + " has released " + lock + " less often than acquired it");
            parent.release(lock);
        }
        assertThat(acquire).returns(true);
    }

    @Clause("RLOCK-OWNER-ONLY")
    void onlyTheOwnerMayReleaseARecursiveLock(Actor parent) {
        var lock = parent.newRecursiveLock();
        var child = parent.child("child", lock);
        parent.acquire(lock);
        assertThat(child.releasing(lock)).failsWith(STATE);
        assertThat(child.acquiring(lock, NOT)).returns(false);
        assertThat(parent.releasing(lock)).returns();
        assertThat(child.acquiring(lock, NOT)).returns(true);
    }

    @Clause("RLOCK-RELEASE-UNLOCKED")
    void releasingARecursiveLockThatIsFreeFailsWithState(Actor parent) {
        var lock = parent.newRecursiveLock();
        var child = parent.child("child", lock);
        assertThat(parent.releasing(lock)).failsWith(STATE);
        parent.acquire(lock);
        parent.release(lock);
        assertThat(parent.releasing(lock)).failsWith(STATE);
        assertThat(child.releasing(lock)).failsWith(STATE);
        assertThat(child.acquiring(lock, NOT)).returns(true);
        assertThat(parent.acquiring(lock, NOT)).returns(false);
    }

    @Clause("RLOCK-TIMEOUT")
    void acquiringARecursiveLockWithATimeOutSaysNoNotBeforeTheTimeOut(Actor parent) {
        var lock = parent.newRecursiveLock();
        var child = parent.child("child", lock);
        parent.acquire(lock);
        assertThat(child.acquiring(lock, upTo(T))).returns(false).noEarlierThan(T);
    }

    @Clause("RLOCK-WITH")
    void theScopedFormsOfARecursiveLockNest(Actor parent) {
        var lock = parent.newRecursiveLock();
        var child = parent.child("child", lock);
        child.enter(lock);
        assertThat(child.entering(lock)).returns();
        assertThat(parent.acquiring(lock, NOT)).returns(false);
        assertThat(child.leavingByError()).returns();
        assertThat(parent.acquiring(lock, NOT)).returns(false);
        assertThat(child.leaving()).returns();
        assertThat(parent.acquiring(lock, NOT)).returns(true);
    }
}
