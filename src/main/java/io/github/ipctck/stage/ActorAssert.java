package io.github.ipctck.stage;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Durations;
import io.github.ipctck.actor.Failure;
import io.github.ipctck.kernel.Patience;
import io.github.ipctck.kernel.ProcessState;
import io.github.ipctck.kernel.SharedPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BooleanSupplier;
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

    /** The process, which is dead, left that exit status to its parent; if it was waited for, nobody knows any more. */
    public ActorAssert leavesExitStatus(int status) {
        OptionalInt left = actual.kernel().waitStatus();
        if (left.isPresent() && left.getAsInt() != status << Byte.SIZE) {
            throw Failure.of(
                    "the kernel to say that " + actual + " exited with status " + status,
                    "it says that it " + actual.deathTold());
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

    /**
     * Both processes have these bytes at the same place of memory that both map shared.
     *
     * @param what whose bytes they are, completes 'expected …'
     */
    public ActorAssert sharesMemoryWith(Actor other, byte[] bytes, String what) {
        Set<SharedPlace> own = placesOf(actual, bytes);
        Set<SharedPlace> others = placesOf(other, bytes);
        if (Collections.disjoint(own, others)) {
            throw Failure.of(
                    what + " to stand in memory that " + actual + " and " + other + " share, as the kernel sees it",
                    "in shared mappings of " + told(actual, own) + ", of " + told(other, others));
        }
        return this;
    }

    private static Set<SharedPlace> placesOf(Actor actor, byte[] bytes) {
        try {
            Set<SharedPlace> places = actor.kernel().sharedPlacesOf(bytes);
            actor.observed("bytes " + HexFormat.of().formatHex(bytes) + " in shared memory: " + places);
            return places;
        } catch (IOException e) {
            if (actor.kernel().state().isDead()) {
                throw Failure.of(actor + " to be alive", "the kernel says that it is dead");
            }
            throw new UncheckedIOException(
                    "the kernel does not let the harness read the memory of " + actor + ": " + e.getMessage(), e);
        }
    }

    private static String told(Actor actor, Set<SharedPlace> places) {
        return actor + " the kernel sees "
                + (places.isEmpty()
                        ? "them nowhere"
                        : "them at "
                                + places.stream().map(SharedPlace::toString).collect(Collectors.joining(" and ")));
    }

    private void await(BooleanSupplier condition, String what) {
        Duration budget = actual.scene().awaitBudget();
        if (!Patience.until(condition, budget)) {
            throw Failure.of(
                    "the kernel to say within " + Durations.text(budget) + " that " + actual + " is " + what,
                    "it says that its state is " + actual.kernel().state());
        }
    }
}
