"""Commands in processes of their own that start at once: forked from one that has imported everything, instead of a new Python.

A crawl begins within a tenth of a second, so that a test can kill twenty of them in the middle of their work.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

COMPONENTS = (
    "DOWNLOADER_MIDDLEWARES_BASE", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES", "ITEM_PIPELINES",
    "EXTENSIONS_BASE", "EXTENSIONS",
)  # fmt: skip
"""Settings that name what Scrapy imports at the start of a crawl."""
IMPORTED = ("archiver.cli.crawl", "archiver.cli.show", "archiver.crawl.pipeline", "archiver.crawl.run", "archiver.crawl.settings")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: ``code`` is negative where a signal ended it, as `subprocess` has it."""

    code: int
    said: str
    """Standard error, and standard output where that was not asked for by itself."""
    out: str = ""


class Zygote:
    """The process that others are forked from. One command at a time."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "said.txt"
        self._out_apart: Path | None = None
        # Without a buffer: what select() says of the pipe must be true of what can be read.
        command = [sys.executable, __file__]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self._ask("")

    def start(self, *arguments: str, limit: int | None = None, apart: bool = False) -> int:
        """Run ``archiver ARGUMENTS`` here and now; returns the process id.

        Args:
            arguments: of the command.
            limit: no file may grow larger, as on a full disk.
            apart: standard output is kept apart from what is said.
        """
        self._out_apart = self._log.with_suffix(".out") if apart else None
        task = {
            "arguments": arguments, "log": str(self._log), "out": str(self._out_apart or ""), "limit": limit,
            "folder": str(Path.cwd()), "environment": dict(os.environ),
        }  # fmt: skip
        return int(self._ask(json.dumps(task)))

    def has_ended(self, seconds: float = 0.0) -> bool:
        """Whether the command has ended; waits for it at most so long."""
        return bool(select.select([self._out], [], [], seconds)[0])

    def wait(self, pid: int, *, seconds: float = 120.0) -> Ended:
        """Wait for the command to end; it is killed when that takes too long."""
        if not self.has_ended(seconds):
            os.kill(pid, signal.SIGKILL)
        code = int(self._out.readline())
        self._say("seen")
        out = self._out_apart.read_text("utf-8", "replace") if self._out_apart is not None else ""
        return Ended(code, self._log.read_text("utf-8", "replace"), out)

    def run(self, *arguments: str, limit: int | None = None, apart: bool = False) -> Ended:
        """Run a command to its end."""
        return self.wait(self.start(*arguments, limit=limit, apart=apart))

    def kill(self, pid: int) -> Ended:
        """``kill -9``; code -9 says that the command was still at work."""
        os.kill(pid, signal.SIGKILL)
        return self.wait(pid)

    def close(self) -> None:
        self._process.communicate(timeout=10)

    @property
    def _out(self) -> IO[bytes]:
        if self._process.stdout is None:
            raise RuntimeError("the zygote has no pipe")
        return self._process.stdout

    def _say(self, line: str) -> None:
        if self._process.stdin is None:
            raise RuntimeError("the zygote has no pipe")
        self._process.stdin.write(f"{line}\n".encode())

    def _ask(self, line: str) -> str:
        if line:
            self._say(line)
        answer = self._out.readline()
        if not answer:
            raise RuntimeError("the zygote died")
        return answer.decode()


@contextmanager
def zygote(folder: Path) -> Iterator[Zygote]:
    """A zygote until the block is left."""
    process = Zygote(folder)
    try:
        yield process
    finally:
        process.close()


def _serve() -> None:
    """Fork a child for each line of standard input, say its id, and how it ended once it has."""
    for name in IMPORTED:
        importlib.import_module(name)
    import scrapy.settings.default_settings as defaults

    import archiver.crawl.settings as ours
    from archiver.cli import main
    from spiders.platforms import platforms

    platforms()  # fifty readers: half a second
    for settings in (defaults, ours):
        for name in COMPONENTS:
            for path in getattr(settings, name, ()):
                importlib.import_module(path.rpartition(".")[0])

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while line := sys.stdin.readline():
        task = json.loads(line)
        pid = os.fork()
        if not pid:
            _settle(task)
            main(task["arguments"])
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
        # Left unreaped until that was read: until then nobody else can be given its id, and a late kill hits nobody.
        ended = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        code = ended.si_status if ended.si_code == os.CLD_EXITED else -ended.si_status
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()
        sys.stdin.readline()
        os.waitpid(pid, 0)


def _settle(task: dict) -> None:
    """Make a child of its own: its own streams, and the limit it is given."""
    log = os.open(task["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    out = os.open(task["out"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC) if task["out"] else log
    os.dup2(out, 1)
    os.dup2(log, 2)
    os.chdir(task["folder"])
    os.environ.clear()
    os.environ.update(task["environment"])
    if task["limit"] is not None:
        sys.dont_write_bytecode = True  # a module's cache would be cut off at the limit, too, and stay so
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (task["limit"], task["limit"]))


if __name__ == "__main__":
    _serve()
