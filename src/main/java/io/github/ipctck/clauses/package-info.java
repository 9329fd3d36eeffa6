/**
 * The suite: a class a chapter of the specification, a method a clause. Reads like the specification; no sleeps, no
 * threads, no JSON.
 */
package io.github.ipctck.clauses;
