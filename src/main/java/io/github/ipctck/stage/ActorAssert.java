package io.github.ipctck.stage;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Durations;
import io.github.ipctck.actor.Failure;
import io.github.ipctck.kernel.Patience;
import io.github.ipctck.kernel.ProcessState;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.assertj.core.api.AbstractAssert;

/** Assertions on a process, by the kernel's word. What the kernel said goes to the trace. */
public final class ActorAssert extends AbstractAssert<ActorAssert, Actor> {
    ActorAssert(Actor actual) {
        super(actual, ActorAssert.class);
    }

    /** The process comes to one of these states. */
    public ActorAssert comesToState(ProcessState... states) {
        await(
                () -> Arrays.asList(states).contains(actual.kernel().state()),
                "to come to state "
                        + Arrays.stream(states).map(ProcessState::toString).collect(Collectors.joining(" or ")));
        actual.observed("state " + actual.kernel().state());
        return this;
    }

    /** The process is in that state now. */
    public ActorAssert isInState(ProcessState state) {
        ProcessState observed = actual.kernel().state();
        actual.observed("state " + observed);
        if (observed != state) {
            throw Failure.of("the kernel to say that " + actual + " is " + state, "it says " + observed);
        }
        return this;
    }

    /** The process is not dead. */
    public ActorAssert isAlive() {
        ProcessState observed = actual.kernel().state();
        actual.observed("state " + observed);
        if (observed.isDead()) {
            throw Failure.of(actual + " to be alive", "the kernel says that it is " + observed);
        }
        return this;
    }

    /** The process's parent is that actor. */
    public ActorAssert isChildOf(Actor parent) {
        long observed = actual.kernel().parent();
        actual.observed("parent is host pid " + observed);
        if (observed != parent.kernel().pid()) {
            throw Failure.of(
                    "the kernel to say that " + parent + ", host pid "
                            + parent.kernel().pid() + ", is the parent of " + actual,
                    "it says that the parent is host pid " + observed);
        }
        return this;
    }

    /** The process gets more processor time than it has had so far. */
    public ActorAssert gainsProcessorTime(Duration more) {
        long before = actual.kernel().activity().ranNanos();
        await(
                () -> actual.kernel().activity().ranNanos() - before >= more.toNanos(),
                "to get " + Durations.text(more) + " of processor time");
        actual.observed("gained processor time");
        return this;
    }

    private void await(Callable<Boolean> condition, String what) {
        Duration budget = actual.scene().awaitBudget();
        if (!Patience.until(condition, budget)) {
            throw Failure.of(
                    "the kernel to say within " + Durations.text(budget) + " that " + actual + " is " + what,
                    "it says that its state is " + actual.kernel().state());
        }
    }
}
