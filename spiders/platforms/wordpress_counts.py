"""How many comments a page says an article has, whether more may be written, and which of its comment pages this is.

Counts are read from what is the same in every language: machine data, the fragment of the comments link (``#respond`` where
there are none, ``#comments`` where there are some: `comments_popup_link()`), figures. Words are never read, and the title
is taken away before a figure is looked for: articles are called "13 replies on nothing" too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborNode

from spiders.bylines import words
from spiders.page import Page
from spiders.platforms import wordpress_index as index
from spiders.platforms import wordpress_once as once
from spiders.platforms import wordpress_urls as urls
from spiders.platforms.wordpress_frame import Frame
from spiders.text import number

LINK = (
    ".post-comment-link a[href], .comments-link a[href], .wp-block-post-comments-link a[href], .wp-block-comments-link a[href], "
    'a.comments-link[href], .entry-meta a[href$="#comments"], .entry-meta a[href$="#respond"], .entry-comments-link a[href], '
    ".comments-number a[href], .comment-link a[href], .post-comments a[href], .meta-comments a[href], "
    ".td-post-comments a[href], .fusion-comments a[href], .comments a[href$='#comments'], .post-comments-link a[href]"
)
"""The link from an article to its comments."""

HEADING = (
    ".comments-title, .wp-block-comments-title, #comments-title, .discussion-meta-info, .comments-header .comment-reply-title, "
    "h2#comments, h3#comments, h4#comments, .comments-heading, .comment-count, .comments_title, #comments > h2, #comments > h3, "
    "#comments > h4, .td-comments-title, .comments-count-wrapper h3, .comments-wrap > h3"
)
"""The heading over the comments; in Twenty Twenty it has the class of the form's heading, but not its id."""

CLOSED = ".comments-closed, .nocomments, .no-comments, .comments-are-closed"

_FIGURE = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,'’٬   ]\d{3})+(?![\d])|\d+")
_OPENING = "“„«»「『‚‘'\"‹›"


def replies_linked(frame: Frame, root: LexborNode) -> int | None:
    """The number of comments that the article's own link to them states."""
    for node in frame.own(root, LINK):
        href = node.attributes.get("href") or ""
        count = figure(words(node) or "")
        if count is not None:
            return count
        if href.endswith("#respond"):
            return 0
        if href.endswith("#comments") and words(node):
            return 1
    return None


def replies(frame: Frame, root: LexborNode, title: str | None, shown: int, pages: int | None) -> int | None:
    """The number of comments declared for an article on its own page.

    A heading without a figure says "one" in most languages, so it means one where one is shown and there are no further
    pages. No heading, no comment and an open form mean none.
    """
    stated = _schema_count(frame.schema)
    if stated is None:
        stated = number(once.head(frame.page).meta("itemprop", "commentCount"))
    if stated is None:
        stated = replies_linked(frame, root)
    if stated is not None:
        return stated
    headed = False
    for node in index.select(frame.page, HEADING):
        if node.id == "reply-title" or node.css_first("#reply-title, #cancel-comment-reply-link") is not None:
            continue
        heading = _without(words(node) or "", title)
        headed = headed or bool(heading)
        count = figure(heading)
        if count is not None:
            return count
    if shown == 1 and headed and (pages or 1) == 1:
        return 1
    if shown == 0 and (pages or 1) == 1 and is_locked(frame.page) is False:
        return 0
    return None


def figure(text: str) -> int | None:
    """The first whole number in a text, however its thousands are parted."""
    found = _FIGURE.search(text)
    return number(re.sub(r"[   ]", " ", found[0])) if found else None


def _without(text: str, title: str | None) -> str:
    """The heading's text without the article's title: the words themselves, else all that stands in quotation marks."""
    if title and title in text:
        return text.replace(title, " ")
    marks = [at for at, char in enumerate(text) if char in _OPENING or char in "”»」』’›"]
    return text[: marks[0]] + text[marks[-1] + 1 :] if len(marks) > 1 else text


def _schema_count(schema: dict[str, Any]) -> int | None:
    count = schema.get("commentCount")
    if isinstance(count, int | str):
        return number(str(count))
    statistics = schema.get("interactionStatistic")
    for thing in statistics if isinstance(statistics, list) else [statistics]:
        if isinstance(thing, dict) and "Comment" in str(thing.get("interactionType")):
            return number(str(thing.get("userInteractionCount")))
    return None


def is_locked(page: Page) -> bool | None:
    """Whether no comment can be written any more: said, or no form under comments. None where the page shows neither."""
    if index.first(page, CLOSED) is not None:
        return True
    if index.first(
        page, "#respond form, form#commentform, #respond .must-log-in, .wp-block-post-comments-form form, #respond iframe"
    ):
        return False
    if (
        index.first(page, '[id^="comment-"].comment, [id^="li-comment-"].comment') is not None
        and index.first(page, "#respond") is None
    ):
        return True
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentPages:
    """Which comment page this is, how many there are (None: more than can be seen), and their addresses by number."""

    number: int = 1
    count: int | None = 1
    links: tuple[tuple[int, str], ...] = ()


def comment_pages(page: Page, article: str) -> CommentPages:
    """Read the pagination of comments.

    Its links lead to ``#comments`` of the same article, in every theme; the page at hand is the marked one, else it stands
    in the address, else it is the neighbour of the link back or on (the article's own address may show the last page).
    """
    links: dict[int, str] = {}
    current: int | None = None
    before = after = listed = False
    for node, href in once.links(page):
        if not href.endswith("#comments") or ("comment-page-" not in href and "cpage=" not in href):
            continue
        url = page.absolute(href)
        found = urls.comment_page(url)
        if url is None or found is None:
            continue
        if "replytocom" not in url and urls.without_comment_page(url) != article and urls.post_id(url) is None:
            continue
        links.setdefault(found, urls.canonical(url))
        side = _side(node)
        if side < 0:
            current, before = current or found + 1, True
        elif side > 0:
            current, after = current or found - 1, True
        else:
            listed = True
    marked = index.first(
        page,
        ".comments-pagination .current, .wp-block-comments-pagination .current, .comment-navigation .current, "
        ".comments-navigation .current, #comments .page-numbers.current, .comment-pagination .current",
    )
    shown = figure(words(marked) or "") if marked is not None else None
    number_ = shown or urls.comment_page(page.url) or current or 1
    if not links:
        return CommentPages(number=number_, count=number_ if not after else None)
    highest = max(number_, *links)
    count = highest if listed or marked is not None or not after or (before and highest == number_) else None
    return CommentPages(number=number_, count=count, links=tuple(sorted(links.items())))


def _side(node: LexborNode) -> int:
    """-1 for a link to the page before, 1 for one to the page after, 0 for a numbered one."""
    around = node.parent
    classes = f"{node.attributes.get('class') or ''} {around.attributes.get('class') or '' if around is not None else ''}".lower()
    rel = node.attributes.get("rel") or ""
    if rel == "prev" or re.search(
        r"\b(?:nav-previous|prev|previous|alignleft|comments-pagination-previous)\b|-previous\b", classes
    ):
        return -1
    if rel == "next" or re.search(r"\b(?:nav-next|next|alignright|comments-pagination-next)\b|-next\b", classes):
        return 1
    return 0
