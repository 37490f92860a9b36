"""What stands in and beside an Invision Community post: its own data, author, edit note, the heads of quotes, reactions, media.

Each post holds one JSON with its author, time and number (``data-quotedata``), made for the button that quotes it. Where it was
taken away, the words beside the post tell the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead
from spiders.date_phrases import NOTHING, parse
from spiders.dates import stamp
from spiders.edits import read_edit
from spiders.items import Author, Edit, Media, Moment, Reaction
from spiders.page import Page
from spiders.platforms.ips_frame import read_member, read_root, read_time
from spiders.platforms.ips_links import canonical, first_page, member_in, thread_in
from spiders.quotes import read_attribution
from spiders.text import fold, label, number, text_outside

NOTE = "[data-excludequote], .ipsEdited"
"""The edit note, inside the body; the attribute keeps it out of quotes."""
BARE_NOTE = ".ipsType_richText > span.ipsType_reset.ipsType_light:has(> strong time)"
"""The same in version 4 where attributes were taken away."""

_NAME = ".ipsEntry__username, .cAuthorPane_author, .ipsComment_author h3"
_BY = frozenset(
    "by von par por da di przez door av af od de a от пользователем користувачем uživatelem používateľom από apo oleh bởi".split()
)
_VERBS = re.compile(
    r"(?:^|[\s,])(?:schrieb|schreibt|sagte|skrev|sagde|sa|schreef|zei|kirjoitti|sanoi|napsal(?:\(a\))?|řekl(?:\(a\))?)\s+(\S.*?)\s?:?$"
)
_SAID = re.compile(r"(?:[,\s]+)?(?:şunu yazdı|şunları yazdı|şunu söyledi|mondta|írta)\s?:?$")
_TOPIC = "forums_Topic"


def read_data(page: Page, node: LexborNode) -> dict[str, Any]:
    """The post's own JSON; empty where it has none."""
    known: dict[int, dict[str, Any]] = page.memo.setdefault("data", {})
    if node.mem_id not in known:
        holder = node.css_first("[data-quotedata]")
        try:
            stated = msgspec.json.decode(holder.attrs.get("data-quotedata") or "" if holder is not None else "{}")
        except (msgspec.DecodeError, RecursionError):
            stated = {}
        known[node.mem_id] = stated if isinstance(stated, dict) else {}
    return known[node.mem_id]


def read_author(page: Page, node: LexborNode) -> Author | None:
    """By the post's own JSON, the address of the profile by the link on the name; a guest has number 0, and no link."""
    data = read_data(page, node)
    place = node.css_first(_NAME)
    linked = read_member(page, place.css_first("a[href]")) if place is not None else None
    stated = data.get("userid")
    number_of = str(stated) if isinstance(stated, int) and stated > 0 else None
    name = fold(str(data.get("username") or "")) or (linked.name if linked is not None else None)
    if linked is not None and (number_of is None or linked.id == number_of):
        return Author(name=name or linked.name, id=linked.id, url=linked.url, guest=False)
    name = name or label(place)
    if name is None:
        return None
    return Author(name=name, id=number_of, guest=number_of is None)


def read_posted(page: Page, node: LexborNode) -> Moment | None:
    """The time beside the post; the one that the post's own JSON tells decides between several."""
    stated = read_data(page, node).get("timestamp")
    at = _moment(stated)
    first = read_time(node.css_first("time[datetime]"))
    if at is None or (first is not None and first.at == at):
        return first
    others = (read_time(place) for place in node.css("time[datetime]"))
    return next((moment for moment in others if moment is not None and moment.at == at), None) or stamp(str(stated))


def _moment(value: Any) -> datetime | None:
    if isinstance(value, int) and 0 < value < 1 << 40:
        return datetime.fromtimestamp(value, UTC)
    return None


# -- edits -----------------------------------------------------------------------------------------------------------


def find_notes(page: Page) -> dict[int, list[LexborNode]]:
    """The edit notes of the page by ``mem_id`` of the posts that they stand in."""
    if "notes" not in page.memo:
        notes = _by_post(page, NOTE)
        page.memo["notes"] = notes or (_by_post(page, BARE_NOTE) if page.first("[data-quotedata]") is None else notes)
    known: dict[int, list[LexborNode]] = page.memo["notes"]
    return known


def _by_post(page: Page, selector: str) -> dict[int, list[LexborNode]]:
    """The elements that match by ``mem_id`` of the posts around them: one look at the page is cheaper than one at each post."""
    found: dict[int, list[LexborNode]] = {}
    for node in {node.mem_id: node for node in page.tree.css(selector)}.values():
        place = node.parent
        while place is not None and place.tag != "article":
            place = place.parent
        if place is not None:
            found.setdefault(place.mem_id, []).append(node)
    return found


def read_edit_note(marker: LexborNode, *, author: Author | None, languages: tuple[str, ...]) -> Edit | None:
    """The note at the end of the body: "Edited TIME by NAME", the reason on a line of its own, a link to the history."""
    head = marker.css_first("strong")
    words = text_outside(head if head is not None else marker, ".ipsTime__short") or ""
    reason = _reason(head) if head is not None else None
    moment = read_time(marker.css_first("time"))
    edit = read_edit(
        words,
        date=lambda text: Moment(raw=text),
        marked=True,
        time=moment,
        by=_editor(words, moment.raw if moment is not None else "", author),
        reason=reason,
        languages=languages,
    )
    return replace(edit, raw=f"{words} {reason}") if edit is not None and reason else edit


def _reason(head: LexborNode) -> str | None:
    """What follows on the next line."""
    words: list[str] = []
    place = head.next
    below = False
    while place is not None:
        if place.tag == "br":
            below = True
        elif below and place.is_text_node:
            words.append(place.text_content or "")
        elif below and place.is_element_node and place.tag not in ("a", "em"):
            words.append(place.text())
        place = place.next
    return fold("".join(words)) or None


def _editor(words: str, when: str, author: Author | None) -> str | None:
    """Who edited: what stands behind the time and a word such as "by", in any language; else the author, where it is named."""
    _, time, after = words.partition(when) if when else (words, "", "")
    first, _, name = fold(after).partition(" ")
    if time and name and first.lower() in _BY:
        return name
    if author is not None and re.search(rf"(?<!\w){re.escape(author.name)}(?!\w)", words):
        return author.name
    return None


# -- quotes ----------------------------------------------------------------------------------------------------------


def read_quote_head(page: Page, node: LexborNode) -> QuoteHead:
    """By the quote's attributes, else by its heading, whose time is as old as the quote ("36 minutes ago, NAME said:")."""
    attributes = node.attributes
    name = attributes.get("data-ipsquote-username") or attributes.get("data-author") or attributes.get("data-cite")
    cite = node.css_first(".ipsQuote_citation, .ipsQuote__citation")
    link = cite.css_first("a[href]:not([href='#'], .ipsPos_right)") if cite is not None else None
    member = _positive(attributes.get("data-ipsquote-userid")) or (
        member_in(link.attrs.get("href")) if link is not None else None
    )
    post = _positive(attributes.get("data-ipsquote-contentcommentid") or attributes.get("data-cid"))
    of = attributes.get("data-ipsquote-contentclass") or _TOPIC
    topic = _positive(attributes.get("data-ipsquote-contentid"))
    return QuoteHead(
        author=fold(name or "") or label(link) or _cited(label(cite)),
        author_id=member,
        source_id=post if of == _TOPIC else None,
        source_url=_source(page, of, topic, post),
        time=_stamp(attributes.get("data-ipsquote-timestamp") or attributes.get("data-time")),
    )


def _positive(value: str | None) -> str | None:
    return value if value and value.isdecimal() and value.strip("0") else None


def _stamp(value: str | None) -> Moment | None:
    return stamp(value) if _positive(value) else None


def _source(page: Page, of: str, topic: str | None, post: str | None) -> str | None:
    """The address of the quoted post: in this topic its own, elsewhere the one at which the software looks posts up."""
    if post is None:
        return None
    here = thread_address(page)
    if of == _TOPIC and topic in (None, thread_in(here)):
        return permalink(here, post)
    if topic is None:
        return None
    find = "app=core&module=system&controller=content&do=find"
    return f"{read_root(page)}?{find}&content_class={of}&content_id={topic}&content_commentid={post}"


def _cited(text: str | None) -> str | None:
    """The name in a heading without attributes: "TIME, NAME said:", "TIME schrieb NAME:", "NAME said:"."""
    if text is None:
        return None
    behind = _VERBS.search(text)
    if behind:
        return behind[1].strip(" ,:") or None
    bare = _SAID.sub("", text)
    name = bare if bare != text else read_attribution(text)
    if name is None:
        return None
    head, comma, rest = name.partition(", ")
    while comma and _is_time(head):
        name = rest
        head, comma, rest = name.partition(", ")
    return name.strip() or None


def _is_time(text: str) -> bool:
    reading = parse(text)
    return reading is not None and reading is not NOTHING


# -- addresses -------------------------------------------------------------------------------------------------------


def thread_address(page: Page) -> str:
    """The topic's first page."""
    if "thread address" not in page.memo:
        stated = page.absolute(page.attribute('link[rel="canonical"]', "href"))
        page.memo["thread address"] = first_page(stated if stated and thread_in(stated) else page.url)
    address: str = page.memo["thread address"]
    return address


def permalink(thread: str, post: str) -> str:
    """The post's own address, at whatever page of its topic it stands."""
    return canonical(f"{thread}{'&' if '?' in thread else '?'}do=findComment&comment={post}")


# -- reactions and media ---------------------------------------------------------------------------------------------


def read_reactions(page: Page, node: LexborNode) -> Iterator[Reaction]:
    """Kinds with their counts; the names beside them are of all kinds together."""
    if "reactions" not in page.memo:
        page.memo["reactions"] = _by_post(page, ".ipsReact_reactCount, .ipsReact_overview")
    names: tuple[str, ...] = ()
    kinds = []
    for item in page.memo["reactions"].get(node.mem_id, ()):
        if "ipsReact_overview" in (item.attrs.get("class") or ""):
            names = tuple(filter(None, (label(link) for link in item.css("a[href]"))))
            continue
        image, figures = item.css_first("img"), item.css("span")
        kind = (image.attrs.get("alt") or image.attrs.get("title")) if image is not None else None
        count = number(label(figures[-1])) if figures else None
        if kind:
            kinds.append((kind, count))
    for kind, count in kinds:
        yield Reaction(kind=kind, count=count, names=names if len(kinds) == 1 else ())
    if len(kinds) != 1 and names:
        yield Reaction(kind="any", names=names)


def read_file(page: Page, link: LexborNode) -> Media | None:
    """A file set into the words: a picture shown small and linked to the large one, or a name to fetch it by."""
    image = link.css_first("img")
    url = page.absolute(link.attrs.get("data-fullurl") or link.attrs.get("href"))
    if url is None:
        return None
    if image is not None:
        return Media(kind="image", url=url, name=image.attrs.get("alt") or image.attrs.get("title") or None)
    return Media(kind="attachment", url=url, name=label(link))
