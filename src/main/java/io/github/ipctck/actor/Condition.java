package io.github.ipctck.actor;

/** A condition, with the lock that belongs to it. */
public record Condition(String name) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
