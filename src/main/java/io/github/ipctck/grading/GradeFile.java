package io.github.ipctck.grading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Keeps graded submissions: {@code students/KEY/result.json} in the folder of the grades. */
public final class GradeFile {
    private static final String NAME = "result.json";
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // a later version may say more
            .build();

    private GradeFile() {}

    /** Where everything of a student goes. */
    public static Path folderOf(Path grades, Student student) {
        return grades.resolve("students").resolve(student.key());
    }

    /** Writes it at once. The same submission gives the same bytes. */
    public static void write(GradedSubmission submission, Path grades) {
        try {
            AtomicFile.write(
                    folderOf(grades, submission.student()).resolve(NAME), MAPPER.writeValueAsString(submission) + "\n");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was written of a student; nothing if there is none, or none that this version can read. */
    public static Optional<GradedSubmission> read(Path grades, Student student) {
        try {
            return Optional.of(MAPPER.readValue(
                    Files.readString(folderOf(grades, student).resolve(NAME)), GradedSubmission.class));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
