package io.github.ipctck.kernel;

/**
 * A place in shared memory. Two processes that see something at the same place see the same memory, whatever addresses they
 * see it at.
 *
 * @param device the device of the mapped file, as {@code major:minor}
 * @param inode the file's inode on it
 * @param offset where in the file, in bytes
 */
public record SharedPlace(String device, long inode, long offset) {
    @Override
    public String toString() {
        return "byte " + offset + " of inode " + inode + " on device " + device;
    }
}
