package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;

/** What an actor does with events. */
interface EventVerbs extends Performer {
    default Event newEvent() {
        Event event = new Event(scene().newName("event"));
        beginVoid("event.new", Params.of("event", event)).value();
        return event;
    }

    default void set(Event event) {
        beginVoid("event.set", Params.of("event", event)).value();
    }

    default void clear(Event event) {
        beginVoid("event.clear", Params.of("event", event)).value();
    }

    default Call<Boolean> askingIsSet(Event event) {
        return begin("event.is_set", Params.of("event", event), Value::isTrue);
    }

    /** Waits for the event; of {@code blocking} only the time-out counts. */
    default Call<Boolean> awaiting(Event event, Blocking blocking) {
        return begin("event.wait", Params.of("event", event, "timeout", blocking.timeout()), Value::isTrue);
    }

    default Call<Boolean> awaiting(Event event) {
        return awaiting(event, Blocking.BY_DEFAULT);
    }
}
