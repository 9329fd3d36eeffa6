/**
 * The ground floor: the specification as data. Reads the normative Markdown of {@code spec/} into {@link
 * io.github.ipctck.spec.Specification}; knows nothing of how a clause is judged.
 */
package io.github.ipctck.spec;
