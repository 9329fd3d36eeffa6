package io.github.ipctck.grading;

import com.fasterxml.jackson.annotation.JsonValue;

/** When a student is told what a requirement asks for and what became of it. */
public enum Visibility {
    /** At once. */
    VISIBLE("visible"),
    /** Never. */
    HIDDEN("hidden"),
    /** As soon as the assignment is due. */
    AFTER_DUE_DATE("after-due-date");

    private final String text;

    Visibility(String text) {
        this.text = text;
    }

    /** The name in files. */
    @JsonValue
    public String text() {
        return text;
    }
}
