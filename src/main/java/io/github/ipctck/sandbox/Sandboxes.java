package io.github.ipctck.sandbox;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.sandbox.bubblewrap.BubblewrapSandbox;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Chooses. */
public final class Sandboxes {
    private Sandboxes() {}

    /** Opens. */
    public static Sandbox open(
            Optional<String> name,
            Implementation implementation,
            RunDirectory directory,
            Account account,
            Consumer<String> progress) {
        return new BubblewrapSandbox(implementation, directory, account);
    }

    /** Survey. */
    public static Map<String, Availability> survey() {
        return Map.of(BubblewrapSandbox.NAME, BubblewrapSandbox.availability());
    }
}
