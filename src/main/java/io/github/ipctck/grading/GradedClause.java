package io.github.ipctck.grading;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.ipctck.run.ClauseResult;
import io.github.ipctck.run.Verdict;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Specification;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What became of one clause in a submission.
 *
 * @param clause its id
 * @param sentence what the specification demands, in Markdown
 * @param verdict what became of it; only {@link Verdict#PASSED} earns anything
 * @param expected what was expected; null if it passed, or nothing was observed
 * @param observed what was observed; null if it passed, or nothing was observed
 * @param message why it did not pass; null if it passed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GradedClause(
        String clause, String sentence, Verdict verdict, String expected, String observed, String message) {
    /** A student's error message may be as long as the student likes. */
    private static final int LONGEST = 2000;

    /** What an agent says of an operation that is not there, before it says which. */
    private static final Pattern MISSING = Pattern.compile("^method not found: (?:not implemented: )?");

    /** @param result null if the clause was not judged */
    static GradedClause of(Clause clause, ClauseResult result) {
        if (result == null) {
            return new GradedClause(
                    clause.id(), clause.sentence(), Verdict.UNRESOLVED, null, null, "It was not judged.");
        }
        return new GradedClause(
                clause.id(),
                clause.sentence(),
                result.verdict(),
                shortened(result.expected()),
                shortened(result.observed()),
                shortened(
                        result.verdict() == Verdict.UNSUPPORTED && result.message() != null
                                ? missing(result.message())
                                : result.message()));
    }

    private static String missing(String message) {
        Matcher lack = MISSING.matcher(message);
        return lack.find() ? "What your code lacks: " + message.substring(lack.end()) : message;
    }

    /** What the specification says of it. */
    public Clause rule() {
        return Specification.load().clause(clause).orElseThrow();
    }

    /** The verdict as a student is told it. */
    public String outcome() {
        return verdict == Verdict.UNSUPPORTED ? "not tried to the end" : verdict.text();
    }

    private static String shortened(String text) {
        if (text == null || text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end) + "…";
    }

    /** Whether it earned its share. */
    public boolean passed() {
        return verdict == Verdict.PASSED;
    }
}
