package io.github.ipctck.actor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** One thing that happened in a scene. Times are in microseconds since the scene began. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TraceEvent.Born.class, name = "born"),
    @JsonSubTypes.Type(value = TraceEvent.Step.class, name = "step"),
    @JsonSubTypes.Type(value = TraceEvent.Observation.class, name = "kernel"),
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface TraceEvent {
    /** When it happened, or began. */
    long at();

    /** The actor that it happened to. */
    String actor();

    /**
     * An actor appeared.
     *
     * @param pid its pid as it sees it
     * @param hostPid its pid as the harness sees it, by the peer credentials of its connection
     * @param parent the actor that made it, or null if the nursery did
     * @param how by which operation
     */
    record Born(long at, String actor, long pid, long hostPid, String parent, String how) implements TraceEvent {}

    /**
     * An operation.
     *
     * @param at when the request was sent, by the harness's clock
     * @param operation the protocol's method
     * @param call the operation as a student would write it
     * @param started when the operation began, by the actor's clock
     * @param ended when it was over, by the actor's clock
     * @param received when the reply had come, by the harness's clock
     * @param outcome how it ended: {@code returned}, {@code failed}, {@code died}, or {@code pending}
     * @param detail the value or the error
     */
    record Step(
            long at,
            String actor,
            String operation,
            String call,
            Long started,
            Long ended,
            Long received,
            String outcome,
            String detail)
            implements TraceEvent {}

    /**
     * The kernel was asked.
     *
     * @param observation what it said
     * @param since from when on it holds, if it is about an interval
     */
    record Observation(long at, String actor, String observation, Long since) implements TraceEvent {}
}
