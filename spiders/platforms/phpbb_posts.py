"""What stands in and under a phpBB post: edit markers, the heads of quotes, files. Reads prosilver; tables add their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec
from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead
from spiders.edits import read_edit
from spiders.items import Author, Edit, Media, Moment
from spiders.page import Page
from spiders.platforms.phpbb_links import ANONYMOUS, canonical, member_in, post_in, without_session
from spiders.platforms.phpbb_listing import MEMBER, fold_lines, read_children, read_member
from spiders.platforms.phpbb_tables import find_small_print, find_table_files
from spiders.quotes import read_attribution
from spiders.text import fold, label

_NAMES = (
    'p.author .username, p.author .username-coloured, p.author a[href*="mode=viewprofile"]',
    "p.author strong a[href]",
    "p.author strong",
    "dl.postprofile dt .username, dl.postprofile dt .username-coloured",
    "dl.postprofile dt strong",
)
"""Where a post names its author, best first; 3.0 has no classes, and some styles leave the name out beside the time."""
_DATA = re.compile(r'post_data_\d+ = \{"POST_AUTHOR":("(?:[^"\\]|\\.)*").*?"POSTER_ID":"(\d+)"', re.DOTALL)
_SIZE = re.compile(r"(?P<name>.+?)\s*[(\[]\s*[\d.,]+\s*[^\s\d)\]]+\s*[)|\]]")


def read_author(page: Page, node: LexborNode) -> Author | None:
    """The name beside the time, else over the profile."""
    for name in _NAMES:
        found = node.css_first(name)
        author = read_member(page, found) if found is not None else None
        if author is not None:
            return author
    link = next((link for link in node.css("dl.postprofile dt a[href]") if label(link)), None)
    return read_member(page, link) if link is not None else _author_in_script(page, node)


def _author_in_script(page: Page, node: LexborNode) -> Author | None:
    """Tapatalk shows no name over a post whose author wrote the one before it, too; its script knows."""
    script = node.css_first("script")
    found = _DATA.search(script.text() or "") if script is not None else None
    if found is None:
        return None
    try:
        name = str(msgspec.json.decode(found[1].encode()))
    except msgspec.DecodeError:
        return None
    member = found[2] if found[2] not in ("0", ANONYMOUS) else None
    url = page.absolute(f"./memberlist.php?mode=viewprofile&u={member}") if member else None
    return Author(name=name, id=member, url=url, guest=member is None)


def read_edits(page: Page, node: LexborNode, *, date: Callable[[str], Moment], languages: tuple[str, ...]) -> Iterator[Edit]:
    """``.notice`` under the body, or small print in a table; the same places tell of bumps and deletions."""
    for notice, words, reason in _notices(page, node):
        member = notice.css_first(MEMBER)
        author = read_member(page, member) if member is not None else None
        whole = " ".join(fold_lines(notice))
        edit = read_edit(
            words,
            date=date,
            marked=bool(reason),
            by=author.name if author else None,
            by_id=author.id if author else None,
            reason=reason,
            languages=languages,
        )
        if edit is not None:
            yield Edit(raw=whole, time=edit.time, by=edit.by, by_id=edit.by_id, reason=edit.reason, count=edit.count)


def _notices(page: Page, node: LexborNode) -> Iterator[tuple[LexborNode, str, str | None]]:
    """Each note with its words before the reason, and the reason."""
    if node.tag == "table":
        for small, reason in find_small_print(node):
            yield small, fold(small.text()), reason
        return
    for notice in page.rare_ones(".notice", node):
        if "post_deleted_msg" not in (notice.attrs.get("class") or ""):
            yield notice, *_part(notice)


def _part(notice: LexborNode) -> tuple[str, str | None]:
    """A reason stands in ``<em>``, after a line break and a word for it in the board's language."""
    reason = label(notice.css_first("em"))
    words: list[str] = []
    for child in read_children(notice):
        if reason and child.tag == "br" and fold("".join(words)):
            break
        words.append(child.text_content or "" if child.is_text_node else child.text())
    return fold("".join(words)), reason


def read_quote_head(page: Page, node: LexborNode, *, date: Callable[[str], Moment]) -> QuoteHead:
    """The ``<cite>`` at the quote's beginning, or the ``.quotetitle`` before it."""
    cite = _attribution(node)
    if cite is None:
        return QuoteHead(source_id=post_in(node.attrs.get("cite")))
    member = cite.css_first('a[href*="mode=viewprofile"], .username, .username-coloured')
    source = cite.css_first('a[data-post-id], a[href*="viewtopic.php"], a[href*="#p"]')
    href = page.absolute(source.attrs.get("href") if source is not None else node.attrs.get("cite"))
    when = cite.css_first(".responsive-hide, .responsive-show")
    stated = source.attrs.get("data-post-id") if source is not None else None
    return QuoteHead(
        author=label(member) or _quoted_name(cite),
        author_id=member_in(member.attrs.get("href")) if member is not None else None,
        source_id=stated or post_in(href),
        source_url=canonical(href) if href else None,
        time=date(fold(when.text())) if when is not None else None,
    )


def _attribution(node: LexborNode) -> LexborNode | None:
    if "quotecontent" in (node.attrs.get("class") or ""):
        before = node.prev
        while before is not None and not before.is_element_node:
            before = before.prev
        return before if before is not None and "quotetitle" in (before.attrs.get("class") or "") else None
    cite = node.css_first("cite")
    above = cite.parent if cite is not None else None
    if above is None:
        return None
    is_own = above.mem_id == node.mem_id or (above.parent is not None and above.parent.mem_id == node.mem_id)
    return cite if is_own else None


def _quoted_name(cite: LexborNode) -> str | None:
    """The name in "NAME wrote:", without the arrow and the quoted post's time."""
    words = [
        child.text_content or "" if child.is_text_node else child.text()
        for child in read_children(cite)
        if child.is_text_node or not (child.attrs.get("data-post-id") or "responsive-hide" in (child.attrs.get("class") or ""))
    ]
    return read_attribution("".join(words))


def read_files(page: Page, node: LexborNode) -> Iterator[Media]:
    """Files listed under the body, and those set into it."""
    for href, name in find_table_files(node) if node.tag == "table" else _files(page, node):
        url = page.absolute(href)
        yield Media(kind="attachment", url=without_session(url) if url else None, name=name)


def _files(page: Page, node: LexborNode) -> Iterator[tuple[str | None, str | None]]:
    """A picture's ``alt`` is its comment from 3.3 on; its name stands beside its size, below it or in ``title``."""
    for box in page.rare_ones("dl.file, dl.thumbnail", node):
        link = box.css_first("dt a.postlink, dt a[href]")
        image = box.css_first("dt img")
        shown = image.attrs.get("title") or "" if image is not None else ""
        lines = (shown, *(fold(line.text()) for line in reversed(box.css("dd"))))
        name = label(link) or next((found["name"] for line in lines if (found := _SIZE.match(line))), None)
        href = link.attrs.get("href") if link is not None else image.attrs.get("src") if image is not None else None
        yield href, name or (image.attrs.get("alt") if image is not None else None)
