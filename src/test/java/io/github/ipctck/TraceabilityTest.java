package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ipctck.clauses.Suite;
import io.github.ipctck.report.ClauseIndex;
import io.github.ipctck.spec.Clause;
import io.github.ipctck.spec.Specification;
import io.github.ipctck.stage.Chapter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every clause has its test and every test its clause. */
class TraceabilityTest {
    @Test
    void everyClauseHasATestAndEveryTestAClause() {
        // Two tests of one clause are refused by Suite itself, two clauses of one id by Specification.
        assertThat(Suite.methods().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Specification.load().clauses().stream().map(Clause::id).collect(Collectors.toSet()));
    }

    @Test
    void aTestStandsInTheClassOfItsChapter() {
        Suite.methods().forEach((id, method) -> assertThat(
                        method.getDeclaringClass().getAnnotation(Chapter.class).value())
                .as("the chapter of the class of the test of %s", id)
                .isEqualTo(Specification.load().clause(id).orElseThrow().chapter()));
    }

    @Test
    void theIndexIsUpToDate() throws IOException {
        assertThat(Files.readString(Product.HOME.resolve("spec/index.md")))
                .as("spec/index.md; make it again by ./ipc-tck list clauses --markdown > spec/index.md")
                .isEqualTo(ClauseIndex.markdown(Specification.load()));
    }

    @Test
    void theSuiteListsEveryChapter() {
        assertThat(Suite.chapters())
                .extracting(chapter -> chapter.getAnnotation(Chapter.class).value())
                .containsExactlyElementsOf(Specification.load().chapters().stream()
                        .map(io.github.ipctck.spec.Chapter::name)
                        .toList());
    }
}
