package io.github.ipctck.spec;

import java.util.Optional;
import java.util.Set;

/**
 * One requirement of the specification.
 *
 * @param id the final name, such as {@code QUEUE-GET-TIMEOUT}
 * @param chapter the chapter's short name, such as {@code queue}
 * @param profile the profile it belongs to
 * @param level how binding it is
 * @param sentence the requirement, one sentence
 * @param needs the capabilities without which it can't be judged
 * @param kernel what the kernel is asked, if its word is part of the verdict
 * @param source where the rule comes from
 * @param rationale why the rule is as it is
 * @param judgedBy how it is judged
 * @param lookAt what to look at in an implementation that fails it
 */
public record Clause(
        String id,
        String chapter,
        String profile,
        Level level,
        String sentence,
        Set<Capability> needs,
        Optional<String> kernel,
        String source,
        String rationale,
        String judgedBy,
        String lookAt) {}
