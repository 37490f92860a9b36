"""What stands around the posts and rows of an Invision Community page: version, root, path, pages, title, poll, statistics."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from selectolax.lexbor import LexborNode

from spiders.dates import stamp
from spiders.items import Author, Board, Label, Moment, Poll, PollOption
from spiders.json_values import types_of
from spiders.page import Page
from spiders.platforms.ips_links import board_in, first_page, member_in, page_in, profile, root
from spiders.text import fold, label, number, text_outside
from spiders.urls import normalise

_BASE = re.compile(rb"""baseURL:\s*["']([^"'\s]+)["']""")
_MANIFEST = "manifest.webmanifest"
_PREFIX = 'a[rel~="tag"], .ipsTag_prefix, .ipsBadge--prefix'
_NO_TITLE = f"{_PREFIX}, .ipsBadge, .ipsBadges, .ipsTags"
_LOCKED = frozenset({"ipsPageHeader", "ipsToolList", "ipsButtons--main", "cTopicPostArea", "ipsMessage"})
"""Where a lock means the topic's."""
_FIGURE = re.compile(r"\d[\d.,\u00a0\u202f]*(?<=\d)")
_COUNTED = re.compile(r"^\d+\.\s*")
_POSTINGS = frozenset({"DiscussionForumPosting", "Question", "QAPage"})


class Stated(NamedTuple):
    """What the page tells machines of its topic (JSON-LD): a posting, or a question where the forum answers such."""

    is_question: bool = False
    title: str | None = None
    author: Author | None = None
    created: Moment | None = None
    last_post: Moment | None = None
    replies: int | None = None
    views: int | None = None


def read_version(page: Page) -> str:
    """5 names on its body where templates may be changed, and calls its frame and its posts by other names than 4."""
    body = page.tree.body
    if body is not None and "data-pageapp" in body.attrs:
        return "5" if "data-ips-hook" in body.attrs or "data-id" in body.attrs else "4"
    return "5" if page.first("#ipsLayout__main, .ipsLayout__main, .ipsEntry") is not None else "4"


def read_page_id(page: Page) -> str | None:
    """The number of the topic or forum that the page shows, as the body says it."""
    body = page.tree.body
    stated = (body.attrs.get("data-pageid") or body.attrs.get("data-id") or "") if body is not None else ""
    return stated if stated.isdecimal() else None


def read_root(page: Page) -> str:
    """Where the site is installed: as the page tells its scripts, by the address of its manifest, else by the page's own."""
    if "root" not in page.memo:
        stated = _BASE.search(page.body)
        manifest = page.attribute('link[rel="manifest"]', "href") or ""
        base = page.absolute(stated[1].decode("utf-8", "replace").replace("\\/", "/")) if stated else None
        if base is None and _MANIFEST in manifest:
            base = page.absolute(manifest.partition(_MANIFEST)[0])
        scheme = page.url.partition(":")[0]
        page.memo["root"] = normalise(f"{scheme}:{base.partition(':')[2].partition('index.php')[0]}") if base else root(page.url)
    address: str = page.memo["root"]
    return address


def read_crumbs(page: Page) -> tuple[Board, ...]:
    """The forums the page lies in, outermost first."""
    if "crumbs" not in page.memo:
        found: dict[str, Board] = {}
        place = page.first(".ipsBreadcrumb")
        for link in place.css("a[href]") if place is not None else ():
            href = page.absolute(link.attrs.get("href"))
            board_id, title = board_in(href), label(link)
            if href and board_id and title and board_id not in found:
                above = list(found)[-1] if found else None
                found[board_id] = Board(title=title, id=board_id, url=first_page(href), parent_id=above)
        page.memo["crumbs"] = tuple(found.values())
    crumbs: tuple[Board, ...] = page.memo["crumbs"]
    return crumbs


def read_title(page: Page) -> tuple[str | None, str | None]:
    """Prefix and title of the topic or forum that the page shows."""
    place = page.first(".ipsPageHeader h1, h1.ipsType_pageTitle") or page.first("h1")
    if place is None:
        return None, page.attribute('meta[property="og:title"]', "content")
    return label(place.css_first(_PREFIX)), text_outside(place, _NO_TITLE)


def read_tags(page: Page, place: LexborNode) -> tuple[Label, ...]:
    """The tags listed there."""
    found: dict[str, Label] = {}
    for link in place.css(".ipsTags a[rel~='tag'], .ipsTags__tag"):
        title = label(link)
        if title and "ipsTag_prefix" not in (link.attrs.get("class") or ""):
            found.setdefault(title, Label(kind="tag", title=title, url=page.absolute(link.attrs.get("href"))))
    return tuple(found.values())


def read_member(page: Page, link: LexborNode | None) -> Author | None:
    """The member whose profile a link leads to."""
    name = label(link)
    href = page.absolute(link.attrs.get("href")) if link is not None else None
    if name is None or href is None:
        return None
    member = member_in(href)
    return Author(name=name, id=member, url=profile(href) if member else None, guest=False)


# -- times and pages -------------------------------------------------------------------------------------------------


def read_time(node: LexborNode | None) -> Moment | None:
    """A ``<time>``: UTC for machines, the visitor's zone and words for people; version 5 prints a long and a short form."""
    if node is None:
        return None
    shown = node.css_first(".ipsTime__long")
    return stamp(node.attrs.get("datetime"), label(shown if shown is not None else node) or "")


def _controls(page: Page) -> LexborNode | None:
    """The first page controls; small ones stand in rows."""
    if "controls" not in page.memo:
        controls = (node for node in page.tree.css(".ipsPagination") if "mini" not in _classes(node))
        page.memo["controls"] = next(controls, None)
    place: LexborNode | None = page.memo["controls"]
    return place


def read_pages(page: Page) -> tuple[int | None, int | None]:
    """Number of the page and of pages. Where there are no page controls, there is one page."""
    place = _controls(page)
    if place is None:
        return 1, 1
    active = place.css_first("li.ipsPagination_active, li.ipsPagination__active")
    pages = number(place.attrs.get("data-pages"))
    if pages is None:  # the way on from the last page leads one too far
        links = [link for item in place.css("li") if "_next" not in _classes(item) for link in item.css("a[href]")]
        named = (page_in(page.absolute(link.attrs.get("href"))) or number(link.attrs.get("data-page")) for link in links)
        pages = max((found for found in named if found), default=1)
    current = number(label(active)) or page_in(page.url) or 1
    return current, max(pages, current)


def read_next(page: Page) -> str | None:
    """The next page; where there is none the control stays and leads to the page itself."""
    place = _controls(page)
    following = place.css_first("li.ipsPagination_next, li.ipsPagination__next") if place is not None else None
    if following is not None:
        link = following.css_first("a[href]")
        return page.absolute(link.attrs.get("href")) if link is not None and "inactive" not in _classes(following) else None
    return page.absolute(page.attribute('link[rel="next"]', "href"))


def _classes(node: LexborNode) -> str:
    return node.attrs.get("class") or ""


# -- the topic -------------------------------------------------------------------------------------------------------


def read_stated(page: Page) -> Stated:
    """See `Stated`."""
    if "stated" not in page.memo:
        page.memo["stated"] = _read_stated(page)
    stated: Stated = page.memo["stated"]
    return stated


def _read_stated(page: Page) -> Stated:
    thing = next((thing for thing in page.json_ld if types_of(thing) & _POSTINGS), None)
    if thing is None:
        return Stated()
    inner = thing.get("mainEntity")
    posting = inner if isinstance(inner, dict) else thing
    counts = posting.get("interactionStatistic")
    counts = counts if isinstance(counts, list) else [counts]
    figures = {
        str(count.get("interactionType")).rpartition("/")[2]: count.get("userInteractionCount")
        for count in counts
        if isinstance(count, dict)
    }
    answers = posting.get("answerCount")
    return Stated(
        is_question="Question" in types_of(thing) | types_of(posting),
        title=_words(posting.get("headline") or posting.get("name")),
        author=_person(page, posting.get("author")),
        created=stamp(_words(posting.get("dateCreated"))),
        last_post=stamp(_words(posting.get("dateModified"))),
        replies=_figure(figures.get("CommentAction", answers)),
        views=_figure(figures.get("ViewAction")),
    )


def _words(value: Any) -> str | None:
    return (fold(value) or None) if isinstance(value, str) else None


def _figure(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _person(page: Page, value: Any) -> Author | None:
    if not isinstance(value, dict):
        return None
    name, url = _words(value.get("name")), page.absolute(_words(value.get("url")))
    member = member_in(url)
    if name is None:
        return None
    return Author(name=name, id=member, url=profile(url) if url and member else None, guest=member is None)


def read_locked(page: Page) -> bool | None:
    """A lock stands in the topic's header or where the form to reply would be; a form or link to reply says that it is open."""
    for lock in page.tree.css(".fa-lock"):
        place: LexborNode | None = lock
        while place is not None and place.tag != "body":
            if place.id == "replyForm" or not _LOCKED.isdisjoint(_classes(place).split()):
                return True
            place = place.parent
    return False if page.first('#replyForm, [data-action="replyToTopic"]') is not None else None


def read_sticky(page: Page) -> bool | None:
    """A pin stands in the topic's header."""
    return True if page.first(".ipsPageHeader .fa-thumb-tack, .ipsPageHeader .fa-thumbtack") is not None else None


def read_poll(page: Page) -> Poll | None:
    """The poll above the posts. One may ask several questions; its own title is then the question."""
    listed = page.first("ol.cPollList, ol[class*='PollList']")
    if listed is None:
        return None
    asked = [(_question(item), _options(item)) for item in listed.css("li") if item.parent == listed]
    whole = listed
    while whole.parent is not None and whole.tag != "section":
        whole = whole.parent
    title = text_outside(head, "p, .ipsType_light, i") if (head := whole.css_first("h2, h3")) is not None else None
    if not asked:
        return None
    counted = _FIGURE.search(label(head.css_first("p, .ipsType_light")) or "") if head is not None else None
    voters = number(counted[0]) if counted else None
    if len(asked) == 1:
        return Poll(question=asked[0][0] or title or "", options=asked[0][1], voters=voters)
    options = [PollOption(text=f"{name}: {option.text}", votes=option.votes) for name, found in asked for option in found]
    return Poll(question=title or asked[0][0] or "", options=tuple(options), voters=voters)


def _question(item: LexborNode) -> str | None:
    words = label(item.css_first("h3, h4"))
    return _COUNTED.sub("", words) if words else None


def _options(item: LexborNode) -> tuple[PollOption, ...]:
    """Each answer: its words, a bar, the number of votes beside a figure of a person."""
    found = []
    for choice in item.css("ul li"):
        person = choice.css_first(".fa-user")
        place = person.parent if person is not None else None
        votes = number(label(place)) if place is not None else None
        words = choice.css_first("label, .ipsType_richText, div, span")
        text = label(words if words is not None else choice)
        if text:
            found.append(PollOption(text=text, votes=votes))
    return tuple(found)
