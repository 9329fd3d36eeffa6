/**
 * The agent protocol of {@code spec/protocol.md}: JSON-RPC 2.0 lines over a Unix socket. The only place that knows
 * what a message looks like. Nothing here knows which operations exist or what they mean.
 */
package io.github.ipctck.wire;
