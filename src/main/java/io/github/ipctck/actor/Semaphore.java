package io.github.ipctck.actor;

/** A semaphore. */
public record Semaphore(String name) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
