package io.github.ipctck.stage;

import io.github.ipctck.spec.Specification;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGenerator;

/** What an IDE or a build shows: a chapter's title, and a clause's id with its sentence. */
final class ClauseNames extends DisplayNameGenerator.Standard {
    @Override
    public String generateDisplayNameForClass(Class<?> testClass) {
        String name = testClass.getAnnotation(Chapter.class).value();
        return Specification.load().chapters().stream()
                .filter(chapter -> chapter.name().equals(name))
                .map(io.github.ipctck.spec.Chapter::title)
                .findFirst()
                .orElse(name);
    }

    @Override
    public String generateDisplayNameForMethod(List<Class<?>> enclosing, Class<?> testClass, Method method) {
        var clause = Clauses.of(method);
        return clause.id() + ": " + clause.sentence().replace("`", "").replaceFirst("\\.$", "");
    }
}
