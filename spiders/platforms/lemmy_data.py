"""What a Lemmy page keeps for its scripts (``window.isoData``), and what it shows of people and times where that is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import msgspec
from selectolax.lexbor import LexborNode

from spiders.dates import read_date, stamp
from spiders.items import Author, Board, Edit, Moment, PostState
from spiders.json_values import Json, is_object, moment, plain, text
from spiders.page import Page
from spiders.text import label

_NOTICES: dict[str, PostState] = {"deleted by creator": "deleted", "removed by mod": "moderated", "removed": "moderated"}
HANDLE = re.compile(r"/[uc]/(?P<name>[^/?#]+)$")
_FULL = re.compile(
    r"(?:[A-Z][a-z]+day, )?(?P<month>[A-Z][a-z]+) (?P<day>\d{1,2})(?:st|nd|rd|th), (?P<year>\d{4}) at (?P<clock>[\d: ]+[AP]M) "
    r"GMT(?P<zone>[+-]\d\d:\d\d|Z)"
)


class _View(msgspec.Struct):
    site: Json = {}


class _Site(msgspec.Struct):
    """Of what is kept of the whole site, only what is asked for: the rest is not made into objects."""

    version: str | None = None
    my_user: Any = None
    site_view: _View | None = None


class Kept(msgspec.Struct):
    """What a page keeps: its address, what it was made from, what is of the whole site."""

    site_res: _Site | None = None
    routeData: Json = {}  # noqa: N815  as it is called there


# -- what a page keeps -------------------------------------------------------------------------------------------------


def kept(page: Page) -> Kept:
    """What the page keeps; nothing where that is gone or cut off."""
    if "lemmy" not in page.memo:
        page.memo["lemmy"] = _kept(page.body)
    found: Kept = page.memo["lemmy"]
    return found


def _kept(body: bytes) -> Kept:
    """Cut out by its end, which is quick. ``undefined`` is what scripts write and JSON does not know."""
    name = body.find(b"window.isoData")
    start = body.find(b"{", name) if name >= 0 else -1
    ends = [end for end in (body.find(b"\n", start), body.find(b"</script>", start)) if end >= 0]
    if start < 0 or not ends:
        return Kept()
    written = body[start : min(ends)].rstrip().removesuffix(b";")
    if b"undefined" in written:
        written = written.replace(b":undefined", b":null").replace(b"[undefined", b"[null").replace(b",undefined", b",null")
    try:
        return msgspec.json.decode(written, type=Kept)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Kept()


def route(page: Page) -> Json:
    """What this page was made from."""
    return kept(page).routeData


def loaded(page: Page, name: str) -> Json | None:
    """An answer of the API that the page was made from; before 0.19 it stood there bare."""
    found = route(page).get(name)
    if not is_object(found):
        return None
    inner = found.get("data")
    return inner if is_object(inner) else found if "state" not in found else None


def part(item: Json, name: str) -> Json:
    """An object in another; an empty one where there is none."""
    found = item.get(name)
    return found if is_object(found) else {}


def handle_of(item: Json) -> str | None:
    """A name as this site writes it: with the instance, where that is another."""
    name, actor = text(item, "name"), text(item, "actor_id")
    if name is None:
        return None
    host = urlsplit(actor).netloc if actor else ""
    return name if item.get("local") is not False or not host else f"{name}@{host}"


def person(page: Page, item: Json) -> Author | None:
    """A member, from what is kept."""
    handle = handle_of(item)
    if handle is None:
        return None
    name = plain(item, "display_name") or plain(item, "name") or handle
    return Author(name=name, id=handle, url=page.absolute(f"/u/{handle}"), guest=False)


def community(page: Page, item: Json) -> Board | None:
    """A community, from what is kept."""
    handle = handle_of(item)
    if handle is None:
        return None
    return Board(id=handle, title=plain(item, "title") or handle, url=page.absolute(f"/c/{handle}"))


def state_of(item: Json) -> PostState:
    """Deleted by who wrote it, or removed by a moderator."""
    if item.get("deleted") is True:
        return "deleted"
    return "moderated" if item.get("removed") is True else "visible"


def edits_of(item: Json) -> Iterator[Edit]:
    """The last edit."""
    time = moment(item, "updated")
    if time is not None and item.get("deleted") is not True:
        yield Edit(raw=time.raw, time=time)


# -- what a page shows -------------------------------------------------------------------------------------------------


def shown_person(page: Page, node: LexborNode) -> Author | None:
    """A member, from what is shown."""
    link = node.css_first("a.person-listing[href]")
    if link is None:
        return None
    url = page.absolute(link.attributes.get("href"))
    found = HANDLE.search(url or "")
    name = label(link.css_first("span")) or label(link)
    return Author(name=name, id=found["name"] if found else None, url=url, guest=False) if name else None


def notice_of(body: LexborNode | None) -> PostState:
    """Whether a notice stands in place of the words, in italics and by itself; in English, since nothing else tells it."""
    words = label(body)
    if body is None or words is None or words not in _NOTICES or label(body.css_first("em")) != words:
        return "visible"
    return _NOTICES[words]


def shown_time(page: Page, node: LexborNode) -> Moment | None:
    """The whole time stands in the hint, in the zone of the reader, with its distance from UTC."""
    shown = node.css_first(".moment-time")
    if shown is None:
        return None
    raw = label(shown) or ""
    found = _FULL.search(shown.attributes.get("data-tippy-content") or "")
    if found is not None:
        zone = "+0000" if found["zone"] == "Z" else found["zone"].replace(":", "")
        exact = read_date(f"{found['month']} {found['day']}, {found['year']} {found['clock']} {zone}", clock=page.clock)
        if exact.at is not None:
            return replace(stamp(exact.at.isoformat(), raw) or exact, local=None)
    return read_date(raw, clock=page.clock) if raw else None


def answered(node: LexborNode) -> str | None:
    """The comment in whose item of the list this one's list stands."""
    item = node.parent
    above = item.parent if item is not None else None
    owner = above.parent if above is not None else None
    if owner is None or owner.tag != "li":
        return None
    first = next((child for child in owner.iter() if child.tag == "article"), None)
    return (first.id or "").removeprefix("comment-") or None if first is not None else None
