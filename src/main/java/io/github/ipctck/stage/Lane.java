package io.github.ipctck.stage;

import io.github.ipctck.actor.Budgets;
import io.github.ipctck.actor.Nursery;
import io.github.ipctck.actor.Scene;
import java.time.Duration;

/** A sandbox cell with a nursery in it, on which one clause after the other is judged. */
final class Lane {
    private static final Duration RESET_WITHIN = Duration.ofSeconds(3);

    private final int number;
    private final Nursery nursery;

    Lane(int number, Nursery nursery) {
        this.number = number;
        this.nursery = nursery;
    }

    int number() {
        return number;
    }

    Scene newScene(Budgets budgets) {
        return nursery.newScene(budgets);
    }

    /** Has its processes looked at. */
    void inspect(Supervision supervision) {
        supervision.inspect(number, nursery);
    }

    /** Leaves nothing of the last clause. False: it can't be used again. */
    boolean reset() {
        return nursery.reset(RESET_WITHIN);
    }

    void close() {
        nursery.close();
    }
}
