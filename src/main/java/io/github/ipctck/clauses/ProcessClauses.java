package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Actor.SIGKILL;
import static io.github.ipctck.actor.Actor.SIGTERM;
import static io.github.ipctck.actor.WaitResult.exited;
import static io.github.ipctck.actor.WaitResult.signaled;
import static io.github.ipctck.kernel.ProcessState.GONE;
import static io.github.ipctck.kernel.ProcessState.RUNNING;
import static io.github.ipctck.kernel.ProcessState.SLEEPING;
import static io.github.ipctck.kernel.ProcessState.STOPPED;
import static io.github.ipctck.kernel.ProcessState.ZOMBIE;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.stage.Assertions.expect;
import static io.github.ipctck.stage.Assertions.expectEqual;
import static io.github.ipctck.wire.Fault.NO_CHILD;
import static io.github.ipctck.wire.Fault.RESOURCE;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.OpenFile;
import io.github.ipctck.actor.WaitResult;
import io.github.ipctck.kernel.Descriptor;
import io.github.ipctck.kernel.ProcessView;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import io.github.ipctck.wire.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

@Chapter("process")
class ProcessClauses {
    /** Busy for longer than any clause waits. */
    private static final Duration ENDLESSLY = Duration.ofMinutes(10);

    /** Processor time that a process can't get by reading a request. */
    private static final Duration SOME_WORK = Duration.ofMillis(5);

    // --------------------------------------------------------------------------------------------------------- fork

    @Clause("FORK-TWO-RETURNS")
    void forkReturnsTheChildsPidInTheParentAndZeroInTheChild(Actor parent) {
        var child = forkReturnsTwice(parent, "child");
        forkReturnsTwice(parent, "second child");
        forkReturnsTwice(child, "grandchild");
    }

    private static Actor forkReturnsTwice(Actor parent, String name) {
        var processesBefore = parent.scene().hostPids();
        var fork = parent.fork(name);
        var child = fork.child();

        expectEqual("the result of fork in " + parent, child.pid(), fork.returned());
        expectEqual(
                "the result of fork in " + child,
                Value.of(0),
                child.forkReturned().orElse(Value.NONE));
        expect(
                !processesBefore.contains(child.kernel().pid()),
                "fork in " + parent + " to make a new process",
                "the kernel knew " + child + " before the fork");
        return child;
    }

    @Clause("FORK-PARENTAGE")
    void theChildsParentIsTheProcessThatForked(Actor parent) {
        expectEqual("getpid in " + parent, parent.pid(), parent.getpid());
        var child = parent.fork("child").child();

        expectEqual("getpid in " + child, child.pid(), child.getpid());
        assertThat(child).isChildOf(parent);
        expectEqual("getppid in " + child, parent.pid(), child.getppid());
        expectEqual("getppid in " + parent, parentByTheKernel(parent), parent.getppid());
    }

    @Clause("FORK-COPIES-MEMORY")
    void theChildHasACopyOfTheParentsVariablesAndSharesNone(Actor parent, Random random) {
        var atFork = Value.of(random.nextInt());
        var ofTheChild = Value.of(random.nextInt());
        var ofTheParent = Value.of(random.nextInt());
        parent.setVariable("x", atFork);
        var child = parent.fork("child").child();
        expectEqual("x in " + child + ", set before the fork,", atFork, child.variable("x"));

        child.setVariable("x", ofTheChild);
        expectEqual("x in " + parent + ", since changed in the child only,", atFork, parent.variable("x"));

        parent.setVariable("x", ofTheParent);
        expectEqual("x in " + child + ", since changed in the parent too,", ofTheChild, child.variable("x"));
    }

    @Clause("FORK-SHARES-OPEN-FILES")
    void parentAndChildShareTheOffsetOfAFileOpenAtTheFork(Actor parent, Random random) {
        var firstHalf = text(random);
        var secondHalf = text(random);
        var before = parent.kernel().descriptors();
        var file = parent.newFile();
        var opened = filesOpenedSince(before, parent);
        expect(!opened.isEmpty(), "the new file to be open in " + parent, "the kernel knows of no such descriptor");
        parent.write(file, firstHalf + secondHalf);
        parent.seek(file, 0);
        var child = parent.fork("child").child();

        expectText("the first half, read in " + child, firstHalf, child.read(file, firstHalf.length()));
        expectEqual("the file that is open in " + child, filesAt(opened, parent), filesAt(opened, child));
        expectText("the second half, read in " + parent, secondHalf, parent.read(file, secondHalf.length()));
    }

    @Clause("FORK-TREE")
    void forksNestAndMakeExactlyTheTreeThatTheyDescribe(Actor root) {
        var left = root.fork("left").child();
        var right = root.fork("right").child();
        var leftLeaves = List.of(
                left.fork("left leaf 1").child(), left.fork("left leaf 2").child());
        var rightLeaves = List.of(
                right.fork("right leaf 1").child(), right.fork("right leaf 2").child());

        expectChildren(root, List.of(left, right));
        expectChildren(left, leftLeaves);
        expectChildren(right, rightLeaves);
        Stream.of(leftLeaves, rightLeaves).flatMap(List::stream).forEach(leaf -> expectChildren(leaf, List.of()));
    }

    @Clause("FORK-CONCURRENT")
    void parentAndChildRunAtTheSameTime(Actor parent) {
        var child = parent.fork("child").child();
        var parentsWork = parent.spinning(ENDLESSLY);
        var childsWork = child.spinning(ENDLESSLY);

        assertThat(parent).gainsProcessorTime(SOME_WORK);
        assertThat(child).gainsProcessorTime(SOME_WORK);
        assertThat(parentsWork).isUnderWay();
        assertThat(childsWork).isUnderWay();
    }

    @Clause("FORK-FAILURE")
    void forkBeyondTheLimitOfProcessesFailsAndHarmsNothing(Actor parent) {
        var limit = parent.limitProcesses(Value.of(0));
        assertThat(parent.forking()).failsWith(RESOURCE);
        expectChildren(parent, List.of());

        parent.limitProcesses(limit);
        var child = parent.fork("child").child();
        child.exitImmediately(0);
        assertThat(parent.waiting()).returns(exited(child, 0));
    }

    @Clause("FORK-COPIES-BUFFERS")
    void bufferedTextComesOutOnceForEachProcessThatExitsOrderly(Actor parent, Random random) {
        var text = text(random);
        var output = parent.newFile();
        var writer = parent.fork("writer").child();
        writer.redirectStandardOutput(output);
        writer.print(text);
        var child = writer.fork("child").child();

        child.exit(0);
        assertThat(writer.waiting()).returns(exited(child, 0));
        writer.exit(0);
        expectText("the output of writer and child together", text + text, contents(parent, output));
    }

    // --------------------------------------------------------------------------------------------------------- exit

    @Clause("EXIT-STATUS")
    void theParentIsToldTheExitStatusModulo256(Actor parent, Random random) {
        int status = status(random);
        int complement = 255 - status; // with it, every bit is set once and clear once
        var all = Stream.of(0, 1, 128 + SIGKILL, 255, status, complement, -1, 256, 511);
        for (int told : all.distinct().toList()) {
            var child = parent.fork("child that exits with " + told).child();
            child.exitImmediately(told);
            assertThat(child).leavesExitStatus(Math.floorMod(told, 256));
            assertThat(parent.waiting()).returns(exited(child, Math.floorMod(told, 256)));
        }
    }

    @Clause("EXIT-IMMEDIATE")
    void theImmediateExitRunsNoHandlerAndFlushesNothing(Actor parent, Random random) {
        int status = status(random);
        var cleaned = parent.newFile();
        var printed = parent.newFile();
        var child = parent.fork("child").child();
        child.registerCleanup(cleaned, text(random));
        child.redirectStandardOutput(printed);
        child.print(text(random));

        child.exitImmediately(status);
        assertThat(parent.waiting()).returns(exited(child, status));
        expectText("what the clean-up handler wrote", "", contents(parent, cleaned));
        expectText("what was flushed", "", contents(parent, printed));
    }

    @Clause("EXIT-ORDERLY")
    void theOrderlyExitRunsTheHandlersAndFlushesTheOutput(Actor parent, Random random) {
        int status = status(random);
        var farewell = text(random);
        var output = text(random);
        var cleaned = parent.newFile();
        var printed = parent.newFile();
        var child = parent.fork("child").child();
        child.registerCleanup(cleaned, farewell);
        child.redirectStandardOutput(printed);
        child.print(output);

        child.exit(status);
        assertThat(parent.waiting()).returns(exited(child, status));
        expectText("what the clean-up handler wrote", farewell, contents(parent, cleaned));
        expectText("what was flushed", output, contents(parent, printed));
    }

    @Clause("EXIT-BY-SIGNAL")
    void aChildThatASignalKilledIsReportedWithTheSignal(Actor parent) {
        var killed = parent.fork("killed").child();
        parent.signal(killed, "SIGKILL");
        assertThat(parent.waiting()).returns(signaled(killed, SIGKILL));

        var terminated = parent.fork("terminated").child();
        parent.signal(terminated, "SIGTERM");
        assertThat(parent.waiting()).returns(signaled(terminated, SIGTERM));

        var exited = parent.fork("exited").child();
        exited.exitImmediately(SIGKILL);
        assertThat(parent.waiting()).returns(exited(exited, SIGKILL));
    }

    // --------------------------------------------------------------------------------------------------------- wait

    @Clause("WAIT-BLOCKS")
    void waitBlocksUntilAChildHasEnded(Actor parent, Random random) {
        int status = status(random);
        var child = parent.fork("child").child();
        var survivor = parent.fork("survivor").child();

        var wait = parent.waiting();
        assertThat(wait).staysBlockedWhile("both children live");

        child.exitImmediately(status);
        assertThat(wait).returns(exited(child, status));
        assertThat(survivor).isAlive();
    }

    @Clause("WAIT-RESULT")
    void waitGivesThePidOfAChildWithThatChildsStatus(Actor parent, Random random) {
        var results = endedChildren(parent, 3, random);

        for (int i = 0; i < 3; i++) {
            assertThat(parent.waiting()).returnsWhat(results::contains, "one of " + results);
        }
    }

    @Clause("WAIT-EACH-ONCE")
    void everyChildIsReturnedByExactlyOneWait(Actor parent, Random random) {
        var awaited = pids(endedChildren(parent, 5, random));

        while (!awaited.isEmpty()) {
            var wait = parent.waiting();
            assertThat(wait)
                    .returnsWhat(result -> awaited.contains(result.pid()), "one of the pids not yet seen " + awaited);
            awaited.remove(wait.value().pid());
        }
        assertThat(parent.waiting()).failsWith(NO_CHILD);
    }

    @Clause("WAIT-NO-CHILD")
    void waitWithoutChildrenFailsWithNoChild(Actor parent) {
        assertThat(parent.waiting()).failsWith(NO_CHILD);

        parent.fork("sibling");
        var childless = parent.fork("childless").child();
        assertThat(childless.waiting()).failsWith(NO_CHILD);
    }

    @Clause("WAIT-NOHANG")
    void theNonBlockingWaitReturnsNoneYetWhileTheChildLives(Actor parent, Random random) {
        int status = status(random);
        var child = parent.fork("child").child();
        assertThat(parent.askingFor(child)).returnsWhat(Optional::isEmpty, "none yet");
        assertThat(parent.askingFor(child)).returnsWhat(Optional::isEmpty, "none yet");

        child.exitImmediately(status);
        var result = exited(child, status);
        assertThat(parent.askingFor(child)).returnsWhat(Optional.of(result)::equals, result.toString());
    }

    @Clause("WAIT-SPECIFIC")
    void waitingForOnePidLeavesTheOtherChildrenToBeWaitedFor(Actor parent, Random random) {
        var first = endedChild(parent, "first", random);
        var second = endedChild(parent, "second", random);
        var third = endedChild(parent, "third", random);
        assertThat(parent.waitingFor(second.pid())).returns(second);

        var others = new HashSet<>(Set.of(first, third));
        while (!others.isEmpty()) {
            var wait = parent.waiting();
            assertThat(wait).returnsWhat(others::contains, "one of the other children: " + others);
            others.remove(wait.value());
        }
    }

    @Clause("WAIT-SPECIFIC-BLOCKS")
    void waitingForOnePidBlocksThoughAnotherChildHasEnded(Actor parent, Random random) {
        int status = status(random);
        var first = parent.fork("first").child();
        var second = parent.fork("second").child();
        first.exitImmediately(status(random));

        var wait = parent.waitingFor(second);
        assertThat(wait).staysBlockedWhile("second lives, though first has ended");

        second.exitImmediately(status);
        assertThat(wait).returns(exited(second, status));
    }

    @Clause("WAIT-FOREIGN")
    void waitingForAProcessThatIsNoChildFailsWithNoChild(Actor parent, Random random) {
        int status = status(random);
        var child = parent.fork("child").child();
        var sibling = parent.fork("sibling").child();
        var grandchild = child.fork("grandchild").child();
        assertThat(sibling.waitingFor(child)).failsWith(NO_CHILD);
        assertThat(parent.waitingFor(grandchild)).failsWith(NO_CHILD);

        grandchild.exitImmediately(status);
        assertThat(child.waitingFor(grandchild)).returns(exited(grandchild, status));
        child.exitImmediately(status);
        assertThat(parent.waitingFor(child)).returns(exited(child, status));
    }

    @Clause("WAIT-IGNORES-GRANDCHILDREN")
    void theEndOfAGrandchildDoesNotEndAWait(Actor parent, Random random) {
        int status = status(random);
        var child = parent.fork("child").child();
        var grandchild = child.fork("grandchild").child();
        var wait = parent.waiting();
        assertThat(wait).staysBlockedWhile("child lives");

        grandchild.exitImmediately(status(random));
        assertThat(wait).staysBlockedWhile("child lives, though grandchild has ended");
        assertThat(child.waiting()).returnsWhat(result -> result.pid() == grandchild.pid(), "the end of grandchild");

        child.exitImmediately(status);
        assertThat(wait).returns(exited(child, status));
    }

    @Clause("WAIT-IGNORES-STOPS")
    void aStoppedOrContinuedChildDoesNotEndAWait(Actor parent, Random random) {
        int status = status(random);
        var worker = parent.fork("worker").child();
        var signaller = parent.fork("signaller").child();
        var wait = parent.waiting();
        assertThat(wait).staysBlockedWhile("worker lives");

        signaller.signal(worker, "SIGSTOP");
        assertThat(worker).comesToState(STOPPED);
        assertThat(wait).staysBlockedWhile("worker is stopped");

        signaller.signal(worker, "SIGCONT");
        assertThat(worker).comesToState(SLEEPING);
        assertThat(wait).staysBlockedWhile("worker goes on");

        worker.exitImmediately(status);
        assertThat(wait).returns(exited(worker, status));
    }

    @Clause("WAIT-REAPS")
    void aDeadChildIsAZombieUntilItIsWaitedForAndThenGone(Actor parent, Random random) {
        int status = status(random);
        var child = parent.fork("child").child();
        child.exitImmediately(status);
        assertThat(child).isInState(ZOMBIE);

        assertThat(parent.waiting()).returns(exited(child, status));
        assertThat(child).isInState(GONE);
    }

    // ------------------------------------------------------------------------------------------------------- states

    @Clause("STATE-RUNNING")
    void aProcessThatComputesIsInStateR(Actor parent) {
        var child = parent.fork("child").child();
        var work = child.spinning(ENDLESSLY);

        assertThat(child).gainsProcessorTime(SOME_WORK).comesToState(RUNNING);
        assertThat(work).isUnderWay();
    }

    @Clause("STATE-SLEEPING")
    void aProcessThatWaitsIsInStateSAndUsesNoProcessorTime(Actor parent) {
        parent.fork("child");
        var wait = parent.waiting();

        assertThat(wait).burnsNoProcessorTime();
        assertThat(parent).isInState(SLEEPING);
    }

    @Clause("STATE-STOPPED")
    void aStoppedProcessIsInStateTAndGoesOnWhereItWas(Actor parent, Random random) {
        var remembered = Value.of(random.nextInt());
        var child = parent.fork("child").child();
        child.setVariable("x", remembered);

        parent.signal(child, "SIGSTOP");
        assertThat(child).comesToState(STOPPED);
        var question = child.readingVariable("x");
        assertThat(question).staysUnansweredInState(STOPPED);

        parent.signal(child, "SIGCONT");
        assertThat(question).returns(remembered);
        assertThat(child.readingVariable("x")).returns(remembered);
    }

    @Clause("STATE-ZOMBIE")
    void aProcessThatEndedIsInStateZUntilItsParentWaits(Actor parent, Random random) {
        var exited = parent.fork("exited").child();
        var killed = parent.fork("killed").child();
        exited.exitImmediately(status(random));
        parent.signal(killed, "SIGKILL");
        killed.awaitDeath();
        assertThat(exited).isInState(ZOMBIE).isChildOf(parent);
        assertThat(killed).isInState(ZOMBIE).isChildOf(parent);

        parent.getpid();
        parent.fork("third");
        assertThat(exited).isInState(ZOMBIE).isChildOf(parent);
        assertThat(killed).isInState(ZOMBIE).isChildOf(parent);
    }

    @Clause("ORPHAN-ADOPTED")
    void anOrphanGetsAnotherLivingParentAndGoesOn(Actor parent) {
        var orphan = parent.fork("orphan").child();
        parent.exitImmediately(0);

        long adopter = orphan.getppid();
        expect(
                adopter != parent.pid(),
                "getppid in " + orphan + " to change after the death of its parent",
                "it is still " + adopter);
        expectEqual("getppid in " + orphan, parentByTheKernel(orphan), adopter);
        var state = ProcessView.of(orphan.kernel().parent()).state();
        expect(!state.isDead(), "the new parent of " + orphan + " to be alive", "the kernel says that it is " + state);
    }

    @Clause("PID-STABLE")
    void aProcessKeepsItsPidAndSharesItWithNoOther(Actor parent) {
        var pids = new HashSet<Long>();
        long pidOfTheParent = newPid(parent, pids);
        for (String name : List.of("first", "second", "third")) {
            var child = parent.fork(name).child();
            long pidOfTheChild = newPid(child, pids);
            newPid(child.fork("child of " + name).child(), pids);
            expectEqual("getpid in " + child + ", asked again after a fork,", pidOfTheChild, child.getpid());
        }
        expectEqual("getpid in " + parent + ", asked again after forks,", pidOfTheParent, parent.getpid());
    }

    // ------------------------------------------------------------------------------- what several clauses are made of

    /** An exit status that nobody returns by accident. */
    private static int status(Random random) {
        return random.nextInt(1, 256);
    }

    private static String text(Random random) {
        return Long.toHexString(random.nextLong());
    }

    /** A child that exited, and what a wait has to tell of it. */
    private static WaitResult endedChild(Actor parent, String name, Random random) {
        int status = status(random);
        var child = parent.fork(name).child();
        child.exitImmediately(status);
        return exited(child, status);
    }

    private static Set<WaitResult> endedChildren(Actor parent, int count, Random random) {
        var results = new HashSet<WaitResult>();
        for (int i = 1; i <= count; i++) {
            results.add(endedChild(parent, "child " + i, random));
        }
        return results;
    }

    private static Set<Long> pids(Set<WaitResult> results) {
        var pids = new HashSet<Long>();
        results.forEach(result -> pids.add(result.pid()));
        return pids;
    }

    private static long newPid(Actor actor, Set<Long> others) {
        long pid = actor.getpid();
        expectEqual("getpid in " + actor, actor.pid(), pid);
        expect(others.add(pid), "a pid of its own for " + actor, "another living process said that it has " + pid);
        return pid;
    }

    /** The parent's pid as the kernel tells it, in the sandbox's own numbers. */
    private static long parentByTheKernel(Actor actor) {
        return ProcessView.of(actor.kernel().parent()).pidInside().orElse(0L);
    }

    /** The children are these and no others: by the kernel's word, and by their own. */
    private static void expectChildren(Actor parent, List<Actor> children) {
        var pids = new ArrayList<Long>();
        for (long child : parent.kernel().children()) {
            ProcessView.of(child).pidInside().ifPresent(pids::add);
        }
        expectEqual(
                "the pids of the children of " + parent + ", as the kernel knows them,",
                children.stream().map(Actor::pid).sorted().toList(),
                pids.stream().sorted().toList());
        children.forEach(child -> expectEqual("getppid in " + child, parent.pid(), child.getppid()));
    }

    private static String contents(Actor reader, OpenFile file) {
        reader.seek(file, 0);
        return reader.read(file, 1000);
    }

    private static void expectText(String what, String expected, String observed) {
        expectEqual(what, shown(expected), shown(observed));
    }

    private static String shown(String text) {
        return text.isEmpty() ? "nothing" : "'" + text + "'";
    }

    /** The numbers of the descriptors of files that an actor opened since. */
    private static List<Integer> filesOpenedSince(List<Descriptor> before, Actor actor) {
        var known = before.stream().map(Descriptor::number).toList();
        return actor.kernel().descriptors().stream()
                .filter(descriptor -> descriptor.target().startsWith("/"))
                .map(Descriptor::number)
                .filter(number -> !known.contains(number))
                .toList();
    }

    /** What the descriptors with these numbers refer to and how far it was read, as the kernel tells it. */
    private static List<String> filesAt(List<Integer> numbers, Actor actor) {
        return actor.kernel().descriptors().stream()
                .filter(descriptor -> numbers.contains(descriptor.number()))
                .map(descriptor -> descriptor.target() + " at offset " + descriptor.position())
                .toList();
    }
}
