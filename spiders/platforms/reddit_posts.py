"""What stands beside a link or comment on Reddit's old pages: ``.thing``, whose ``data-`` attributes tell most of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape

from selectolax.lexbor import LexborNode

from spiders.dates import read_date, stamp
from spiders.items import Author, Content, Edit, Label, Link, Moment, PostState, Reaction
from spiders.page import Page
from spiders.platforms.reddit_links import comment_in, member_in, thread_in
from spiders.text import fold, label, number

_FULLNAME = re.compile(r"\bid-(t[135]_[0-9a-z]+)\b")
_MEMBER = re.compile(r"\bid-(t2_[0-9a-z]+)\b")
_POINTS = re.compile(r"(-?\d[\d,]*)")
_MORE = re.compile(r"'t3_[0-9a-z]+',\s*'\w*',\s*'([0-9a-z,_]+)'")
_STATES: dict[str, PostState] = {"[deleted]": "deleted", "[removed]": "moderated", "[ removed by reddit ]": "moderated"}


def fullname(node: LexborNode) -> str | None:
    """The kind and id of a thing: ``t1_`` a comment, ``t3_`` a link."""
    stated = node.attrs.get("data-fullname")
    if stated:
        return stated
    found = _FULLNAME.search(node.attrs.get("class") or "") or _FULLNAME.search(f"id-{(node.id or '').removeprefix('thing_')}")
    return found[1] if found else None


def id_of(node: LexborNode) -> str | None:
    """The id without the kind."""
    name = fullname(node)
    return name.partition("_")[2] or None if name else None


def entry_of(node: LexborNode) -> LexborNode:
    """The part of a comment that is not its answers."""
    entry = node.css_first(".entry")
    return entry if entry is not None else node


def member(name: str | None, fullname_: str | None, page: Page) -> Author | None:
    """A user, who is known by name; None for one whose account is gone."""
    if not name or name.lower() == "[deleted]":
        return None
    return Author(name=name, id=name, url=page.absolute(f"/user/{name}"), guest=False, aliases=(fullname_,) if fullname_ else ())


def read_author(page: Page, node: LexborNode) -> Author | None:
    """Who submitted it."""
    link = entry_of(node).css_first(".tagline a.author")
    marked = _MEMBER.search(link.attrs.get("class") or "") if link is not None else None
    name = node.attrs.get("data-author") or (
        member_in(page.absolute(link.attrs.get("href"))) or label(link) if link is not None else None
    )
    return member(name, node.attrs.get("data-author-fullname") or (marked[1] if marked else None), page)


def read_posted(page: Page, node: LexborNode) -> Moment | None:
    """When, to the second in UTC."""
    for time in entry_of(node).css(".tagline time"):
        if "edited-timestamp" not in (time.attrs.get("class") or ""):
            stated = time.attrs.get("datetime")
            shown = label(time) or time.attrs.get("title") or ""
            return stamp(stated, shown) if stated else read_date(shown, clock=page.clock)
    stated = node.attrs.get("data-timestamp")
    return stamp(stated) if stated else None


def read_edits(node: LexborNode) -> Iterator[Edit]:
    """An asterisk behind the time."""
    for time in entry_of(node).css(".tagline .edited-timestamp"):
        shown = time.attrs.get("title") or label(time) or ""
        stated = time.attrs.get("datetime")
        yield Edit(raw=shown, time=stamp(stated, shown) if stated else None)


def read_score(node: LexborNode) -> int | None:
    """The score as a visitor sees it who has not voted; None while it is hidden."""
    count = node.css_first(".midcol .score.unvoted") if "link" in (node.attrs.get("class") or "").split() else None
    if count is None:
        count = entry_of(node).css_first(".tagline .score.unvoted")
    if count is None:
        return None
    found = _POINTS.match(count.attrs.get("title") or label(count) or "")
    return int(found[1].replace(",", "")) if found else None


def read_reactions(node: LexborNode) -> Iterator[Reaction]:
    """The score, and how often gold was given."""
    score = read_score(node)
    if score is not None:
        yield Reaction(kind="score", count=score)
    gilded = number(node.attrs.get("data-gildings"))
    if gilded:
        yield Reaction(kind="gilding", count=gilded)


def read_state(words: str | None) -> PostState:
    """Words that stand where the author's were: withdrawn by the author, or taken away by others."""
    return _STATES.get((words or "").lower().strip(), "visible")


def read_flair(node: LexborNode) -> Label | None:
    """The flair of a link."""
    flair = node.css_first(".linkflairlabel")
    title = (flair.attrs.get("title") or label(flair)) if flair is not None else None
    return Label(kind="prefix", title=title) if title else None


def parent_of(page: Page, node: LexborNode, thread_id: str) -> str | None:
    """The comment around it; where it stands apart, what its link leads to; else the link that all answer."""
    above = node.parent
    while above is not None and above.tag != "body":
        if (above.attrs.get("class") or "").find("thing") >= 0 and (found := id_of(above)):
            return found
        above = above.parent
    for link in entry_of(node).css(".buttons a"):
        if link.attrs.get("data-event-action") == "parent" or label(link) == "parent":
            return (page.absolute(link.attrs.get("href")) or "").rstrip("/").rpartition("#")[2].rpartition("/")[2] or None
    return thread_id


def hidden(page: Page) -> Iterator[str]:
    """Comments that the page does not show, by what would fetch them: "load more comments", "continue this thread"."""
    for link in page.tree.css(".morecomments a, .deepthread a"):
        found = _MORE.search(link.attrs.get("onclick") or "")
        if found:
            yield from (one.removeprefix("t1_") for one in found[1].split(",") if one)
            continue
        below = comment_in(page.absolute(link.attrs.get("href")))
        if below:
            yield below


def with_link(content: Content, url: str | None, title: str) -> Content:
    """A post that leads elsewhere: the link stands before its words; a link to a thread's own page is none."""
    if not url or not url.startswith(("http://", "https://")) or thread_in(url) is not None:
        return content
    html = f'<p><a href="{escape(url)}" rel="noopener noreferrer nofollow">{escape(fold(title), quote=False)}</a></p>'
    return replace(content, html=html + content.html, links=(Link(url=url, text=fold(title)), *content.links))
