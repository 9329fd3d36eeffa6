package io.github.ipctck.stage;

/** Is told what happened to each clause. Called by several threads at once. */
@FunctionalInterface
public interface ClauseListener {
    /** A clause, or one row of it, was judged. */
    void judged(ClauseRecord judged);
}
