package io.github.ipctck.grading;

/**
 * What a submission may consist of.
 *
 * @param totalBytes of all its files
 * @param archiveBytes of one archive as it was handed in; its table of contents is held in memory
 * @param entries how many files and folders
 * @param depth how many names a path may have
 * @param ratio how many times as big as its archive it may be, once it is bigger than {@link #RATIO_COUNTS_FROM}
 */
public record UnpackLimits(long totalBytes, long archiveBytes, int entries, int depth, int ratio) {
    /** Bytes. Less is no harm, and logs and zeros pack well. */
    public static final long RATIO_COUNTS_FROM = 4 << 20;

    /** Far more than code needs. */
    public static final UnpackLimits DEFAULT = new UnpackLimits(64 << 20, 16 << 20, 2000, 16, 100);
}
