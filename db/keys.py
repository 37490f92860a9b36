"""Values on their way into rows: keys that fit an index, ids where a page gives none, clean text, the hash of a post's words."""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote

import msgspec

from spiders.items import Author, Board, Content, Label, PostKind

_LIMIT = 2000
_BIG = 2**63

_encoder = msgspec.json.Encoder()
_T = TypeVar("_T")


def short(value: str, limit: int = _LIMIT) -> str:
    """The value where it fits an index entry of PostgreSQL (2,700 bytes); else its beginning, ``~`` and a hash."""
    if len(value) * 4 <= limit:
        return value
    data = value.encode()
    if len(data) <= limit:
        return value
    return data[: limit - 40].decode("utf-8", "ignore") + "~" + blake2b(data, digest_size=16).hexdigest()


def figure(value: int | None) -> int | None:
    """A number a page states, None where it is beyond 64 bits: no database holds it, and no forum means it."""
    return value if value is None or -_BIG <= value < _BIG else None


def merged(old: tuple[Any, ...], new: tuple[Any, ...], *, newer: bool) -> tuple[Any, ...]:
    """What is known now: the later capture's facts, where it states them; None never overwrites."""
    first, second = (new, old) if newer else (old, new)
    return tuple(b if a is None else a for a, b in zip(first, second, strict=True))


@lru_cache(maxsize=4096)
def derived(*facts: str) -> str:
    """The id of a thing whose page gives none."""
    return "~" + blake2b("\x1f".join(facts).encode(), digest_size=8).hexdigest()


def author_key(author: Author) -> str:
    """The native id of an author, or one derived from an alias, or else from the name."""
    if author.id is not None:
        return short(author.id, 400)
    return derived("alias", author.aliases[0]) if author.aliases else derived("name", author.name)


def board_key(board: Board) -> str:
    """The native id of a board, or one derived from its address or title."""
    return short(board.id, 400) if board.id is not None else derived("board", board.url or board.title)


def label_key(label: Label) -> str:
    """The native id of a label, or one derived from its address or title."""
    return short(label.id, 400) if label.id is not None else derived("label", label.url or label.title)


def family(kind: PostKind | str) -> str:
    """Kinds that share one space of ids: some themes show pingbacks as comments."""
    return "comment" if kind in ("pingback", "trackback") else kind


def own_address(url: str | None, native_id: str) -> str | None:
    """The address at which a post alone can be asked for; None where it has none but a place on a page of its thread: a fragment
    on an address that does not name the post (``/article/#comment-5``).
    """
    plain, mark, _ = (url or "").partition("#")
    if not plain or (mark and not re.search(rf"(?<![0-9A-Za-z]){re.escape(native_id)}(?![0-9A-Za-z])", plain)):
        return None
    return plain


def clean(record: _T) -> _T:
    """The record without what no database stores: NUL (PostgreSQL refuses it) and lone surrogates (not Unicode text)."""
    try:
        if b"\\u0000" not in _encoder.encode(record):
            return record
    except UnicodeEncodeError:
        pass
    return msgspec.convert(_without(msgspec.to_builtins(record)), type(record))


def _without(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {name: _without(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_without(item) for item in value]
    return value


# -- the hash of a post's words ------------------------------------------------------------------------------------------

_QUOTATION = "\u2018\u2019\u201a\u201b\u2039\u203a\u2032\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u300c\u300d\u300e\u300f\u00b4"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_NOTHING = "\u00a0\u00ad\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\x85"
_TYPOGRAPHY = re.compile(f"[{_QUOTATION}{_DASHES}{_NOTHING}\u2026\u00d7]")
_PLAIN = {**dict.fromkeys(_QUOTATION, '"'), **dict.fromkeys(_DASHES, "-"), "\u2026": "...", "\u00d7": "x"}
_TABLE = bytes.maketrans(b"'`", b'""')
_SPACE = b" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"
"""Typography and white space, which a theme or a language setting changes, are no edit: WordPress turns the same keystrokes into
the quotation marks of each locale, single ones into double ones.
"""

_FLEETING = re.compile(
    r"^(?:sid|s|phpsessid|jsessionid|sessionid|oscsid|zenid|hash|hm|ex|is|token|sig|signature|expires|"
    r"x-amz-.+|x-goog-.+|awsaccesskeyid|key-pair-id|policy|utm_.+|fbclid|gclid|_ga|ver|itok)$"
)
"""Parameters that name a visitor, a signature or a cached copy: no edit."""


def content_hash(content: Content) -> str:
    """The hash of what a post says: words, quoted words, link targets and media. Markup, white space and typography are not
    in it, nor parameters and proxies that change by themselves: a new theme is no edit.
    """
    parts = [content.text]
    if content.quotes:
        parts.extend(f"\x02{quote.depth}{quote.text}" for quote in content.quotes)
    if content.links:
        parts.extend(sorted({"\x03" + target(link.url) for link in content.links}))
    if content.media:
        parts.extend(sorted({"\x04" + (target(media.url) if media.url else media.name or "") for media in content.media}))
    words = "\x01".join(parts) if len(parts) > 1 else parts[0]
    if not words.isascii():
        words = _TYPOGRAPHY.sub(_plain, words)
    return blake2b(words.encode().translate(_TABLE, _SPACE), digest_size=16).hexdigest()


def _plain(found: re.Match[str]) -> str:
    return _PLAIN.get(found[0], "")


def target(url: str) -> str:
    """An address as far as it says where it leads: no scheme, session, signature or image proxy."""
    rest = url.partition("://")[2] or url
    if "?" not in rest:
        return rest
    rest, mark, fragment = rest.partition("#")
    place, _, query = rest.partition("?")
    pairs = parse_qsl(query.replace("&amp;", "&").replace(";", "&"), keep_blank_values=True)
    if place.endswith("proxy.php"):
        for name, value in pairs:
            if name in ("image", "link"):
                return target(unquote(value))
    kept = sorted((name, value) for name, value in pairs if not _FLEETING.match(name.lower()))
    search = "?" + "&".join(f"{name}={value}" for name, value in kept) if kept else ""
    return f"{place}{search}{mark}{fragment}"
