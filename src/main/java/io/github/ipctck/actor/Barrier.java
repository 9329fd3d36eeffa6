package io.github.ipctck.actor;

/** A barrier. */
public record Barrier(String name) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
