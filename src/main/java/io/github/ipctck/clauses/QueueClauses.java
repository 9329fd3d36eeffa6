package io.github.ipctck.clauses;

import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.wire.Fault.EMPTY;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Blocking;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import java.time.Duration;

@Chapter("queue")
class QueueClauses {
    private static final Duration T = Duration.ofMillis(150);

    @Clause("QUEUE-GET-TIMEOUT")
    void getOnAnEmptyQueueFailsWithEmptyNotBeforeTheTimeOut(Actor parent) {
        var queue = parent.newQueue();
        var consumer = parent.child("consumer", queue);
        assertThat(consumer.getting(queue, Blocking.upTo(T))).failsWith(EMPTY).noEarlierThan(T);
    }
}
