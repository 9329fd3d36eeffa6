package io.github.ipctck.grading;

/**
 * What one submission may use. Each is 1 or more.
 *
 * @param memoryMegabytes memory in MiB
 * @param processes how many processes and threads at once; what has as many is not judged any further
 * @param cpuSeconds processor time of all of its judging, in seconds
 * @param wallSeconds time on the clock of all of its judging, in seconds
 * @param outputMegabytes what its processes may print, in MiB
 * @param diskMegabytes size of /tmp and of /dev/shm in MiB, each
 */
public record SubmissionLimits(
        int memoryMegabytes, int processes, int cpuSeconds, int wallSeconds, int outputMegabytes, int diskMegabytes) {
    /** What an assignment that says nothing gives. */
    public static final SubmissionLimits DEFAULT = new SubmissionLimits(256, 32, 120, 120, 1, 16);
}
