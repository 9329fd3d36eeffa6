package io.github.ipctck.actor;

/** One end of a pipe. */
public record PipeEnd(String name) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
