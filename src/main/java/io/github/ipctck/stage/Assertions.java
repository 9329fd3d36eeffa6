package io.github.ipctck.stage;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Call;
import io.github.ipctck.actor.Durations;
import io.github.ipctck.actor.Failure;
import io.github.ipctck.kernel.Patience;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.opentest4j.AssertionFailedError;

/** The entry to the assertions of clauses, beside AssertJ's own. */
public final class Assertions extends org.assertj.core.api.Assertions {
    private Assertions() {}

    /** Assertions on an operation that may still be under way. */
    public static <T> CallAssert<T> assertThat(Call<T> actual) {
        return new CallAssert<>(actual);
    }

    /** Assertions on a process, by the kernel's word. */
    public static ActorAssert assertThat(Actor actual) {
        return new ActorAssert(actual);
    }

    /**
     * A value is the one that it must be.
     *
     * @param what completes 'expected … to be'
     */
    public static void expectEqual(String what, Object expected, Object observed) {
        if (!Objects.equals(expected, observed)) {
            throw Failure.of(what + " to be " + expected, "it is " + observed);
        }
    }

    /**
     * A condition holds.
     *
     * @param expected completes 'expected …'
     * @param observed completes 'but …', if it does not hold
     */
    public static void expect(boolean condition, String expected, String observed) {
        if (!condition) {
            throw Failure.of(expected, observed);
        }
    }

    /**
     * A condition that is asked for again and again comes to hold within the {@code await} budget.
     *
     * @param actor whose scene's budget it is
     * @param expected completes 'expected …'
     * @param observed completes 'but … after so long'
     */
    public static void expectSoon(Actor actor, BooleanSupplier condition, String expected, String observed) {
        Duration budget = actor.scene().awaitBudget();
        if (!Patience.until(condition, budget)) {
            throw Failure.of(expected, observed + " after " + Durations.text(budget));
        }
    }

    /** Waits until it is clear whether the operation blocks: true when the kernel says so, false when it has ended. */
    public static boolean blocks(Call<?> call) {
        if (call.within(call.actor().scene().budgets().quiet()).isPresent()) {
            return false;
        }
        try {
            assertThat(call).staysBlocked();
            return true;
        } catch (AssertionFailedError e) {
            if (call.peek().isPresent()) {
                return false; // It was only slow.
            }
            throw e;
        }
    }
}
