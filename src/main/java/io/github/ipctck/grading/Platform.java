package io.github.ipctck.grading;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where submissions were exported from, told by their names. */
public enum Platform {
    /** {@code Surname First_12345_assignsubmission_file_}. */
    MOODLE,
    /** {@code surnamefirst_12345_67890_name.zip}, perhaps with {@code _LATE_}. */
    CANVAS,
    /** {@code submission_12345}, beside a {@code submission_metadata.yml}. */
    GRADESCOPE,
    /** A folder or an archive for each student, named as somebody liked. */
    OTHER;

    /** The name in files. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
