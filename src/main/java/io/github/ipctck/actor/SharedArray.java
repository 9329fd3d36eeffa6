package io.github.ipctck.actor;

/** A shared array. */
public record SharedArray(String name) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
