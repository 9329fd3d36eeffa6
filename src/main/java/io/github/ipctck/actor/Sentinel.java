package io.github.ipctck.actor;

/** What tells of the end of one process. */
public record Sentinel(String name) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
