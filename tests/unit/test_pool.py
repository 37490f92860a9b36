"""Work spread over processes comes back in order, and what goes wrong in one of them is one error."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from archiver.captures.pool import Pool
from spiders.errors import ArchiverError, CaptureError


@dataclass(frozen=True)
class Part:
    number: int
    whole: bool = False
    does: str = "work"


@dataclass(frozen=True)
class Result:
    number: int
    process: int
    news: int


def make(pause: float) -> Callable[[Part, int], Iterator[Result]]:
    def do(part: Part, news: int) -> Iterator[Result]:
        if part.does == "die":
            os._exit(9)
        if part.does == "fail":
            raise CaptureError("there is nothing")
        time.sleep(pause)
        for _ in range(2):
            yield Result(part.number, os.getpid(), news)

    return do


def results(parts: list[Part], jobs: int, pause: float = 0.02) -> list[Result]:
    asked = iter(range(10_000))
    return list(Pool(make, pause, kind=Result, jobs=jobs).results(parts, lambda: next(asked)))


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_the_order_of_the_parts(jobs: int) -> None:
    parts = [Part(number, whole=number % 7 == 3) for number in range(120)]
    found = results(parts, jobs)
    assert [one.number for one in found] == [number for number in range(120) for _ in range(2)]
    assert all(one.process == os.getpid() for one in found if one.number % 7 == 3)
    if jobs == 1:
        assert {one.process for one in found} == {os.getpid()}
    else:
        assert len({one.process for one in found}) > 1


def test_no_more_is_asked_for_than_can_be_under_way() -> None:
    asked = []

    def parts() -> Iterator[Part]:
        for number in range(200):
            asked.append(number)
            yield Part(number)

    for one in Pool(make, 0.01, kind=Result, jobs=2).results(parts(), lambda: 0):
        assert len(asked) - one.number <= 6


def test_an_error_of_ours_comes_through() -> None:
    with pytest.raises(CaptureError, match="there is nothing"):
        results([*map(Part, range(100)), Part(100, does="fail")], 2)


def test_a_process_that_dies_is_one_clear_error() -> None:
    with pytest.raises(ArchiverError, match=r"has died .* --jobs 1") as caught:
        results([*map(Part, range(100)), Part(100, does="die"), *map(Part, range(101, 130))], 2)
    assert "\n" not in str(caught.value)


def test_processes_end_with_the_one_that_started_them() -> None:
    script = """
import os, sys, time
from tests.unit.test_pool import Part, Pool, Result, make
if __name__ == "__main__":
    for one in Pool(make, 0.05, kind=Result, jobs=2).results(map(Part, range(10_000)), lambda: 0):
        if one.process != os.getpid():
            print(one.process, flush=True)
            os.kill(os.getpid(), 9)
"""
    killed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    child = int(killed.stdout.split()[0])
    for _ in range(100):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    else:
        pytest.fail(f"process {child} is still there")
