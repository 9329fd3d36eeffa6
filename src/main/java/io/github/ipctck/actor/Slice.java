package io.github.ipctck.actor;

import io.github.ipctck.wire.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a sequence, as {@code [start:stop:step]}. What is null is absent.
 *
 * @param start the first position, from the end if negative
 * @param stop the position before which it ends, from the end if negative
 * @param step the distance from one position to the next, backwards if negative
 */
public record Slice(Integer start, Integer stop, Integer step) {
    /** All of a sequence. */
    public static final Slice ALL = new Slice(null, null, null);

    /** The slice from start to before stop. */
    public static Slice of(int start, int stop) {
        return new Slice(start, stop, null);
    }

    /**
     * The positions that it selects in a sequence of that length, in its order: the reference for what implementations do
     * (Python library reference, Built-in Types, Common Sequence Operations, notes 3 to 5).
     *
     * @throws IllegalArgumentException if the step is 0
     */
    public List<Integer> positions(int length) {
        int by = step == null ? 1 : step;
        if (by == 0) {
            throw new IllegalArgumentException("a slice with step 0 selects nothing that could be named");
        }
        // Backwards, the position before the first is where a slice may stop.
        int lowest = by > 0 ? 0 : -1;
        int highest = by > 0 ? length : length - 1;
        int from = start == null ? (by > 0 ? lowest : highest) : within(start, length, lowest, highest);
        int to = stop == null ? (by > 0 ? highest : lowest) : within(stop, length, lowest, highest);
        List<Integer> positions = new ArrayList<>();
        for (int position = from; by > 0 ? position < to : position > to; position += by) {
            positions.add(position);
        }
        return positions;
    }

    private static int within(int bound, int length, int lowest, int highest) {
        int position = bound < 0 ? bound + length : bound;
        return Math.max(lowest, Math.min(highest, position));
    }

    Value startValue() {
        return value(start);
    }

    Value stopValue() {
        return value(stop);
    }

    Value stepValue() {
        return value(step);
    }

    private static Value value(Integer bound) {
        return bound == null ? Value.NONE : Value.of(bound);
    }

    /** As it is written, such as {@code [-6:3:-2]}, {@code [1:]} or {@code [::2]}. */
    @Override
    public String toString() {
        return "[" + text(start) + ":" + text(stop) + (step == null ? "" : ":" + step) + "]";
    }

    private static String text(Integer bound) {
        return bound == null ? "" : bound.toString();
    }
}
