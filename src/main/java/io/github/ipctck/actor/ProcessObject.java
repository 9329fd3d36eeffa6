package io.github.ipctck.actor;

/**
 * A process object.
 *
 * @param role the role that its process takes once it is started
 */
public record ProcessObject(String name, Role role) implements Handle {
    @Override
    public String toString() {
        return name;
    }
}
