package io.github.ipctck.clauses;

import static io.github.ipctck.actor.Blocking.upTo;
import static io.github.ipctck.kernel.ProcessState.GONE;
import static io.github.ipctck.stage.Assertions.assertThat;
import static io.github.ipctck.stage.Assertions.expect;
import static io.github.ipctck.stage.Assertions.expectEqual;
import static io.github.ipctck.stage.Assertions.expectSoon;
import static io.github.ipctck.wire.Fault.EXHAUSTED;
import static io.github.ipctck.wire.Fault.REMOTE;
import static io.github.ipctck.wire.Fault.STATE;
import static io.github.ipctck.wire.Fault.TIMEOUT;
import static io.github.ipctck.wire.Fault.TYPE;
import static io.github.ipctck.wire.Fault.UNSENDABLE;
import static io.github.ipctck.wire.Fault.VALUE;

import io.github.ipctck.actor.Actor;
import io.github.ipctck.actor.AsyncResult;
import io.github.ipctck.actor.Pool;
import io.github.ipctck.actor.Role;
import io.github.ipctck.actor.Task;
import io.github.ipctck.actor.Tasks;
import io.github.ipctck.kernel.ProcessView;
import io.github.ipctck.stage.Chapter;
import io.github.ipctck.stage.Clause;
import io.github.ipctck.wire.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

@Chapter("pool")
class PoolClauses {
    /** A time-out that a clause waits for, and measures. */
    private static final Duration T = Duration.ofMillis(100);

    /** A time-out far beyond a clause's patience. */
    private static final Duration FAR = Duration.ofMinutes(10);

    /** A task that a worker is at: the worker is an actor until it is told to return or to raise. */
    private record Running(Actor worker, AsyncResult result) {}

    /** A task that waits for a worker. */
    private record Queued(Role role, AsyncResult result) {}

    // ------------------------------------------------------------------------------------------------------ workers

    @Clause("POOL-WORKERS")
    void aPoolHasAsManyWorkerProcessesAsItWasAskedFor(Actor parent) {
        var pool = parent.newPool(3);
        for (var running : runningTasks(3, pool, parent)) {
            assertThat(running.worker()).isChildOf(parent);
        }
        expectEqual(
                "the number of children that the kernel knows of " + parent + ", which made a pool of 3,",
                3,
                parent.kernel().children().size());
    }

    @Clause("POOL-DEFAULT-SIZE")
    void aPoolOfNoGivenSizeHasAWorkerForEachProcessor(Actor parent) {
        var processors = parent.processors();
        var allowed = List.of(
                processors.field("present").asLong(), processors.field("usable").asLong());
        var pool = parent.newPool();
        assertThat(parent.applying(pool, Task.square(1))).returns(Value.of(1));
        long children = parent.kernel().children().size();
        expect(
                allowed.contains(children),
                "a pool of no given size to have as many workers as there are processors, or as it may use: "
                        + processors,
                "the kernel says that " + parent + " has " + children + " children");
    }

    @Clause("POOL-SIZE-INVALID")
    void aPoolOfLessThanOneWorkerIsRefused(Actor actor) {
        assertThat(actor.makingPool(0)).failsWith(VALUE);
        assertThat(actor.makingPool(-1)).failsWith(VALUE);
    }

    @Clause("POOL-PARALLEL")
    void aPoolRunsAsManyTasksAtOnceAsItHasWorkers(Actor parent, Random random) {
        var pool = parent.newPool(3);
        var running = runningTasks(3, pool, parent);
        for (int i = 2; i >= 0; i--) {
            finishes(running.get(i), aNumber(random), parent);
        }
    }

    @Clause("POOL-BOUNDED")
    void aPoolNeverRunsMoreTasksAtOnceThanItHasWorkers(Actor parent, Random random) {
        var pool = parent.newPool(2);
        var result = aNumber(random);
        var running = runningTasks(2, pool, parent);
        var third = queuedTask("third worker", pool, parent);
        var get = parent.getting(third.result());
        assertThat(get).staysBlockedWhile("both workers are at other tasks");
        expect(
                !third.role().isTaken(),
                "a pool of 2 to run no third task while both workers are at other tasks",
                "the third task runs");

        returns(running.get(0).worker(), aNumber(random));
        returns(third.role().taken(parent, "apply_async"), result);
        assertThat(get).returns(result);
    }

    @Clause("POOL-QUEUES-EXCESS")
    void tasksForWhichNoWorkerIsFreeRunLater(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var first = runningTask("worker", pool, parent);
        var excess = LongStream.rangeClosed(1, 10)
                .mapToObj(i -> parent.applyAsync(pool, Task.square(i)))
                .toList();
        for (var result : excess) {
            assertThat(parent.askingWhetherReady(result)).returns(false);
        }

        finishes(first, aNumber(random), parent);
        for (int i = 1; i <= 10; i++) {
            assertThat(parent.getting(excess.get(i - 1))).returns(Value.of((long) i * i));
        }
    }

    @Clause("POOL-QUEUES-IN-ORDER")
    void aSingleWorkerDoesTheTasksInTheOrderOfTheirSubmission(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var tasks = IntStream.rangeClosed(1, 4)
                .mapToObj(i -> queuedTask("worker at task " + i, pool, parent))
                .toList();
        for (int i = 0; i < tasks.size(); i++) {
            var left = tasks.subList(i, tasks.size());
            expectSoon(
                    parent,
                    () -> left.stream().anyMatch(task -> task.role().isTaken()),
                    "the worker to begin another task",
                    "it has begun none");
            for (var later : left.subList(1, left.size())) {
                expect(
                        !later.role().isTaken(),
                        "the only worker to do task " + (i + 1) + " before those submitted later",
                        "the " + later.role() + " has begun");
            }
            var worker = left.get(0).role().taken(parent, "apply_async");
            finishes(new Running(worker, left.get(0).result()), aNumber(random), parent);
        }
    }

    @Clause("POOL-REUSES-WORKERS")
    void workersDoOneTaskAfterTheOther(Actor parent) {
        var pool = parent.newPool(2);
        var pids = new HashSet<Value>();
        for (int i = 0; i < 10; i++) {
            pids.add(parent.applying(pool, Task.PID).value());
        }
        expect(
                pids.size() <= 2,
                "10 tasks to be done by the 2 workers of a pool",
                pids.size() + " processes did them: " + pids);
    }

    @Clause("POOL-MAX-TASKS")
    void aWorkerIsReplacedAfterItsGreatestNumberOfTasks(Actor parent, Random random) {
        var pool = parent.newPoolWithMaxTasks(1, 2);
        var first = runningTask("worker at task 1", pool, parent);
        finishes(first, aNumber(random), parent);
        var second = runningTask("worker at task 2", pool, parent);
        expectEqual(
                "the pid of the worker at the second task",
                first.worker().pid(),
                second.worker().pid());
        finishes(second, aNumber(random), parent);

        var third = runningTask("worker at task 3", pool, parent);
        expect(
                third.worker().kernel().pid() != first.worker().kernel().pid(),
                "a new worker after 2 tasks",
                "the same process is at the third task: " + third.worker());
        first.worker().awaitDeath();
        finishes(third, aNumber(random), parent);
    }

    @Clause("POOL-INITIALIZER")
    void theInitializerRunsOnceInEachWorker(Actor parent, Random random) {
        var mark = aNumber(random);
        var pool = parent.newPoolWithInitializer(2, "x", mark);
        for (int round = 1; round <= 2; round++) {
            var running = runningTasks(2, pool, parent);
            for (var task : running) {
                expectEqual(
                        "the list to which the initializer appends, in " + task.worker() + " at task " + round + ",",
                        Value.list(mark),
                        task.worker().variable("x"));
            }
            running.forEach(task -> finishes(task, mark, parent));
        }
    }

    // -------------------------------------------------------------------------------------------------------- apply

    @Clause("POOL-APPLY")
    void applyBlocksUntilTheTaskIsDoneAndReturnsItsResult(Actor parent, Random random) {
        var pool = parent.newPool(2);
        var result = Value.list(aNumber(random), aNumber(random));
        var role = parent.scene().newRole("worker");
        var apply = parent.applying(pool, Task.actor(role));
        var worker = role.taken(parent, "apply");
        assertThat(apply).staysBlockedWhile("worker is at the task");

        returns(worker, result);
        assertThat(apply).returns(result);
    }

    @Clause("POOL-APPLY-RUNS-ELSEWHERE")
    void aTaskRunsInAnotherProcess(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var role = parent.scene().newRole("worker");
        parent.applying(pool, Task.actor(role));
        var worker = role.taken(parent, "apply");
        expect(
                worker.kernel().pid() != parent.kernel().pid(),
                "a task to run in another process",
                "the kernel says that the process that runs it is that of " + parent);
        expectEqual("getpid in " + worker, worker.pid(), worker.getpid());
    }

    @Clause("POOL-APPLY-ARGUMENTS")
    void aTaskIsCalledWithTheArgumentsThatWereGiven(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var arguments = List.of(aNumber(random), Value.NONE, Value.list(aNumber(random)));
        assertThat(parent.applying(pool, Task.call(arguments)))
                .returnsWhat(
                        result -> result.field("positional").equals(Value.list(arguments)),
                        "what it was called with, positional=" + arguments);
        var result = parent.applyAsync(pool, Task.call(arguments));
        assertThat(parent.getting(result))
                .returnsWhat(
                        told -> told.field("positional").equals(Value.list(arguments)),
                        "what the task was called with, positional=" + arguments);
    }

    @Clause("POOL-APPLY-KWARGS")
    void aTaskIsCalledWithTheKeywordArgumentsThatWereGiven(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var arguments = List.of(aNumber(random));
        var keywords = Value.dictionary("first", aNumber(random), "second", aNumber(random));
        assertThat(parent.applying(pool, Task.call(arguments, keywords)))
                .returnsWhat(
                        result -> result.field("keywords").equals(keywords)
                                && result.field("positional").equals(Value.list(arguments)),
                        "what it was called with, positional=" + arguments + ", keywords=" + keywords);
    }

    @Clause("POOL-APPLY-ERROR")
    void applyFailsWithTheErrorThatTheTaskRaised(Actor parent, Random random) {
        var pool = parent.newPool(1);
        for (String type : List.of("ValueError", "IndexError", "RuntimeError")) {
            var text = aText(random);
            var role = parent.scene().newRole("worker that raises " + type);
            var apply = parent.applying(pool, Task.actor(role));
            role.taken(parent, "apply").raising(type, text).value();
            assertThat(apply).failsRemotely(type, text);
        }
    }

    @Clause("POOL-ERROR-LEAVES-WORKER")
    void aTaskThatRaisesEndsNeitherThePoolNorItsWorker(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var first = runningTask("worker", pool, parent);
        first.worker().raising(aText(random)).value();
        assertThat(parent.getting(first.result())).failsWith(REMOTE);

        var next = runningTask("worker at the next task", pool, parent);
        expectEqual(
                "the pid of the worker at the next task",
                first.worker().pid(),
                next.worker().pid());
        finishes(next, aNumber(random), parent);
    }

    @Clause("POOL-UNSENDABLE")
    void aResultThatCanNotBeSentIsAnErrorForItsCallerAlone(Actor parent) {
        var pool = parent.newPool(1);
        var before = parent.applyAsync(pool, Task.square(2));
        var unsendable = parent.applyAsync(pool, Task.UNSENDABLE);
        var after = parent.applyAsync(pool, Task.square(3));
        assertThat(parent.getting(unsendable)).failsWith(UNSENDABLE, TYPE, REMOTE);
        assertThat(parent.getting(before)).returns(Value.of(4));
        assertThat(parent.getting(after)).returns(Value.of(9));
        assertThat(parent.applying(pool, Task.square(4))).returns(Value.of(16));
    }

    // ------------------------------------------------------------------------------------------- asynchronous results

    @Clause("POOL-ASYNC-RETURNS-AT-ONCE")
    void applyAsyncReturnsWhileTheTaskRuns(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var role = parent.scene().newRole("worker");
        var apply = parent.applyingAsync(pool, Task.actor(role));
        assertThat(apply).returnsWhat(result -> true, "a result object while the task runs");

        var worker = role.taken(parent, "apply_async");
        finishes(new Running(worker, apply.value()), aNumber(random), parent);
    }

    @Clause("POOL-ASYNC-GET")
    void getBlocksUntilTheTaskIsDoneAndReturnsItsResult(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var running = runningTask("worker", pool, parent);
        var result = aNumber(random);
        var get = parent.getting(running.result());
        assertThat(get).staysBlockedWhile("worker is at the task");

        returns(running.worker(), result);
        assertThat(get).returns(result);
    }

    @Clause("POOL-ASYNC-GET-AGAIN")
    void getGivesTheSameOutcomeEveryTime(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var text = aText(random);
        var result = parent.applyAsync(pool, Task.square(7));
        var error = parent.applyAsync(pool, Task.fail(text));
        for (int i = 1; i <= 2; i++) {
            assertThat(parent.getting(result)).returns(Value.of(49));
            assertThat(parent.getting(error)).failsRemotely("ValueError", text);
        }
    }

    @Clause("POOL-ASYNC-GET-TIMEOUT")
    void getFailsWithTimeoutNotBeforeTheTimeOutAndTheTaskGoesOn(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var running = runningTask("worker", pool, parent);
        assertThat(parent.getting(running.result(), upTo(T))).failsWith(TIMEOUT).noEarlierThan(T);
        assertThat(running.worker()).isAlive();
        finishes(running, aNumber(random), parent);
    }

    @Clause("POOL-ASYNC-GET-WITHIN-TIMEOUT")
    void getWithATimeOutReturnsTheResultWhenTheTaskIsDoneBefore(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var running = runningTask("worker", pool, parent);
        var result = aNumber(random);
        var get = parent.getting(running.result(), upTo(FAR));
        assertThat(get).staysBlockedWhile("worker is at the task");

        returns(running.worker(), result);
        assertThat(get).returns(result);
    }

    @Clause("POOL-ASYNC-ERROR")
    void getRaisesTheErrorThatTheTaskRaised(Actor parent, Random random) {
        var pool = parent.newPool(1);
        for (String type : List.of("ValueError", "IndexError", "RuntimeError")) {
            var text = aText(random);
            var running = runningTask("worker that raises " + type, pool, parent);
            running.worker().raising(type, text).value();
            assertThat(parent.getting(running.result())).failsRemotely(type, text);
        }
    }

    @Clause("POOL-ASYNC-READY")
    void readyIsFalseWhileTheTaskRunsAndTrueWhenItIsDone(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var running = runningTask("worker", pool, parent);
        assertThat(parent.askingWhetherReady(running.result())).returns(false);
        finishes(running, aNumber(random), parent);
        assertThat(parent.askingWhetherReady(running.result())).returns(true);

        var failing = runningTask("worker that raises", pool, parent);
        assertThat(parent.askingWhetherReady(failing.result())).returns(false);
        failing.worker().raising(aText(random)).value();
        assertThat(parent.waitingFor(failing.result())).returns();
        assertThat(parent.askingWhetherReady(failing.result())).returns(true);
    }

    @Clause("POOL-ASYNC-SUCCESSFUL")
    void successfulTellsWhetherTheTaskRaised(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var running = runningTask("worker", pool, parent);
        finishes(running, aNumber(random), parent);
        assertThat(parent.askingWhetherSuccessful(running.result())).returns(true);

        var failing = runningTask("worker that raises", pool, parent);
        failing.worker().raising(aText(random)).value();
        assertThat(parent.waitingFor(failing.result())).returns();
        assertThat(parent.askingWhetherSuccessful(failing.result())).returns(false);
    }

    @Clause("POOL-ASYNC-SUCCESSFUL-EARLY")
    void successfulFailsAsLongAsTheTaskIsNotDone(Actor parent) {
        var pool = parent.newPool(1);
        var running = runningTask("worker", pool, parent);
        assertThat(parent.askingWhetherSuccessful(running.result())).failsWith(STATE);
    }

    @Clause("POOL-ASYNC-WAIT")
    void waitBlocksUntilTheTaskIsDone(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var running = runningTask("worker", pool, parent);
        var wait = parent.waitingFor(running.result());
        assertThat(wait).staysBlockedWhile("worker is at the task");
        returns(running.worker(), aNumber(random));
        assertThat(wait).returns();

        var failing = runningTask("worker that raises", pool, parent);
        var second = parent.waitingFor(failing.result());
        assertThat(second).staysBlockedWhile("worker is at the task");
        failing.worker().raising(aText(random)).value();
        assertThat(second).returns();
    }

    @Clause("POOL-ASYNC-WAIT-TIMEOUT")
    void waitWithATimeOutReturnsNotBeforeItWithoutAnError(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var running = runningTask("worker", pool, parent);
        assertThat(parent.waitingFor(running.result(), upTo(T))).returns().noEarlierThan(T);
        assertThat(parent.askingWhetherReady(running.result())).returns(false);
        finishes(running, aNumber(random), parent);
    }

    // ----------------------------------------------------------------------------------------------------- callbacks

    @Clause("POOL-CALLBACK")
    void theCallbackIsCalledOnceInTheCallersProcessWithTheResult(Actor parent, Random random) {
        var pool = parent.newPool(2);
        var arguments = List.of(aNumber(random));
        var result =
                parent.applyingAsync(pool, Task.call(arguments), "called", null).value();
        var got = parent.getting(result).value();
        var note = onlyNote("called", "the callback", parent);
        expectEqual("what the callback was called with", got, note.field("value"));
        expectEqual("the pid of the process that ran the callback", Value.of(parent.pid()), note.field("pid"));

        closeAndJoin(pool, parent);
        onlyNote("called", "the callback", parent);
    }

    @Clause("POOL-CALLBACK-BEFORE-GET")
    void theCallbackHasBeenCalledWhenGetReturns(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var role = parent.scene().newRole("worker");
        var result =
                parent.applyingAsync(pool, Task.actor(role), "called", null).value();
        var worker = role.taken(parent, "apply_async");
        var get = parent.getting(result);
        assertThat(get).staysBlockedWhile("worker is at the task");
        returns(worker, aNumber(random));
        assertThat(get).returnsWhat(value -> true, "the result");
        expectEqual(
                "the number of calls of the callback, after `get` returned,",
                1,
                parent.variable("called").elements().size());
    }

    @Clause("POOL-ERROR-CALLBACK")
    void theErrorCallbackIsCalledOnceInTheCallersProcessWithTheError(Actor parent, Random random) {
        var pool = parent.newPool(2);
        var text = aText(random);
        var result = parent.applyingAsync(pool, Task.fail(text), null, "failed").value();
        assertThat(parent.getting(result)).failsRemotely("ValueError", text);
        var note = onlyNote("failed", "the error callback", parent);
        expectEqual("the error that the error callback was called with", Value.of("ValueError"), note.field("type"));
        expectEqual("the text of that error", Value.of(text), note.field("message"));
        expectEqual("the pid of the process that ran the error callback", Value.of(parent.pid()), note.field("pid"));

        closeAndJoin(pool, parent);
        onlyNote("failed", "the error callback", parent);
    }

    @Clause("POOL-CALLBACK-NOT-ON-ERROR")
    void ofTheTwoCallbacksOnlyTheOneThatFitsTheOutcomeIsCalled(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var failing = parent.applyingAsync(pool, Task.fail(aText(random)), "callback 1", "error callback 1")
                .value();
        var succeeding = parent.applyingAsync(pool, Task.square(5), "callback 2", "error callback 2")
                .value();
        assertThat(parent.getting(failing)).failsWith(REMOTE);
        assertThat(parent.getting(succeeding)).returns(Value.of(25));
        closeAndJoin(pool, parent);
        expectEqual("the calls of the callback of a task that raised", Value.list(), parent.variable("callback 1"));
        expectEqual(
                "the calls of the error callback of a task that raised nothing",
                Value.list(),
                parent.variable("error callback 2"));
    }

    // ---------------------------------------------------------------------------------------------------------- map

    @Clause("POOL-MAP")
    void mapReturnsTheResultsInTheOrderOfTheInputsWhateverTheOrderOfTheirCompletion(Actor parent, Random random) {
        var pool = parent.newPool(2);
        var results = someNumbers(2, random);
        var roles = roles(2, parent);
        var map = parent.mapping(pool, Tasks.actors(roles).inChunksOf(1));
        var workers = roles.stream().map(role -> role.taken(parent, "map")).toList();
        returns(workers.get(1), results.get(1));
        assertThat(map).staysBlockedWhile("one worker is at its task");
        returns(workers.get(0), results.get(0));
        assertThat(map).returns(Value.list(results));

        assertThat(parent.mapping(pool, Tasks.squares(numbers(50)))).returns(squares(50));
    }

    @Clause("POOL-MAP-ITERABLE")
    void mapTakesAnyIterable(Actor parent) {
        var pool = parent.newPool(2);
        assertThat(parent.mapping(pool, Tasks.squares(numbers(9)).inATuple())).returns(squares(9));
        assertThat(parent.mapping(pool, Tasks.squares(numbers(9)).fromAGenerator()))
                .returns(squares(9));
    }

    @Clause("POOL-MAP-EMPTY")
    void mapOfNothingReturnsAnEmptyList(Actor parent) {
        var pool = parent.newPool(1);
        assertThat(parent.mapping(pool, Tasks.squares())).returns(Value.list());
        var busy = runningTask("worker", pool, parent);
        assertThat(parent.mapping(pool, Tasks.squares())).returns(Value.list());
        assertThat(parent.askingWhetherReady(busy.result())).returns(false);
    }

    @Clause("POOL-MAP-CHUNKS")
    void theSizeOfTheChunksDoesNotChangeTheResult(Actor parent) {
        var pool = parent.newPool(2);
        for (int size : List.of(1, 2, 3, 10, 11, 100)) {
            assertThat(parent.mapping(pool, Tasks.squares(numbers(10)).inChunksOf(size)))
                    .returns(squares(10));
        }
    }

    @Clause("POOL-MAP-ERROR")
    void mapFailsWithTheErrorOfATaskThatRaised(Actor parent, Random random) {
        var pool = parent.newPool(2);
        var text = aText(random);
        var roles = roles(2, parent);
        var map = parent.mapping(pool, Tasks.actors(roles).inChunksOf(1));
        var workers = roles.stream().map(role -> role.taken(parent, "map")).toList();
        int failing = random.nextInt(2);
        returns(workers.get(1 - failing), aNumber(random));
        workers.get(failing).raising("IndexError", text).value();
        assertThat(map).failsRemotely("IndexError", text);
        assertThat(parent.mapping(pool, Tasks.squares(numbers(3)))).returns(squares(3));
    }

    @Clause("POOL-MAP-ASYNC")
    void mapAsyncReturnsAtOnceAndItsResultIsThatOfMap(Actor parent, Random random) {
        var pool = parent.newPool(2);
        var results = someNumbers(2, random);
        var roles = roles(2, parent);
        var map = parent.mappingAsync(pool, Tasks.actors(roles).inChunksOf(1));
        assertThat(map).returnsWhat(result -> true, "a result object while the tasks run");
        var workers =
                roles.stream().map(role -> role.taken(parent, "map_async")).toList();
        returns(workers.get(1), results.get(1));
        assertThat(parent.askingWhetherReady(map.value())).returns(false);
        returns(workers.get(0), results.get(0));
        assertThat(parent.getting(map.value())).returns(Value.list(results));

        var empty = parent.mappingAsync(pool, Tasks.squares()).value();
        assertThat(parent.getting(empty)).returns(Value.list());
    }

    @Clause("POOL-STARMAP")
    void starmapUnpacksEachItemIntoArguments(Actor parent, Random random) {
        var pool = parent.newPool(2);
        var items = List.of(
                Value.list(aNumber(random), aNumber(random)),
                Value.list(aNumber(random)),
                Value.list(Value.list(aNumber(random)), Value.NONE, aNumber(random)));
        assertThat(parent.starmapping(pool, Tasks.calls(items)))
                .returnsWhat(
                        told -> positional(told).equals(items),
                        "for each item what the task was called with: " + items);
        var result = parent.starmappingAsync(pool, Tasks.calls(items)).value();
        assertThat(parent.getting(result))
                .returnsWhat(
                        told -> positional(told).equals(items),
                        "for each item what the task was called with: " + items);
    }

    @Clause("POOL-IMAP")
    void imapGivesTheResultsInTheOrderOfTheInputsAndEachAsSoonAsItIsThere(Actor parent, Random random) {
        var pool = parent.newPool(2);
        var results = someNumbers(3, random);
        var roles = roles(3, parent);
        var iterator = parent.imapping(pool, Tasks.actors(roles)).value();
        var first = roles.get(0).taken(parent, "imap");
        var second = roles.get(1).taken(parent, "imap");
        returns(second, results.get(1));
        var third = roles.get(2).taken(parent, "imap");
        var next = parent.takingNext(iterator);
        assertThat(next).staysBlockedWhile("the first result is not there, though the second is");

        returns(first, results.get(0));
        assertThat(next).returns(results.get(0));
        assertThat(parent.takingNext(iterator)).returns(results.get(1));
        returns(third, results.get(2));
        assertThat(parent.takingNext(iterator)).returns(results.get(2));
        assertThat(parent.takingNext(iterator)).failsWith(EXHAUSTED);
    }

    @Clause("POOL-IMAP-UNORDERED")
    void imapUnorderedGivesEachResultOnce(Actor parent) {
        var pool = parent.newPool(2);
        var left = new ArrayList<>(squares(20).elements());
        var iterator =
                parent.imappingUnordered(pool, Tasks.squares(numbers(20))).value();
        while (!left.isEmpty()) {
            var next = parent.takingNext(iterator);
            assertThat(next).returnsWhat(left::contains, "one of the results not yet given: " + left);
            left.remove(next.value());
        }
        assertThat(parent.takingNext(iterator)).failsWith(EXHAUSTED);
    }

    @Clause("POOL-IMAP-UNORDERED-EARLY")
    void imapUnorderedGivesAResultThoughThatOfAnEarlierInputIsNotThere(Actor parent, Random random) {
        var pool = parent.newPool(2);
        var results = someNumbers(2, random);
        var roles = roles(2, parent);
        var iterator = parent.imappingUnordered(pool, Tasks.actors(roles)).value();
        var first = roles.get(0).taken(parent, "imap_unordered");
        returns(roles.get(1).taken(parent, "imap_unordered"), results.get(1));
        assertThat(parent.takingNext(iterator)).returns(results.get(1));
        returns(first, results.get(0));
        assertThat(parent.takingNext(iterator)).returns(results.get(0));
    }

    // ------------------------------------------------------------------------------------- close, terminate and join

    @Clause("POOL-CLOSE-REFUSES")
    void aClosedPoolRefusesNewTasks(Actor parent) {
        var pool = parent.newPool(1);
        parent.close(pool);
        assertThat(parent.applying(pool, Task.square(1))).failsWith(STATE);
        assertThat(parent.applyingAsync(pool, Task.square(1))).failsWith(STATE);
        assertThat(parent.mapping(pool, Tasks.squares(1, 2))).failsWith(STATE);
    }

    @Clause("POOL-CLOSE-FINISHES")
    void tasksGivenToAPoolBeforeItWasClosedAreDone(Actor parent, Random random) {
        var pool = parent.newPool(1);
        var running = runningTask("worker", pool, parent);
        var queued = queuedTask("worker at the queued task", pool, parent);
        parent.close(pool);
        finishes(running, aNumber(random), parent);
        finishes(new Running(queued.role().taken(parent, "apply_async"), queued.result()), aNumber(random), parent);
    }

    @Clause("POOL-JOIN-NEEDS-CLOSE")
    void aPoolMustBeClosedBeforeItIsJoined(Actor parent) {
        var pool = parent.newPool(1);
        assertThat(parent.joining(pool)).failsWith(STATE);
        assertThat(parent.applying(pool, Task.square(3))).returns(Value.of(9));
        closeAndJoin(pool, parent);
    }

    @Clause("POOL-JOIN-WAITS")
    void joinBlocksUntilEveryTaskIsDone(Actor parent, Random random) {
        var pool = parent.newPool(2);
        var running = runningTask("worker", pool, parent);
        parent.close(pool);
        var join = parent.joining(pool);
        assertThat(join).staysBlockedWhile("worker is at its task");
        returns(running.worker(), aNumber(random));
        assertThat(join).returns();
    }

    @Clause("POOL-JOIN-REAPS")
    void afterJoinNoWorkerIsLeft(Actor parent, Random random) {
        var pool = parent.newPool(2);
        var running = runningTasks(2, pool, parent);
        running.forEach(task -> finishes(task, aNumber(random), parent));
        closeAndJoin(pool, parent);
        running.forEach(task -> assertThat(task.worker()).isInState(GONE));
        expectChildless(parent);
    }

    @Clause("POOL-TERMINATE")
    void terminateEndsTheWorkersThoughTheyAreAtTasks(Actor parent) {
        var pool = parent.newPool(2);
        var running = runningTasks(2, pool, parent);
        var queued = queuedTask("worker at the queued task", pool, parent);
        assertThat(parent.terminating(pool)).returns();
        running.forEach(task -> task.worker().awaitDeath());
        assertThat(parent.joining(pool)).returns();
        expect(!queued.role().isTaken(), "a task for which no worker was free not to run after `terminate`", "it runs");
    }

    @Clause("POOL-CONTEXT-TERMINATES")
    void leavingThePoolsScopedFormTerminatesIt(Actor parent) {
        var pool = parent.newPool(2);
        var running = runningTasks(2, pool, parent);
        assertThat(parent.usingScoped(pool)).returns();
        running.forEach(task -> task.worker().awaitDeath());
        assertThat(parent.applyingAsync(pool, Task.square(1))).failsWith(STATE);
    }

    // ------------------------------------------------------------------------------- what several clauses are made of

    private static Queued queuedTask(String worker, Pool pool, Actor parent) {
        var role = parent.scene().newRole(worker);
        return new Queued(role, parent.applyAsync(pool, Task.actor(role)));
    }

    private static Running runningTask(String worker, Pool pool, Actor parent) {
        var queued = queuedTask(worker, pool, parent);
        return new Running(queued.role().taken(parent, "apply_async"), queued.result());
    }

    /** So many tasks that run at the same time. */
    private static List<Running> runningTasks(int count, Pool pool, Actor parent) {
        var queued = IntStream.rangeClosed(1, count)
                .mapToObj(i -> queuedTask("worker " + i, pool, parent))
                .toList();
        return queued.stream()
                .map(task -> new Running(task.role().taken(parent, "apply_async"), task.result()))
                .toList();
    }

    private static List<Role> roles(int count, Actor parent) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> parent.scene().newRole("worker at item " + i))
                .toList();
    }

    /** The task returns that value. */
    private static void returns(Actor worker, Value result) {
        worker.returning(result).value();
    }

    /** The task returns that value, and it is what the parent gets. */
    private static void finishes(Running task, Value result, Actor parent) {
        returns(task.worker(), result);
        assertThat(parent.getting(task.result())).returns(result);
    }

    private static void closeAndJoin(Pool pool, Actor parent) {
        parent.close(pool);
        assertThat(parent.joining(pool)).returns();
    }

    /** What a callback noted of its only call. */
    private static Value onlyNote(String variable, String callback, Actor parent) {
        expectSoon(
                parent,
                () -> !parent.variable(variable).elements().isEmpty(),
                callback + " to be called when the task is done",
                "it was not called");
        var notes = parent.variable(variable).elements();
        expectEqual("the number of calls of " + callback, 1, notes.size());
        return notes.get(0);
    }

    /** By the kernel's word, zombies included. */
    private static void expectChildless(Actor parent) {
        var children = parent.kernel().children().stream()
                .map(pid -> "host pid " + pid + ", " + ProcessView.of(pid).state())
                .toList();
        expectEqual("the children of " + parent + ", as the kernel knows them,", List.of(), children);
    }

    private static long[] numbers(int count) {
        return LongStream.range(0, count).map(i -> count - i).toArray();
    }

    /** Of those numbers. */
    private static Value squares(int count) {
        return Value.list(
                Arrays.stream(numbers(count)).mapToObj(i -> Value.of(i * i)).toList());
    }

    /** What each of several tasks was called with. */
    private static List<Value> positional(Value results) {
        return results.elements().stream().map(it -> it.field("positional")).toList();
    }

    private static Value aNumber(Random random) {
        return Value.of(random.nextInt());
    }

    private static List<Value> someNumbers(int count, Random random) {
        return random.ints().distinct().limit(count).mapToObj(Value::of).toList();
    }

    private static String aText(Random random) {
        return "raised on purpose " + random.nextInt(1000, 10_000);
    }
}
