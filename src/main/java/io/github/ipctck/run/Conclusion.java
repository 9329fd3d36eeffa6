package io.github.ipctck.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a run comes to. */
public enum Conclusion {
    /** The implementation conforms to what it claims. */
    CONFORMS(0),
    /** It does not, or its list of known failures is stale. */
    VIOLATES(1),
    /** Something could not be judged. */
    UNJUDGED(3);

    private final int exitStatus;

    Conclusion(int exitStatus) {
        this.exitStatus = exitStatus;
    }

    /** The exit status of the program. */
    public int exitStatus() {
        return exitStatus;
    }

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
