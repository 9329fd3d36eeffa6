package io.github.ipctck.actor;

/** A pool of workers. */
public record Pool(String name) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
