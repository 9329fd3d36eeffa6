package io.github.ipctck.kernel;

/**
 * A piece of memory mapped shared.
 *
 * @param start the first address
 * @param end the address after the last
 * @param offset where in the file it begins, in bytes
 * @param device the device, as {@code major:minor}
 * @param inode the file's inode on it: two mappings with the same device and inode are the same memory
 * @param path the file, possibly deleted
 */
public record SharedMapping(long start, long end, long offset, String device, long inode, String path) {}
