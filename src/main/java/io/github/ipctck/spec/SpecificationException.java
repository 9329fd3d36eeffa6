package io.github.ipctck.spec;

/** The specification's own text is malformed: a defect of ipc-tck, named with file and line. */
public final class SpecificationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SpecificationException(String message) {
        super(message);
    }
}
