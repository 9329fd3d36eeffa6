package io.github.ipctck.implementation;

import java.nio.file.Path;

/**
 * A file or folder that an implementation needs inside its sandbox, read-only.
 *
 * @param source where it is on this machine
 * @param target where it appears inside
 */
public record Mount(Path source, String target) {}
