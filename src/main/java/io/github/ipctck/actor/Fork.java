package io.github.ipctck.actor;

/**
 * A fork with both its returns.
 *
 * @param returned what it returned in the parent
 * @param child the new process, which says what it returned there ({@link Actor#forkReturned})
 */
public record Fork(long returned, Actor child) {}
