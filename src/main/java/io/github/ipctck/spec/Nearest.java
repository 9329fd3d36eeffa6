package io.github.ipctck.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Guesses which name was meant. */
public final class Nearest {
    private Nearest() {}

    /** The known name that a mistyped one is nearest to; nothing if none is near. */
    public static Optional<String> to(String typed, Collection<String> known) {
        int most = Math.max(2, typed.length() / 3);
        var distance = new LevenshteinDistance(most);
        String wanted = typed.toLowerCase(Locale.ROOT);
        record Candidate(String name, int distance) {}
        return known.stream()
                .map(name -> new Candidate(name, distance.apply(wanted, name.toLowerCase(Locale.ROOT))))
                .filter(candidate -> candidate.distance() >= 0)
                .min(Comparator.comparingInt(Candidate::distance))
                .map(Candidate::name);
    }
}
