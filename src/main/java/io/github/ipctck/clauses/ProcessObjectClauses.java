package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Actor.SIGKILL;
import static io.github.ipctck.actor.Actor.SIGTERM;
import static io.github.ipctck.actor.Blocking.BY_DEFAULT;
import static io.github.ipctck.actor.Blocking.upTo;
import static io.github.ipctck.kernel.ProcessState.GONE;
import static io.github.ipctck.kernel.ProcessState.ZOMBIE;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.stage.Assertions.expect;
import static io.github.ipctck.stage.Assertions.expectEqual;
import static io.github.ipctck.wire.Fault.CLOSED;
import static io.github.ipctck.wire.Fault.STATE;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.ProcessObject;
import io.github.ipctck.actor.ProcessOptions;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import io.github.ipctck.wire.Value;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

@Chapter("process-object")
class ProcessObjectClauses {
    /** A time-out that a clause waits for, and measures. */
    private static final Duration T = Duration.ofMillis(100);

    /** A time-out far beyond a clause's patience. */
    private static final Duration FAR = Duration.ofMinutes(10);

    private static final Value ALIVE = Value.of(true);
    private static final Value NOT_ALIVE = Value.of(false);

    // -------------------------------------------------------------------------------------------------------- start

    @Clause("PROC-START-RUNS-TARGET")
    void startRunsTheTargetInANewProcess(Actor parent) {
        var process = parent.newProcess("child");
        var processesBefore = parent.scene().hostPids();
        expect(
                !process.role().isTaken(),
                "the target of " + process + " to run once it is started",
                "it ran before the start");

        var child = parent.start(process);
        expect(
                !processesBefore.contains(child.kernel().pid()),
                "`start` in " + parent + " to make a new process",
                "the kernel knew " + child + " before");
        expectEqual("getpid in " + parent + ", asked again after the start,", parent.pid(), parent.getpid());
    }

    @Clause("PROC-START-ARGUMENTS")
    void theTargetIsCalledWithTheArgumentsThatWereGiven(Actor parent, Random random) {
        var arguments = List.of(Value.of(random.nextInt()), Value.NONE, Value.of(false), aNumber(random));
        var child = parent.start(parent.newProcess("child", ProcessOptions.arguments(arguments)));
        expectEqual("the arguments of the target of child", Value.list(arguments), child.variable("positional"));

        var none = parent.start(parent.newProcess("child without arguments"));
        expectEqual("the arguments of its target, where none were given,", Value.list(), none.variable("positional"));
    }

    @Clause("PROC-START-KEYWORDS")
    void theTargetIsCalledWithTheKeywordArgumentsThatWereGiven(Actor parent, Random random) {
        var keywords = Value.dictionary("first", aNumber(random), "second", aNumber(random));
        var child = parent.start(parent.newProcess("child", ProcessOptions.keywords(keywords)));
        expectEqual("the keyword arguments of the target of child", keywords, child.variable("keywords"));
    }

    @Clause("PROC-START-TWICE")
    void aProcessObjectCanBeStartedOnce(Actor parent) {
        var process = parent.newProcess("child");
        var child = parent.start(process);
        assertThat(parent.starting(process)).failsWith(STATE);

        end(child);
        parent.join(process);
        assertThat(parent.starting(process)).failsWith(STATE);
    }

    // --------------------------------------------------------------------------------------------------------- name

    @Clause("PROC-NAME-GIVEN")
    void aProcessHasTheNameThatItWasGiven(Actor parent, Random random) {
        var name = "process " + random.nextInt(1000);
        var process = parent.newProcess("child", ProcessOptions.named(name));
        expectName(name, process, parent);
        parent.start(process);
        expectName(name, process, parent);
    }

    @Clause("PROC-NAME-DEFAULT")
    void processesWithoutAGivenNameHaveDifferentNames(Actor parent) {
        var names = new HashSet<Value>();
        for (int i = 1; i <= 3; i++) {
            var name = parent.nameOf(parent.newProcess("child " + i));
            expect(
                    !name.asText().isEmpty(),
                    "a process without a given name to have a name that is not empty",
                    "the name is " + name);
            expect(names.add(name), "the default names of processes to differ", "two have the name " + name);
        }
    }

    @Clause("PROC-NAME-SET")
    void theNameOfAProcessCanBeChanged(Actor parent, Random random) {
        var name = "process " + random.nextInt(1000);
        var process = parent.newProcess("child");
        parent.rename(process, name);
        expectName(name, process, parent);
        var child = parent.start(process);
        expectEqual(
                "the name of the current process in " + child,
                Value.of(name),
                child.currentProcess().field("name"));
    }

    // ---------------------------------------------------------------------------------------------------------- pid

    @Clause("PROC-PID-BEFORE-START")
    void beforeTheStartThereIsNoPid(Actor parent) {
        var process = parent.newProcess("child");
        expectEqual("the pid of " + process + " before the start", Value.NONE, parent.pidOf(process));
    }

    @Clause("PROC-PID")
    void thePidIsThatOfTheProcessThatRunsTheTarget(Actor parent) {
        var first = parent.newProcess("first");
        var second = parent.newProcess("second");
        for (var process : List.of(first, second)) {
            var child = parent.start(process);
            expectEqual("getpid in " + child, child.pid(), child.getpid());
            expectEqual("the pid of " + process + ", of " + child + ",", Value.of(child.pid()), parent.pidOf(process));
        }
    }

    @Clause("PROC-CHILD")
    void theStartedProcessIsAChildOfTheCaller(Actor parent) {
        var child = parent.start(parent.newProcess("child"));
        assertThat(child).isChildOf(parent);
        expectEqual("getppid in " + child, parent.pid(), child.getppid());
    }

    // -------------------------------------------------------------------------------------------------------- alive

    @Clause("PROC-ALIVE-BEFORE-START")
    void aProcessThatWasNotStartedIsNotAlive(Actor parent) {
        assertThat(parent.askingWhetherAlive(parent.newProcess("child"))).returns(NOT_ALIVE);
    }

    @Clause("PROC-ALIVE-RUNNING")
    void aProcessIsAliveFromItsStartUntilItEnds(Actor parent) {
        var process = parent.newProcess("child");
        assertThat(parent.starting(process)).returns();
        assertThat(parent.askingWhetherAlive(process)).returns(ALIVE);
        var child = process.role().taken(parent, "start");
        assertThat(parent.askingWhetherAlive(process)).returns(ALIVE);

        end(child);
        parent.join(process);
        assertThat(parent.askingWhetherAlive(process)).returns(NOT_ALIVE);
    }

    @Clause("PROC-ALIVE-ZOMBIE")
    void aDeadChildThatNobodyJoinedIsNotAlive(Actor parent) {
        var process = parent.newProcess("child");
        var child = parent.start(process);
        end(child);
        assertThat(child).isInState(ZOMBIE);
        assertThat(parent.askingWhetherAlive(process)).returns(NOT_ALIVE);
    }

    // --------------------------------------------------------------------------------------------------------- join

    @Clause("PROC-JOIN-WAITS")
    void joinBlocksUntilTheProcessHasEnded(Actor parent) {
        var process = parent.newProcess("child");
        var child = parent.start(process);
        var join = parent.joining(process);
        assertThat(join).staysBlockedWhile("child lives");

        end(child);
        assertThat(join).returns();
    }

    @Clause("PROC-JOIN-TIMEOUT")
    void joinWithATimeOutReturnsAfterItAndLeavesTheProcessAlive(Actor parent) {
        var process = parent.newProcess("child");
        var child = parent.start(process);
        assertThat(parent.joining(process, upTo(T))).returns().noEarlierThan(T);
        assertThat(child).isAlive();
        assertThat(parent.askingWhetherAlive(process)).returns(ALIVE);

        end(child);
        assertThat(parent.joining(process)).returns();
    }

    @Clause("PROC-JOIN-WITHIN-TIMEOUT")
    void joinWithATimeOutReturnsWhenTheProcessEndsBefore(Actor parent) {
        var process = parent.newProcess("child");
        var child = parent.start(process);
        var join = parent.joining(process, upTo(FAR));
        assertThat(join).staysBlockedWhile("child lives");

        end(child);
        assertThat(join).returns();
    }

    @Clause("PROC-JOIN-TIMEOUT-AGAIN")
    void aJoinThatTimedOutCanBeRepeated(Actor parent) {
        var process = parent.newProcess("child");
        var child = parent.start(process);
        assertThat(parent.joining(process, upTo(T))).returns().noEarlierThan(T);
        assertThat(parent.joining(process, upTo(T))).returns().noEarlierThan(T);
        var join = parent.joining(process, upTo(FAR));
        assertThat(join).staysBlockedWhile("child lives");

        end(child);
        assertThat(join).returns();
    }

    @Clause("PROC-JOIN-REAPS")
    void joinReapsTheDeadChild(Actor parent) {
        var process = parent.newProcess("child");
        var child = parent.start(process);
        end(child);
        assertThat(child).isInState(ZOMBIE);

        parent.join(process);
        assertThat(child).isInState(GONE);
    }

    @Clause("PROC-JOIN-TWICE")
    void aProcessThatWasJoinedCanBeJoinedAgain(Actor parent) {
        var process = parent.newProcess("child");
        end(parent.start(process));
        assertThat(parent.joining(process)).returns();
        assertThat(parent.joining(process)).returns();
        assertThat(parent.joining(process, upTo(FAR))).returns();
    }

    @Clause("PROC-JOIN-LEAVES-OTHERS")
    void joiningOneChildReapsNoOther(Actor parent, Random random) {
        var processes =
                Stream.of("first", "second", "third").map(parent::newProcess).toList();
        var children = processes.stream().map(parent::start).toList();
        children.forEach(ProcessObjectClauses::end);
        int joined = random.nextInt(3);
        parent.join(processes.get(joined));
        for (int i = 0; i < 3; i++) {
            assertThat(children.get(i)).isInState(i == joined ? GONE : ZOMBIE);
        }
        processes.forEach(process -> assertThat(parent.joining(process)).returns());
    }

    @Clause("PROC-JOIN-UNSTARTED")
    void aProcessThatWasNotStartedCanNotBeJoined(Actor parent) {
        assertThat(parent.joining(parent.newProcess("child"))).failsWith(STATE);
    }

    @Clause("PROC-JOIN-FOREIGN")
    void onlyTheParentCanJoinAProcess(Actor parent) {
        var process = parent.newProcess("child");
        var child = parent.start(process);
        var sibling = parent.fork("sibling").child();
        assertThat(sibling.joining(process)).failsWith(STATE);

        end(child);
        assertThat(sibling.joining(process)).failsWith(STATE);
        assertThat(parent.joining(process)).returns();
    }

    // ---------------------------------------------------------------------------------------------------- exit codes

    @Clause("PROC-EXITCODE-RUNNING")
    void untilTheProcessHasEndedThereIsNoExitCode(Actor parent) {
        var process = parent.newProcess("child");
        expectExitcode(Value.NONE, process, "before the start", parent);
        parent.start(process);
        expectExitcode(Value.NONE, process, "while child lives", parent);
    }

    @Clause("PROC-EXITCODE-NORMAL")
    void theExitCodeOfAProcessWhoseTargetReturnedIsZero(Actor parent, Random random) {
        for (var returned : List.of(Value.NONE, Value.of(random.nextInt(1, 256)))) {
            var process = parent.newProcess("child that returns " + returned);
            var child = parent.start(process);
            child.returning(returned).value();
            parent.join(process);
            expectExitcode(Value.of(0), process, "after its target returned " + returned, parent);
        }
    }

    @Clause("PROC-EXITCODE-STATUS")
    void theExitCodeOfAProcessThatExitedIsItsStatus(Actor parent, Random random) {
        for (int status : List.of(0, 1, SIGTERM, 255, random.nextInt(2, 255))) {
            var process = parent.newProcess("child that exits with " + status);
            parent.start(process).exit(status);
            parent.join(process);
            expectExitcode(Value.of(status), process, "after it exited with " + status, parent);
        }
    }

    @Clause("PROC-EXITCODE-SIGNAL")
    void theExitCodeOfAProcessThatASignalEndedIsTheNegativeSignal(Actor parent) {
        var process = parent.newProcess("child");
        var child = parent.start(process);
        parent.signal(child, "SIGKILL");
        parent.join(process);
        expectExitcode(Value.of(-SIGKILL), process, "after it was killed by signal " + SIGKILL, parent);

        var second = parent.newProcess("second child");
        var other = parent.start(second);
        parent.signal(other, "SIGTERM");
        parent.join(second);
        expectExitcode(Value.of(-SIGTERM), second, "after it was ended by signal " + SIGTERM, parent);
    }

    @Clause("PROC-EXITCODE-EXCEPTION")
    void theExitCodeOfAProcessWhoseTargetRaisedIsOneAndTheParentGoesOn(Actor parent) {
        var process = parent.newProcess("child");
        var child = parent.start(process);
        child.raising("raised on purpose").value();
        parent.join(process);
        expectExitcode(Value.of(1), process, "after its target raised an error", parent);
        expectEqual("getpid in " + parent, parent.pid(), parent.getpid());
    }

    // ---------------------------------------------------------------------------------------------- ending and closing

    @Clause("PROC-TERMINATE")
    void terminateEndsTheProcessBySigterm(Actor parent) {
        var process = parent.newProcess("child");
        var child = parent.start(process);
        parent.terminate(process);
        child.awaitDeath();
        parent.join(process);
        expectExitcode(Value.of(-SIGTERM), process, "after it was terminated", parent);
    }

    @Clause("PROC-KILL")
    void killEndsTheProcessBySigkill(Actor parent) {
        var process = parent.newProcess("child");
        var child = parent.start(process);
        parent.kill(process);
        child.awaitDeath();
        parent.join(process);
        expectExitcode(Value.of(-SIGKILL), process, "after it was killed", parent);
    }

    @Clause("PROC-CLOSE")
    void aClosedProcessObjectRefusesToBeUsed(Actor parent) {
        var process = parent.newProcess("child");
        end(parent.start(process));
        parent.join(process);
        assertThat(parent.closing(process)).returns();
        assertThat(parent.askingWhetherAlive(process)).failsWith(CLOSED);
        assertThat(parent.joining(process)).failsWith(CLOSED);
        assertThat(parent.starting(process)).failsWith(CLOSED);
    }

    @Clause("PROC-CLOSE-RUNNING")
    void aProcessObjectCanNotBeClosedWhileItsProcessRuns(Actor parent) {
        var process = parent.newProcess("child");
        var child = parent.start(process);
        assertThat(parent.closing(process)).failsWith(STATE);
        assertThat(child).isAlive();

        end(child);
        assertThat(parent.joining(process)).returns();
        assertThat(parent.closing(process)).returns();
    }

    // ------------------------------------------------------------------------------------------------------- daemons

    @Clause("PROC-DAEMON-ENDS-WITH-PARENT")
    void aDaemonIsEndedWhenItsParentExits(Actor parent) {
        var process = parent.newProcess("daemon", ProcessOptions.daemon(true));
        expectEqual("`daemon` of " + process, Value.of(true), parent.isDaemon(process));
        var daemon = parent.start(process);
        parent.exit(0);
        daemon.awaitDeath();
    }

    @Clause("PROC-DAEMON-CHILDLESS")
    void aDaemonCanNotStartProcesses(Actor parent) {
        var daemon = parent.start(parent.newProcess("daemon", ProcessOptions.daemon(true)));
        var process = daemon.newProcess("grandchild");
        assertThat(daemon.starting(process)).failsWith(STATE);
    }

    @Clause("PROC-NON-DAEMON-IS-JOINED-AT-EXIT")
    void aParentThatExitsWaitsForItsChildrenThatAreNoDaemons(Actor parent) {
        var child = parent.start(parent.newProcess("child"));
        var exit = parent.exiting(0);
        assertThat(exit).staysBlockedWhile("child lives");
        assertThat(child).isAlive();

        end(child);
        assertThat(exit).returns();
        parent.awaitDeath();
    }

    // ------------------------------------------------------------------------------------ sentinels and the others

    @Clause("PROC-SENTINEL")
    void theSentinelIsReadyWhenTheProcessHasEnded(Actor parent) {
        var process = parent.newProcess("child");
        var child = parent.start(process);
        var sentinel = parent.sentinelOf(process);
        assertThat(parent.watching(sentinel, upTo(Duration.ZERO))).returns(false);
        var wait = parent.watching(sentinel, BY_DEFAULT);
        assertThat(wait).staysBlockedWhile("child lives");

        end(child);
        assertThat(wait).returns(true);
        assertThat(parent.watching(sentinel, upTo(Duration.ZERO))).returns(true);
    }

    @Clause("PROC-ACTIVE-CHILDREN")
    void theActiveChildrenAreThoseThatLive(Actor parent) {
        expectActive(Set.of(), parent);
        var first = parent.newProcess("first");
        var firstChild = parent.start(first);
        var second = parent.newProcess("second");
        var secondChild = parent.start(second);
        parent.newProcess("never started");
        expectActive(Set.of(firstChild, secondChild), parent);

        end(firstChild);
        parent.join(first);
        expectActive(Set.of(secondChild), parent);
    }

    @Clause("PROC-ACTIVE-CHILDREN-REAPS")
    void askingForTheActiveChildrenReapsTheDeadOnes(Actor parent) {
        var dead = parent.start(parent.newProcess("dead child"));
        var living = parent.start(parent.newProcess("living child"));
        end(dead);
        assertThat(dead).isInState(ZOMBIE);
        expectActive(Set.of(living), parent);
        assertThat(dead).isInState(GONE);
    }

    @Clause("PROC-CURRENT")
    void theCurrentProcessInAChildIsItsOwnProcessObject(Actor parent, Random random) {
        var name = "process " + random.nextInt(1000);
        var child = parent.start(parent.newProcess("child", ProcessOptions.named(name)));
        var current = child.currentProcess();
        expectEqual("the name of the current process in " + child, Value.of(name), current.field("name"));
        expectEqual("the pid of the current process in " + child, Value.of(child.pid()), current.field("pid"));

        var inParent = parent.currentProcess();
        expectEqual("the pid of the current process in " + parent, Value.of(parent.pid()), inParent.field("pid"));
    }

    @Clause("PROC-PARENT")
    void theParentProcessInAChildIsTheOneThatStartedIt(Actor parent) {
        expectEqual(
                "the parent process in " + parent + ", which is a main process,", Value.NONE, parent.parentProcess());
        var child = parent.start(parent.newProcess("child"));
        expectEqual(
                "the pid of the parent process in " + child,
                Value.of(parent.pid()),
                child.parentProcess().field("pid"));
        var grandchild = child.start(child.newProcess("grandchild"));
        expectEqual(
                "the pid of the parent process in " + grandchild,
                Value.of(child.pid()),
                grandchild.parentProcess().field("pid"));
    }

    @Clause("PROC-ISOLATION")
    void whatAProcessChangesIsNeverSeenByAnother(Actor parent, Random random) {
        var ofTheParent = aNumber(random);
        var ofTheChild = aNumber(random);
        parent.setVariable("x", ofTheParent);
        var child = parent.start(parent.newProcess("child"));
        child.setVariable("x", ofTheChild);
        expectEqual("x in " + parent + ", since changed in the child only,", ofTheParent, parent.variable("x"));

        parent.setVariable("x", aNumber(random));
        expectEqual("x in " + child + ", since changed in the parent too,", ofTheChild, child.variable("x"));
    }

    // ------------------------------------------------------------------------------- what several clauses are made of

    /** Its target returns; waits until the kernel says that the process is dead. */
    private static void end(Actor child) {
        child.returning(Value.NONE).value();
        child.awaitDeath();
    }

    private static Value aNumber(Random random) {
        return Value.of(random.nextInt());
    }

    private static void expectName(String name, ProcessObject process, Actor parent) {
        expectEqual("the name of " + process, Value.of(name), parent.nameOf(process));
    }

    private static void expectExitcode(Value expected, ProcessObject process, String when, Actor parent) {
        expectEqual("the exit code of " + process + " " + when, expected, parent.exitcodeOf(process));
    }

    private static void expectActive(Set<Actor> children, Actor parent) {
        expectEqual(
                "the pids of the active children of " + parent,
                children.stream().map(Actor::pid).sorted().map(Value::of).toList(),
                parent.activeChildren());
    }
}
