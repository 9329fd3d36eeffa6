package io.github.ipctck.actor;

/** What stands for the result of a task until it is there. */
public record AsyncResult(String name) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
