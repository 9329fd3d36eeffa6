package io.github.ipctck.actor;

/** An event. */
public record Event(String name) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
