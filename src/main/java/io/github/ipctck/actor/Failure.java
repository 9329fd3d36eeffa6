package io.github.ipctck.actor;

import org.opentest4j.AssertionFailedError;

/** The one way in which a clause fails: what was expected, what was observed, and a sentence of both. */
public final class Failure {
    private Failure() {}

    /**
     * The failure to be thrown.
     *
     * @param expected what the specification asks for, as in 'expected …'
     * @param observed what happened, as in 'but …'
     */
    public static AssertionFailedError of(String expected, String observed) {
        return new AssertionFailedError("expected " + expected + ", but " + observed, expected, observed);
    }
}
