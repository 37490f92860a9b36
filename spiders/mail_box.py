"""Mail boxes: a file of mails one after the other (mbox, RFC 4155), read into threads by what each mail says it answers.

Knows the form that archives give out (addresses as "bob at example.org", words decoded, most headers left out) and the one that
mail programs keep. Owns headers, encodings and what answers what; a mail's words are `spiders.mail_text`'s.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser

from spiders.errors import NotAPage
from spiders.items import Author, Board, Content, Declared, Media, Moment, Post, Thread, ThreadPage
from spiders.mail_lines import read_body, read_plain
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.text import fold

MAX_BYTES = 512 * 1024 * 1024
"""A month that unpacks to more is no month."""

_BEGINS = re.compile(
    rb"^From [^\r\n]{1,300}?\s+(?:[A-Z][a-z]{2},? )?(?:[A-Z][a-z]{2}\s+\d{1,2}|\d{1,2}\s[A-Z][a-z]{2})"
    rb"[^\r\n]{0,60}\d{4}[^\r\n]{0,20}\r?\n"
    rb"(?=[A-Za-z][A-Za-z-]*:|>?From )",
    re.MULTILINE,
)
_OBFUSCATED = re.compile(rb"From [^\s@]+ (?:at|en|chez|a|an|p\xc3\xa5|na|w) \S+\s")
_IDS = re.compile(r"<\s*([^<>\s]+)\s*>")
_AT = re.compile(r"^(?P<local>\S+)\s(?:at|en|chez|a|an|på|na|w|bei|ät|в)\s(?P<host>[^\s()]+)(?:\s+\((?P<name>.*)\))?$", re.DOTALL)
_RE = re.compile(r"^(\[[^\]]{1,60}\]\s*)?(?:(?:re|aw|sv|vs|antw|odp|ynt|r|rif|res)(?:\[\d+\])?\s?:\s*)+", re.IGNORECASE)
_ESCAPED = re.compile(r"^>(>*From )", re.MULTILINE)


def is_box(body: bytes) -> bool:
    """Whether this is a mail box, packed or not."""
    head = body[:4_096]
    return _BEGINS.match(head if head[:2] != b"\x1f\x8b" else _unpack(head)) is not None


def is_archives_box(body: bytes) -> bool:
    """Whether it is one in the form that archives give out."""
    head = body[:1_024]
    return _OBFUSCATED.match(head if head[:2] != b"\x1f\x8b" else _unpack(head)) is not None


def box_of(page: Page) -> bytes:
    """The bytes of the box.

    Raises:
        NotAPage: it is packed, and cannot be unpacked.
    """
    body = page.body if page.body[:2] != b"\x1f\x8b" else _unpack(page.body, whole=True)
    if len(body) >= MAX_BYTES:
        raise NotAPage(page.url, f"a mail box of more than {MAX_BYTES >> 20} MB")
    return body


def _unpack(body: bytes, *, whole: bool = False) -> bytes:
    """What gzip packed, as far as it goes: members may follow each other, and the last may break off."""
    parts: list[bytes] = []
    size = 0
    while body[:2] == b"\x1f\x8b" and size < MAX_BYTES:
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            parts.append(unpacker.decompress(body, (MAX_BYTES - size) if whole else 65_536))
        except zlib.error:
            break
        size += len(parts[-1])
        body = unpacker.unused_data
    return b"".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail of a box, its headers read: what it is called, and what it answers, the nearest last."""

    id: str
    is_stated: bool
    subject: str | None
    author: Author | None
    posted: Moment | None
    answers: tuple[str, ...]
    message: Message
    is_archived: bool


def mails_of(box: bytes) -> Iterator[Mail]:
    """The mails of a box, in its order; one that stands in it twice is given once."""
    starts = [found.start() for found in _BEGINS.finditer(box)]
    seen: set[str] = set()
    for start, end in pairwise([*starts, len(box)]):
        line_end = box.find(b"\n", start, end) + 1
        mail = _mail(box[line_end:end], is_archived=_OBFUSCATED.match(box[start : start + 400]) is not None)
        if mail.id not in seen:
            seen.add(mail.id)
            yield mail


def _mail(data: bytes, *, is_archived: bool) -> Mail:
    message = message_from_bytes(data, policy=policy.compat32)
    subject, posted = _header(message, "Subject"), read_moment(_header(message, "Date"))
    author = read_author(_header(message, "From"))
    stated = _ids(message, "Message-ID") or tuple((_header(message, "Message-ID") or "").strip("<> ").split()[:1])
    answered = _ids(message, "In-Reply-To")
    answers = tuple(dict.fromkeys((*_ids(message, "References"), *answered[:1])))
    mail_id = stated[0] if stated else derived_id("", posted.raw if posted else "", author.name if author else "", subject or "")
    return Mail(
        id=mail_id,
        is_stated=bool(stated),
        subject=subject,
        author=author,
        posted=posted,
        answers=tuple(one for one in answers if one != mail_id),
        message=message,
        is_archived=is_archived,
    )


# -- headers -----------------------------------------------------------------------------------------------------------


def _header(message: Message, name: str) -> str | None:
    """A header's words, decoded: each word in its own encoding, and raw bytes as UTF-8, else as windows-1252."""
    value = message.get(name)
    if value is None:
        return None
    return fold(decode_words(str(value) if isinstance(value, str) else _raw(value))) or None


def _raw(value: object) -> str:
    """A header with bytes in it that are not ASCII."""
    data = str(value).encode("ascii", "surrogateescape") if not hasattr(value, "_chunks") else None
    if data is None:
        chunks = getattr(value, "_chunks", [])
        data = b" ".join(str(chunk).encode("utf-8", "surrogateescape") for chunk, _ in chunks)
    return _decode(data, None)


def decode_words(value: str) -> str:
    """Words as RFC 2047 encodes them ("=?utf-8?q?Zo=C3=AB?=")."""
    if "=?" not in value:
        return _decode(value.encode("utf-8", "surrogateescape"), None) if not value.isascii() else value
    try:
        pieces = decode_header(re.sub(r"\?=\s+=\?", "?==?", value))
    except (HeaderParseError, ValueError):
        return value
    return "".join([_decode(piece, charset) if isinstance(piece, bytes) else piece for piece, charset in pieces])


def _decode(data: bytes, charset: str | None) -> str:
    for encoding in (charset, "utf-8"):
        if encoding:
            try:
                return data.decode(encoding)
            except (UnicodeDecodeError, LookupError, ValueError):
                continue
    return data.decode("cp1252", "replace")


def _ids(message: Message, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_IDS.findall(str(message.get(name) or ""))))


def read_author(stated: str | None) -> Author | None:
    """Who a mail is from: the name, and as id the address; archives write "bob at example.org (Bob)"."""
    if not stated:
        return None
    hidden = _AT.match(stated)
    if hidden is not None:
        name, address = hidden["name"] or "", f"{hidden['local']}@{hidden['host']}"
    else:
        name, address = parseaddr(stated)
    name = fold(decode_words(name)).strip("\"' ")
    if "@" not in address:
        return Author(name=name or fold(stated)) if name or stated.strip() else None
    if " via " in name:  # the list's own address stands for the sender's, which some servers would refuse
        return Author(name=name)
    return Author(name=name or (f"{hidden['local']} at {hidden['host']}" if hidden else address), id=address.lower())


def read_moment(stated: str | None) -> Moment | None:
    """A mail's own date; one whose zone is not said is in none."""
    if not stated:
        return None
    try:
        moment = parsedate_to_datetime(stated)
    except (ValueError, TypeError, OverflowError, IndexError):
        return Moment(raw=stated)
    if not 1970 <= moment.year < 2200:
        return Moment(raw=stated)
    local = moment.replace(tzinfo=None)
    if moment.tzinfo is None and stated.rstrip().endswith("-0000"):
        moment = moment.replace(tzinfo=UTC)  # the moment is said, the sender's zone is not (RFC 5322, 3.3)
    if moment.tzinfo is None:
        return Moment(raw=stated, local=local, precision="second")
    try:
        return Moment(raw=stated, at=moment.astimezone(UTC), local=local, precision="second")
    except (OverflowError, ValueError):
        return Moment(raw=stated, local=local, precision="second")


# -- bodies ------------------------------------------------------------------------------------------------------------


def read_words(mail: Mail, page: Page) -> Content:
    """What a mail says: its plain part, else its HTML; and its files."""
    plain: list[str] = []
    html: list[str] = []
    files: list[Media] = []
    for part in mail.message.walk():
        kind, name = part.get_content_type(), part.get_filename()
        if part.is_multipart():
            continue
        if name or part.get_content_disposition() == "attachment" or part.get_content_maintype() not in ("text", "message"):
            files.append(
                Media(kind="image" if kind.startswith("image/") else "attachment", name=decode_words(name) if name else None)
            )
        elif kind == "text/html":
            html.append(_text(part))
        else:
            words = _text(part) if mail.is_archived else _ESCAPED.sub(r"\1", _text(part))
            plain.append(_unflow(words, part) if part.get_param("format") == "flowed" else words)
    text = "\n".join(plain)
    content = _read_html("\n".join(html), page) if html and not text.strip() else read_plain(text)
    media = [media for media in files if media not in content.media]
    return replace(content, media=(*content.media, *media)) if media else content


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return str(part.get_payload())
    charset = part.get_content_charset()
    if charset in ("iso-8859-1", "latin-1"):
        charset = "cp1252"  # as browsers read it, and mail programs
    elif charset in ("us-ascii", "ascii", "unknown-8bit"):
        charset = None
    return _decode(data, charset)


def _unflow(text: str, part: Message) -> str:
    """Lines that a program broke softly, joined (RFC 3676): those that end in a space, in quotes as deep."""
    drop = str(part.get_param("delsp") or "").lower() == "yes"
    lines: list[str] = []
    depth = None
    for line in text.split("\n"):
        bare = line.rstrip("\r")
        marks = len(bare) - len(bare.lstrip(">"))
        words = bare[marks:].removeprefix(" ")
        if depth == marks and words != "-- ":
            lines[-1] += words
        else:
            lines.append((">" * marks + " " if marks else "") + words)
        is_soft = words.endswith(" ") and words != "-- "
        if is_soft and drop:
            lines[-1] = lines[-1][:-1]
        depth = marks if is_soft else None
    return "\n".join(lines)


def _read_html(html: str, page: Page) -> Content:
    body = LexborHTMLParser(html).body
    if body is None:
        return Content(text="", html="")
    quotes = frozenset(node.mem_id for node in body.css("blockquote"))
    bare = replace(page, body=b"<p>", headers={"content-type": "text/html; charset=utf-8"})
    return read_body(bare, [body], quotes=quotes, dropped=frozenset(), folded=True)


# -- threads -----------------------------------------------------------------------------------------------------------


def read_box(page: Page, home: Board | None) -> Iterator[ThreadPage]:
    """The threads of a box, each with those of its mails that are in it. A thread's id is that of its first mail, be it in the
    box or not: what the others say they answer names it.

    Raises:
        NotAPage: it is no box.
    """
    mails = list(mails_of(box_of(page)))
    if not mails:
        raise NotAPage(page.url, "no mail box: no line begins a mail")
    held = {mail.id: mail for mail in mails}
    roots: dict[str, str] = {}
    threads: dict[str, list[Mail]] = {}
    for mail in mails:
        threads.setdefault(_root(mail, held, roots), []).append(mail)
    for root, found in threads.items():
        ordered = sorted(found, key=_when)
        first = held.get(root)
        yield ThreadPage(
            thread=Thread(
                id=root,
                kind="mail",
                title=(first.subject if first else _RE.sub(r"\1", ordered[0].subject or "") or None),
                author=first.author if first else None,
                created=first.posted if first else None,
                boards=(home,) if home is not None else (),
                declared=Declared(),
            ),
            posts=tuple(_post(mail, page) for mail in ordered),
            number=1,
            scattered="placed",
        )


def _when(mail: Mail) -> datetime:
    return mail.posted.at if mail.posted is not None and mail.posted.at is not None else datetime.min.replace(tzinfo=UTC)


def _root(mail: Mail, held: dict[str, Mail], roots: dict[str, str]) -> str:
    """The first mail of the thread: the first that is named, of the topmost mail that is in the box."""
    path: list[str] = []
    here = mail
    while here.id not in roots:
        path.append(here.id)
        above = next((held[one] for one in reversed(here.answers) if one in held and one not in path), None)
        if above is None:
            roots[here.id] = next((one for one in here.answers if one not in path), here.id)
            break
        here = above
    root = roots[here.id]
    roots.update(dict.fromkeys(path, root))
    return root


def _post(mail: Mail, page: Page) -> Post:
    return Post(
        id=mail.id,
        kind="mail",
        id_kind="stated" if mail.is_stated else "derived",
        author=mail.author,
        posted=mail.posted,
        parent_id=mail.answers[-1] if mail.answers else None,
        parent_kind="stated" if mail.answers else None,
        subject=mail.subject,
        content=read_words(mail, page),
    )
