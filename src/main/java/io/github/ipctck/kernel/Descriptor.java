package io.github.ipctck.kernel;

/**
 * An open file descriptor.
 *
 * @param number as the process sees it
 * @param target what it refers to, such as {@code pipe:[4711]}, {@code socket:[4712]} or a path
 * @param flags the open flags (octal in fdinfo): access mode in the lowest two bits
 * @param position the file offset in bytes
 */
public record Descriptor(int number, String target, int flags, long position) {
    private static final int ACCESS_MODE = 3;

    /** Whether it refers to a pipe or a socket. */
    public boolean isChannel() {
        return target.startsWith("pipe:") || target.startsWith("socket:");
    }

    /** Whether it can be read from. */
    public boolean isReadable() {
        return (flags & ACCESS_MODE) != 1;
    }

    /** Whether it can be written to. */
    public boolean isWritable() {
        return (flags & ACCESS_MODE) != 0;
    }

    /** Whether it is the same end of the same open pipe, or the same socket. */
    public boolean isSameEndAs(Descriptor other) {
        return target.equals(other.target) && (flags & ACCESS_MODE) == (other.flags & ACCESS_MODE);
    }
}
