"""A WARC file while it is written: its name ends in ``.open`` and its writer holds a lock, which dies with the writer.

So whoever comes later knows without asking which files were never finished, and which of them a living process still writes.
Rows name the file as it will be called in the end. The lock is flock(2): the kernel gives it back whatever happens.
"""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Self

SUFFIX = ".open"


class Unfinished:
    """A file with the suffix, locked by this process. What is appended is there whole or not at all."""

    def __init__(self, path: Path, descriptor: int, size: int) -> None:
        self.path = path
        self.size = size
        self._descriptor = descriptor
        self._dirty = False

    @property
    def name(self) -> str:
        """What the file will be called."""
        return self.path.name.removesuffix(SUFFIX)

    @classmethod
    def begin(cls, folder: Path, name: str) -> Self | None:
        """A new file; None where the name is taken.

        Raises:
            OSError: it cannot be written there.
        """
        if (folder / name).exists():
            return None
        path = folder / f"{name}{SUFFIX}"
        try:
            file = cls._locked(path, os.O_RDWR | os.O_CREAT | os.O_EXCL)
        except FileExistsError:
            return None
        if file is not None:
            sync_folder(folder)
        return file

    @classmethod
    def of_the_dead(cls, path: Path) -> Self | None:
        """A file that its writer left; None where the writer lives, or another process is at it or was."""
        try:
            return cls._locked(path, os.O_RDWR)
        except FileNotFoundError:
            return None

    @classmethod
    def _locked(cls, path: Path, flags: int) -> Self | None:
        descriptor = os.open(path, flags | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            same = path.stat().st_ino == os.fstat(descriptor).st_ino
        except (BlockingIOError, FileNotFoundError):
            same = False  # another has it, or had it: what is locked now may be a file without a name
        except OSError:
            os.close(descriptor)
            raise
        if not same:
            os.close(descriptor)
            return None
        return cls(path, descriptor, os.fstat(descriptor).st_size)

    def append(self, data: bytes) -> int:
        """Append; returns the offset. A failure, a full disk above all, leaves the file as it was.

        Raises:
            OSError: it cannot be written.
        """
        offset, view = self.size, memoryview(data)
        self._dirty = True
        try:
            while view:
                view = view[os.pwrite(self._descriptor, view, self.size) :]
                self.size = offset + len(data) - len(view)
        except OSError:
            self.cut(offset)
            raise
        return offset

    def cut(self, size: int) -> None:
        """Leave only the first bytes."""
        os.ftruncate(self._descriptor, size)
        self.size = size
        self._dirty = True

    def sync(self) -> None:
        """Have the disk take what is not there yet."""
        if self._dirty:
            os.fdatasync(self._descriptor)
            self._dirty = False

    def finish(self) -> None:
        """Give the file its final name, on the disk before this returns; a file without a byte is removed."""
        with suppress(OSError):  # what is not on the disk now is found torn by `archiver verify`; the name is still right
            self.sync()
        if self.size:
            self.path.rename(self.path.with_name(self.name))
        else:
            self.path.unlink()
        sync_folder(self.path.parent)
        self._close()

    def let_go(self) -> None:
        """Close the file as it is, if it is open still: the next crawl looks through it."""
        if self._descriptor < 0:
            return
        with suppress(OSError):
            self.sync()
        self._close()

    def _close(self) -> None:
        os.close(self._descriptor)
        self._descriptor = -1


def sync_folder(folder: Path) -> None:
    """Have the disk take the names in a folder: a file without its name is lost in a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
