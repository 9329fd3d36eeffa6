package io.github.ipctck.grading;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What became of a submission. */
public enum GradingStatus {
    /** It was judged, and has points. */
    GRADED,
    /** The harness could not judge it, which costs nobody points: somebody must look. */
    NEEDS_ATTENTION,
    /** It is not what may be handed in, and has no points. */
    REFUSED;

    /** The name in files. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
