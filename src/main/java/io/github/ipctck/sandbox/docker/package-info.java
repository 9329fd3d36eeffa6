/**
 * Cells in containers of a Docker engine, by Testcontainers. {@link io.github.ipctck.sandbox.docker.Engine} says whether
 * there is an engine without loading any of that.
 */
package io.github.ipctck.sandbox.docker;
