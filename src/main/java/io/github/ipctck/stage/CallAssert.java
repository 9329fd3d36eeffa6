package io.github.ipctck.stage;

import io.github.ipctck.actor.Budgets;
import io.github.ipctck.actor.Call;
import io.github.ipctck.actor.Durations;
import io.github.ipctck.actor.Failure;
import io.github.ipctck.actor.Outcome;
import io.github.ipctck.kernel.Activity;
import io.github.ipctck.kernel.Patience;
import io.github.ipctck.kernel.ProcessState;
import io.github.ipctck.wire.Fault;
import io.github.ipctck.wire.Value;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on an operation.
 *
 * @param <T> what the operation returns
 */
public final class CallAssert<T> extends AbstractAssert<CallAssert<T>, Call<T>> {
    /** How much of the time a process may run or want to run and still count as waiting. A busy loop has 1. */
    private static final double BUSY = 0.5;

    CallAssert(Call<T> actual) {
        super(actual, CallAssert.class);
    }

    /**
     * The operation is blocked: it has not ended, and the kernel says that between two looks, {@code quiet} apart, no
     * thread of the process ran, and all sleep.
     */
    public CallAssert<T> staysBlocked() {
        return staysBlockedWhile("");
    }

    /**
     * The same, with the reason why it must be.
     *
     * @param why a clause that completes 'while …', such as {@code "holder has the writer open"}
     */
    public CallAssert<T> staysBlockedWhile(String why) {
        Budgets budgets = actual.actor().scene().budgets();
        String expected = actual + " to stay blocked" + (why.isEmpty() ? "" : " while " + why);
        long deadline = System.nanoTime() + actual.actor().scene().awaitBudget().toNanos();
        long quietLooks = 0;
        Activity before = actual.actor().kernel().activity();
        Activity first = before;
        while (true) {
            mustBeUnderWay(expected);
            pause(budgets.quiet());
            Activity now = actual.actor().kernel().activity();
            if (now.isStillSince(before)) {
                // Had it ended before the second look, its reply would be here by now.
                mustBeUnderWay(expected);
                actual.blockedAt(now);
                actual.actor()
                        .observedFor(
                                "blocked: S, no thread ran", Duration.ofNanos(now.takenNanos() - before.takenNanos()));
                return this;
            }
            quietLooks++;
            if (quietLooks >= POLLING_LOOKS && now.busynessSince(first) < BUSY) {
                // It wakes up now and then to look, and goes to sleep again: slow, but it waits.
                mustBeUnderWay(expected);
                actual.actor()
                        .observedFor(
                                "waiting: it wakes up now and then",
                                Duration.ofNanos(now.takenNanos() - first.takenNanos()));
                return this;
            }
            if (System.nanoTime() > deadline) {
                throw Failure.of(
                        expected,
                        String.format(
                                java.util.Locale.ROOT,
                                "it keeps a processor busy: it ran or wanted to run %.0f %% of %s",
                                100 * now.busynessSince(first),
                                Durations.text(Duration.ofNanos(now.takenNanos() - first.takenNanos()))));
            }
            before = now;
        }
    }

    /** How much longer than {@code quiet} to watch a process that must not run at all: it may look only now and then. */
    private static final int IDLE_LOOKS = 3;

    /** How many looks at a process that is never still, before it counts as one that polls. */
    private static final int POLLING_LOOKS = 25;

    private void mustBeUnderWay(String expected) {
        boolean dead = actual.actor().kernel().state().isDead();
        // The end of file that a dead process leaves behind shows only to those who read.
        var end = dead ? actual.within(actual.actor().scene().budgets().quiet()) : actual.peek();
        end.ifPresent(ended -> {
            throw Failure.of(expected, "it " + ended.told());
        });
        if (dead) {
            throw Failure.of(expected, "the kernel says that its process is dead");
        }
    }

    /** Lets time pass, and returns early if the operation ends meanwhile. */
    private void pause(Duration quiet) {
        Patience.until(() -> actual.peek().isPresent(), quiet);
    }

    /** The kernel says that the process did not run at all while the operation was blocked. */
    public CallAssert<T> burnsNoProcessorTime() {
        Budgets budgets = actual.actor().scene().budgets();
        staysBlocked();
        Activity before = actual.actor().kernel().activity();
        pause(budgets.quiet().multipliedBy(IDLE_LOOKS));
        Activity now = actual.actor().kernel().activity();
        mustBeUnderWay(actual + " to stay blocked");
        if (!now.isStillSince(before)) {
            throw Failure.of(
                    actual + " to sleep until it is woken",
                    "in " + Durations.text(Duration.ofNanos(now.takenNanos() - before.takenNanos())) + " it ran for "
                            + Durations.text(Duration.ofNanos(now.ranNanos() - before.ranNanos())));
        }
        return this;
    }

    /** The operation returns, now or within the {@code await} budget. */
    public CallAssert<T> returns() {
        actual.value();
        return this;
    }

    /** The operation returns that. */
    public CallAssert<T> returns(T expected) {
        Object shown = expected instanceof Boolean truth ? Value.of(truth) : expected;
        return returnsWhat(value -> Objects.equals(value, expected), String.valueOf(shown));
    }

    /**
     * The operation returns something of that kind.
     *
     * @param description completes 'to return …'
     */
    public CallAssert<T> returnsWhat(Predicate<T> condition, String description) {
        String expected = ("return " + shownOf(description)).stripTrailing();
        Outcome<T> end = actual.outcome(expected);
        if (!(end instanceof Outcome.Returned<T> returned) || !condition.test(returned.value())) {
            throw Failure.of(actual + " to " + expected, "it " + end.told());
        }
        return this;
    }

    private static String shownOf(String expected) {
        return expected.equals("null") ? "" : expected;
    }

    /** The operation fails with an error of that category. */
    public CallAssert<T> failsWith(Fault... faults) {
        String expected = java.util.Arrays.stream(faults)
                .map(Fault::toString)
                .collect(java.util.stream.Collectors.joining(" or ", "fail with ", ""));
        Outcome<T> end = actual.outcome(expected);
        if (end instanceof Outcome.Failed<T> failed
                && java.util.Arrays.asList(faults).contains(failed.fault())) {
            return this;
        }
        throw Failure.of(actual + " to " + expected, "it " + end.told());
    }

    /** The operation fails with the error that a task raised, with its type and its text. */
    public CallAssert<T> failsRemotely(String type, String message) {
        String expected = "fail with the task's own " + type + ": " + message;
        Outcome<T> end = actual.outcome(expected);
        if (end instanceof Outcome.Failed<T> failed && failed.fault() == Fault.REMOTE) {
            var remote = failed.data().path("remote");
            if (remote.path("type").asText().equals(type)
                    && remote.path("message").asText().equals(message)) {
                return this;
            }
        }
        throw Failure.of(actual + " to " + expected, "it " + end.told());
    }

    /** The operation, which ended, did not end before that time by the actor's own clock, up to {@code tolerance}. */
    public CallAssert<T> noEarlierThan(Duration bound) {
        Outcome<T> end = actual.outcome();
        Duration took = end instanceof Outcome.Returned<T> returned
                ? returned.took()
                : end instanceof Outcome.Failed<T> failed ? failed.took() : Duration.ZERO;
        if (took.compareTo(bound.minus(actual.actor().scene().budgets().tolerance())) < 0) {
            throw Failure.of(actual + " to take no less than " + Durations.text(bound), "it " + end.told());
        }
        return this;
    }

    /** The operation has not ended. */
    public CallAssert<T> isUnderWay() {
        mustBeUnderWay(actual + " to be under way still");
        return this;
    }

    /** The operation does not end for {@code quiet}, and the kernel says that its process is in that state. */
    public CallAssert<T> staysUnansweredInState(ProcessState state) {
        Duration quiet = actual.actor().scene().budgets().quiet();
        String expected = actual + " not to be performed while the process is in state " + state;
        pause(quiet);
        mustBeUnderWay(expected);
        ProcessState observed = actual.actor().kernel().state();
        if (observed != state) {
            throw Failure.of("the kernel to say that " + actual.actor() + " is still " + state, "it says " + observed);
        }
        actual.actor().observedFor("nothing done in state " + state, quiet);
        return this;
    }
}
