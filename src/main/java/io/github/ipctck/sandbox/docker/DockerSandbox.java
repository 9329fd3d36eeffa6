package io.github.ipctck.sandbox.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.Ulimit;
import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.implementation.Limits;
import io.github.ipctck.implementation.Mount;
import io.github.ipctck.kernel.ProcessView;
import io.github.ipctck.sandbox.Account;
import io.github.ipctck.sandbox.AgentDigest;
import io.github.ipctck.sandbox.Cell;
import io.github.ipctck.sandbox.Launch;
import io.github.ipctck.sandbox.RunDirectory;
import io.github.ipctck.sandbox.Sandbox;
import io.github.ipctck.sandbox.SandboxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * Cells that are containers: no network, a read-only root, no capabilities, limits on processes, memory and processors.
 *
 * <p>Testcontainers makes and starts them. It does not end them: its reaper is a container that needs a network, so a
 * container carries labels by which the harness, its watchdog or the next run removes it.
 */
public final class DockerSandbox implements Sandbox {
    /** The name that {@code --sandbox} takes. */
    public static final String NAME = "docker";

    /** The label with the run's id. */
    public static final String RUN_LABEL = "io.github.ipctck.run";

    private static final String HARNESS_LABEL = "io.github.ipctck.harness";
    private static final String SCRATCH = "/tmp";
    private static final Map<String, String> SMALL_LOG = Map.of("max-size", "1m", "max-file", "1");

    private final Implementation implementation;
    private final String run;
    private final Account account;
    private final List<Mount> mounts;
    private final DockerClient client;
    private final Images.Image image;
    private final Queue<DockerCell> cells = new ConcurrentLinkedQueue<>();

    /**
     * Connects to the engine, removes what dead harnesses left, and has the image ready.
     *
     * @param progress is told of a pull or a build, a line a step
     */
    public DockerSandbox(
            Implementation implementation, RunDirectory directory, Account account, Consumer<String> progress) {
        this.implementation = implementation;
        this.run = directory.id();
        this.account = account;
        this.client = connect();
        try {
            sweep();
            this.image = new Images(client, progress).of(implementation);
        } catch (DockerException e) {
            throw new SandboxException("the Docker engine refuses: " + Messages.oneLine(e), e);
        }
        this.mounts = directory.stage(implementation.mounts());
    }

    private static DockerClient connect() {
        try {
            return DockerClientFactory.instance().client();
        } catch (RuntimeException e) {
            throw new SandboxException(
                    "Testcontainers can't use the Docker engine: " + Messages.oneLine(e)
                            + " (on an engine without a network, set TESTCONTAINERS_RYUK_DISABLED=true and"
                            + " TESTCONTAINERS_CHECKS_DISABLE=true, as the launcher ipc-tck does)",
                    e);
        }
    }

    private void sweep() {
        client.listContainersCmd().withShowAll(true).withLabelFilter(List.of(RUN_LABEL)).exec().stream()
                .filter(container -> Harness.parse(container.getLabels().get(HARNESS_LABEL))
                        .filter(harness -> !harness.isAlive())
                        .isPresent())
                .parallel()
                .forEach(container -> new DockerCell(client, container.getId(), 0).close());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> digests() {
        return Map.of(
                "agent",
                AgentDigest.of(implementation, mounts),
                "image",
                image.details().getId().replaceFirst("^sha256:", ""));
    }

    @Override
    public Cell start(Launch launch) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image.name()))
                .withImagePullPolicy(name -> false)
                .withStartupCheckStrategy(new AtOnce())
                .withCreateContainerCmdModifier(create -> configure(create, launch));
        try {
            container.start();
        } catch (ContainerLaunchException e) {
            throw new SandboxException("the container can't be started: " + Messages.oneLine(e), e);
        }
        DockerCell cell = cell(container.getContainerInfo());
        cells.add(cell);
        return cell;
    }

    private DockerCell cell(InspectContainerResponse started) {
        long pid = pid(started);
        if (pid != 0 && !isSeen(pid)) {
            // Either it ended meanwhile, or this pid is one of another machine's or namespace's.
            long now = pid(client.inspectContainerCmd(started.getId()).exec());
            if (now != 0) {
                new DockerCell(client, started.getId(), 0).close();
                throw new SandboxException(
                        "the container's processes can't be seen from here: the harness itself runs in"
                                + " a container; run it outside, or inside the same one with --sandbox direct");
            }
        }
        return new DockerCell(client, started.getId(), pid);
    }

    private static boolean isSeen(long pid) {
        return ProcessView.of(pid).pidInside().filter(inside -> inside == 1).isPresent();
    }

    /** The pid of its first process; 0 if it runs no more. */
    private static long pid(InspectContainerResponse container) {
        Long pid = container.getState().getPidLong();
        return pid == null ? 0 : pid;
    }

    /** Nothing is left to the defaults of the image or of Testcontainers. */
    private void configure(CreateContainerCmd create, Launch launch) {
        create.withEntrypoint(List.of())
                .withCmd(implementation.agent())
                .withEnv(environment(launch))
                .withUser(account.uid() + ":" + account.gid())
                .withWorkingDir(SCRATCH)
                .withHostName("sandbox")
                .withLabels(labels())
                .withHostConfig(isolation(launch));
    }

    /** Mutable: Testcontainers adds its own. */
    private Map<String, String> labels() {
        return new HashMap<>(
                Map.of(RUN_LABEL, run, HARNESS_LABEL, Harness.current().label()));
    }

    private HostConfig isolation(Launch launch) {
        Limits limits = implementation.limits();
        long memory = (long) limits.memoryMegabytes() << 20;
        long scratch = (long) limits.scratchMegabytes() << 20;
        // The engine refuses more processors than the machine has.
        double processors = Math.min(limits.processors(), Runtime.getRuntime().availableProcessors());
        return HostConfig.newHostConfig()
                .withNetworkMode("none")
                .withIpcMode("private")
                .withReadonlyRootfs(true)
                .withTmpFs(Map.of(SCRATCH, "rw,exec,nosuid,nodev,mode=1777,size=" + scratch))
                .withShmSize(scratch)
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withInit(true)
                .withPidsLimit((long) limits.processes())
                .withMemory(memory)
                .withMemorySwap(memory)
                .withNanoCPUs((long) (processors * 1e9))
                .withUlimits(List.of(new Ulimit("core", 0L, 0L), new Ulimit("nofile", 512L, 512L)))
                .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, SMALL_LOG))
                .withMounts(
                        Stream.concat(mounts.stream(), Stream.of(new Mount(launch.socketDirectory(), Launch.INSIDE)))
                                .map(DockerSandbox::readOnly)
                                .toList());
    }

    private static com.github.dockerjava.api.model.Mount readOnly(Mount mount) {
        return new com.github.dockerjava.api.model.Mount()
                .withType(MountType.BIND)
                .withSource(mount.source().toString())
                .withTarget(mount.target())
                .withReadOnly(true);
    }

    /** The agent's variables; what else the image or the engine would set is named without a value, which unsets it. */
    private List<String> environment(Launch launch) {
        Map<String, String> variables =
                launch.variables(implementation.environment(), Launch.INSIDE + "/" + Launch.SOCKET_NAME, SCRATCH);
        List<String> entries = new ArrayList<>();
        variables.forEach((name, value) -> entries.add(name + "=" + value));
        String[] ofImage = image.details().getConfig() == null
                ? null
                : image.details().getConfig().getEnv();
        Stream.concat(Stream.of("HOSTNAME"), ofImage == null ? Stream.empty() : Stream.of(ofImage))
                .map(entry -> entry.split("=", 2)[0])
                .filter(name -> !variables.containsKey(name))
                .forEach(entries::add);
        return entries;
    }

    @Override
    public void close() {
        List<DockerCell> left = new ArrayList<>(cells);
        left.parallelStream().forEach(DockerCell::close);
        cells.removeAll(left);
    }

    /** A container that was started counts as running: whether its agent lives, the harness sees by itself. */
    private static final class AtOnce extends StartupCheckStrategy {
        @Override
        public boolean waitUntilStartupSuccessful(DockerClient client, String containerId) {
            return true;
        }

        @Override
        public StartupStatus checkStartupState(DockerClient client, String containerId) {
            return StartupStatus.SUCCESSFUL;
        }
    }
}
