"""What a server needs of a site: an answer for each address, and the list of addresses. Knows no platform and no socket."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from html import escape
from importlib import resources
from string import Template
from typing import Protocol
from unicodedata import normalize
from urllib.parse import quote

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response before it goes out: ``modified`` is when what it shows last changed."""

    body: bytes = b""
    status: int = 200
    content_type: str = HTML
    modified: datetime | None = None
    headers: dict[str, str] = field(default_factory=dict)


class Site(Protocol):
    """A site that can be served."""

    def answer(self, target: str) -> Answer:
        """The answer to a GET of a path with its query."""

    def addresses(self) -> Iterator[str]:
        """The paths of all pages that hold something, in a fixed order."""


def redirect(location: str, status: int = 301) -> Answer:
    """An answer that leads elsewhere."""
    return Answer(status=status, headers={"Location": location})


@cache
def template(name: str, package: str = "archiver.demo") -> Template:
    """A template of a package, with ``$name`` for what is filled in. Its lines lose their indentation."""
    text = resources.files(package).joinpath("templates", name).read_text("utf-8")
    return Template("\n".join(line.strip() for line in text.splitlines() if line.strip()))


def esc(text: str) -> str:
    """Text for HTML, inside quotes too."""
    return escape(text, quote=True)


def slug(title: str) -> str:
    """A title as part of an address: Latin letters without accents, digits, hyphens; other letters as they are, encoded."""
    plain = "".join(c for c in normalize("NFKD", title.lower()) if not (0x300 <= ord(c) < 0x370))
    return quote(re.sub(r"[^\w]+", "-", plain).strip("-").replace("_", "-")) or "x"


def picture(size: int = 16) -> bytes:
    """A grey square as PNG, for the images and avatars of the demo."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\x00" + b"\xb4" * size) * size
    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
