package io.github.ipctck.actor;

/** What an actor does with the scoped form that an object has: Python's {@code with}. */
interface ScopeVerbs extends Performer {
    /** Enters an object's scoped form. The operations that follow are done inside, until the actor leaves it. */
    default Call<Void> entering(Handle object) {
        return beginVoid("scope.enter", Params.of("object", object));
    }

    default void enter(Handle object) {
        entering(object).value();
    }

    /** Leaves the scoped form that it entered last. */
    default Call<Void> leaving() {
        return beginVoid("scope.leave", Params.of());
    }

    default void leave() {
        leaving().value();
    }

    /** Leaves the scoped form that it entered last by an error raised inside, which is caught outside. */
    default Call<Void> leavingByError() {
        return beginVoid("scope.leave", Params.of("raising", true));
    }
}
