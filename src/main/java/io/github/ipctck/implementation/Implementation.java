package io.github.ipctck.implementation;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An implementation under test, as its manifest {@code implementation.yaml} describes it.
 *
 * @param name the short name, that of its folder
 * @param title what people call it
 * @param family whose code it is made of; two implementations of one family are no independent witnesses
 * @param language the language it is for
 * @param versionCommand prints its version, run inside the sandbox's image; may be empty
 * @param agent the command that starts its agent
 * @param build the command that makes what the mounts show, run in the manifest's folder before each run; may be empty
 * @param packages the Debian packages that this machine needs: for the build, and for a sandbox that shows the machine's own
 *     programs
 * @param environment the whole environment of the agent besides the harness's own variables
 * @param mounts what the sandbox shows of this machine
 * @param profiles the profiles it claims
 * @param partial whether it claims of these profiles only what it has: an operation that it lacks is unsupported, not a
 *     failure
 * @param image a ready image for docker, or empty
 * @param dockerfile a Dockerfile to build one from, or empty
 * @param limits what its sandbox may use
 * @param knownFailures failures that are known and explained
 * @param folder the manifest's folder
 */
public record Implementation(
        String name,
        String title,
        String family,
        String language,
        List<String> versionCommand,
        List<String> agent,
        List<String> build,
        List<String> packages,
        Map<String, String> environment,
        List<Mount> mounts,
        List<String> profiles,
        boolean partial,
        Optional<String> image,
        Optional<Path> dockerfile,
        Limits limits,
        KnownFailures knownFailures,
        Path folder) {}
