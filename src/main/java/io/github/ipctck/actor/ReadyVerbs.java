package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What an actor does to wait for several objects at once. */
interface ReadyVerbs extends Performer {
    /** Waits until some are ready, and gives their names; of {@code blocking} only the time-out counts. */
    default Call<Set<String>> awaitingReady(List<? extends Handle> objects, Blocking blocking) {
        return begin(
                "ready.wait",
                Params.of("objects", objects, "timeout", blocking.timeout()),
                value -> value.elements().stream().map(Value::asText).collect(Collectors.toCollection(TreeSet::new)));
    }

    default Call<Set<String>> awaitingReady(List<? extends Handle> objects) {
        return awaitingReady(objects, Blocking.BY_DEFAULT);
    }

    /** Starts a process that takes the role, by a process object, and gives that object's sentinel. */
    default Sentinel startWithSentinel(Role role) {
        String process = scene().newName("process");
        Sentinel sentinel = new Sentinel(process + ".sentinel");
        beginVoid("process.new", Params.of("process", process, "token", role.token()))
                .value();
        beginVoid("process.start", Params.of("process", process)).value();
        beginVoid("process.sentinel", Params.of("process", process, "sentinel", sentinel))
                .value();
        return sentinel;
    }
}
