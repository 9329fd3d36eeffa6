package io.github.ipctck.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The user that agents run as: the harness's own, so that it may read their {@code /proc}, but never root.
 *
 * @param uid user id
 * @param gid group id
 * @param harnessIsRoot whether the harness itself is root
 */
public record Account(int uid, int gid, boolean harnessIsRoot) {
    private static final int NOBODY = 65534;

    /** The account for this harness. */
    public static Account ofAgents() {
        try {
            int uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            int gid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:gid");
            return uid == 0 ? new Account(NOBODY, NOBODY, true) : new Account(uid, gid, false);
        } catch (IOException e) {
            throw new SandboxException("/proc can't be read: ipc-tck needs Linux with /proc mounted", e);
        }
    }
}
