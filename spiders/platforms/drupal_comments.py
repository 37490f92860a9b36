"""Comments of Drupal, 6 to 10 and the themes between: which elements are comments, and who wrote each, when, answering which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborNode

from spiders.edits import read_edit
from spiders.items import Author, Edit, Moment
from spiders.page import Page
from spiders.platforms.drupal_frame import all_in, first_in, read_moment, read_stamp, wanted
from spiders.platforms.drupal_links import canonical, comment_in, user_in
from spiders.text import label, number, text_outside

_LONG_NAME = 80
_LONG_LINE = 200
_ID = re.compile(r"comment-(\d+)$")
_MADE = (
    '[property~="dc:date"][content], [property~="dc:created"][content], [property="schema:dateCreated"][content], '
    '[itemprop="datePublished"][content], [itemprop="dateCreated"][content], time[datetime]'
)
_SAID = (
    ".submitted, .comment__submitted, .comment-submitted, .node__submitted, .metas, .author__submitted, footer h6, "
    ".author-datetime, .forum-posted-on"
)
_NAMED = (
    '.username, [typeof="schema:Person"], [property~="foaf:name"], [itemprop="author"] [itemprop="name"], .author-name, '
    ".comment__author, h3.name"
)
_UNVERIFIED = re.compile(
    r"\s*\((?:not verified|nicht überprüft|nicht verifiziert|non vérifié|no verificado|não verificado|non verificato|"
    r"niet gecontroleerd|niet geverifieerd|ikke bekræftet|ikke verifisert|inte verifierad|varmentamaton|niezweryfikowany|"
    r"neověřeno|не проверено|δεν έχει επαληθευτεί|未验证|未驗證|未確認)\)$",
    re.IGNORECASE,
)
"""What stands behind the name of a visitor who gave one."""
_BEFORE_DATE = re.compile(r"\s(?:on|am|vom|le|el|il|op|em|den|dne|dnia|la|på|w|at|от|в|στις)\s|\s?[|,]\s|\s[–—-]\s")
_BEFORE_NAME = re.compile(
    r"(?:submitted by|posted by|created by|written by|published by|verfasst von|gespeichert von|erstellt von|von|by|"
    r"soumis par|posté par|publié par|par|enviado por|publicado por|escrito por|por|inviato da|postato da|da|"
    r"ingezonden door|geplaatst door|door|skrevet af|inskickad av|przesłane przez|autor:?|"
    r"отправлено пользователем|опубликовано|автор:?)\s+",
    re.IGNORECASE,
)
_SUBJECT = (
    'h3 a.permalink, h3.title, .comment h3 > a[href*="#comment-"], .comment-title, [property="dc:title"], .titre, '
    'h3[property="schema:name"]'
)
BODIES = (
    '[property="schema:text"]',
    '[property="content:encoded"]',
    ".field-name-comment-body .field-item",
    ".field--name-comment-body",
    ".field-comment-body",
    '[itemprop="reviewBody"], [itemprop="text"]',
    ".forum-post-content, .forum-post-panel-main .content",
    ".comment__content, .comment-body, .comment-text",
    ".content",
)
"""Where a comment's words stand, the surest place first."""


@dataclass(frozen=True, slots=True)
class Comment:
    """An element that is a comment; ``id`` is None where nothing on the page tells it."""

    node: LexborNode
    id: str | None
    depth: int


def find_comments(page: Page, around: frozenset[int]) -> list[Comment]:
    """The comments of a page in their order. Up to version 7 the id stands in an empty anchor before the comment. Elements that
    are ``around`` the words of the node are none.
    """
    found: list[Comment] = []
    taken: set[int] = set()
    for mark in page.tree.css('[id^="comment-"], a[name^="comment-"]'):
        stated = _ID.match(mark.id or mark.attrs.get("name") or "")
        node = _element(mark) if stated else None
        if stated and node is not None and node.mem_id not in taken:
            taken.add(node.mem_id)
            found.append(Comment(node, stated[1], _depth(page, node)))
    if found:
        return found
    for node in page.tree.css(".comment[about], .forum-post, article.comment, div.comment"):
        if node.mem_id in around or "node" in (node.attrs.get("class") or "").split():
            continue
        if body_of(page, node) is None or first_in(page, f"{_NAMED}, {_SAID}, {_MADE}", node) is None:
            continue
        found.append(Comment(node, _stated_id(page, node), _depth(page, node)))
    return found


def _element(mark: LexborNode) -> LexborNode | None:
    """The comment that an anchor stands before or in; any other element with such an id is the comment itself."""
    if mark.tag != "a":
        return mark if mark.tag in {"div", "article", "li", "section", "tr", "table"} else None
    after = mark.next
    while after is not None:
        if after.is_element_node:
            if after.tag in {"div", "article", "li", "section", "table"}:
                return after
            if after.tag not in {"a", "span", "mark"}:
                break
        after = after.next
    above = mark.parent
    while above is not None and above.tag not in {"body", "html"}:
        if "comment" in (above.attrs.get("class") or "").split():
            return above
        above = above.parent
    return None


def _stated_id(page: Page, node: LexborNode) -> str | None:
    about = comment_in(page.absolute(node.attrs.get("about")))
    if about:
        return about
    link = node.css_first('a.permalink[href*="#comment-"], h3 a[href*="#comment-"], a[rel~="bookmark"][href*="#comment-"]')
    return comment_in(page.absolute(link.attrs.get("href"))) if link is not None else None


def _depth(page: Page, node: LexborNode) -> int:
    """How many ``div.indented`` it stands in."""
    if "indented" not in page.names:
        return 0
    depth, above = 0, node.parent
    while above is not None and above.tag != "body":
        depth += "indented" in (above.attrs.get("class") or "").split()
        above = above.parent
    return depth


def parent_of(page: Page, node: LexborNode) -> str | None:
    """The comment that it says it answers: in RDFa, or in a line for screen readers (8)."""
    for place in all_in(page, '[rel="sioc:reply_of"]', node):
        found = comment_in(page.absolute(place.attrs.get("resource")))
        if found:
            return found
    link = first_in(page, '.parent a[href*="comment-"], .comment__parent a[href*="comment-"]', node)
    return comment_in(page.absolute(link.attrs.get("href"))) if link is not None else None


def body_of(page: Page, node: LexborNode) -> LexborNode | None:
    """Where its words stand."""
    if "bodies" not in page.memo:
        page.memo["bodies"] = [asked for selector in BODIES if (asked := wanted(page, selector))]
    return next((found for asked in page.memo["bodies"] if (found := node.css_first(asked)) is not None), None)


def read_author(page: Page, node: LexborNode) -> Author | None:
    """By name and link; without markup, by the words around the date ("Submitted by X on DATE", "DATE — X", "X | DATE")."""
    author = author_in(page, node)
    anonymous = "by-anonymous" in (node.attrs.get("class") or "") or node.attrs.get("data-comment-user-id") == "0"
    if author is None or (anonymous and author.guest):
        return author
    if anonymous:
        return Author(name=author.name, guest=True)
    stated = node.attrs.get("data-comment-user-id")
    return replace(author, id=stated) if stated and stated.isdecimal() and author.url else author


def author_in(page: Page, place: LexborNode) -> Author | None:
    """Who is named in a comment, or in the line under a heading. Members are linked."""
    named = next((one for one in all_in(page, _NAMED, place) if label(one) and not _is_in_parent(one)), None)
    if named is None:
        inner = first_in(page, _SAID, place)
        line = inner if inner is not None else place
        name = said(page, line)[0]
        link = next((one for one in line.css("a[href]") if label(one) == name or name is None), None)
        name = name or (label(link) if link is not None and _is_member(page, link) else None)
    else:
        name, link = label(named), named if named.tag == "a" else named.css_first("a[href]")
        if link is None and named.parent is not None and named.parent.tag == "a":
            link = named.parent
    name = _UNVERIFIED.sub("", name or "").strip(" ,:") or None
    if name is None or len(name) > _LONG_NAME:
        return None
    about = (named.attrs.get("about") if named is not None else None) or (link.attrs.get("href") if link is not None else None)
    url = page.absolute(about) if about and "/" in about and "#" not in about else None
    return Author(name=name, id=user_in(url), url=canonical(url), guest=False) if url else Author(name=name, guest=True)


def _is_member(page: Page, link: LexborNode) -> bool:
    return re.search(r"/(?:users?|author|profile)/", page.absolute(link.attrs.get("href")) or "") is not None


def _is_in_parent(node: LexborNode) -> bool:
    above = node.parent
    for _ in range(3):
        if above is None:
            return False
        if {"parent", "comment__parent"} & set((above.attrs.get("class") or "").split()):
            return True
        above = above.parent
    return False


def read_posted(page: Page, node: LexborNode) -> Moment | None:
    """For machines where it stands so, else as printed."""
    moment = moment_in(page, node)
    if moment is not None:
        return moment
    split = [label(one) for one in node.css("li.date, li.time, .date, .time")]
    return read_moment(page, " ".join(dict.fromkeys(one for one in split if one))) if any(split) else None


def moment_in(page: Page, place: LexborNode) -> Moment | None:
    """When, as a comment or the line under a heading says."""
    inner = first_in(page, _SAID, place)
    line = inner if inner is not None else place if len(place.text()) < _LONG_LINE else None
    shown = said(page, line)[1]
    for made in all_in(page, _MADE, place):
        found = read_stamp(made, shown.raw if shown is not None else label(made) or _beside(made))
        if found is not None and (found.precision == "second" or shown is None or shown.precision is None):
            return found
    if shown is None and line is not None:
        called = (read_moment(page, label(one)) for one in line.css('[class*="date"], [class*="time"]'))
        shown = next((one for one in called if one is not None and one.precision is not None), None)
    return shown


def _beside(made: LexborNode) -> str | None:
    """What is shown beside a time for machines."""
    words = label(made.parent)
    return words if words and len(words) < _LONG_NAME else None


def said(page: Page, line: LexborNode | None) -> tuple[str | None, Moment | None]:
    """Name and time in a line that tells both, in one of many languages; found once."""
    if line is None:
        return None, None
    known: dict[int, tuple[str | None, Moment | None]] = page.memo.setdefault("said", {})
    if line.mem_id not in known:
        known[line.mem_id] = _said(page, line)
    return known[line.mem_id]


def _said(page: Page, line: LexborNode) -> tuple[str | None, Moment | None]:
    left_out = wanted(page, 'form, .rate-widget, .new, .post-is-new, .marker, .links, .hidden, .permalink, a[rel~="bookmark"]')
    words = text_outside(line, left_out) if left_out else label(line)
    if words is None or len(words) > _LONG_LINE:
        return None, None
    words = words.strip(" .|-–—")
    prefix = _BEFORE_NAME.match(words)
    bare = words[prefix.end() :] if prefix else words
    places = [(found.start(), found.end()) for found in _BEFORE_DATE.finditer(bare)]
    for start, end in places if prefix else [(0, 0), *places]:
        moment = read_moment(page, bare[end:])
        if moment is not None and moment.precision is not None:
            return bare[:start].strip(" ,|-–—") or None, moment
    head, parted, tail = bare.rpartition(" — ")
    if parted:
        moment = read_moment(page, head)
        if moment is not None and moment.precision is not None:
            return _BEFORE_NAME.sub("", tail).strip() or None, moment
    return (bare or None, None) if prefix and "|" not in bare else (None, None)


def subject_of(page: Page, node: LexborNode) -> str | None:
    """A comment's own heading."""
    return label(first_in(page, _SUBJECT, node))


def ordinal_of(page: Page, node: LexborNode) -> int | None:
    """The number that some themes print ("#12")."""
    mark = first_in(page, ".comment-id, .comment-number, .post-num, .forum-post-number, a.permalink", node)
    shown = label(mark) or ""
    return number(shown[1:]) if shown.startswith("#") else None


def edits_of(page: Page, node: LexborNode) -> Iterator[Edit]:
    """Core prints none; Advanced Forum does, under the words."""
    for marker in all_in(page, ".post-edited, .forum-post-edited", node):
        edit = read_edit(label(marker) or "", date=lambda raw: read_moment(page, raw) or Moment(raw=raw), marked=True)
        if edit is not None:
            yield edit
