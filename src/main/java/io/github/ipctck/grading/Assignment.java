package io.github.ipctck.grading;

import com.fasterxml.jackson.annotation.JsonValue;
import io.github.ipctck.sandbox.FilesDigest;
import io.github.ipctck.spec.Specification;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What students are asked to write, and what it is worth. Its file is described by {@code spec/assignment.schema.json}.
 *
 * @param title one line
 * @param kit what a submission is made of
 * @param module the name under which a Python module is imported; empty for other kits
 * @param files what must be in a submission: relative names with {@code /} between folders
 * @param agent the command that runs a submission of the kit {@link Kit#AGENT}; empty for other kits
 * @param forbid Python modules, or libraries by the stem of their file names, that a submission must not use
 * @param requirements at least one that is not extra, in the order of the file
 * @param due when it is due
 * @param attempts how often a student may hand in, 1 or more
 * @param limits what a submission may use
 * @param file where all this stands
 */
public record Assignment(
        String title,
        Kit kit,
        Optional<String> module,
        List<String> files,
        List<String> agent,
        List<String> forbid,
        List<Requirement> requirements,
        Optional<Instant> due,
        OptionalInt attempts,
        SubmissionLimits limits,
        Path file) {
    /** The file's name in an assignment's folder. */
    public static final String FILE_NAME = "assignment.yaml";

    /** What a submission is made of. */
    public enum Kit {
        /** A Python module with some of multiprocessing's names. */
        PYTHON_MODULE("python-module"),
        /** C files that implement a part of {@code ipc.h}. */
        C_LIBRARY("c-library"),
        /** Anything that speaks the protocol. */
        AGENT("agent");

        private final String text;

        Kit(String text) {
            this.text = text;
        }

        /** The name in files. */
        @JsonValue
        public String text() {
            return text;
        }
    }

    /**
     * Reads an assignment.
     *
     * @param fileOrFolder its file, or a folder with an {@value #FILE_NAME}
     * @param specification the clauses that it may name
     * @throws io.github.ipctck.run.UsageException if it can't be used: {@code FILE:LINE:COLUMN: what is wrong; what to do}
     */
    public static Assignment read(Path fileOrFolder, Specification specification) {
        return AssignmentReader.read(fileOrFolder, specification);
    }

    /** How often and until when it may be handed in, as a sentence; nothing if that is not said. */
    public Optional<String> terms() {
        if (due.isEmpty() && attempts.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of("It may be handed in"
                + (attempts.isEmpty()
                        ? ""
                        : attempts.getAsInt() == 1 ? " once" : " " + attempts.getAsInt() + " times in all")
                + due.map(instant -> ", until " + DateTimeFormatter.ISO_INSTANT.format(instant))
                        .orElse("")
                + ".");
    }

    /** What full points are, extra credit aside. */
    public double maximum() {
        return requirements.stream()
                .filter(requirement -> !requirement.extra())
                .map(requirement -> BigDecimal.valueOf(requirement.points()))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .doubleValue();
    }

    /**
     * The SHA-256 of the file's content, in hexadecimal digits.
     *
     * @throws io.github.ipctck.sandbox.SandboxException if it can't be read any more
     */
    public String digest() {
        return FilesDigest.ofContent(file);
    }
}
