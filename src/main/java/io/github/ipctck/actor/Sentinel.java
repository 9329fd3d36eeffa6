package io.github.ipctck.actor;

/** What becomes ready when the process of a process object ends. */
public record Sentinel(String name) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
