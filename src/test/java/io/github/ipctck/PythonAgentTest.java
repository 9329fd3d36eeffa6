package io.github.ipctck;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.Budgets;
import io.github.ipctck.actor.Nursery;
import io.github.ipctck.actor.Scene;
import io.github.ipctck.implementation.Implementation;
import io.github.ipctck.implementation.Implementations;
import io.github.ipctck.kernel.Descriptor;
import io.github.ipctck.kernel.ProcessView;
import io.github.ipctck.sandbox.Account;
import io.github.ipctck.sandbox.Cell;
import io.github.ipctck.sandbox.Launch;
import io.github.ipctck.sandbox.RunDirectory;
import io.github.ipctck.sandbox.Sandbox;
import io.github.ipctck.sandbox.Sandboxes;
import io.github.ipctck.wire.ControlSocket;
import io.github.ipctck.wire.MessageTap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The Python agent itself. */
class PythonAgentTest {
    private static final Path AGENT = Product.HOME.resolve("containers/agents/python/ipctck_agent.py");
    private static final int CLOSE_ON_EXEC = 02000000;

    @Test
    void itsSyntaxIsThatOfPython38() {
        Shell.lines(
                "/usr/bin/python3 -c 'import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 8))' "
                        + AGENT);
    }

    @Test
    void aControlConnectionSurvivesNeitherForkNorExecAndNurseriesReap() throws IOException {
        Implementation cpython = new Implementations(Product.HOME.resolve("containers")).find("cpython");
        Account account = Account.ofAgents();
        try (RunDirectory directory = RunDirectory.create(account);
                Sandbox sandbox = Sandboxes.open(Optional.of("bubblewrap"), cpython, directory, account, line -> {})) {
            Path place = directory.newSocketDirectory();
            Path path = place.resolve(Launch.SOCKET_NAME);
            ControlSocket socket = ControlSocket.listen(path, MessageTap.NONE);
            directory.own(path);
            Cell cell = sandbox.start(new Launch(place, Map.of()));
            Nursery nursery = Nursery.await(cell, socket, Duration.ofSeconds(10));
            try {
                Scene scene = nursery.newScene(Budgets.DEFAULT);
                Actor parent = scene.newActor("parent");
                assertThat(sockets(parent)).hasSize(1);
                Actor child = parent.fork("child").child();
                assertThat(sockets(child)).hasSize(1);
                assertThat(sockets(child).get(0).target())
                        .isNotEqualTo(sockets(parent).get(0).target());
                assertThat(sockets(child).get(0).flags() & CLOSE_ON_EXEC).isNotZero();
                for (int i = 0; i < 100; i++) {
                    scene.newActor("short-lived").exitImmediately(0);
                }
                scene.end();
                assertThat(nursery.reset(Duration.ofSeconds(5))).isTrue();
                assertThat(ProcessView.of(cell.rootPid()).descendants())
                        .as("the sandbox's init and the nursery")
                        .hasSize(2);
            } finally {
                nursery.close();
            }
        }
    }

    private static List<Descriptor> sockets(Actor actor) {
        return actor.kernel().descriptors().stream()
                .filter(descriptor -> descriptor.target().startsWith("socket:"))
                .toList();
    }
}
