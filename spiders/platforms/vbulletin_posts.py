"""What stands in and under a post of vBulletin 3 and 4: quotes, edit markers, files, who liked it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead
from spiders.edits import read_edit
from spiders.items import Author, Edit, Media, Moment, Reaction
from spiders.page import Page
from spiders.platforms.vbulletin_frame import languages, read_member, read_moment
from spiders.platforms.vbulletin_links import canonical, post_in
from spiders.text import fold, label

_OTHERS = re.compile(r"(\d{1,6}) \D+$")
_NAME = re.compile(r"\b(?:Name|Filename):\s*(\S[^\n\t]*?)\s*(?:\n|\t|Views:|Size:|ID:|$)")


@dataclass(frozen=True, slots=True)
class Marks:
    """What is what in the bodies of a page, by ``mem_id``; and the attribution of each quote that has one."""

    quotes: frozenset[int]
    dropped: frozenset[int]
    heads: dict[int, LexborNode]


def mark_quotes(page: Page) -> Marks:
    """Quotes by their classes in 4; in 3, where they have none, by the small caption before a table or a box."""
    quotes: set[int] = set()
    dropped: set[int] = set()
    heads: dict[int, LexborNode] = {}
    for node in page.tree.css(".bbcode_quote"):
        quotes.add(node.mem_id)
        head = node.css_first(".bbcode_postedby")
        if head is not None and head.mem_id not in dropped:
            above = head.parent
            while above is not None and "bbcode_quote" not in (above.attrs.get("class") or "").split():
                above = above.parent
            if above is not None and above.mem_id == node.mem_id:
                heads[node.mem_id] = head
    dropped.update(node.mem_id for node in page.tree.css(".bbcode_postedby, .bbcode_description, .bbcode_quote_container"))
    for caption in page.tree.css('[id^="post_message_"] div > div.smallfont:first-child'):
        box, after = caption.parent, _next(caption)
        if box is None or after is None:
            continue
        dropped.add(caption.mem_id)
        if after.tag == "table":
            cell = after.css_first("td")
            head = _first(cell) if cell is not None else None
            is_head = head is not None and head.tag == "div" and _next(head) is not None and head.css_first("strong") is not None
        elif after.tag == "div" and "postquote" in ((_next(after) or after).attrs.get("class") or ""):
            head, is_head = after, _next(after) is not None
        else:
            continue
        quotes.add(box.mem_id)
        if head is not None and is_head:
            heads[box.mem_id] = head
            dropped.add(head.mem_id)
    return Marks(frozenset(quotes), frozenset(dropped), heads)


def _next(node: LexborNode) -> LexborNode | None:
    after = node.next
    while after is not None and not after.is_element_node:
        after = after.next
    return after


def _first(node: LexborNode) -> LexborNode | None:
    first = node.first_child
    while first is not None and not first.is_element_node:
        if first.is_text_node and (first.text_content or "").strip():
            return None
        first = first.next
    return first


def read_quote_head(page: Page, head: LexborNode | None) -> QuoteHead:
    """The name in bold, and the link to the post."""
    if head is None:
        return QuoteHead()
    link = next((link for link in head.css("a[href]") if post_in(link.attrs.get("href"))), None)
    url = page.absolute(link.attrs.get("href")) if link is not None else None
    return QuoteHead(author=label(head.css_first("strong")), source_id=post_in(url), source_url=canonical(url) if url else None)


def read_author(page: Page, node: LexborNode) -> Author | None:
    """The member's link; a guest's bare name stands in its place."""
    link = node.css_first("a.bigusername, .username_container a.username, a.username")
    if link is not None:
        return read_member(page, link)
    guest = node.css_first('.username_container .username, span.username, .username_container strong, [id^="postmenu_"]')
    name = label(guest)
    return Author(name=name, guest=True) if name else None


def read_posted(page: Page, node: LexborNode, post_id: str) -> Moment | None:
    """In a place of its own in 4 and some styles of 3; else the words after the post's anchor."""
    place = page.rare('.postdate .date, .posthead .date, [itemprop="dateCreated"]', node)
    if place is not None:
        return read_moment(page, label(place))
    for place in page.rare_ones(".userstats dd", node):  # a style that sets it among the author's figures
        moment = read_moment(page, label(place))
        if moment is not None and moment.precision == "minute":
            return moment
    anchor = node.css_first(f'a[name="post{post_id}"]')
    words = ""
    after = anchor.next if anchor is not None else None
    while after is not None and after.tag not in {"div", "a", "table"}:
        words += after.text_content or "" if after.is_text_node else after.text() if after.is_element_node else ""
        after = after.next
    return read_moment(page, fold(words).lstrip("#,; ") or None)


def read_edits(page: Page, node: LexborNode, body: str) -> Iterator[Edit]:
    """Under the words, in italics in 3; what the author set in italics is not asked."""
    notices = page.rare_ones(".lastedited, em", node)
    own = _inside(node, body, "em") if notices else set()
    for notice in notices:
        if notice.mem_id in own or (notice.tag == "em" and len(fold(notice.text())) > 600):
            continue
        is_marked = notice.tag != "em"
        edit = read_edit(
            label(notice) or "",
            date=lambda raw: read_moment(page, raw) or Moment(raw=raw),
            marked=is_marked,
            languages=languages(page),
        )
        if edit is not None and (is_marked or edit.time is not None):
            yield edit


def _inside(node: LexborNode, body: str, selector: str) -> set[int]:
    """What stands in the words of a post."""
    place = node.css_first(body)
    return {part.mem_id for part in place.css(selector)} if place is not None else set()


def read_files(page: Page, node: LexborNode, body: str) -> Iterator[Media]:
    """Files listed under the words. A picture's name stands in its ``alt``, among other words."""
    links = page.rare_ones('a[id^="attachment"], a[href*="attachment.php"]', node)
    own = _inside(node, body, "a[href]") if links else set()
    for link in links:
        url = page.absolute(link.attrs.get("href"))
        if link.mem_id in own or url is None:
            continue
        image = link.css_first("img")
        shown = f"{image.attrs.get('alt') or ''}\n{image.attrs.get('title') or ''}" if image is not None else ""
        told = _NAME.search(shown)
        yield Media(kind="attachment", url=canonical(url), name=label(link) or (told[1] if told else None))


def read_likes(page: Page, node: LexborNode) -> Iterator[Reaction]:
    """What vBSEO prints: "A, B and 2 others like this", the others behind a link, too."""
    box = page.rare(".vbseo_liked", node)
    if box is None:
        return
    links = [name for link in box.css("a[href]") if (name := label(link))]
    more = _OTHERS.match(links[-1]) if links else None
    names = tuple(links[:-1] if more else links)
    if names:
        yield Reaction(kind="like", count=len(names) + (int(more[1]) if more else 0), names=names)
