package io.github.ipctck.implementation;

/** A manifest or one of its files can't be used. The message says which, where and what to do. */
public final class ManifestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ManifestException(String message) {
        super(message);
    }
}
