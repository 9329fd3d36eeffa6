package io.github.ipctck.grading;

import com.fasterxml.jackson.annotation.JsonValue;

/** How the clauses of a requirement earn its points. */
public enum Credit {
    /** In proportion of those that pass. */
    PARTIAL("partial"),
    /** All points if all pass, else none. */
    ALL_OR_NOTHING("all-or-nothing");

    private final String text;

    Credit(String text) {
        this.text = text;
    }

    /** The name in files. */
    @JsonValue
    public String text() {
        return text;
    }
}
