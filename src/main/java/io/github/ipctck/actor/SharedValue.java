package io.github.ipctck.actor;

/** A shared value. */
public record SharedValue(String name) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
