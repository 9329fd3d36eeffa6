package io.github.ipctck.stage;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Call;

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
}
