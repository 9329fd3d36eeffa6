package io.github.ipctck.sandbox.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.sandbox.SandboxException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Has the image of an implementation ready: the one that its manifest names, or one built from its Dockerfile. */
final class Images {
    /** Several runs at once may want the same image. */
    private static final Object ONE_BUILD = new Object();

    private static final String LABEL = "io.github.ipctck.implementation";
    private static final int PULL_MINUTES = 15;

    private final DockerClient client;
    private final Consumer<String> progress;

    Images(DockerClient client, Consumer<String> progress) {
        this.client = client;
        this.progress = progress;
    }

    /** An image on this machine, by the name that containers are made of. */
    record Image(String name, InspectImageResponse details) {}

    Image of(Implementation implementation) {
        if (implementation.image().isPresent()) {
            String name = implementation.image().get();
            return new Image(name, find(name).orElseGet(() -> pull(name)));
        }
        BuildContext context = implementation
                .dockerfile()
                .map(dockerfile -> new BuildContext(implementation, dockerfile))
                .orElseThrow(() -> new SandboxException("the manifest of " + implementation.name()
                        + " gives neither 'image' nor 'dockerfile': there is nothing to make a container of"));
        String tag = context.tag();
        synchronized (ONE_BUILD) {
            return new Image(tag, find(tag).orElseGet(() -> build(context, tag)));
        }
    }

    private Optional<InspectImageResponse> find(String name) {
        try {
            return Optional.of(client.inspectImageCmd(name).exec());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    private InspectImageResponse pull(String name) {
        progress.accept("Pulling the image " + name);
        try {
            if (!client.pullImageCmd(name).start().awaitCompletion(PULL_MINUTES, TimeUnit.MINUTES)) {
                throw new SandboxException(
                        "the image " + name + " could not be pulled in " + PULL_MINUTES + " minutes");
            }
        } catch (DockerException e) {
            throw missing(name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while pulling " + name, e);
        }
        return find(name).orElseThrow(() -> missing(name, null));
    }

    private static SandboxException missing(String name, DockerException cause) {
        return new SandboxException(
                "the image " + name + " is not on this machine and can't be pulled"
                        + (cause == null ? "" : " (" + Messages.oneLine(cause) + ")")
                        + "; load it (docker load), or let"
                        + " the manifest name a Dockerfile",
                cause);
    }

    private InspectImageResponse build(BuildContext context, String tag) {
        progress.accept("Building the image " + tag);
        BuildProgress build = new BuildProgress(progress);
        try {
            // The engine of containers/engine has no bridge; what a Dockerfile installs comes by the host's network.
            client.buildImageCmd()
                    .withBaseDirectory(context.folder().toFile())
                    .withDockerfile(context.dockerfile().toFile())
                    .withTags(java.util.Set.of(tag))
                    .withLabels(Map.of(
                            LABEL,
                            context.implementation().folder().getFileName().toString()))
                    .withNetworkMode("host")
                    .withRemove(true)
                    .withForcerm(true)
                    .exec(build)
                    .awaitCompletion();
        } catch (DockerException e) {
            throw failed(context, build, Messages.oneLine(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while building " + tag, e);
        }
        return find(tag).orElseThrow(() -> failed(context, build, build.error(), null));
    }

    private static SandboxException failed(
            BuildContext context, BuildProgress build, String reason, DockerException cause) {
        String said = build.error().isEmpty() ? reason : build.error();
        String base = build.missingBase();
        if (!base.isEmpty()) {
            return new SandboxException(
                    "the base image " + base + " of " + context.dockerfile() + " is not on this machine and can't be"
                            + " pulled (" + said + "); run containers/engine up, which makes debian:bookworm-slim also"
                            + " where no registry can be reached",
                    cause);
        }
        return new SandboxException(
                "the image of " + context.implementation().name() + " can't be built from " + context.dockerfile()
                        + ": " + said + "\n  " + String.join("\n  ", build.lastLines()),
                cause);
    }
}
