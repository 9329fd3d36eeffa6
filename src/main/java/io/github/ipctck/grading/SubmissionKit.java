package io.github.ipctck.grading;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.implementation.Limits;
import io.github.ipctck.implementation.Mount;
import io.github.ipctck.sandbox.AgentDigest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes an implementation under test of a submission: its kit's manifest, and what the student wrote. */
final class SubmissionKit {
    private static final String INSIDE = "/opt/submission";

    private final Assignment assignment;
    private final Implementation manifest;

    /** @param kits the folder with a manifest for each kit */
    SubmissionKit(Assignment assignment, Path kits) {
        this.assignment = assignment;
        this.manifest = new Implementations(kits).find(assignment.kit().text());
    }

    /** The kit alone, for what it needs of this machine. */
    Implementation manifest() {
        return manifest;
    }

    /** What of the kit a result depends on, by SHA-256 in hexadecimal digits. */
    String digest() {
        return AgentDigest.of(manifest, manifest.mounts());
    }

    /**
     * A submission as an implementation.
     *
     * @param name names its results
     * @param folder where its files are
     */
    Implementation implementation(String name, Path folder) {
        List<Mount> mounts = new ArrayList<>(manifest.mounts());
        mounts.add(new Mount(folder, INSIDE));
        SubmissionLimits limits = assignment.limits();
        return new Implementation(
                name,
                name,
                name,
                manifest.language(),
                List.of(),
                command(),
                List.of(),
                manifest.packages(),
                manifest.environment(),
                List.copyOf(mounts),
                manifest.profiles(),
                manifest.partial(),
                manifest.image(),
                manifest.dockerfile(),
                new Limits(
                        limits.processes(),
                        limits.memoryMegabytes(),
                        manifest.limits().processors(),
                        limits.diskMegabytes()),
                manifest.knownFailures(),
                manifest.folder());
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(
                List.of("prlimit", "--cpu=" + assignment.limits().cpuSeconds(), "--"));
        switch (assignment.kit()) {
            case PYTHON_MODULE -> {
                command.addAll(manifest.agent());
                command.addAll(List.of("--api", assignment.module().orElseThrow()));
            }
            case C_LIBRARY -> {
                command.addAll(manifest.agent());
                command.add(INSIDE);
            }
            case AGENT -> {
                command.addAll(List.of("env", "-C", INSIDE));
                command.addAll(assignment.agent());
            }
        }
        return List.copyOf(command);
    }
}
