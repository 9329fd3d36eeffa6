package io.github.ipctck.actor;

/**
 * The two ends of a pipe, in the order in which the implementation returned them.
 *
 * @param first of a simplex pipe, the end that receives
 * @param second of a simplex pipe, the end that sends
 */
public record Pipe(PipeEnd first, PipeEnd second) {
    /** Whether messages can go both ways. */
    public enum Direction {
        DUPLEX,
        SIMPLEX
    }

    /** The end of a simplex pipe that receives. */
    public PipeEnd reader() {
        return first;
    }

    /** The end of a simplex pipe that sends. */
    public PipeEnd writer() {
        return second;
    }
}
