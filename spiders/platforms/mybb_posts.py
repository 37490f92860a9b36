"""What stands in and beside a MyBB post: author, edit markers, the heads of quotes, files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead
from spiders.edits import read_edit
from spiders.items import Author, Edit, Media, Moment
from spiders.page import Page
from spiders.platforms.mybb_frame import children, read_printed
from spiders.platforms.mybb_links import canonical, member_in, post_in, profile
from spiders.quotes import read_attribution
from spiders.text import fold, label

_OWN = 'a[href*="action=finduser"][href*="uid="], a[href*="reputation.php?uid="], a[href*="private.php?action=send"]'
"""Links beside a post that hold its author's number where his profile's address does not (plugins that rewrite it)."""


def read_member(page: Page, place: LexborNode | None) -> Author | None:
    """A name, linked to a profile where it is a member's."""
    if place is None:
        return None
    link = place if place.tag == "a" else place.css_first("a[href]")
    name = label(link if link is not None else place)
    if name is None:
        return None
    href = page.absolute(link.attrs.get("href")) if link is not None else None
    member = member_in(href)
    is_guest = href is None or (member is None and "uid=" in href)
    return Author(name=name, id=member, url=None if is_guest or href is None else profile(href), guest=is_guest)


def read_author(page: Page, node: LexborNode) -> Author | None:
    """The name in large letters; a guest's has no link."""
    author = read_member(page, node.css_first(".largetext"))
    if author is not None and author.id is None and not author.guest:
        own = node.css_first(_OWN)
        member = member_in(own.attrs.get("href")) if own is not None else None
        return replace(author, id=member)
    return author


def read_edits(
    page: Page, node: LexborNode, *, moment: Callable[[str, str], Moment | None], languages: tuple[str, ...]
) -> Iterator[Edit]:
    """Beside the time of the post: "(This post was last modified: TIME by NAME. *Edit Reason: REASON*)"; mostly empty."""
    marker = node.css_first(".edited_post")
    raw = label(marker)
    if marker is None or raw is None:
        return
    link = marker.css_first("a[href]")
    author = read_member(page, link) if link is not None else None
    reason = label(marker.css_first("em"))
    words = _without_reason(marker)
    edit = read_edit(
        words,
        date=lambda text: moment(text, text) or Moment(raw=text),
        marked=True,
        by=author.name if author else None,
        by_id=author.id if author else None,
        reason=reason.partition(":")[2].strip() or reason if reason else None,
        languages=languages,
    )
    if edit is not None:
        when = edit.time or (_time_before(link, moment) if link is not None else None)
        yield replace(edit, raw=raw, time=when)


def _without_reason(marker: LexborNode) -> str:
    """The words of a marker with dates in place of "Yesterday", less the reason."""
    words = []
    for child in children(marker):
        if child.is_text_node:
            words.append(child.text_content or "")
        elif child.tag != "em":
            title = child.attrs.get("title") or ""
            words.append(title if child.tag == "span" and any(map(str.isdecimal, title)) else child.text())
    text = fold("".join(words))
    return f"{text[:-1].rstrip()})" if text.endswith((" )", ".)")) else text


def _time_before(link: LexborNode, moment: Callable[[str, str], Moment | None]) -> Moment | None:
    """The time in "WORDS: TIME WORD NAME", of a language whose words are not known."""
    before = []
    place = link.prev
    while place is not None:
        if place.is_text_node or place.is_element_node:
            title = place.attrs.get("title") if place.is_element_node else None
            before.append(title or (place.text_content if place.is_text_node else place.text()) or "")
        place = place.prev
    words = fold("".join(reversed(before))).partition(":")[2].split()
    for end in range(len(words), 0, -1):
        text = " ".join(words[:end])
        found = moment(text, text)
        if found is not None and found.precision is not None:
            return found
    return None


def read_quote_head(page: Page, node: LexborNode, *, moment: Callable[[str, str], Moment | None]) -> QuoteHead:
    """The ``<cite>`` a quote begins with: "(TIME) NAME Wrote:" and a link to the post; "Quote:" where nobody is named."""
    cite = node.first_child
    while cite is not None and not cite.is_element_node:
        cite = cite.next
    if cite is None or cite.tag != "cite":
        return QuoteHead()
    names, when, source = [], None, None
    for child in children(cite):
        if child.is_text_node:
            names.append(child.text_content or "")
        elif child.tag == "a" and post_in(child.attrs.get("href")):
            source = page.absolute(child.attrs.get("href"))
        elif child.tag == "span" and when is None and fold(child.text()).startswith("("):
            shown, exact = (text.strip("() ") for text in read_printed(child))
            when = moment(shown, exact)
        else:
            names.append(child.text())
    return QuoteHead(
        author=read_attribution("".join(names)),
        source_id=post_in(source),
        source_url=canonical(source) if source else None,
        time=when,
    )


def read_files(page: Page, node: LexborNode) -> Iterator[Media]:
    """Files listed below the body: names as links, pictures shown, small pictures as links to large ones."""
    files = 'a[href*="attachment.php"], img[src*="attachment.php"]'
    body = node.css_first(".post_body")
    inside = {found.mem_id for found in body.css(files)} if body is not None else set()
    for found in node.css(files):
        if found.mem_id in inside or (found.tag == "img" and found.parent is not None and found.parent.tag == "a"):
            continue
        image = found if found.tag == "img" else found.css_first("img")
        name = label(found) or (_file_name(image) if image is not None else None)
        yield Media(kind="attachment", url=page.absolute(found.attrs.get("href") or found.attrs.get("src")), name=name)


def _file_name(image: LexborNode) -> str | None:
    """The name in "Filename: NAME", the first line of a small picture's title."""
    title = image.attrs.get("title") or image.attrs.get("alt") or ""
    first = title.splitlines()[0] if title.strip() else ""
    return fold(first.partition(":")[2] or first) or None
