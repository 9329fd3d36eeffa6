package io.github.ipctck.sandbox;

import java.util.Map;

/** A way to run agents apart from the rest of the machine, made ready for one implementation and one run. */
public interface Sandbox extends AutoCloseable {
    /** The name that {@code --sandbox} takes. */
    String name();

    /**
     * What is under test, by SHA-256 in hexadecimal digits: {@code agent}, its command, variables and mounted files;
     * {@code image}, the image, where there is one.
     */
    Map<String, String> digests();

    /**
     * Starts one cell with one agent in it. Returns as soon as it was started; the agent connects when it is ready. May
     * be called by several threads at once.
     *
     * @throws SandboxException if it can't be started
     */
    Cell start(Launch launch);

    /** Ends what is left of the run. Safe to call twice. */
    @Override
    void close();
}
