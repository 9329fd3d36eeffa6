package io.github.ipctck.clauses;

import static io.github.ipctck.stage.Assertions.assertThat;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Failure;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import io.github.ipctck.wire.Value;

@Chapter("process")
class ProcessClauses {

    @Clause("FORK-TWO-RETURNS")
    void forkReturnsTheChildsPidInTheParentAndZeroInTheChild(Actor parent) {
        var fork = parent.fork("child");
        Value returned = fork.child().forkReturned().orElse(Value.NONE);
        if (!returned.equals(Value.of(0))) {
            throw Failure.of("fork to return 0 in " + fork.child(), "it returned " + returned);
        }
        assertThat(fork.child()).isChildOf(parent);
    }
}
