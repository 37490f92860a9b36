"""Saved pages: which files of a folder are pages, and which address each was saved from.

What programs write into a page when they save it (browsers, HTTrack) is believed first, then what the page says of its own
address, then the folder's layout as wget writes it. Nothing is guessed: a page whose address is not to be had is refused.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

from spiders.page import Page

_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d{4,}\)(https?://[^\s<>]+)\s*-->", re.IGNORECASE)
_MIRRORED_FROM = re.compile(rb"<!--\s*Mirrored from ([^\s<>]+) by HTTrack", re.IGNORECASE)
_ASIDE = re.compile(r"^(?:hts-cache|hts-log\.txt|hts-nohead|hts-in_progress\.lock|.*_files|.*\.files|\.git|__MACOSX)$")
"""What HTTrack and browsers put beside pages: logs, and the frames and pictures of one page."""
_NO_PAGE = frozenset(
    "css js mjs map png jpg jpeg gif webp avif svg ico bmp tif tiff woff woff2 ttf otf eot mp3 mp4 m4a m4v webm ogg ogv wav avi "
    "mov swf pdf zip gz bz2 xz 7z rar tar exe iso doc docx xls xlsx ppt pptx txt csv log md py sql db sqlite jsonl cdx cdxj wat "
    "wet".split()
)
_HOST = re.compile(r"(?i)^(?:www\.)?(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}(?:[:+]\d{1,5})?$|^localhost(?:[:+]\d{1,5})?$")
_NO_HOST = re.compile(r"(?i)\.(?:html?|php\d?|aspx?|jsp|cgi|pl|xml|json|rss|txt|d)$")
_SCRIPT_SAVED = re.compile(r"(?i)(\.(?:php\d?|aspx?|jsp|cgi|pl|cfm)(?:\?.*)?|\?.*)\.html?$")
_KINDS = {".txt": "text/plain", ".json": "application/json", ".xml": "text/xml", ".rss": "text/xml", ".atom": "text/xml"}


def saved_pages(folder: Path, *, also: Callable[[str], bool] = lambda _: False) -> Iterator[Path]:
    """The files below a folder that may be pages, and those whose names are wanted too, in order."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _ASIDE.match(name))
        for name in sorted(files):
            if also(name) or not (_ASIDE.match(name) or _extension(name) in _NO_PAGE):
                yield Path(place, name)


def looks_like_page(start: bytes) -> bool:
    """Whether a file that begins so is HTML, XML or JSON."""
    head = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = start.decode("utf-16", "ignore").encode("utf-8", "ignore").lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith((b"<", b"{", b"["))


def headers_of(path: Path) -> dict[str, str]:
    """What a server would have said of such a file, as far as its name tells."""
    kind = _KINDS.get(path.suffix.lower())
    return {"content-type": kind} if kind else {}


def address_of_saved(path: Path, root: Path, page: Page) -> str | None:
    """The address that a page was saved from; None where nothing tells.

    Args:
        path: the file.
        root: the folder that was named, within which its place counts.
        page: the file as a page; its address does not matter.
    """
    head = page.body[:4096]
    if found := _SAVED_FROM.search(head):
        return _told(found[1].decode("utf-8", "replace"))
    if found := _MIRRORED_FROM.search(page.body[:65_536]):
        told = found[1].decode("utf-8", "replace")
        return _told(told if "://" in told else f"http://{told}")
    is_html = not (page.is_json or page.is_xml)
    told_by_itself = _own_address(page) if is_html else None
    return told_by_itself or _by_layout(path, root, page) or (_by_base(path, page) if is_html else None)


def _own_address(page: Page) -> str | None:
    for selector, name in (('link[rel~="canonical"]', "href"), ('meta[property="og:url"]', "content")):
        told = _told(page.attribute(selector, name))
        if told is not None:
            return told
    return None


def _by_base(path: Path, page: Page) -> str | None:
    base = _told(page.attribute("base", "href"))
    return urljoin(base, _address_of_name(path.name)) if base is not None else None


def _by_layout(path: Path, root: Path, page: Page) -> str | None:
    """The address that wget made a place of: a folder of the host's name, ``forum.example.org/viewtopic.php?t=12``."""
    inside = path.resolve().relative_to(root.resolve()).parts
    hosts = [place for place, part in enumerate(inside[:-1]) if _is_host(part)]
    parts = inside if hosts else (root.resolve().name, *inside)
    for place, part in enumerate(parts[:-1]):
        if _is_host(part):
            host = part.replace("+", ":")
            scheme = parts[place - 1] if place and parts[place - 1] in ("http", "https") else None
            scheme = scheme or ("https" if f"https://{host}".encode() in page.body else "http")
            folders = "".join(f"{_quoted(name)}/" for name in parts[place + 1 : -1])
            return f"{scheme}://{host}/{folders}{_address_of_name(parts[-1])}"
    return None


def _is_host(part: str) -> bool:
    return bool(_HOST.match(part)) and not _NO_HOST.search(part)


def _address_of_name(name: str) -> str:
    """The end of an address that wget made a file's name of."""
    if name in ("index.html", "index.htm"):
        return ""
    if "@" in name and "?" not in name:  # what wget writes for a question mark where file systems have none
        name = name.replace("@", "?", 1)
    if saved := _SCRIPT_SAVED.search(name):
        name = name[: saved.start()] + saved[1]
    return _quoted(name)


def _quoted(name: str) -> str:
    return quote(name, safe="/%:=&?~+!$,;'@()*[]-._")


def _told(address: str | None) -> str | None:
    """An address that a page gives, if it is one of the web."""
    address = (address or "").strip()
    try:
        parts = urlsplit(address)
        return address.partition("#")[0] if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _extension(name: str) -> str:
    stem, dot, extension = name.partition("?")[0].rpartition(".")
    return extension.lower() if dot and stem else ""
