"""Everything that can go wrong, as one tree. Each error says what, where and what to do, and has its exit code.

    ArchiverError                    1
    ├── UsageError                   2   a wrong option, address, setting or file
    ├── StorageError                 2   a file of ours cannot be written: disk full, folder not writable
    ├── CaptureError                 3   a record of a WARC file is missing, damaged or not the one it should be
    ├── NotNow                       3   the site is being crawled by another, or is left alone for a while
    ├── FetchError                   3   a page could not be fetched
    ├── ReadError                    3   a page could not be read
    │   ├── UnknownPlatform          4   no platform recognises the page
    │   ├── NotAPage                 3   empty, binary or otherwise not a page
    │   ├── Walled                   3   "are you human?" in place of the page
    │   └── ParseError               3   a promised fact is missing from one page or post
    ├── NothingFound                 4   the target holds no thread we can see
    └── DatabaseError                5   unreachable, locked or at the wrong revision
        └── WrongRevision            5

Reading raises only `ReadError` and its children. Exit codes: 0 complete, 1 crash, 2 usage or configuration, 3 finished with
losses, 4 nothing found, 5 database unreachable or at the wrong revision, 130 interrupted.
"""

from __future__ import annotations

from typing import ClassVar


class ArchiverError(Exception):
    """Base of every error we raise. ``str(error)`` is the one line a person sees."""

    exit_code: ClassVar[int] = 1


class UsageError(ArchiverError):
    """The user's input is at fault."""

    exit_code = 2


class StorageError(ArchiverError):
    """A file of ours cannot be written (disk full, folder not writable): the user's machine is at fault, not the site."""

    exit_code = 2


class CaptureError(ArchiverError):
    """The bytes of a capture are not where its row says, or cannot be read: a file is missing or damaged."""

    exit_code = 3


class NotNow(ArchiverError):
    """The site is not to be crawled now: another crawl holds it, or it refused us and is left alone for a while."""

    exit_code = 3


class FetchError(ArchiverError):
    """A page could not be fetched."""

    exit_code = 3


class ReadError(ArchiverError):
    """A page could not be read."""

    exit_code = 3


class UnknownPlatform(ReadError):
    """No platform recognises the page."""

    exit_code = 4

    def __init__(self, url: str) -> None:
        super().__init__(f"{url}: no known platform recognises this page; name one with --platform, see `archiver platforms`")
        self.url = url


class NotAPage(ReadError):
    """The response holds nothing that can be read as a page."""

    def __init__(self, url: str, what: str) -> None:
        super().__init__(f"{url}: {what}")
        self.url = url
        self.what = what


class Walled(ReadError):
    """Somebody's wall ("are you human?") stands in place of the page."""

    def __init__(self, url: str, whose: str) -> None:
        super().__init__(f"{url}: {whose} asks whether we are human; what is behind it cannot be read")
        self.url = url
        self.whose = whose


class ParseError(ReadError):
    """A fact that the platform promises is not where it should be."""

    def __init__(self, platform: str, url: str, what: str) -> None:
        super().__init__(f"{url}: {platform}: {what}")
        self.platform = platform
        self.url = url
        self.what = what


class NothingFound(ArchiverError):
    """The target shows no thread at all."""

    exit_code = 4


class DatabaseError(ArchiverError):
    """The database cannot be used."""

    exit_code = 5


class WrongRevision(DatabaseError):
    """The database's schema is older or newer than this program."""
