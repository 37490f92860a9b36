"""The node a Drupal page is of: an article, or the topic that opens a thread of the forum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborNode

from spiders.dates import stamp
from spiders.items import Author, Label, Media, Moment
from spiders.json_values import types_of
from spiders.page import Page
from spiders.platforms.drupal_comments import Comment, author_in, find_comments, moment_in
from spiders.platforms.drupal_frame import all_in, node_id, read_moment, wanted
from spiders.platforms.drupal_links import canonical
from spiders.text import fold, label, number

SURE = (
    ".field-name-body .field-item",
    ".field--name-body",
    ".article-body, .article__body",
    '[itemprop="articleBody"]',
    '[property="content:encoded"]',
    '[property="schema:text"]',
    ".forum-post-content",
)
"""Where the words of a node stand: places that hold nothing else."""
_USUAL = (".node__content", ".node-content", ".content")
"""Places that core's templates have, and that themes use for other things as well."""
_SAID = (
    ".submitted, .node__submitted, .node-submitted, .author__submitted, .byline, .byline__author, .meta, .metas, .article_metas, "
    ".forum-posted-on, .author-pane"
)
_AUTHORS = (
    '[itemprop="author"] [itemprop="name"], a[rel~="author"], [class*="author-name"], [class*="author"] a, '
    '[class*="contributor"] a[href]:not(.active)'
)
_DATES = '[class*="published"], [class*="-date"], [class*="_date"], .date'
_LONG_NAME = 80
_TERMS = (
    '.field-type-taxonomy-term-reference a, .field--type-entity-reference a[href*="/taxonomy/term/"], .terms a, a[rel~="tag"], '
    ".field-name-field-tags a, .field--name-field-tags a"
)
_FILES = "table#attachments td a[href], .field-type-file .file a[href], .field--type-file .file a[href], .file--mime a[href]"
_ENOUGH = 300
_SHOWN = "img, iframe, video, audio, object"
_TITLE = "h1.page-title, h1#page-title, #page-title, h1.title, h1.node-title"


def find_opening(page: Page) -> LexborNode | None:
    """The element of the page's own node: by its number, else the first that is shown in full."""
    if "opening_node" not in page.memo:
        page.memo["opening_node"] = _find(page)
    node: LexborNode | None = page.memo["opening_node"]
    return node


def _find(page: Page) -> LexborNode | None:
    own = node_id(page)
    if own is not None:
        node = page.first(f'#node-{own}, [data-history-node-id="{own}"], .forum-post[id="post-{own}"]')
        if node is not None:
            return node
    shown = [
        node
        for node in page.tree.css(".node, .forum-node, article[role='article']")
        if node.tag != "form" and not {"teaser", "node-teaser", "comment"} & set((node.attrs.get("class") or "").split())
    ]
    full = [node for node in shown if "full" in (node.attrs.get("class") or "")]
    return next(iter([*full, *shown]), None)


def comments_of(page: Page) -> list[Comment]:
    """The comments of the page, found once; what holds the words of the node is none."""
    if "comments" not in page.memo:
        page.memo["comments"] = find_comments(page, _around(opening_body(page)))
    comments: list[Comment] = page.memo["comments"]
    return comments


def _around(body: LexborNode | None) -> frozenset[int]:
    above, found = body, set()
    while above is not None:
        found.add(above.mem_id)
        above = above.parent
    return frozenset(found)


def opening_body(page: Page) -> LexborNode | None:
    """Where the node's words stand: in a place that is called so, else where core has them, else where most paragraphs are."""
    if "opening_body" not in page.memo:
        page.memo["opening_body"] = _find_body(page)
    body: LexborNode | None = page.memo["opening_body"]
    return body


def _find_body(page: Page) -> LexborNode | None:
    node = find_opening(page)
    sure = next((found for selector in SURE if (found := _first(page, selector, node)) is not None), None)
    if sure is not None:
        return sure
    most = _most_words(page)
    around = _around(most)
    for selector in _USUAL if node is not None else ():
        found = _first(page, selector, node)
        if found is not None and (most is None or found.mem_id in around):
            return found
    return most or next((found for selector in SURE if (found := _first(page, selector, None)) is not None), None)


def _most_words(page: Page) -> LexborNode | None:
    """The element that holds more words in paragraphs of its own than any other, outside of comments; None where all are few."""
    held: dict[int, tuple[LexborNode, int]] = {}
    for paragraph in page.tree.css("p"):
        above = paragraph.parent
        if above is not None:
            held[above.mem_id] = (above, held.get(above.mem_id, (above, 0))[1] + len(paragraph.text()))
    for node, words in sorted(held.values(), key=lambda one: -one[1]):
        if words < _ENOUGH:
            return None
        if not in_comment(node):
            return node
    return None


def _first(page: Page, selector: str, root: LexborNode | None) -> LexborNode | None:
    found = (page.tree if root is None else root).css(selector)
    return next((node for node in found if not in_comment(node) and (label(node) or node.css_first(_SHOWN) is not None)), None)


def in_comment(node: LexborNode) -> bool:
    """Whether an element stands in a comment, or in what surrounds all of them."""
    above: LexborNode | None = node
    while above is not None and above.tag != "body":
        named = (above.attrs.get("class") or "").split()
        if above.id == "comments" or "comment-wrapper" in named or ("comment" in named and _is_numbered(above)):
            return True
        above = above.parent
    return False


def _is_numbered(node: LexborNode) -> bool:
    if (node.id or "").startswith("comment-") or "comment" in (node.attrs.get("about") or ""):
        return True
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    return before is not None and before.tag == "a" and (before.id or before.attrs.get("name") or "").startswith("comment-")


def read_title(page: Page) -> str | None:
    """By its heading: the one that the page's own title begins with, where none is marked."""
    stated = label(page.first("title")) or ""
    begins = next((title for node in page.tree.css("h1") if (title := label(node)) and stated.startswith(title)), None)
    shared = page.attribute('meta[property="og:title"]', "content")
    node = find_opening(page)
    within = node.css_first("h1, h2.title, h2.node__title, h2.node-title, h3.title") if node is not None else None
    return begins or shared or label(page.first(_TITLE)) or label(within) or stated.partition(" | ")[0] or None


def linked_data(page: Page) -> dict[str, Any]:
    """What JSON-LD says of the article; an empty object where it says nothing."""
    if "linked_data" not in page.memo:
        kinds = {"Article", "NewsArticle", "BlogPosting", "OpinionNewsArticle", "DiscussionForumPosting", "ReportageNewsArticle"}
        page.memo["linked_data"] = next((one for one in page.json_ld if types_of(one) & kinds), {})
    stated: dict[str, Any] = page.memo["linked_data"]
    return stated


def _line(page: Page, selector: str) -> Iterator[LexborNode]:
    """Places of the node, else of the page, that stand in no comment."""
    asked, node = wanted(page, selector), find_opening(page)
    found = (node.css(asked) if node is not None else page.tree.css(asked)) if asked else []
    return (one for one in found if not in_comment(one))


def opening_author(page: Page) -> Author | None:
    """By the line under the heading, else as JSON-LD says, else by what is called the author's."""
    for line in _line(page, _SAID):
        found = author_in(page, line)
        if found is not None:
            return found
    stated = linked_data(page).get("author")
    person = stated[0] if isinstance(stated, list) and stated else stated
    name = person.get("name") if isinstance(person, dict) else person
    asked = wanted(page, _AUTHORS) if not isinstance(person, dict) or person.get("@type") == "Organization" else ""
    places = page.tree.css(asked) if asked else []
    named = [one for node in places if not in_comment(node) and (one := label(node)) and len(one) < _LONG_NAME]
    if named and isinstance(person, dict) and person.get("@type") == "Organization":
        return Author(name=named[0])
    if isinstance(name, str) and name.strip():
        url = page.absolute(person.get("url")) if isinstance(person, dict) and isinstance(person.get("url"), str) else None
        return Author(name=fold(name), url=canonical(url) if url else None)
    return Author(name=named[0]) if named else None


def opening_posted(page: Page) -> Moment | None:
    """By the line under the heading, else as the page tells machines, else by what is called its date."""
    for line in _line(page, _SAID):
        moment = moment_in(page, line)
        if moment is not None and moment.precision is not None:
            return moment
    stated = linked_data(page).get("datePublished")
    for value in (
        page.attribute('meta[property="article:published_time"]', "content"),
        stated if isinstance(stated, str) else None,
        *(one.attrs.get("content") or one.attrs.get("datetime") for one in _line(page, '[itemprop="datePublished"]')),
        page.attribute('meta[name="dcterms.date"], meta[name="dcterms.created"], meta[property="dc:date.created"]', "content"),
    ):
        moment = stamp(value)
        if moment is not None and moment.precision is not None:
            return moment
    for one in page.tree.css(_DATES):
        moment = read_moment(page, label(one)) if not in_comment(one) else None
        if moment is not None and moment.precision is not None:
            return moment
    return None


def labels_of(page: Page) -> Iterator[Label]:
    """Terms of the site's vocabularies that stand on the node."""
    node = find_opening(page)
    seen: set[str] = set()
    for link in node.css(_TERMS) if node is not None else ():
        title, url = label(link), page.absolute(link.attrs.get("href"))
        if title and url and title not in seen and not in_comment(link):
            seen.add(title)
            found = re.search(r"taxonomy/term/(\d+)$", url)
            yield Label(kind="tag", title=title, id=found[1] if found else None, url=canonical(url))


def files_of(page: Page, node: LexborNode | None) -> Iterator[Media]:
    """Files listed beside the words, each once: a link may answer to several of the selectors."""
    seen: set[str] = set()
    for link in all_in(page, _FILES, node) if node is not None else ():
        url = page.absolute(link.attrs.get("href"))
        if url and url not in seen:
            seen.add(url)
            yield Media(kind="attachment", url=url, name=label(link))


def declared_comments(page: Page) -> int | None:
    """How many comments JSON-LD declares."""
    stated = linked_data(page).get("commentCount")
    return (
        stated
        if isinstance(stated, int) and not isinstance(stated, bool)
        else number(stated)
        if isinstance(stated, str)
        else None
    )
