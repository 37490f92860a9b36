"""Writes responses as WARC/1.1 records, one gzip member each, and says where each came to lie.

A body is kept as it came over the wire, before content decoding; transfer encoding is undone by the HTTP client and its
header left out. Request headers that hold secrets are never written. Knows nothing of Scrapy or of the database.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from archiver.captures.members import IDENTICAL, NOT_MODIFIED, RESPONSE, pack
from archiver.captures.records import sha1_of
from archiver.captures.unfinished import Unfinished
from spiders.errors import StorageError
from spiders.items import Capture, Original

SECRET_HEADERS = frozenset({"cookie", "authorization", "proxy-authorization"})
MAX_SIZE = 1 << 30
"""Bytes after which the next file is begun; 1 GB is what the WARC guidelines advise."""


class WarcWriter:
    """Writes the records of one crawl into files of its own in ``folder``; a file is begun at the first record.

    A file gets its final name when whoever keeps the rows says that all its records have theirs (`settle`): what does not
    have it after a crash is all that has to be looked through again.
    """

    def __init__(self, folder: Path, prefix: str, info: Mapping[str, str], *, max_size: int = MAX_SIZE) -> None:
        self._folder = folder
        self._prefix = prefix
        self._info = {"software": f"archiver/{version('archiver')}", "format": "WARC File Format 1.1", **info}
        self._max_size = max_size
        self._serial = 0
        self._file: Unfinished | None = None
        self._full: list[Unfinished] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def write(
        self,
        *,
        url: str,
        fetched_at: datetime,
        method: str,
        request_headers: Iterable[tuple[str, str]],
        status: int,
        response_headers: Iterable[tuple[str, str]],
        body: bytes,
        protocol: str = "HTTP/1.1",
        ip_address: str | None = None,
        digest: str | None = None,
        original: Original | None = None,
    ) -> Capture:
        """Write response and request; both are with the operating system when this returns, and on the disk after `sync`.

        Args:
            url: the address asked for, without fragment.
            fetched_at: when the response came (aware); WARC-Date, to the microsecond.
            body: before content decoding.
            digest: of the body, where the caller has it already.
            original: the capture that holds the same body, or of which a 304 says that it is still true; a ``revisit`` with the
                headers alone is written then.

        Raises:
            StorageError: the record could not be written; nothing of it stays in the file.
        """
        headers = [(name, value) for name, value in response_headers if name.lower() != "transfer-encoding"]
        digest = original.digest if original is not None else digest or sha1_of(body)
        date = warc_date(fetched_at)
        head = http_head(status, headers, protocol=protocol)
        fields = {"WARC-Target-URI": url, "WARC-Payload-Digest": digest, "Content-Type": RESPONSE}
        if ip_address:
            fields["WARC-IP-Address"] = ip_address
        if original is not None:
            fields |= {
                "WARC-Profile": NOT_MODIFIED if status == HTTPStatus.NOT_MODIFIED else IDENTICAL,
                "WARC-Refers-To-Target-URI": original.url,
                "WARC-Refers-To-Date": warc_date(original.fetched_at),
            }
        kind = "response" if original is None else "revisit"
        response, record_id = pack(kind, date, fields, head, b"" if original else body)
        request, _ = pack(
            "request",
            date,
            {"WARC-Target-URI": url, "WARC-Concurrent-To": record_id, "Content-Type": "application/http; msgtype=request"},
            _request_head(url, method, request_headers),
        )
        out = self._open()
        try:
            offset = out.append(response + request)
        except OSError as error:
            self._full.append(out)
            self._file = None
            raise _full_disk(out, error) from error
        if out.size >= self._max_size:
            self._full.append(out)
            self._file = None
        by_name = {name.lower(): value for name, value in headers}
        return Capture(
            url=url,
            fetched_at=fetched_at,
            status=status,
            digest=digest,
            content_type=by_name.get("content-type"),
            etag=by_name.get("etag"),
            last_modified=by_name.get("last-modified"),
            warc=out.name,
            offset=offset,
            length=len(response),
            revisit_of=original,
        )

    def sync(self) -> None:
        """Have the disk take what was written: to be called before rows that refer to it are committed.

        Raises:
            StorageError: it cannot.
        """
        for file in (*self._full, *([self._file] if self._file is not None else ())):
            try:
                file.sync()
            except OSError as error:
                raise _full_disk(file, error) from error

    def settle(self) -> None:
        """All records written so far have their rows: files that are full are finished.

        Raises:
            StorageError: a file cannot be given its name.
        """
        while self._full:
            file = self._full.pop()
            try:
                file.finish()
            except OSError as error:
                file.let_go()
                raise _full_disk(file, error) from error

    def close(self, *, settled: bool = True) -> None:
        """Finish all files; where not all records have their rows, let go of them for the next crawl to look through."""
        if self._file is not None:
            self._full.append(self._file)
            self._file = None
        if settled:
            self.settle()
        while self._full:
            self._full.pop().let_go()

    def _open(self) -> Unfinished:
        if self._file is None:
            moment = datetime.now(UTC)
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                out = None
                while out is None:
                    name = f"{self._prefix}-{moment:%Y%m%d%H%M%S}-{os.getpid()}-{self._serial:05}.warc.gz"
                    self._serial += 1
                    out = Unfinished.begin(self._folder, name)
                info = "".join(f"{key}: {value}\r\n" for key, value in self._info.items() if value).encode()
                fields = {"WARC-Filename": name, "Content-Type": "application/warc-fields"}
                try:
                    out.append(pack("warcinfo", warc_date(moment), fields, info)[0])
                except OSError:
                    self._full.append(out)
                    raise
                self._file = out
            except OSError as error:
                raise StorageError(f"{self._folder}: cannot write WARC files there ({error.strerror or error})") from error
        return self._file


def warc_date(moment: datetime) -> str:
    """A moment as WARC-Date has it, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def http_head(status: int, headers: Iterable[tuple[str, str]], *, protocol: str = "HTTP/1.1") -> bytes:
    """Status line and headers of a response."""
    return _head(f"{protocol} {status} {_phrase(status)}", headers)


def _full_disk(file: Unfinished, error: OSError) -> StorageError:
    return StorageError(f"{file.path}: cannot write ({error.strerror or error}); free space and crawl again")


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _head(first: str, headers: Iterable[tuple[str, str]]) -> bytes:
    return "".join((f"{first}\r\n", *(f"{name}: {value}\r\n" for name, value in headers), "\r\n")).encode("latin-1", "replace")


def _request_head(url: str, method: str, headers: Iterable[tuple[str, str]]) -> bytes:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kept = [("Host", parts.netloc.rpartition("@")[2])]
    kept += [(name, value) for name, value in headers if name.lower() not in SECRET_HEADERS and name.lower() != "host"]
    return _head(f"{method} {target} HTTP/1.1", kept)
