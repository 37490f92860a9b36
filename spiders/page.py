"""One fetched page: its bytes, its headers, the moment it was written, and the tree, made once and only when asked for.

Decodes as a browser would (byte-order mark, then the HTTP charset, then ``<meta>``, and windows-1252 for what calls itself
ISO-8859-1; WHATWG Encoding, section 4.2) and parses with Lexbor, with scripting on, so that ``<noscript>`` is text and
cannot close ``<head>``. Refuses what is not a page (`NotAPage`). Knows no platform.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element, ParseError, fromstring

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode
from w3lib.encoding import html_body_declared_encoding, html_to_unicode, http_content_type_encoding, read_bom

from spiders.errors import NotAPage
from spiders.selectors import possible

MAX_DEPTH = 3_000
"""Elements inside one another. Blink stops at 512; Lexbor takes time quadratic in it (20 s at 100,000)."""

MANY = 16
"""Alternatives of a selector from which on it pays to look up the page's `names` first: they cost as much as ten."""

_NEAR = re.compile(r"(?:\./)?([A-Za-z0-9_-]+(?:\.php)?(?:\?[^\s#/;]+)?(?:#\S+)?)$")
"""A link into the page's own folder: nothing to resolve, and most links of a forum are that (`urljoin` costs 5 us)."""

_TAG = re.compile(rb"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_CLOSING = re.compile(rb"</")
_NEVER_NEST = frozenset(
    b"area base br col embed hr img input link meta source track wbr param p li dt dd td th tr option".split()
)
_BINARY = (
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"%PDF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"RIFF",
    b"\x00\x00\x00",
    b"Rar!",
    b"7z\xbc\xaf",
)
_NOT_PLAIN = re.compile(r"/\.|[\t\r\n]")
"""What `urljoin` would change in a path: dot segments, and white space that browsers ignore."""
_NO_XML = re.compile(rb"&(?!#?\w{1,10};)|[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REAL_UTF8 = frozenset({"utf-8", "utf8"})


@dataclass(frozen=True, kw_only=True)
class Page:
    """A response, ready to be read.

    ``url`` is the address that answered, ``body`` the bytes after content decoding, ``headers`` by lower-case name,
    ``fetched_at`` our own clock (aware). `clock` is the moment the page was written, by the server's clock if it says. ``zone``
    is that of the site's times, where it is known from elsewhere: pages that say "Today, 14:03" cannot be read without.
    """

    url: str
    body: bytes
    fetched_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    zone: tzinfo | None = None

    @cached_property
    def clock(self) -> datetime:
        """When the server wrote the page: its ``Date`` less ``Age`` (RFC 9110, 9111), else when it was fetched."""
        stated = self.headers.get("date")
        if stated:
            try:
                moment = parsedate_to_datetime(stated)
            except ValueError:
                return self.fetched_at
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=UTC)
            age = self.headers.get("age", "")
            try:
                return moment - timedelta(seconds=int(age) if age.isascii() and age.isdigit() else 0)
            except OverflowError:
                return moment
        return self.fetched_at

    @cached_property
    def memo(self) -> dict[str, Any]:
        """What a platform has worked out once for the whole page (its zone, say), by a name of the platform's own."""
        return {}

    @property
    def content_type(self) -> str:
        """The media type, lower case, without parameters; empty where none was stated."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @cached_property
    def text(self) -> str:
        """The body as text; bytes that do not fit the encoding become U+FFFD."""
        if self._utf8 is not None:
            return self._utf8
        try:
            return html_to_unicode(self.headers.get("content-type"), self.body, auto_detect_fun=_guess)[1]
        except (LookupError, ValueError):
            return self.body.decode("utf-8", "replace")

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """The parsed page, as a browser builds it.

        Raises:
            NotAPage: the body is empty, binary, or nested deeper than `MAX_DEPTH`.
        """
        self._refuse_what_is_no_page()
        return LexborHTMLParser(self.body if self._utf8 is not None else self.text, scripting=True)

    @cached_property
    def json(self) -> Any:
        """The body as JSON.

        Raises:
            NotAPage: it is not JSON.
        """
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise NotAPage(self.url, f"not JSON ({error})") from error

    @cached_property
    def json_ld(self) -> tuple[dict[str, Any], ...]:
        """The objects of the page's JSON-LD blocks, ``@graph`` opened; a block that is no JSON says nothing."""
        found: list[dict[str, Any]] = []
        for script in self.tree.css('script[type="application/ld+json"]'):
            try:
                stated = msgspec.json.decode(script.text(deep=True))
            except (msgspec.DecodeError, RecursionError):
                continue
            for thing in stated if isinstance(stated, list) else [stated]:
                if isinstance(thing, dict):
                    graph = thing.get("@graph")
                    found += [part for part in graph if isinstance(part, dict)] if isinstance(graph, list) else [thing]
        return tuple(found)

    @cached_property
    def xml(self) -> Element:
        """The root element of the body as XML (feeds, sitemaps). Expat itself refuses bombs of entities.

        Feeds are often not well-formed: where the bytes as they are cannot be read, lone ampersands and control characters
        are mended first (WordPress prints a commenter's name raw in the titles of its comment feeds).

        Raises:
            NotAPage: it is not XML.
        """
        body = self.body.lstrip(b"\xef\xbb\xbf \t\r\n")
        try:
            return fromstring(body)  # noqa: S314  # expat refuses entity bombs since 2.4.1 and reads no external entity
        except (ParseError, ValueError, LookupError):
            try:
                mended = _NO_XML.sub(lambda found: b"&amp;" if found[0] == b"&" else b"", body)
                return fromstring(mended)  # noqa: S314
            except (ParseError, ValueError, LookupError) as error:
                raise NotAPage(self.url, f"not XML ({error})") from error

    @property
    def is_json(self) -> bool:
        """Whether the response calls itself JSON."""
        return self.content_type == "application/json" or self.content_type.endswith("+json")

    @property
    def is_xml(self) -> bool:
        """Whether the response calls itself XML (feeds, sitemaps), XHTML aside."""
        kind = self.content_type
        return (kind in {"text/xml", "application/xml"} or kind.endswith("+xml")) and kind != "application/xhtml+xml"

    @cached_property
    def base_url(self) -> str:
        """What relative links are relative to: ``<base href>`` where the page has one (XenForo 1 needs it)."""
        if self.is_json:
            return self.url
        base = self.tree.css_first("base[href]")
        href = base.attributes.get("href") if base is not None else None
        if not href:
            return self.url
        try:
            return urljoin(self.url, href.strip())
        except ValueError:
            return self.url

    @cached_property
    def _origin(self) -> str:
        """Scheme, host and port of relative links, for those that need no more."""
        try:
            return urljoin(self.base_url, "/")[:-1]
        except ValueError:
            return ""

    def absolute(self, href: str | None) -> str | None:
        """The absolute address of a link on this page, or None where it leads to no address (empty, ``data:``, script)."""
        if not href:
            return None
        href = href.strip()
        if href.startswith(("https://", "http://")):
            return href
        if not href or href.startswith(("data:", "javascript:", "about:", "blob:")):
            return None
        if href[0] == "/" and href[1:2] != "/" and not _NOT_PLAIN.search(href):
            return self._origin + href
        near = _NEAR.match(href)
        if near and self._folder:
            return self._folder + near[1]
        try:
            return urljoin(self.base_url, href)
        except ValueError:
            return None

    @cached_property
    def _folder(self) -> str | None:
        """`base_url` up to the last slash of its path, for the links that may simply be put behind it; None where none may."""
        parts = urlsplit(self.base_url)
        if parts.scheme not in {"http", "https"} or not parts.netloc or "/." in parts.path or "//" in parts.path:
            return None
        return f"{parts.scheme}://{parts.netloc}{parts.path[: parts.path.rfind('/') + 1] or '/'}"

    def first(self, selector: str) -> LexborNode | None:
        """The first element that matches, in the whole page."""
        return self.tree.css_first(selector)

    def select(self, selector: str, root: LexborNode | None = None) -> list[LexborNode]:
        """The elements that match, in the whole page or in one element, for selectors with the names of many themes.

        Once one of them has `MANY` alternatives, only what can match on the page is asked for (`spiders.selectors`).
        """
        wanted = self._wanted(selector)
        return (self.tree if root is None else root).css(wanted) if wanted else []

    def select_first(self, selector: str, root: LexborNode | None = None) -> LexborNode | None:
        """The first of them."""
        wanted = self._wanted(selector)
        return (self.tree if root is None else root).css_first(wanted) if wanted else None

    def _wanted(self, selector: str) -> str:
        if "names" not in self.__dict__ and selector.count(",") < MANY:
            return selector
        wanted = self._selectors.get(selector)
        if wanted is None:
            wanted = self._selectors[selector] = possible(selector, self.names)
        return wanted

    @cached_property
    def _selectors(self) -> dict[str, str]:
        return {}

    @cached_property
    def names(self) -> frozenset[str]:
        """The classes and ids on the page, in lower case, as pages without a doctype compare them."""
        classes = {node.attrs.get("class") or "" for node in self.tree.css("[class]")}
        return frozenset(" ".join([*classes, *(node.id or "" for node in self.tree.css("[id]"))]).lower().split())

    def has(self, selector: str) -> bool:
        """Whether anything on the page matches, looked up once."""
        found = self._known.get(selector)
        if found is None:
            found = self._known[selector] = self.tree.css_first(selector) is not None
        return found

    def mentions(self, words: bytes) -> bool:
        """Whether the words stand anywhere in the source, looked up once: 5 us for 30 KB, a selector over the page 15."""
        found = self._known.get(words)
        if found is None:
            found = self._known[words] = words in self.body
        return found

    def rare(self, selector: str, root: LexborNode) -> LexborNode | None:
        """The first element in a part of this page that matches, for what most pages have nowhere.

        The page is asked once; then each post without it costs 0.2 us instead of 3 to 10.
        """
        return root.css_first(selector) if self.has(selector) else None

    def rare_ones(self, selector: str, root: LexborNode) -> list[LexborNode]:
        """All of them."""
        return root.css(selector) if self.rare(selector, root) is not None else []

    @cached_property
    def _known(self) -> dict[str | bytes, bool]:
        """Whether a selector matches anything, or words stand anywhere."""
        return {}

    @cached_property
    def language(self) -> str | None:
        """What the root element states; each time of a page is read by it."""
        return self.attribute("html", "lang")

    def attribute(self, selector: str, name: str) -> str | None:
        """An attribute of the first element that matches; None where there is none or it is empty."""
        node = self.tree.css_first(selector)
        return (node.attributes.get(name) or None) if node is not None else None

    @cached_property
    def _utf8(self) -> str | None:
        """The text of a page that is UTF-8 by header, ``<meta>`` or guess, and valid: Lexbor may take its bytes as they are.

        As text it would be decoded twice and encoded once, which takes half as long as the parse.
        """
        if read_bom(self.body)[0] is not None:
            return None
        stated = http_content_type_encoding(self.headers.get("content-type")) or html_body_declared_encoding(self.body)
        if stated is not None and stated not in _REAL_UTF8:
            return None
        try:
            return self.body.decode("utf-8")
        except UnicodeDecodeError:
            return None

    def _refuse_what_is_no_page(self) -> None:
        body = self.body
        if not body or body.isspace():
            raise NotAPage(self.url, "the response is empty; nothing to read")
        if body.startswith(_BINARY) or (b"\x00" in body[:1_024] and not body.startswith((b"\xff\xfe", b"\xfe\xff"))):
            raise NotAPage(self.url, "a binary file, not a page; nothing to read")
        if _may_be_deep(body) and _depth(body) > MAX_DEPTH:
            raise NotAPage(self.url, f"elements nested more than {MAX_DEPTH} deep; no browser shows such a page")


def _guess(body: bytes) -> str | None:
    """What a page without any declaration is: UTF-8 if it is valid UTF-8, else windows-1252, as browsers in the West do."""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _may_be_deep(body: bytes) -> bool:
    """A quick upper bound: tags opened, and if they are many, sampled, tags opened less tags closed.

    Void elements count as open, so it errs towards True. A page with no more tags than twice the limit is let through:
    whatever its depth, it costs less than a tenth of a second.
    """
    if len(body) <= 3 * 2 * MAX_DEPTH:  # the shortest tag is "<b>"
        return False
    tags = body.count(b"<")
    if tags <= 2 * MAX_DEPTH or tags - len(_CLOSING.findall(body)) <= 2 * MAX_DEPTH:
        return False
    step = 16_384  # too short to hide a depth that matters: 2,700 elements fit in, opened and closed
    depth = 0
    for start in range(0, len(body), step):
        piece = body[start : start + step]
        depth += piece.count(b"<") - 2 * piece.count(b"</")
        if depth > MAX_DEPTH:
            return True
    return False


def _depth(body: bytes) -> int:
    depth = deepest = 0
    for close, name in _TAG.findall(body):
        if name.lower() in _NEVER_NEST:
            continue
        depth = max(0, depth - 1) if close else depth + 1
        deepest = max(deepest, depth)
    return deepest


def decompress(body: bytes, encoding: str) -> bytes:
    """Undo a Content-Encoding of gzip or deflate; anything else is returned as it is.

    Raises:
        ValueError: the bytes are not what the encoding says.
    """
    try:
        if encoding in {"gzip", "x-gzip"}:
            return gzip.decompress(body)
        if encoding == "deflate":
            try:
                return zlib.decompress(body)
            except zlib.error:
                return zlib.decompress(body, -zlib.MAX_WBITS)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"not {encoding}: {error}") from error
    return body
