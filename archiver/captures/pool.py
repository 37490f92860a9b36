"""Spreads parts of work over processes and gives their results back in order. With one job everything stays in this process.

What is under way is bounded, so memory does not grow with the work. Results travel as msgpack.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from spiders.errors import ArchiverError
from spiders.platforms import built_in

P = TypeVar("P")
R = TypeVar("R")


class Work(Protocol):
    """A part of the work. One that is ``whole`` is done in this process, its results taken as they come."""

    @property
    def whole(self) -> bool: ...


class Pool(Generic[P, R]):
    """Does parts of work in ``jobs`` processes.

    Args:
        make: makes, in each process, what does the work; called with ``argument``. A function of a module, not a lambda.
        argument: what it is made of; travels to the processes.
        kind: the type of a result.
        jobs: how many processes.
    """

    def __init__(
        self, make: Callable[[Any], Callable[[P, Any], Iterator[R]]], argument: Any, *, kind: type[R], jobs: int
    ) -> None:
        self._make, self._argument, self._jobs = make, argument, jobs
        self._decoder = msgspec.msgpack.Decoder(list[kind])  # type: ignore[valid-type]
        self._here: Callable[[P, Any], Iterator[R]] | None = None

    def results(self, parts: Iterable[P], news: Callable[[], Any]) -> Iterator[R]:
        """The results of all parts, in the order of the parts.

        Args:
            parts: the work; asked for as processes become free.
            news: what is known by now that each part is to be told.

        Raises:
            ArchiverError: a process has died.
        """
        if self._jobs == 1:
            for part in parts:
                yield from self._do(part, news())
            return
        with _processes(self._make, self._argument, self._jobs) as executor, _deaths_told():
            under_way: deque[Future[bytes] | P] = deque()
            ready = [executor.submit(_nothing) for _ in range(self._jobs)]
            for part in parts:
                if not any(one.done() for one in ready):  # half a second of starting is time for a hundred pages
                    yield from self._do(part, news())
                    continue
                under_way.append(part if getattr(part, "whole", False) else executor.submit(_work, part, news()))
                while len(under_way) > self._jobs * 2:
                    yield from self._next(under_way, news)
            while under_way:
                yield from self._next(under_way, news)

    def _next(self, under_way: deque[Future[bytes] | P], news: Callable[[], Any]) -> Iterator[R]:
        first = under_way.popleft()
        if isinstance(first, Future):
            yield from self._decoder.decode(first.result())
        else:
            yield from self._do(first, news())

    def _do(self, part: P, news: Any) -> Iterator[R]:
        if self._here is None:
            self._here = self._make(self._argument)
        return self._here(part, news)


@contextmanager
def _deaths_told() -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise ArchiverError(
            "a process that read pages has died (was there too little memory?); what was read is stored: run it again to go on, "
            "with --jobs 1 if it happens again"
        ) from error


@contextmanager
def _processes(make: Callable[[Any], Any], argument: Any, jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that share nothing with this one: one forked from it would share the database's connections."""
    server = "forkserver" in multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if server else "spawn")
    if server:
        context.set_forkserver_preload([make.__module__, *(f"spiders.platforms.{name}" for name in built_in())])
    executor = ProcessPoolExecutor(jobs, context, initializer=_begin, initargs=(make, argument))
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


_doing: Callable[[Any, Any], Iterator[Any]] | None = None
_encoder = msgspec.msgpack.Encoder()


def _begin(make: Callable[[Any], Callable[[Any, Any], Iterator[Any]]], argument: Any) -> None:
    """Set up a process. Ctrl-C is the parent's to handle; if that is killed, the child must not stay."""
    global _doing  # noqa: PLW0603 - what a process of a pool does is set once, when it begins
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent.sentinel,), daemon=True).start()
    _doing = make(argument)


def _leave_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _nothing() -> None:
    """What a process does first, to tell that it is there."""


def _work(part: Any, news: Any) -> bytes:
    if _doing is None:
        raise RuntimeError("this process was not set up")
    return _encoder.encode(list(_doing(part, news)))
