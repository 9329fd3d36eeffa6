package io.github.ipctck.sandbox;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.implementation.Mount;
import java.util.List;
import java.util.TreeMap;

/** Names an agent by what it is made of. */
public final class AgentDigest {
    private AgentDigest() {}

    /**
     * The SHA-256 of the agent's command, its variables, and the files that it is shown.
     *
     * @param mounts the copies of the manifest's mounts, which do not change in mid-run
     */
    public static String of(Implementation implementation, List<Mount> mounts) {
        FilesDigest digest = new FilesDigest();
        implementation.agent().forEach(digest::add);
        new TreeMap<>(implementation.environment()).forEach((name, value) -> digest.add(name + "=" + value));
        mounts.forEach(mount -> digest.add(mount.target()).add(mount.source(), file -> true));
        return digest.hex();
    }
}
