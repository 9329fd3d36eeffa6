/**
 * Where agents run, apart from the rest of the machine. {@link io.github.ipctck.sandbox.Sandbox} is the way to isolate,
 * {@link io.github.ipctck.sandbox.Cell} one isolated place with an agent in it. Nothing here knows the protocol.
 */
package io.github.ipctck.sandbox;
