/**
 * The witness: what the kernel says of a process, read from {@code /proc}. The only place that reads {@code /proc}.
 * Pids are those of the harness's own pid namespace unless a name says otherwise.
 */
package io.github.ipctck.kernel;
