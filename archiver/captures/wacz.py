"""A site or thread as WACZ 1.1.1: the WARC, its index, its pages and their checksums in one zip that replays by itself."""

from __future__ import annotations

import hashlib
import io
import json
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, BinaryIO
from uuid import UUID, uuid5

from sqlalchemy import Connection

from archiver.captures.cdxj import Entry, Index
from archiver.captures.package import Packed, write_warc
from archiver.captures.redaction import without_password
from db.queries.packaged import PackagedPage, Selection, names, pages

WACZ = "1.1.1"
_WARC = "data.warc.gz"
_INDEX = "index.cdx.gz"
_NAMESPACE = UUID("a5e1f9d2-6f0c-4b8f-9a39-1c6f2f1d7f0e")
"""Of the ids of pages: the same page of the same moment has the same id in every package."""


def write_wacz(connection: Connection, warc_dir: Path, selection: Selection, out: BinaryIO) -> Packed:
    """Write the package of a selection.

    A 304 is in the WARC, as the evidence that it is, and not in the index: it holds nothing that could be shown.
    """
    url, title = names(connection, selection)
    with zipfile.ZipFile(out, "w") as archive, Index(_WARC) as index:
        package = _Package(archive)

        def note(entry: Entry) -> None:
            if entry.status != 304:
                index.add(entry)

        with package.file(f"archive/{_WARC}") as file:
            packed = write_warc(connection, warc_dir, selection, file, name=_WARC, note=note)
        seconds = [b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "%s"}\n' % _INDEX.encode()]
        with package.file(f"indexes/{_INDEX}") as file:
            for block, second in index.blocks():
                file.write(block)
                seconds.append(second)
        with package.file("indexes/index.idx", packed=True) as file:
            file.writelines(seconds)
        main: list[PackagedPage] = []
        with package.file("pages/pages.jsonl", packed=True) as file:
            file.writelines(_page_lines(pages(connection, selection), url, main))
        package.finish(url=url, title=title, main=main[0] if main else None)
    return packed


class _Package:
    """The zip being written, and the list of what is in it."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._moment = time.gmtime()[:6]
        self._resources: list[dict[str, object]] = []

    @contextmanager
    def file(self, path: str, *, packed: bool = False) -> Iterator[BinaryIO]:
        """A file of the package. WARCs and compressed indexes are stored as they are, so that readers find places in them."""
        info = zipfile.ZipInfo(path, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self._archive.open(info, "w", force_zip64=not packed) as stream:
            counted = _Counted(stream)
            yield counted  # type: ignore[misc]
        name = path.rpartition("/")[2]
        self._resources.append({"name": name, "path": path, "hash": f"sha256:{counted.hash.hexdigest()}", "bytes": counted.size})

    def finish(self, *, url: str, title: str | None, main: PackagedPage | None) -> None:
        """Write what describes the package, and the digest of that."""
        described: dict[str, object] = {
            "profile": "data-package",
            "wacz_version": WACZ,
            "title": title or without_password(url),
            "created": _second(datetime.now(UTC)),
            "software": f"archiver/{version('archiver')}",
            "resources": self._resources,
        }
        if main is not None:
            described |= {"mainPageUrl": without_password(main.url), "mainPageDate": _second(main.fetched_at)}
        text = json.dumps(described, indent=2, ensure_ascii=False).encode()
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(text).hexdigest()}"}
        for path, data in (("datapackage.json", text), ("datapackage-digest.json", json.dumps(digest, indent=2).encode())):
            info = zipfile.ZipInfo(path, self._moment)
            info.compress_type = zipfile.ZIP_DEFLATED
            self._archive.writestr(info, data)


class _Counted(io.RawIOBase):
    """A stream that hashes and counts what goes through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.hash = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.hash.update(data)
        self.size += len(data)
        self._stream.write(data)
        return len(data)


def _page_lines(found: Iterable[PackagedPage], url: str, main: list[PackagedPage]) -> Iterator[bytes]:
    """The list of pages; the one with the address of what is packed is left in ``main``, else the first."""
    yield b'{"format": "json-pages-1.0", "id": "pages", "title": "Pages"}\n'
    for page in found:
        if not main or page.url == url:
            main[:] = [page]
        title = (page.title or without_password(page.url)) + (f" (page {page.number})" if (page.number or 1) > 1 else "")
        ts = _second(page.fetched_at)
        address = without_password(page.url)
        line = {"id": str(uuid5(_NAMESPACE, f"{address} {ts}")), "url": address, "ts": ts, "title": title}
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"


def _second(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
