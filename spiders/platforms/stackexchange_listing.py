"""Stack Exchange's lists of questions: the rows of today (``.s-post-summary``), those before 2022 (``.question-summary``) and the
narrow ones of old home pages, with all that they declare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.items import Declared, Label, Listing, Thread
from spiders.page import Page
from spiders.platforms.stackexchange_links import answer_in, canonical, question_in, root
from spiders.platforms.stackexchange_posts import read_instant, read_user
from spiders.text import label, number

ROW = ".s-post-summary, .question-summary"
_TITLE = ".s-post-summary--content-title a, .summary h3 a, a.question-hyperlink, h3 a"
_FIGURE = re.compile(r"\d(?:[\d.,\u00a0\u202f’\' ]*\d)?")
_USER = 'a[href*="/users/"]:not(.s-avatar)'
_NAME = ".s-user-card--link, .user-details"
_ASKED = re.compile(r"ask|gefragt|задан|pregunt|formul|pergunt|質問", re.IGNORECASE)
_ENDING = re.compile(r"\s*\[([^][]{4,20})\]$")
_ENDINGS = {
    "closed": "closed, закрыт, cerrada, fechada, encerrada, クローズ済み",
    "duplicate": "duplicate, дубликат, duplicada, duplicado, 重複",
    "on hold": "on hold, на удержании, en espera, em espera, pendente, 保留",
    "locked": "locked, заблокирован, bloqueada, ロック済み",
    "migrated": "migrated, мигрировал, migrada, 移行済み",
}
"""What the software writes behind the title of a question that takes no more answers, in the languages of its sites."""
_STATES = {word: state for state, words in _ENDINGS.items() for word in words.split(", ")}


def part_title(shown: str | None) -> tuple[str | None, str | None]:
    """A question's title, and the state that the software wrote behind it."""
    ending = _ENDING.search(shown or "")
    state = _STATES.get(ending[1].lower()) if ending else None
    return ((shown or "")[: ending.start()] or None, state) if ending and state else (shown, None)


def figure(text: str | None) -> int | None:
    """The first whole number in words ("Viewed 5,763 times"); one that was rounded ("6k times") is none."""
    found = _FIGURE.search(text or "")
    if found is None or (text or "")[found.end() : found.end() + 1].isalpha():
        return None
    return number(found[0].strip(" .,\u00a0"))


def read_listing(page: Page) -> Listing:
    """The rows of a page. The site has no boards; a list of what bears a tag is a list like others."""
    current, pages = read_pages(page)
    return Listing(
        threads=tuple(_rows(page)),
        number=current,
        pages=pages,
        next_url=page.absolute(page.attribute('a[rel~="next"], link[rel="next"]', "href")),
    )


def read_pages(page: Page) -> tuple[int | None, int | None]:
    """This page's number and the number of pages, of a listing or of a question's answers; without controls it is the one."""
    if "pages" not in page.memo:
        page.memo["pages"] = _find_pages(page)
    pages: tuple[int | None, int | None] = page.memo["pages"]
    return pages


def _find_pages(page: Page) -> tuple[int | None, int | None]:
    controls = page.tree.css(".s-pagination--item, .pager-answers .page-numbers, .pager .page-numbers")
    if not controls:
        return 1, 1
    numbers = {found: node for node in controls if (found := number(label(node))) is not None}
    here = ("is-selected", "current")
    current = [
        found for found, node in numbers.items() if any(name in (node.attributes.get("class") or "").split() for name in here)
    ]
    return current[0] if current else None, max(numbers, default=None)


def read_tags(page: Page, nodes: list[LexborNode]) -> tuple[Label, ...]:
    """Tags, which have no id but their name."""
    found: dict[str, Label] = {}
    for node in nodes:
        title, url = label(node), page.absolute(node.attributes.get("href"))
        if title and title not in found:
            found[title] = Label(kind="tag", title=title, id=title, url=canonical(url) if url else None)
    return tuple(found.values())


def _rows(page: Page) -> Iterator[Thread]:
    seen: set[str] = set()
    for row in page.tree.css(ROW):
        link = row.css_first(_TITLE)
        url = page.absolute(link.attributes.get("href")) if link is not None else None
        question = question_in(url)
        if link is None or question is None or question in seen:
            continue
        seen.add(question)
        title, state = part_title(label(link))
        thread = Thread(
            id=question,
            title=title,
            kind="question",
            url=f"{root(page.url)}questions/{question}",
            prefix=state,
            locked=state is not None,
            labels=read_tags(page, row.css("a.post-tag")),
            state="moved" if state == "migrated" else "visible",
            declared=_declared(row),
        )
        yield _signed(page, row, thread)


def _declared(row: LexborNode) -> Declared:
    """Answers and views: by their classes, else by their places, which are the same in all languages."""
    answers = row.css_first(".s-post-summary--stats-answers, .status strong, .status .mini-counts")
    views = row.css_first(".s-post-summary--stats-views, .views")
    items = [item for item in row.css(".s-post-summary--stats-item") if "has-bounty" not in (item.attributes.get("class") or "")]
    if answers is None and len(items) > 1:
        answers = items[1]
    if views is None and len(items) > 2:
        views = items[2]
    return Declared(replies=_count(answers), views=_count(views))


def _count(node: LexborNode | None) -> int | None:
    """The exact figure stands in the hint, where the shown one may be rounded."""
    if node is None:
        return None
    for hinted in (node, node.css_first("[title]")):
        exact = figure(hinted.attributes.get("title")) if hinted is not None else None
        if exact is not None:
            return exact
    return figure(label(node))


def _signed(page: Page, row: LexborNode, thread: Thread) -> Thread:
    """Who asked and when, or who did the latest thing: a row shows one of them, told by where its time leads, or in words."""
    card = row.css_first(".s-user-card, .started, .user-info")
    if card is None:
        return thread
    time = card.css_first(".relativetime")
    when, who = read_instant(page, time), read_user(page, card.css_first(_USER) or card.css_first(_NAME))
    said = label(card.css_first(".s-user-card--time, .user-action-time, .started-link")) or ""
    asked = _ASKED.search(said) is not None or said == label(time)
    if asked and card.css_first('a[href*="lastactivity"], .started-link[href*="#"]') is None:
        return replace(thread, author=who, created=when)
    link = card.css_first('a[href*="#"]')
    answer = answer_in(page.absolute(link.attributes.get("href"))) if link is not None else None
    return replace(thread, declared=replace(thread.declared, last_post=when, last_post_id=answer, last_author=who))
