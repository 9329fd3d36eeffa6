package io.github.ipctck.actor;

import io.github.ipctck.kernel.Activity;
import io.github.ipctck.kernel.Patience;
import io.github.ipctck.wire.Connection;
import io.github.ipctck.wire.Inbound;
import io.github.ipctck.wire.ProtocolViolation;
import io.github.ipctck.wire.Value;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * An operation that an actor was asked for, and that may still be under way.
 *
 * @param <T> what the operation returns
 */
public final class Call<T> {
    private static final Duration TOO_SHORT_TO_MATTER = Duration.ofMillis(10);

    /** A process that ends closes its connection a little before it is dead. */
    private static final Duration LAST_MOMENTS = Duration.ofMillis(500);

    private final Actor actor;
    private final String text;
    private final TraceEvent.Step asked;
    private final int index;
    private final long sentNanos;
    private final Function<Value, T> decode;
    private final boolean endsProcess;
    private Activity blockedAt;
    private Outcome<T> outcome;

    Call(Actor actor, String operation, Params params, Function<Value, T> decode, boolean endsProcess) {
        this.actor = actor;
        this.decode = decode;
        this.endsProcess = endsProcess;
        this.text = operation.substring(operation.lastIndexOf('.') + 1) + "(" + params.shown() + ")";
        this.sentNanos =
                actor.connection().send(operation, params.json(), actor.scene().awaitBudget());
        Trace trace = actor.scene().trace();
        this.asked = new TraceEvent.Step(
                trace.micros(sentNanos), actor.name(), operation, text, null, null, null, "pending", null);
        this.index = trace.add(asked);
    }

    /** Whether nobody has seen it end. */
    boolean isOpen() {
        return outcome == null;
    }

    /**
     * Whether it is a call of that operation.
     *
     * @param operation its name without the chapter's
     */
    boolean isOf(String operation) {
        return asked.operation().endsWith("." + operation);
    }

    public Actor actor() {
        return actor;
    }

    /** The operation and who does it, such as {@code `get(queue1)` in consumer (pid 7)}. */
    @Override
    public String toString() {
        return "`" + text + "` in " + actor;
    }

    /** The outcome if there is one yet, without waiting. */
    public Optional<Outcome<T>> peek() {
        look(Connection::poll);
        return Optional.ofNullable(outcome);
    }

    /**
     * Waits for the outcome; returns as soon as it is there.
     *
     * @throws org.opentest4j.AssertionFailedError if there is none within the {@code await} budget
     */
    public Outcome<T> outcome() {
        return outcome("come to an end");
    }

    /**
     * The same, with what it should do.
     *
     * @param expected completes 'expected the operation to …'
     */
    public Outcome<T> outcome(String expected) {
        Duration budget = actor.scene().awaitBudget();
        return within(budget)
                .or(this::onceItHadAProcessorForAsLong)
                .orElseThrow(() -> Failure.of(
                        this + " to " + expected,
                        "it did not come to an end within " + Durations.text(budget) + "; the process is "
                                + actor.kernel().state()));
    }

    /**
     * Time in which the process wanted a processor and got none is the machine's affair, and is given again, but for what
     * the other processes of its cell had meanwhile: a fork bomb takes its processors from itself.
     */
    private Optional<Outcome<T>> onceItHadAProcessorForAsLong() {
        Duration given = Duration.ZERO;
        while (true) {
            Duration starved =
                    actor.kernel().activity().starved().minus(actor.scene().processorTimeBeside(actor));
            Duration more = shorter(starved.minus(given), actor.scene().awaitBudget());
            if (more.compareTo(TOO_SHORT_TO_MATTER) <= 0) {
                return Optional.empty();
            }
            Optional<Outcome<T>> end = within(more);
            if (end.isPresent()) {
                return end;
            }
            given = starved;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Waits so long for the outcome; returns as soon as it is there. */
    public Optional<Outcome<T>> within(Duration budget) {
        look(connection -> connection.await(budget));
        return Optional.ofNullable(outcome);
    }

    /**
     * Waits for the operation to return, and gives what it returned.
     *
     * @throws org.opentest4j.AssertionFailedError if it does anything else
     */
    public T value() {
        Outcome<T> end = outcome("return");
        if (end instanceof Outcome.Returned<T> returned) {
            return returned.value();
        }
        throw Failure.of(this + " to return", "it " + end.told());
    }

    /** Notes what the process had done so far when the kernel said that it was blocked in this operation. */
    public void blockedAt(Activity activity) {
        blockedAt = activity;
    }

    private void look(Function<Connection, Optional<Inbound>> way) {
        if (outcome != null) {
            return;
        }
        try {
            way.apply(actor.connection()).ifPresent(this::settle);
        } catch (ProtocolViolation e) {
            throw e.during(toString());
        }
    }

    private void settle(Inbound inbound) {
        Trace trace = actor.scene().trace();
        if (!(inbound instanceof Inbound.Ended)) {
            mustHaveRun();
        }
        actor.scene().settled(inbound);
        if (inbound instanceof Inbound.Returned returned) {
            Value value = Value.of(returned.value());
            // What a batch returned is too long to be shown, and to be made a text for it.
            String whole = asked.operation().equals("batch") ? value.elements().size() + " answers" : value.toString();
            trace.replace(index, step(returned.started(), returned.ended(), returned, "returned", whole));
            Duration took = interval(returned.started(), returned.ended(), returned.receivedNanos());
            T result = decode.apply(value);
            Object shown = result instanceof Digest ? result : whole;
            outcome = new Outcome.Returned<>(result, took, "returned " + shown + " after " + Durations.text(took));
        } else if (inbound instanceof Inbound.Refused refused) {
            String detail = refused.fault() + (refused.type().isEmpty() ? "" : " (" + refused.type() + ")");
            trace.replace(index, step(refused.started(), refused.ended(), refused, "failed", detail));
            Duration took = interval(refused.started(), refused.ended(), refused.receivedNanos());
            outcome = new Outcome.Failed<>(
                    refused.fault(),
                    refused.type(),
                    refused.message(),
                    refused.data(),
                    took,
                    "failed with " + detail + shortened(refused.message()) + " after " + Durations.text(took));
        } else {
            if (!endsProcess) {
                Patience.until(() -> actor.kernel().state().isDead(), LAST_MOMENTS);
            }
            String how = actor.deathTold();
            trace.replace(index, step(null, null, inbound, endsProcess ? "returned" : "died", how));
            outcome = endsProcess
                    ? new Outcome.Returned<>(null, Duration.ofNanos(inbound.receivedNanos() - sentNanos), "ended")
                    : new Outcome.Died<>("ended its process: it " + how);
        }
    }

    private static String shortened(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.isEmpty() ? "" : ": " + (line.length() > 120 ? line.substring(0, 120) + "…" : line);
    }

    private TraceEvent.Step step(Long started, Long ended, Inbound inbound, String how, String detail) {
        Trace trace = actor.scene().trace();
        return new TraceEvent.Step(
                asked.at(),
                asked.actor(),
                asked.operation(),
                asked.call(),
                started == null ? null : trace.micros(started),
                ended == null ? null : trace.micros(ended),
                trace.micros(inbound.receivedNanos()),
                how,
                detail);
    }

    /** A process that was blocked runs before it answers; if it did not, somebody else performs in its name. */
    private void mustHaveRun() {
        if (blockedAt != null && actor.kernel().activity().isStillSince(blockedAt)) {
            throw Failure.of(
                    this + " to be performed by that process",
                    "it was answered while the kernel says that no thread of the process has run since it was blocked:"
                            + " another process speaks in its name");
        }
    }

    /**
     * The operation's own time by the actor's clock. It is the same clock as the harness's, so it must lie within the
     * harness's interval; a clock that says otherwise lies.
     */
    private Duration interval(long started, long ended, long received) {
        if (started < sentNanos || ended < started || ended > received) {
            throw Failure.of(
                    "the time of " + this + " to lie between the request and the reply ("
                            + Durations.text(Duration.ofNanos(received - sentNanos)) + " by the harness's clock)",
                    "the agent claims that it began " + Durations.text(Duration.ofNanos(started - sentNanos))
                            + " after the request and took " + Durations.text(Duration.ofNanos(ended - started))
                            + ": its clock lies");
        }
        return Duration.ofNanos(ended - started);
    }
}
