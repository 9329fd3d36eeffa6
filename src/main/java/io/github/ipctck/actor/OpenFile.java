package io.github.ipctck.actor;

/** An open temporary file. */
public record OpenFile(String name) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
