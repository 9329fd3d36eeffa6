package io.github.ipctck.implementation;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A failure that is known and explained.
 *
 * @param clause the clause's id
 * @param reason what the implementation does instead
 * @param documentation the sentence of its own documentation that it deviates from; may be missing
 * @param reproduction a shell command that shows it without this suite; may be missing
 * @param version the version that was examined; may be missing
 * @param upstream where its maintainers were told of it, or what they did since; may be missing
 */
public record KnownFailure(
        @JsonProperty(required = true) String clause,
        @JsonProperty(required = true) String reason,
        String documentation,
        String reproduction,
        String version,
        String upstream) {}
