package io.github.ipctck.sandbox;

/** A way to run agents apart from the rest of the machine, made ready for one implementation and one run. */
public interface Sandbox extends AutoCloseable {
    /** The name that {@code --sandbox} takes. */
    String name();

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
