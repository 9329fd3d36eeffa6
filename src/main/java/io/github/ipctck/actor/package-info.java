/**
 * What clauses talk to: actors, their calls and the handles of what they share, in one scene. Everything that happens goes
 * to the scene's trace. Knows operations, not what they ought to do.
 */
package io.github.ipctck.actor;
