"""What all pages of Vanilla have in common: breadcrumbs, page links, members, times, figures."""

from __future__ import annotations

import re
from typing import Any

from selectolax.lexbor import LexborNode

from spiders.dates import read_date, stamp
from spiders.items import Author, Board, Label, Moment
from spiders.page import Page
from spiders.platforms import vanilla_links as links
from spiders.text import fold, label, number
from spiders.urls import normalise

_FIGURE = re.compile(r"\d(?:[\d.,'\u2019 \u00a0\u202f]*\d)?")


def site_root(page: Page) -> str:
    """Where the forum begins: where the first of its breadcrumbs leads to, else what stands before the page's own route."""
    if "vanilla root" not in page.memo:
        home = (
            None if page.is_json or page.is_xml else page.absolute(page.attribute(".HomeCrumb a[href], .Breadcrumbs a", "href"))
        )
        begun, path = links.route(home or page.url)
        begun = begun if begun and (not path or home is None) else links.route(page.url)[0]
        page.memo["vanilla root"] = normalise(begun or page.url)
    root: str = page.memo["vanilla root"]
    return root


def crumbs(page: Page) -> list[LexborNode]:
    """The links that lead here, the front page's left out."""
    bar = page.first(".Breadcrumbs")
    return [link for link in bar.css("a[href]") if links.board_in(page.absolute(link.attrs.get("href")))] if bar else []


def boards(page: Page, path: list[LexborNode]) -> tuple[Board, ...]:
    """The boards that breadcrumbs name, outermost first."""
    found: list[Board] = []
    for link in path:
        url = page.absolute(link.attrs.get("href"))
        title, board_id = label(link), links.board_in(url)
        if url and title and board_id:
            parent = found[-1].id if found else None
            found.append(Board(title=title, id=board_id, url=links.canonical(url), parent_id=parent))
    return tuple(found)


def labels(page: Page) -> tuple[Label, ...]:
    """The tags of a discussion."""
    found = {
        title: Label(kind="tag", title=title, url=page.absolute(link.attrs.get("href")))
        for link in page.tree.css('.InlineTags a[href*="/tagged/"], .Tags a[href*="/tagged/"]')
        if (title := label(link))
    }
    return tuple(found.values())


def asked(page: Page) -> str | None:
    """The discussion that the form answers."""
    field = page.attribute('input[name$="DiscussionID"][value]', "value")
    return field if field and field.isdecimal() else None


def locked(page: Page) -> bool | None:
    """By the note under the comments: guests who may sign in to answer see one, too, of another class."""
    note = page.first(".Foot .Note.Closed, .Note.Closed")
    if note is not None:
        return "SignInOrRegister" not in (note.attributes.get("class") or "")
    return False if page.first("#Form_Comment, .CommentForm") is not None else None


def of_category(classes: frozenset[str]) -> bool:
    """The listing of one category, by the body's classes ("Category-general")."""
    return any(name.startswith(("Category-", "Section-Category-")) for name in classes)


def page_numbers(page: Page) -> tuple[int | None, int | None]:
    """Number of this page and of pages. Where there are no page links there is one page; a pager without numbers tells none."""
    if "pages" not in page.memo:
        page.memo["pages"] = (None, None) if page.is_json or page.is_xml else _numbers(page)
    found: tuple[int | None, int | None] = page.memo["pages"]
    return found


def _numbers(page: Page) -> tuple[int | None, int | None]:
    bar = page.first(".NumberedPager, .Pager")
    if bar is None:
        return (links.page_in(page.url) or 1, None) if page.first(".MorePager") is not None else (1, 1)
    current = number(label(bar.css_first(".Highlight")))
    numbers = [found for link in bar.css("a, span.Highlight") if (found := number(fold(link.text())))]
    return current or links.page_in(page.url), max(numbers, default=None)


def parts(node: LexborNode) -> dict[str, LexborNode]:
    """The first element of each class in a row or post: one walk costs as much as six selectors."""
    found: dict[str, LexborNode] = {}
    for one in node.css("[class]"):
        for name in (one.attrs.get("class") or "").split():
            found.setdefault(name, one)
    return found


def linked_member(page: Page, link: LexborNode) -> Author | None:
    """A member, by the link to their profile; each is worked out once a page."""
    attributes = link.attrs
    stated, href, shown = attributes.get("data-userid"), attributes.get("href"), attributes.get("data-username")
    name = fold(link.text()) or attributes.get("title") or ""
    known: dict[tuple[Any, ...], Author | None] = page.memo.setdefault("members", {})
    key = (stated, href, shown, name)
    if key not in known:
        url = page.absolute(href)
        member = links.member_in(url)
        known[key] = Author(
            name=(shown or name).removeprefix("@"),
            id=stated if stated and stated.isdecimal() else member,
            url=links.canonical(url) if url and member else None,
            guest=False,
        )
    return known[key]


def printed_time(page: Page, place: LexborNode) -> Moment | None:
    """The time in an element: for machines since 2.1, in words before, and then often no more than a month."""
    time = place.css_first("time") if place.tag != "time" else place
    if time is not None and time.attrs.get("datetime"):
        return stamp(time.attrs.get("datetime"), label(time))
    raw = (time.attrs.get("title") if time is not None else None) or label(place)
    language = page.attribute("html", "lang")
    languages = (language,) if language else ()
    return read_date(raw, clock=page.clock, zone=page.zone, languages=languages) if raw else None


def figure(node: LexborNode | None) -> int | None:
    """A count: whole in ``title`` ("1,139 comments") where what is shown is rounded ("1.1K"), else what is shown."""
    if node is None:
        return None
    whole = node.css_first("[title]")
    stated = whole.attrs.get("title") if whole is not None else None
    if stated:
        found = _FIGURE.search(stated)
        return number(found[0]) if found else None
    shown = label(node.css_first(".Number") or node) or ""
    found = _FIGURE.match(shown)
    rounded = found is not None and shown[found.end() : found.end() + 1].isalpha()
    return number(found[0]) if found and not rounded else None
