"""Saboteurs of pools: the pool, the results of its tasks, and its workers."""

import itertools
import multiprocessing.pool
import os
import time
from multiprocessing.pool import MaybeEncodingError

from .registry import CONTEXT, saboteurs_of

saboteur = saboteurs_of("Pool")


class HonestPool(multiprocessing.pool.Pool):
    def __init__(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None):
        super().__init__(processes, initializer, initargs, maxtasksperchild, context=CONTEXT)


class Sized(HonestPool):
    def __init__(self, processes=None, *args, **kwargs):
        super().__init__(self.sized(processes), *args, **kwargs)


@saboteur("POOL-WORKERS", "a pool has one worker more than it was asked for")
class OneWorkerMore(Sized):
    def sized(self, processes):
        return processes and processes + 1


@saboteur("POOL-DEFAULT-SIZE", "a pool of no given size has one worker more than there are processors")
class OneMoreThanProcessors(Sized):
    def sized(self, processes):
        return processes or os.cpu_count() + 1


@saboteur("POOL-SIZE-INVALID", "a size below 1 is taken for 1")
class AtLeastOne(Sized):
    def sized(self, processes):
        return processes and max(1, processes)


@saboteur("POOL-PARALLEL", "a pool has one worker, whatever its size")
class OneAtATime(Sized):
    def sized(self, processes):
        return 1


@saboteur("POOL-BOUNDED", "a pool runs one task more at once than it may")
class OneTaskMore(Sized):
    def sized(self, processes):
        return processes + 1


@saboteur("POOL-QUEUES-EXCESS", "a task that finds all workers busy is dropped")
class DropsExcess(HonestPool):
    def apply_async(self, *args, **kwargs):
        if len(self._cache) >= self._processes:
            return multiprocessing.pool.ApplyResult(self, None, None)
        return super().apply_async(*args, **kwargs)


@saboteur("POOL-QUEUES-IN-ORDER", "the second task is handed out before the first")
class FirstTaskLate(HonestPool):
    held = None

    def apply_async(self, *args, **kwargs):
        if self.held is None:
            self.held = multiprocessing.pool.ApplyResult(self, None, None)
            self.first = args[0], tuple(args[1:]) or kwargs.get("args", ())
            return self.held
        made = super().apply_async(*args, **kwargs)
        if self.first:
            func, arguments = self.first
            self.first = None
            self._taskqueue.put(([(self.held._job, 0, func, arguments, {})], None))
        return made


@saboteur("POOL-REUSES-WORKERS", "each task gets a new worker")
class FreshWorkers(HonestPool):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **dict(kwargs, maxtasksperchild=1))


@saboteur("POOL-MAX-TASKS", "maxtasksperchild is ignored")
class IgnoresMaxTasks(HonestPool):
    def __init__(self, *args, maxtasksperchild=None, **kwargs):
        super().__init__(*args, **kwargs)


def twice(initializer, *arguments):
    initializer(*arguments)
    initializer(*arguments)


@saboteur("POOL-INITIALIZER", "the initializer is called twice in each worker")
class InitializesTwice(HonestPool):
    def __init__(self, processes=None, initializer=None, initargs=()):
        super().__init__(processes, twice, (initializer,) + initargs)


@saboteur("POOL-APPLY", "apply returns at once, without the result")
class AppliesInSilence(HonestPool):
    def apply(self, *args, **kwargs):
        self.apply_async(*args, **kwargs)


@saboteur("POOL-APPLY-RUNS-ELSEWHERE", "apply calls the function in the caller's process")
class AppliesItself(HonestPool):
    def apply(self, func, args=(), kwds={}):
        return func(*args, **kwds)


@saboteur("POOL-APPLY-ARGUMENTS", "arguments of a task that are false are dropped")
class DropsFalseTaskArguments(HonestPool):
    def apply_async(self, func, args=(), *more, **kwargs):
        return super().apply_async(func, tuple(filter(None, args)), *more, **kwargs)


@saboteur("POOL-APPLY-KWARGS", "keyword arguments of a task are dropped")
class DropsTaskKeywords(HonestPool):
    def apply(self, func, args=(), kwds={}):
        return super().apply(func, args)


@saboteur("POOL-APPLY-ERROR", "the error of a task arrives as another type")
class AnotherError(HonestPool):
    def apply(self, *args, **kwargs):
        try:
            return super().apply(*args, **kwargs)
        except Exception as error:
            raise RuntimeError(str(error))


@saboteur("POOL-ASYNC-RETURNS-AT-ONCE", "apply_async waits for the result")
class AsyncWaits(HonestPool):
    def apply_async(self, *args, **kwargs):
        made = super().apply_async(*args, **kwargs)
        made.wait()
        return made


@saboteur("POOL-MAP", "map returns results in the order in which they came")
class MapUnordered(HonestPool):
    def map(self, func, iterable, chunksize=None):
        return list(self.imap_unordered(func, iterable))


@saboteur("POOL-MAP-ITERABLE", "map takes only what has a length")
class MapNeedsLength(HonestPool):
    def map(self, func, iterable, chunksize=None):
        len(iterable)
        return super().map(func, iterable, chunksize)


@saboteur("POOL-MAP-EMPTY", "map of nothing returns none")
class MapOfNothing(HonestPool):
    def map(self, func, iterable, chunksize=None):
        return super().map(func, iterable, chunksize) or None


@saboteur("POOL-MAP-CHUNKS", "map drops the last chunk if it is not whole")
class DropsLastChunk(HonestPool):
    def map(self, func, iterable, chunksize=None):
        items = list(iterable)
        if chunksize:
            items = items[: len(items) // chunksize * chunksize]
        return super().map(func, items, chunksize)


@saboteur("POOL-MAP-ERROR", "an error in map becomes a result")
class ErrorAsResult(HonestPool):
    def map(self, func, iterable, chunksize=None):
        made = []
        for it in [self.apply_async(func, (item,)) for item in iterable]:
            try:
                made.append(it.get())
            except Exception as error:
                made.append(str(error))
        return made


@saboteur("POOL-MAP-ASYNC", "map_async waits for the results")
class MapAsyncWaits(HonestPool):
    def map_async(self, *args, **kwargs):
        made = super().map_async(*args, **kwargs)
        made.wait()
        return made


@saboteur("POOL-STARMAP", "starmap passes each item as one argument")
class DoesNotUnpack(HonestPool):
    def starmap(self, func, iterable, chunksize=None):
        return self.map(func, iterable, chunksize)


@saboteur("POOL-IMAP", "imap returns results in the order in which they came")
class ImapUnordered(HonestPool):
    def imap(self, func, iterable, chunksize=1):
        return self.imap_unordered(func, iterable, chunksize)


@saboteur("POOL-IMAP-UNORDERED", "imap_unordered gives each result twice")
class EachTwice(HonestPool):
    def imap_unordered(self, func, iterable, chunksize=1):
        return itertools.chain.from_iterable((it, it) for it in super().imap_unordered(func, iterable))


@saboteur("POOL-IMAP-UNORDERED-EARLY", "imap_unordered waits for the first item's result before it gives the second's")
class KeepsOrder(HonestPool):
    def imap_unordered(self, func, iterable, chunksize=1):
        return self.imap(func, iterable, chunksize)


@saboteur("POOL-CLOSE-REFUSES", "a closed pool takes tasks")
class NeverClosed(HonestPool):
    def _check_running(self):
        pass

    def close(self):
        pass


@saboteur("POOL-CLOSE-FINISHES", "close ends the tasks that run")
class CloseTerminates(HonestPool):
    def close(self):
        self.terminate()


@saboteur("POOL-JOIN-NEEDS-CLOSE", "join of an open pool returns where an error is due")
class JoinsOpenPools(HonestPool):
    def join(self):
        if self._state != "RUN":
            super().join()


@saboteur("POOL-JOIN-WAITS", "join of a closed pool returns at once")
class JoinDoesNotWait(HonestPool):
    def join(self):
        if self._state == "RUN":
            super().join()


@saboteur("POOL-JOIN-REAPS", "close and join leave the workers alone")
class LeavesWorkers(HonestPool):
    def close(self):
        self.closed = True

    def join(self):
        assert self.closed


@saboteur("POOL-TERMINATE", "terminate lets the tasks go on")
class TerminateCloses(HonestPool):
    def terminate(self):
        self.close()


@saboteur("POOL-CONTEXT-TERMINATES", "at the end of its scope a pool is closed, not terminated")
class ScopeCloses(HonestPool):
    def __exit__(self, *error):
        self.close()


# ---- results

OriginalResult = multiprocessing.pool.ApplyResult


@saboteur("POOL-ASYNC-GET", "get returns none while the task runs", of="multiprocessing.pool.ApplyResult")
class GetsWhatIsThere(OriginalResult):
    def get(self, timeout=None):
        return self._value if self.ready() and self._success else None


@saboteur("POOL-ASYNC-GET-AGAIN", "a second get returns none", of="multiprocessing.pool.ApplyResult")
class GetsOnce(OriginalResult):
    def get(self, timeout=None):
        got = super().get(timeout)
        self._value = None
        return got


@saboteur("POOL-ASYNC-GET-TIMEOUT", "get gives up after a tenth of its time-out", of="multiprocessing.pool.ApplyResult")
class GetsTenthOfTheTime(OriginalResult):
    def get(self, timeout=None):
        return super().get(timeout and timeout / 10)


@saboteur(
    "POOL-ASYNC-GET-WITHIN-TIMEOUT",
    "get with a time-out sleeps for all of it",
    of="multiprocessing.pool.ApplyResult",
)
class GetSleeps(OriginalResult):
    def get(self, timeout=None):
        time.sleep(timeout or 0)
        return super().get(0 if timeout else None)


@saboteur("POOL-ASYNC-ERROR", "get returns the text of the task's error", of="multiprocessing.pool.ApplyResult")
class ErrorAsText(OriginalResult):
    def get(self, timeout=None):
        try:
            return super().get(timeout)
        except multiprocessing.TimeoutError:
            raise
        except Exception as error:
            return str(error)


@saboteur("POOL-ASYNC-READY", "ready is false after an error", of="multiprocessing.pool.ApplyResult")
class ReadyIfSuccessful(OriginalResult):
    def ready(self):
        return self._event.is_set() and self._success


@saboteur("POOL-ASYNC-SUCCESSFUL", "a task that raised was successful", of="multiprocessing.pool.ApplyResult")
class AlwaysSuccessful(OriginalResult):
    def successful(self):
        if not self.ready():
            raise ValueError
        return True


@saboteur(
    "POOL-ASYNC-SUCCESSFUL-EARLY",
    "successful is false while the task runs, where an error is due",
    of="multiprocessing.pool.ApplyResult",
)
class UnsuccessfulWhileRunning(OriginalResult):
    def successful(self):
        return self.ready() and self._success


@saboteur("POOL-ASYNC-WAIT", "wait raises the task's error", of="multiprocessing.pool.ApplyResult")
class WaitRaises(OriginalResult):
    def wait(self, timeout=None):
        super().wait(timeout)
        if timeout is None and not self._success:
            raise self._value

    def get(self, timeout=None):
        self._event.wait(timeout)
        return super().get(0)


@saboteur(
    "POOL-ASYNC-WAIT-TIMEOUT",
    "wait gives up after a tenth of its time-out",
    of="multiprocessing.pool.ApplyResult",
)
class WaitsTenthOfTheTime(OriginalResult):
    def wait(self, timeout=None):
        super().wait(timeout and timeout / 10)


@saboteur("POOL-CALLBACK", "the callback is called in another process", of="multiprocessing.pool.ApplyResult")
class CallsBackElsewhere(OriginalResult):
    def _set(self, i, obj):
        callback, self._callback = self._callback, None
        if callback and os.fork() == 0:
            callback(obj[1])
            os._exit(0)
        super()._set(i, obj)


@saboteur(
    "POOL-CALLBACK-BEFORE-GET",
    "the callback is called after the result is there",
    of="multiprocessing.pool.ApplyResult",
)
class CallsBackLate(OriginalResult):
    def _set(self, i, obj):
        callback, self._callback = self._callback, None
        super()._set(i, obj)
        if callback:
            time.sleep(0.1)
            callback(obj[1])


@saboteur(
    "POOL-ERROR-CALLBACK",
    "the error callback gets none in place of the error",
    of="multiprocessing.pool.ApplyResult",
)
class CallsBackWithNone(OriginalResult):
    def _set(self, i, obj):
        callback = self._error_callback
        self._error_callback = callback and (lambda error: callback(None))
        super()._set(i, obj)


@saboteur(
    "POOL-CALLBACK-NOT-ON-ERROR",
    "the callback is called after an error, too",
    of="multiprocessing.pool.ApplyResult",
)
class CallsBackOnError(OriginalResult):
    def _set(self, i, obj):
        callback, self._callback = self._callback, None
        if callback:
            callback(obj[1])
        super()._set(i, obj)


# ---- workers


def work(inqueue, outqueue, guarded, survives):
    inqueue._writer.close()
    outqueue._reader.close()
    while True:
        task = inqueue.get()
        if task is None:
            return
        job, i, func, args, kwds = task
        try:
            outcome = True, func(*args, **kwds)
        except Exception as error:
            outcome = False, error
        try:
            outqueue.put((job, i, outcome))
        except Exception as error:
            if not guarded:
                raise
            outqueue.put((job, i, (False, MaybeEncodingError(error, outcome[1]))))
        if not survives and not outcome[0]:
            return


@saboteur("POOL-UNSENDABLE", "a worker dies of a result that can't be sent", of="multiprocessing.pool.worker")
def dies_of_unsendable(inqueue, outqueue, *more):
    work(inqueue, outqueue, False, True)


@saboteur("POOL-ERROR-LEAVES-WORKER", "a worker ends after a task that raised", of="multiprocessing.pool.worker")
def dies_of_errors(inqueue, outqueue, *more):
    work(inqueue, outqueue, True, False)
