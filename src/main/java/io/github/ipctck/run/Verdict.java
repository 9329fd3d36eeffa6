package io.github.ipctck.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What became of a clause. Only {@link #PASSED} counts as a pass. */
public enum Verdict {
    /** The implementation does what the clause says. */
    PASSED,
    /** It does not. */
    FAILED,
    /** It does not, and the list of known failures says why. */
    KNOWN_FAILURE,
    /** It does, though the list of known failures says that it doesn't: the list is stale. */
    FIXED,
    /** It does not claim what the clause is about, or lacks it and claims only what it has. */
    UNSUPPORTED,
    /** It could not be judged: the agent broke the protocol, or the sandbox died. */
    UNRESOLVED;

    /** The name in results and on the screen, such as {@code known-failure}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
