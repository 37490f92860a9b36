"""Who runs a crawl: a name that tells machine, process and crawl, and whether that process is dead. Touches no database."""

from __future__ import annotations

import os
import platform
import uuid
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path

_crawls = count(1)


def new_runner() -> str:
    """A name for one crawl of this process: ``host:process:place:number``."""
    return f"{platform.node()}:{os.getpid()}:{_place()}:{next(_crawls)}"


def is_dead(runner: str) -> bool:
    """Whether the process is known to be dead: it ran where we run, and is not there any more."""
    host, process, place = ([*runner.split(":"), "", ""])[:3]
    if host != platform.node() or place != _place() or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False  # another user's process: alive
    return False


def said(runner: str) -> str:
    """The name, for people."""
    host, _, rest = runner.partition(":")
    return f"process {rest.partition(':')[0]} on {host or 'an unnamed machine'}"


@cache
def _place() -> str:
    """Where process numbers mean the same: this boot of this machine, this container. Hosts may share a name."""
    try:
        told = Path("/proc/sys/kernel/random/boot_id").read_text("ascii") + str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        told = str(uuid.getnode())
    return sha256(told.encode()).hexdigest()[:8]
