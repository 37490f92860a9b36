"""What the files and folders that are named hold: WARC files, WARCs inside WACZ, saved pages, texts. Reads their beginnings only,
and all of a text that was not named.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archiver.captures.folders import looks_like_page, saved_pages
from archiver.captures.places import INSIDE, name_of
from archiver.captures.texts import LARGEST, has_lines, is_known, is_text, text_record
from spiders.errors import UsageError

_WARC_NAMES = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz", ".warc.open", ".warc.gz.open", ".wet", ".wet.gz")
_ZIP_NAMES = (".wacz", ".zip")
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class WarcSource:
    """A WARC file, by the name that rows give it."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class PageSource:
    """A file that may be a saved page; ``root`` is the folder that was named, or the file's own."""

    path: Path
    root: Path


@dataclass(frozen=True, slots=True)
class LinesSource:
    """A file of texts, one a line."""

    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that cannot be ingested, and why, in one line."""

    what: str


Source = WarcSource | PageSource | LinesSource | Refused


def sources_of(places: Iterable[Path], warc_dir: Path) -> Iterator[Source]:
    """All that the named files and folders hold, folders in the order of their names.

    Raises:
        UsageError: there is no such file or folder.
    """
    named = list(places)
    for place in named:
        if not place.exists():
            raise UsageError(f"{place}: no such file or folder")
    return _all_of(named, warc_dir)


def _all_of(places: Iterable[Path], warc_dir: Path) -> Iterator[Source]:
    for place in places:
        if place.is_dir():
            for path in saved_pages(place, also=_is_archive_or_text):
                yield from _source(path, place, warc_dir, named=False)
        else:
            yield from _source(place, place.parent, warc_dir, named=True)


def _is_archive_or_text(name: str) -> bool:
    return name.lower().endswith(_WARC_NAMES + _ZIP_NAMES) or is_text(name) or has_lines(name)


def _source(path: Path, root: Path, warc_dir: Path, *, named: bool) -> Iterator[Source]:
    try:
        with path.open("rb") as stream:
            start = stream.read(1024)
        size = path.stat().st_size
    except OSError as error:
        yield Refused(f"{path}: cannot be read ({error.strerror or error})")
        return
    name = path.name.lower()
    if start.startswith(_ZIP):
        yield from _members(path, warc_dir, named=named)
    elif has_lines(name):
        yield LinesSource(path, size)
    elif is_text(name) and not looks_like_page(start):
        if named or _is_known(path, size):
            yield PageSource(path, root)
    elif name.endswith(_WARC_NAMES) or (named and not looks_like_page(start)):
        yield WarcSource(name_of(path, warc_dir), size)
    elif looks_like_page(start):
        yield PageSource(path, root)


def _is_known(path: Path, size: int) -> bool:
    """Whether a text that was not named is a page's: most are notes, logs and robots.txt."""
    try:
        return size <= LARGEST and is_known(text_record(path))
    except OSError:
        return False


def _members(path: Path, warc_dir: Path, *, named: bool) -> Iterator[Source]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = sorted((info.filename, info.file_size) for info in archive.infolist() if not info.is_dir())
    except (OSError, zipfile.BadZipFile) as error:
        yield Refused(f"{path}: this zip cannot be read ({error}); WACZ files that were cut off can be mended with `zip -FF`")
        return
    warcs = [(member, size) for member, size in members if member.lower().endswith(_WARC_NAMES)]
    for member, size in warcs:
        yield WarcSource(f"{name_of(path, warc_dir)}{INSIDE}{member}", size)
    nested = [member for member, _ in members if member.lower().endswith(_ZIP_NAMES)]
    if not warcs and (named or nested):
        what = "holds other zips" if nested else "holds no WARC"
        yield Refused(f"{path}: {what}; unpack it, and name the folder")


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
