package io.github.ipctck.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpecificationTest {
    private static final String CLAUSE = """
            # Things

            - **Chapter:** thing
            - **Profile:** thing

            ## THING-WORKS

            > A thing `works`,
            > always.

            - **Level:** MUST
            - **Needs:** fork, big-integers
            - **Kernel:** whether it works
            - **Source:** somewhere
            - **Rationale:** because
            - **Judged by:** trying
            - **Look at:** the thing
            """;

    @Test
    void aClauseIsReadWithAllItsFields() {
        Chapter chapter = ChapterParser.parse("thing.md", CLAUSE);
        assertThat(chapter.title()).isEqualTo("Things");
        assertThat(chapter.clauses())
                .containsExactly(new Clause(
                        "THING-WORKS",
                        "thing",
                        "thing",
                        Level.MUST,
                        "A thing `works`, always.",
                        Set.of(Capability.FORK, Capability.BIG_INTEGERS),
                        java.util.Optional.of("whether it works"),
                        "somewhere",
                        "because",
                        "trying",
                        "the thing"));
    }

    @Test
    void aMissingLevelIsAnErrorWithFileAndLine() {
        assertMalformed(CLAUSE.replace("- **Level:** MUST\n", ""), "spec/thing.md:6: the field 'Level' is missing");
    }

    @Test
    void anUnknownLevelIsAnError() {
        assertMalformed(CLAUSE.replace("MUST", "MAY"), "the level is MUST or SHOULD, not 'MAY'");
    }

    @Test
    void anUnknownCapabilityIsAnError() {
        assertMalformed(CLAUSE.replace("fork,", "spoon,"), "there is no capability 'spoon'");
    }

    @Test
    void anUnknownFieldIsAnError() {
        assertMalformed(CLAUSE.replace("Look at", "Look into"), "unknown field 'Look into'");
    }

    @Test
    void aMissingSentenceIsAnError() {
        assertMalformed(CLAUSE.replace("> A thing `works`,\n> always.\n", ""), "the sentence of THING-WORKS");
    }

    @Test
    void anIdThatOccursTwiceIsAnError() {
        Chapter chapter = ChapterParser.parse("thing.md", CLAUSE);
        assertThatThrownBy(() -> new Specification(List.of(chapter, chapter)))
                .isInstanceOf(SpecificationException.class)
                .hasMessageContaining("THING-WORKS occurs twice");
    }

    private static void assertMalformed(String markdown, String message) {
        assertThatThrownBy(() -> ChapterParser.parse("thing.md", markdown))
                .isInstanceOf(SpecificationException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theSpecificationIsReadWhole() {
        assertThat(Specification.load().clauses()).hasSizeGreaterThan(100);
        assertThat(Specification.load().chapters()).allSatisfy(chapter -> assertThat(chapter.clauses())
                .isNotEmpty()
                .allSatisfy(clause -> assertThat(clause.chapter()).isEqualTo(chapter.name())));
    }
}
