package io.github.ipctck.actor;

/** A queue. */
public record Queue(String name) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
