package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;
import java.util.Map;

/** What a pool is given to do. */
sealed interface Work permits Task, Tasks {
    /** As the protocol says it. */
    Map<String, Value> params();

    /** As a student would write it. */
    @Override
    String toString();
}
