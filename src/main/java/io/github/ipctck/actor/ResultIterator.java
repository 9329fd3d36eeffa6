package io.github.ipctck.actor;

/** What gives the results of an imap one by one. */
public record ResultIterator(String name) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
