package io.github.ipctck.sandbox;

import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.sandbox.bubblewrap.BubblewrapSandbox;
import io.github.ipctck.sandbox.direct.DirectSandbox;
import io.github.ipctck.sandbox.docker.DockerSandbox;
import io.github.ipctck.sandbox.docker.Engine;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Chooses the sandbox of a run: the one asked for, or the best that this machine has. */
public final class Sandboxes {
    private static final Map<String, Supplier<Availability>> KNOWN = new LinkedHashMap<>();

    static {
        KNOWN.put(DockerSandbox.NAME, Engine::availability);
        KNOWN.put(BubblewrapSandbox.NAME, BubblewrapSandbox::availability);
        KNOWN.put(DirectSandbox.NAME, DirectSandbox::availability);
    }

    private Sandboxes() {}

    /** How to ask for each sandbox whether this machine has it, by the names that {@code --sandbox} takes, best first. */
    public static Map<String, Supplier<Availability>> known() {
        return Collections.unmodifiableMap(KNOWN);
    }

    /** What this machine has, by the names that {@code --sandbox} takes, best first. */
    public static Map<String, Availability> survey() {
        Map<String, Availability> survey = new LinkedHashMap<>();
        KNOWN.forEach((name, availability) -> survey.put(name, availability.get()));
        return survey;
    }

    /**
     * Opens a sandbox for what the implementation's build has made, with a {@linkplain Watchdog watchdog} over it.
     *
     * @param name the one asked for; empty: docker if an engine answers and there is something to make a container of,
     *     else bubblewrap
     * @param progress is told of what takes long, a line a step
     * @throws SandboxException if there is none; the message says what to do
     */
    public static Sandbox open(
            Optional<String> name,
            Implementation implementation,
            RunDirectory directory,
            Account account,
            Consumer<String> progress) {
        String chosen = name.map(Sandboxes::checked).orElseGet(() -> best(implementation));
        Build.run(implementation, progress);
        boolean isDocker = chosen.equals(DockerSandbox.NAME);
        Optional<Path> engine = isDocker ? Engine.socket() : Optional.empty();
        Watchdog watchdog = Watchdog.start(directory, DockerSandbox.RUN_LABEL + "=" + directory.id(), engine);
        try {
            return new Watched(
                    switch (chosen) {
                        case DockerSandbox.NAME -> new DockerSandbox(implementation, directory, account, progress);
                        case BubblewrapSandbox.NAME -> new BubblewrapSandbox(implementation, directory, account);
                        default -> new DirectSandbox(implementation, directory, account);
                    },
                    watchdog);
        } catch (RuntimeException e) {
            watchdog.close();
            throw e;
        }
    }

    /**
     * Makes what an implementation mounts, for one whose sandboxes are opened under other names.
     *
     * @param progress is told of a build that takes long
     * @throws SandboxException if it can't be made
     */
    public static void build(Implementation implementation, Consumer<String> progress) {
        Build.run(implementation, progress);
    }

    private static String checked(String name) {
        Supplier<Availability> availability = KNOWN.get(name);
        if (availability == null) {
            throw new SandboxException(
                    "there is no sandbox '" + name + "'; there are: " + String.join(", ", KNOWN.keySet()));
        }
        Availability here = availability.get();
        if (!here.available()) {
            throw new SandboxException("the sandbox " + name + " can't be had: " + described(here));
        }
        return name;
    }

    private static String best(Implementation implementation) {
        boolean hasImage = implementation.image().isPresent()
                || implementation.dockerfile().isPresent();
        Availability docker = hasImage
                ? Engine.availability()
                : Availability.no("the manifest gives neither 'image' nor 'dockerfile'", "");
        if (docker.available()) {
            return DockerSandbox.NAME;
        }
        Availability bubblewrap = BubblewrapSandbox.availability();
        if (bubblewrap.available()) {
            return BubblewrapSandbox.NAME;
        }
        throw new SandboxException(
                "there is no sandbox on this machine. docker: " + described(docker) + "; bubblewrap: "
                        + described(bubblewrap) + "; without any isolation, if this machine is itself a container:"
                        + " --sandbox direct");
    }

    private static String described(Availability missing) {
        return missing.remedy().isEmpty() ? missing.detail() : missing.detail() + " (try: " + missing.remedy() + ")";
    }

    /** A sandbox and its watchdog, which goes last. */
    private record Watched(Sandbox sandbox, Watchdog watchdog) implements Sandbox {
        @Override
        public String name() {
            return sandbox.name();
        }

        @Override
        public Map<String, String> digests() {
            return sandbox.digests();
        }

        @Override
        public Cell start(Launch launch) {
            return sandbox.start(launch);
        }

        @Override
        public void close() {
            sandbox.close();
            watchdog.close();
        }
    }
}
