package io.github.ipctck.actor;

import java.util.OptionalLong;

/**
 * A part in the scene that some process will take: the process of a process object once that is started, or the worker of
 * a pool that gets the task.
 */
public final class Role {
    private final Scene scene;
    private final String name;
    private final String token;

    Role(Scene scene, String name, String token) {
        this.scene = scene;
        this.name = name;
        this.token = token;
    }

    /** The name of the actor that takes it. */
    public String name() {
        return name;
    }

    String token() {
        return token;
    }

    /**
     * Waits for the process that takes the role.
     *
     * @param maker the actor by whose doing it does
     * @param how by which operation
     * @throws org.opentest4j.AssertionFailedError if none does, or the kernel does not know it as what it says
     */
    public Actor taken(Actor maker, String how) {
        return scene.awaitActor(this, maker, how, OptionalLong.empty());
    }

    /** Whether some process has come to take the role by now. */
    public boolean isTaken() {
        return scene.hasArrived(this);
    }

    @Override
    public String toString() {
        return name;
    }
}
