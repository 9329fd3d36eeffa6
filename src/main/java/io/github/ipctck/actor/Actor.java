package io.github.ipctck.actor;

import io.github.ipctck.kernel.ProcessView;
import io.github.ipctck.wire.Connection;
import io.github.ipctck.wire.Hello;
import io.github.ipctck.wire.Value;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A process of the implementation under test that the suite drives one operation at a time. Verbs that end in -ing start
 * an operation and give the pending {@link Call}; the others wait for its result.
 */
public final class Actor
        implements ProcessVerbs,
                ProcessObjectVerbs,
                PoolVerbs,
                PipeVerbs,
                QueueVerbs,
                ValueVerbs,
                LockVerbs,
                ArrayVerbs,
                ScopeVerbs,
                SemaphoreVerbs,
                EventVerbs,
                ConditionVerbs,
                BarrierVerbs,
                ReadyVerbs,
                SocketVerbs {
    private final Scene scene;
    private final String name;
    private final Connection connection;
    private final Hello hello;
    private final ProcessView kernel;
    private Call<?> last;

    Actor(Scene scene, String name, Connection connection, Hello hello) {
        this.scene = scene;
        this.name = name;
        this.connection = connection;
        this.hello = hello;
        this.kernel = ProcessView.of(connection.peerPid());
    }

    public String name() {
        return name;
    }

    /** Its pid as it sees it itself. */
    public long pid() {
        return hello.pid();
    }

    /** Its parent's pid as it saw it when it connected. */
    public long parentPid() {
        return hello.ppid();
    }

    /** What fork returned in it, if it was made by fork. */
    public Optional<Value> forkReturned() {
        return hello.returned();
    }

    /** The process as the kernel sees it. */
    public ProcessView kernel() {
        return kernel;
    }

    @Override
    public Scene scene() {
        return scene;
    }

    Connection connection() {
        return connection;
    }

    /** Writes into the trace what the kernel said of it. */
    public void observed(String observation) {
        observedSince(observation, null);
    }

    /** Writes into the trace what the kernel said of it for a while. */
    public void observedFor(String observation, Duration past) {
        observedSince(observation, scene.trace().now() - past.toNanos() / 1000);
    }

    private void observedSince(String observation, Long since) {
        scene.trace().add(new TraceEvent.Observation(scene.trace().now(), name, observation, since));
    }

    @Override
    public <T> Call<T> begin(String operation, Params params, Function<Value, T> decode) {
        Call<T> call = new Call<>(this, operation, params, decode, false);
        last = call;
        return call;
    }

    @Override
    public Call<Void> beginLast(String operation, Params params) {
        return new Call<>(this, operation, params, value -> null, true);
    }

    /** How the operation that it was asked for last failed, as in 'it …', if it is this one and that was not seen yet. */
    Optional<String> refusalOf(String operation) {
        if (last == null || !last.isOpen() || !last.isOf(operation)) {
            return Optional.empty();
        }
        return last.peek().filter(Outcome.Failed.class::isInstance).map(Outcome::told);
    }

    /** Whether it has given up its role: its process ended, or goes on with something else. */
    boolean hasLeft() {
        return connection.hasEnded();
    }

    /** Makes the process's target or task return that value. The call ends when the process has left its role. */
    public Call<Void> returning(Value value) {
        return beginLast("return", Params.of("value", value));
    }

    /** Makes the process's target or task raise an error with that text. The call ends when it has left its role. */
    public Call<Void> raising(String message) {
        return beginLast("raise", Params.of("message", message));
    }

    /** The same, with an error of that type. */
    public Call<Void> raising(String type, String message) {
        return beginLast("raise", Params.of("type", type, "message", message));
    }

    /** Many small operations to be performed at once. */
    public Batch batch() {
        return new Batch(this);
    }

    /** How it ended, as in 'it …', as far as the kernel still knows. */
    public String deathTold() {
        OptionalInt status = kernel.waitStatus();
        if (status.isEmpty()) {
            return kernel.state().isDead() ? "is dead" : "closed its control connection but lives on";
        }
        int signal = status.getAsInt() & 0x7f;
        return signal != 0
                ? "was ended by signal " + signal
                : "exited with status " + ((status.getAsInt() >> 8) & 0xff);
    }

    /**
     * A child process that holds exactly these handles, made by whatever means the implementation has.
     *
     * @throws org.opentest4j.AssertionFailedError if the kernel does not know it as a new process
     */
    public Actor child(String childName, Handle... handles) {
        Role role = scene.newRole(childName);
        Call<Long> call = begin("child", Params.of("handles", List.of(handles), "token", role.token()), Value::asLong);
        return scene.awaitActor(role, this, "child", OptionalLong.of(call.value()));
    }

    /**
     * Forks. The child holds everything that this actor holds.
     *
     * @throws org.opentest4j.AssertionFailedError if the kernel does not know the child as a new process
     */
    public Fork fork(String childName) {
        Role role = scene.newRole(childName);
        long returned = forking(role).value();
        return new Fork(returned, scene.awaitActor(role, this, "fork", OptionalLong.of(returned)));
    }

    /** Tries to fork where it is expected to be refused. */
    public Call<Long> forking() {
        return forking(scene.newRole("child"));
    }

    private Call<Long> forking(Role role) {
        return begin("fork", Params.of("token", role.token()), Value::asLong);
    }

    @Override
    public String toString() {
        return name + " (pid " + pid() + ")";
    }
}
