package io.github.ipctck.grading;

/** A submission can't be judged as it was handed in. The message is one sentence for the student. */
public final class SubmissionRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SubmissionRefused(String message) {
        super(message);
    }
}
