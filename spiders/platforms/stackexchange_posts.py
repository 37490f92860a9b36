"""What stands beside a question, an answer or a comment: who wrote it and when, who edited it, what it was found worth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC

from selectolax.lexbor import LexborNode

from spiders.dates import read_date, stamp
from spiders.items import Author, Edit, Moment, Reaction
from spiders.page import Page
from spiders.platforms.stackexchange_links import canonical, user_in
from spiders.text import fold, label, text_outside

INSTANT = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d ?(?:Z|\+00:00)")
_REVISIONS = re.compile(r"(\d{1,4})\s+rev")
_TIMES = re.compile(r"\b(\d{1,4})\b")
_WHOLE = re.compile(r"[-−]?\d{1,9}")
_EDITED = 'a[href*="/revisions"]'
_WHEN = ".comment-date [title], .relativetime-clean"
_FLAIR = ".-flair, .flair, .community-wiki, .reputation-score, .mod-flair, a[href*='/revisions']"


def read_instant(page: Page, node: LexborNode | None) -> Moment | None:
    """The time of an element: in UTC in its ``title`` or ``datetime``; in old pages the words are UTC, too."""
    if node is None:
        return None
    shown = label(node)
    attributes = node.attrs
    stated = INSTANT.search(attributes.get("title") or attributes.get("datetime") or "")
    if stated:
        return stamp(stated[0].replace(" +", "+").replace(" Z", "Z"), shown or stated[0])
    return read_date(shown, clock=page.clock, zone=UTC) if shown else None


def read_user(page: Page, node: LexborNode | None) -> Author | None:
    """A user: linked, or deleted since, and then the name is all there is; None where the element names nobody."""
    if node is None:
        return None
    link = node if node.tag == "a" else node.css_first('a[href*="/users/"]')
    stated = node.css_first('meta[itemprop="name"]')
    name = stated.attrs.get("content") if stated is not None else None
    if link is not None:
        url = page.absolute(link.attrs.get("href"))
        name = name or label(link)
        return Author(name=name, id=user_in(url), url=canonical(url) if url else None, guest=False) if name else None
    name = name or text_outside(node, _FLAIR)
    return Author(name=name, guest=True) if name else None


def signatures(page: Page, node: LexborNode) -> tuple[LexborNode | None, LexborNode | None]:
    """The boxes under a post: its author's, and its last editor's, if it was edited; found once."""
    known: dict[int, tuple[LexborNode | None, LexborNode | None]] = page.memo.setdefault("signatures", {})
    if node.mem_id not in known:
        boxes = node.css(".post-signature")
        owner = next((box for box in boxes if "owner" in (box.attrs.get("class") or "")), boxes[-1] if boxes else None)
        others = [box for box in boxes if owner is not None and box.mem_id != owner.mem_id]
        known[node.mem_id] = owner, next((box for box in others if _is_edit(box)), None)
    return known[node.mem_id]


def _is_edit(box: LexborNode) -> bool:
    return box.css_first(".user-action-time " + _EDITED) is not None


def read_owner(page: Page, node: LexborNode) -> Author | None:
    """Who asked or answered. Of a post that belongs to all (community wiki), the one who wrote most of it."""
    owner, _ = signatures(page, node)
    details = owner.css_first(".user-details") if owner is not None else None
    return read_user(page, details if details is not None else node.css_first('[itemprop="author"]'))


def read_posted(page: Page, node: LexborNode) -> Moment | None:
    """When it was asked or answered."""
    owner, _ = signatures(page, node)
    time = owner.css_first(".user-action-time .relativetime, .user-action-time [title]") if owner is not None else None
    if time is None or (owner is not None and time.attrs.get("title") is None):
        time = node.css_first('time[itemprop="dateCreated"][datetime]') or time
    return read_instant(page, time)


def read_edits(page: Page, node: LexborNode) -> Iterator[Edit]:
    """The box of the last editor, or that of a community wiki ("5 revs, 3 users 70%"). An empty one is the author's own: the
    software names an editor only if it is another.
    """
    owner, editor = signatures(page, node)
    if editor is not None:
        when = editor.css_first(".user-action-time")
        by = read_user(page, editor.css_first(".user-details")) or read_owner(page, node)
        yield Edit(
            raw=label(when) or "",
            time=read_instant(page, when.css_first(".relativetime, [title]:not(a)") if when is not None else None),
            by=by.name if by else None,
            by_id=by.id if by else None,
        )
        return
    link = owner.css_first(".user-details " + _EDITED) if owner is not None else None
    revisions = _REVISIONS.match(label(link) or "")
    if revisions and int(revisions[1]) > 1:
        yield Edit(raw=label(link) or "", count=int(revisions[1]) - 1)


def read_reactions(node: LexborNode) -> Iterator[Reaction]:
    """The score, and whether it is the answer that the asker accepted."""
    count = node.css_first(".js-vote-count, .vote-count-post, [itemprop='upvoteCount']")
    stated = (count.attrs.get("data-value") or label(count)) if count is not None else node.attrs.get("data-score")
    score = whole(stated)
    if score is not None:
        yield Reaction(kind="score", count=score)
    if is_accepted(node):
        yield Reaction(kind="accepted", count=1)


def is_accepted(node: LexborNode) -> bool:
    """By the answer's class; in old pages by the tick beside it."""
    if "accepted-answer" in (node.attrs.get("class") or "").split() or node.attrs.get("itemprop") == "acceptedAnswer":
        return True
    return node.css_first(".vote-accepted-on") is not None


def whole(text: str | None) -> int | None:
    """A whole number, which may be less than nothing."""
    found = _WHOLE.fullmatch(fold(text or "").replace(",", ""))
    return int(found[0].replace("−", "-")) if found else None


# -- comments ----------------------------------------------------------------------------------------------------------


def read_commenter(page: Page, node: LexborNode) -> Author | None:
    """Who commented."""
    return read_user(page, node.css_first(".comment-user"))


def read_commented(page: Page, node: LexborNode) -> Moment | None:
    """When: over the words a visitor sees, else in an element for machines."""
    moment = read_instant(page, node.css_first(_WHEN) or node.css_first(".comment-date"))
    if moment is not None and moment.at is not None:
        return moment
    stated = label(node.css_first('[itemprop="datePublished"]'))
    found = INSTANT.search(stated or "")
    exact = stamp(found[0].replace(" +", "+"), moment.raw if moment else stated) if found else None
    return exact or moment


def read_comment_edits(node: LexborNode) -> Iterator[Edit]:
    """The pencil behind it ("this comment was edited 2 times"), which says neither when nor by whom."""
    pencil = node.css_first(".js-comment-edited, .comment-body > span[title]:not([class]), img[title]")
    raw = fold((pencil.attrs.get("title") or "") if pencil is not None else "")
    found = _TIMES.search(raw)
    if found:
        yield Edit(raw=raw, count=int(found[1]))


def read_comment_score(node: LexborNode) -> Iterator[Reaction]:
    """How often it was called useful; nothing is shown where it never was."""
    score = whole(label(node.css_first(".comment-score span, .comment-score")) or node.attrs.get("data-comment-score"))
    if score:
        yield Reaction(kind="score", count=score)
