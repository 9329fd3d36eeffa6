package io.github.ipctck.stage;

/** A clause is not begun, because what is under test has used up what it may. */
public final class OverTime extends RuntimeException {
    private static final long serialVersionUID = 1;

    OverTime(String message) {
        super(message);
    }
}
