package io.github.ipctck.run;

import io.github.ipctck.spec.Clause;
import java.util.Locale;

/** Which clauses a saboteur is judged by besides the one that has to catch it. */
public enum Collateral {
    NONE,
    CHAPTER,
    ALL;

    boolean includes(Clause target, Clause other) {
        return switch (this) {
            case NONE -> target.equals(other);
            case CHAPTER -> target.chapter().equals(other.chapter());
            case ALL -> true;
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
