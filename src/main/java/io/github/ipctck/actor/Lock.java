package io.github.ipctck.actor;

/** A lock. */
public record Lock(String name) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
