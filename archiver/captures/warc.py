"""Writes responses as WARC/1.1 records, one gzip member each, and says where each came to lie.

A body is kept as it came over the wire, before content decoding; transfer encoding is undone by the HTTP client and its
header left out. Request headers that hold secrets are never written. Knows nothing of Scrapy or of the database.
"""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from spiders.errors import StorageError
from spiders.items import Capture

SECRET_HEADERS = frozenset({"cookie", "authorization", "proxy-authorization"})
MAX_SIZE = 1 << 30
"""Bytes after which the next file is begun; 1 GB is what the WARC guidelines advise."""

_LEVEL = 6
"""gzip 9 takes twice the time of 6 for 2 % less."""


class WarcWriter:
    """Writes the records of one crawl into files of its own in ``folder``; a file is begun at the first record."""

    def __init__(self, folder: Path, prefix: str, info: Mapping[str, str], *, max_size: int = MAX_SIZE) -> None:
        self._folder = folder
        self._prefix = prefix
        self._info = {"software": f"archiver/{version('archiver')}", "format": "WARC File Format 1.1", **info}
        self._max_size = max_size
        self._serial = 0
        self._file: _OpenFile | None = None

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
    ) -> Capture:
        """Write response and request; both are with the operating system when this returns.

        Args:
            url: the address asked for, without fragment.
            fetched_at: when the response came (aware); WARC-Date, to the microsecond.
            body: before content decoding.

        Raises:
            StorageError: the record could not be written; nothing of it stays in the file.
        """
        headers = [(name, value) for name, value in response_headers if name.lower() != "transfer-encoding"]
        out = self._open()
        date = fetched_at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        warc_headers = {"WARC-Date": date}
        if ip_address:
            warc_headers["WARC-IP-Address"] = ip_address
        response = out.builder.create_warc_record(
            url,
            "response",
            payload=BytesIO(body),
            length=len(body),
            http_headers=StatusAndHeaders(_status_line(status), headers, protocol=protocol),
            warc_headers_dict=warc_headers,
        )
        request = out.builder.create_warc_record(
            url,
            "request",
            http_headers=_request_head(url, method, request_headers),
            warc_headers_dict={
                "WARC-Date": date,
                "WARC-Concurrent-To": response.rec_headers.get_header("WARC-Record-ID"),
            },
        )
        try:
            offset, length = out.append(response)
            out.append(request)
            out.flush()
        except OSError as error:
            self._file = None
            out.truncate()
            raise StorageError(f"{out.path}: cannot write ({error.strerror or error}); free space and crawl again") from error
        if out.size >= self._max_size:
            self.close()
        by_name = {name.lower(): value for name, value in headers}
        return Capture(
            url=url,
            fetched_at=fetched_at,
            status=status,
            digest=response.rec_headers.get_header("WARC-Payload-Digest"),
            content_type=by_name.get("content-type"),
            etag=by_name.get("etag"),
            last_modified=by_name.get("last-modified"),
            warc=out.path.name,
            offset=offset,
            length=length,
        )

    def close(self) -> None:
        """Finish the file at hand, synced to disk."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> _OpenFile:
        if self._file is None:
            moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                while True:
                    path = self._folder / f"{self._prefix}-{moment}-{os.getpid()}-{self._serial:05}.warc.gz"
                    self._serial += 1
                    try:
                        self._file = _OpenFile(path)
                        break
                    except FileExistsError:
                        continue
                self._file.append(self._file.builder.create_warcinfo_record(path.name, self._info))
            except OSError as error:
                self._file = None
                raise StorageError(f"{self._folder}: cannot write WARC files there ({error.strerror or error})") from error
        return self._file


class _OpenFile:
    """A WARC file being written. Records are built in memory and appended whole, so a failure never leaves half of one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stream = path.open("xb")
        self._plain = BytesIO()
        self.builder = WARCWriter(self._plain, gzip=False, warc_version="WARC/1.1")
        self.size = 0
        self._whole = 0
        self._synced = time.monotonic()

    def append(self, record: ArcWarcRecord) -> tuple[int, int]:
        """Append one record; returns its offset and length in compressed bytes."""
        self._plain.seek(0)
        self._plain.truncate()
        self.builder.write_record(record)
        compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        data = compressor.compress(self._plain.getbuffer()) + compressor.flush()
        offset = self.size
        self._stream.write(data)
        self.size += len(data)
        return offset, len(data)

    def flush(self) -> None:
        """Hand all to the operating system, and to the disk at most once a second: a polite crawl syncs each page."""
        self._stream.flush()
        now = time.monotonic()
        if now - self._synced >= 1:
            os.fsync(self._stream.fileno())
            self._synced = now
        self._whole = self.size

    def truncate(self) -> None:
        """Take back what was written since the last `flush`, so that the file ends with a whole record."""
        with suppress(OSError):  # what is still buffered cannot be written either; it is what is taken back
            self._stream.close()
        os.truncate(self.path, self._whole)

    def close(self) -> None:
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} "


def _request_head(url: str, method: str, headers: Iterable[tuple[str, str]]) -> StatusAndHeaders:
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kept = [("Host", parts.netloc.rpartition("@")[2])]
    kept += [(name, value) for name, value in headers if name.lower() not in SECRET_HEADERS and name.lower() != "host"]
    return StatusAndHeaders(f"{method} {target} HTTP/1.1", kept, is_http_request=True)
