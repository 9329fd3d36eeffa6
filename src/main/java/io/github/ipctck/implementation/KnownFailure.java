package io.github.ipctck.implementation;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A failure that is known and explained.
 *
 * @param clause the clause's id
 * @param reason why the implementation fails it
 * @param reference where it is reported or documented; may be missing
 */
public record KnownFailure(
        @JsonProperty(required = true) String clause,
        @JsonProperty(required = true) String reason,
        String reference) {}
