package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Blocking.WITH_TIMEOUT_NONE;
import static io.github.ipctck.actor.Blocking.upTo;
import static io.github.ipctck.stage.Assertions.assertThat;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Event;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import java.time.Duration;
import java.util.List;

@Chapter("event")
class EventClauses {
    /** A time-out that a clause waits for, and measures. */
    private static final Duration T = Duration.ofMillis(100);

    /** A time-out far beyond a clause's patience. */
    private static final Duration FAR = Duration.ofMinutes(10);

    @Clause("EVENT-INITIAL")
    void aNewEventIsNotSet(Actor parent) {
        var event = parent.newEvent();
        var child = parent.child("child", event);
        isSet(false, event, parent, child);
        assertThat(child.awaiting(event)).staysBlockedWhile("the event is not set");
    }

    @Clause("EVENT-SET-WAKES-ALL")
    void setWakesEveryProcessThatWaits(Actor parent) {
        var event = parent.newEvent();
        var waits = List.of(
                parent.child("first child", event).awaiting(event),
                parent.child("second child", event).awaiting(event, WITH_TIMEOUT_NONE),
                parent.child("third child", event).awaiting(event, upTo(FAR)));
        waits.forEach(wait -> assertThat(wait).staysBlockedWhile("the event is not set"));
        parent.set(event);
        waits.forEach(wait -> assertThat(wait).returns(true));
    }

    @Clause("EVENT-STAYS-SET")
    void onceSetAnEventIsSetForEveryProcessAndEveryWait(Actor parent) {
        var event = parent.newEvent();
        var child = parent.child("child", event);
        child.set(event);
        for (int round = 1; round <= 2; round++) {
            isSet(true, event, parent, child);
            assertThat(parent.awaiting(event)).returns(true);
            assertThat(child.awaiting(event, upTo(T))).returns(true);
            parent.set(event);
        }
    }

    @Clause("EVENT-CLEAR")
    void afterClearAnEventIsNotSetAndWaitBlocksAgain(Actor parent) {
        var event = parent.newEvent();
        var child = parent.child("child", event);
        parent.set(event);
        parent.set(event);
        assertThat(child.awaiting(event)).returns(true);
        parent.clear(event);
        isSet(false, event, parent, child);
        var wait = child.awaiting(event);
        assertThat(wait).staysBlockedWhile("the event is cleared");
        parent.set(event);
        assertThat(wait).returns(true);
        child.clear(event);
        child.clear(event);
        isSet(false, event, parent, child);
        parent.set(event);
        isSet(true, event, parent, child);
    }

    @Clause("EVENT-TIMEOUT")
    void waitForAnEventThatIsNotSetReturnsFalseNotBeforeTheTimeOut(Actor parent) {
        var event = parent.newEvent();
        var child = parent.child("child", event);
        assertThat(child.awaiting(event, upTo(T))).returns(false).noEarlierThan(T);
        parent.set(event);
        assertThat(child.awaiting(event, upTo(T))).returns(true);
    }

    private static void isSet(boolean expected, Event event, Actor... actors) {
        for (Actor actor : actors) {
            assertThat(actor.askingIsSet(event)).returns(expected);
        }
    }
}
