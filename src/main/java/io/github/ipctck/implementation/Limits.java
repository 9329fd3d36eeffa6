package io.github.ipctck.implementation;

/**
 * What one sandbox may use.
 *
 * @param processes how many processes at once
 * @param memoryMegabytes memory in MiB: of all processes together in docker, of each process elsewhere
 * @param processors how many processors at once (docker only)
 * @param scratchMegabytes size of /tmp and of /dev/shm in MiB, each
 */
public record Limits(int processes, int memoryMegabytes, double processors, int scratchMegabytes) {
    /** What a manifest that says nothing gets: enough for any clause, too little to hurt a machine. */
    public static final Limits DEFAULT = new Limits(64, 1024, 2, 64);
}
