"""What stands around the posts of a XenForo 2 thread: title and prefix, path, starter, tags, poll, lock, declared figures, pages.

Owns the thread's header and the page controls; knows nothing of posts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborNode

from spiders.dates import stamp
from spiders.items import Author, Board, Declared, Label, Moment, Poll, PollOption, Thread
from spiders.json_values import types_of
from spiders.page import Page
from spiders.platforms.xenforo_atoms import FIGURE, read_member, read_time
from spiders.platforms.xenforo_links import board_address, canonical, id_in, page_in, post_in
from spiders.text import fold, label, number, text_outside

_REPLIES = re.compile(r"([\d.,]+)\s+repl", re.IGNORECASE)
_PAGE_PART = re.compile(r"(?:page-[0-9]+|post-[0-9]+)/?$")
_POSTINGS = frozenset({"DiscussionForumPosting", "Question", "Article"})
_OPENING = ".MessageCard__container__original-post"
_REPLY_ACTIONS = ("CommentAction", "ReplyAction")


def read_thread_id(page: Page) -> str | None:
    """The thread's id: the page's own attribute, else an address that the page gives as the thread's."""
    stated = page.attribute("html", "data-content-key") or ""
    kind, _, number_ = stated.partition("-")
    if kind == "thread" and number_.isdecimal():
        return number_
    return id_in(_thread_address(page))


def read_header(page: Page, thread_id: str, *, kind: str) -> Thread:
    """The thread as its own page states it."""
    title = page.first("h1.p-title-value, h1.MessageCard__thread-title")
    about = page.first(".p-description")
    prefixes = [name for tag in title.css(".label") if (name := label(tag))] if title is not None else []
    posting = read_posting(page)
    address = _thread_address(page)
    return Thread(
        id=thread_id,
        title=(text_outside(title, ".label, .label-append") if title is not None else None) or posting.get("headline"),
        kind="question" if kind.endswith("_question") else "forum",
        url=canonical(_PAGE_PART.sub("", address)) if address else None,
        prefix=prefixes[0] if prefixes else None,
        author=_starter(page, about, posting),
        created=_created(page, about),
        boards=read_breadcrumbs(page),
        labels=(*(Label(kind="prefix", title=prefix) for prefix in prefixes), *_tags(page, about)),
        poll=None if kind == "thread_view" and page.attribute("html", "data-xf") else _poll(page),  # a type of its own since 2.2
        locked=page.first("dd.blockStatus-message--locked") is not None,
        declared=_declared(page, posting, in_skin=title is not None and "MessageCard" in (title.attrs.get("class") or "")),
    )


def read_posting(page: Page) -> dict[str, Any]:
    """What JSON-LD says of the thread and its first post (in 2.2 and 2.3 inside a WebPage); empty where it says nothing."""
    for thing in page.json_ld:
        for candidate in (thing.get("mainEntity"), thing):
            if isinstance(candidate, dict) and types_of(candidate) & _POSTINGS:
                return candidate
    return {}


def read_published(page: Page, shown: str | None = None) -> Moment | None:
    """When the first post was written, by JSON-LD. Its zone is UTC whatever zone the page is in, so it is no local time."""
    stated = read_posting(page).get("datePublished")
    moment = stamp(stated, shown) if isinstance(stated, str) else None
    return replace(moment, local=None) if moment is not None and moment.at is not None else None


def read_next(page: Page) -> str | None:
    """The next page of a thread or a forum, by the head's link, which is there whatever the theme."""
    head = page.tree.head
    link = head.css_first('link[rel="next"]') if head is not None else None
    if link is None and not _says_all(head):
        link = page.first("a.pageNav-jump--next, a.pageNavSimple-el--next")
    return page.absolute(link.attrs.get("href")) if link is not None else None


def _says_all(head: LexborNode | None) -> bool:
    """Whether the head is as XenForo wrote it, so that what it does not say is not so."""
    return head is not None and head.css_first('link[rel="canonical"]') is not None


def read_page_numbers(page: Page) -> tuple[int | None, int | None]:
    """This page's number and the number of pages; (1, 1) where XenForo leaves the controls out because there is one page."""
    head = page.tree.head
    is_alone = head is not None and _says_all(head) and head.css_first('link[rel="next"], link[rel="prev"]') is None
    controls = page.first("nav.pageNavWrapper, ul.pageNav-main, a.pageNavSimple-el--current") if not is_alone else None
    if controls is None:
        here = page_in(page.attribute('link[rel="canonical"]', "href") or page.url)
        return (here, None) if here is not None else (1, None if page.first("h1.MessageCard__thread-title") is not None else 1)
    current = controls.css_first(".pageNav-page--current")
    simple = controls.css_first(".pageNavSimple-el--current")
    numbers = [number(fold(step.text())) for step in controls.css(".pageNav-page a")]
    printed = [number(found) for found in FIGURE.findall(simple.text())] if simple is not None else []
    jump = controls.css_first("input.js-pageJumpPage")
    numbers.append(number(jump.attrs.get("max")) if jump is not None else None)
    last = max((n for n in (*numbers, *printed) if n is not None), default=None)
    here = number(label(current)) if current is not None else printed[0] if printed else page_in(page.url)
    return here or 1, last


def read_breadcrumbs(page: Page) -> tuple[Board, ...]:
    """The path of forums above the page's content, outermost first. It is printed twice; links to no forum are left out."""
    crumbs = page.first(".p-breadcrumbs")
    if crumbs is None:
        return ()
    path: list[Board] = []
    links = [link for link in crumbs.css("a[href]") if label(link)]
    key = page.attribute("html", "data-container-key") or ""
    for link in links:
        href = link.attrs.get("href") or ""
        node_id = id_in(href)
        if link.mem_id == links[-1].mem_id and _shows_thread(page) and key.startswith("node-"):
            node_id = key.removeprefix("node-")  # the address may hold the forum's name alone
        if node_id is not None:
            is_category = "#" in href or "/categories/" in href
            path.append(
                Board(
                    title=fold(link.text()),
                    id=node_id,
                    url=board_address(page, href),
                    kind="category" if is_category else "forum",
                    parent_id=path[-1].id if path else None,
                )
            )
    return tuple(path)


def _shows_thread(page: Page) -> bool:
    return (page.attribute("html", "data-content-key") or "").startswith("thread-")


def _thread_address(page: Page) -> str | None:
    """An address of the thread: the canonical link, a post's permalink, or the page's own if it is not a post's."""
    for href in (
        page.attribute('link[rel="canonical"]', "href"),
        page.attribute('meta[property="og:url"]', "content"),
        page.attribute('.message-attribution a[href*="/post-"]', "href"),
        page.url if post_in(page.url) is None else None,
    ):
        if id_in(href):
            return page.absolute(href)
    return None


def _starter(page: Page, about: LexborNode | None, posting: dict[str, Any]) -> Author | None:
    node = about.css_first(".username") if about is not None else page.first(f"{_OPENING} .MessageCard__user-info__name")
    shown = read_member(page, node)
    if shown is not None:
        return shown
    author = posting.get("author")
    if isinstance(author, dict) and isinstance(author.get("name"), str) and author["name"]:
        url = author.get("url") if isinstance(author.get("url"), str) else None
        return Author(name=author["name"], id=id_in(url), url=page.absolute(url))
    return None


def _created(page: Page, about: LexborNode | None) -> Moment | None:
    node = about.css_first("time") if about is not None else page.first(f"{_OPENING} .MessageCard__date-created time")
    return read_time(page, node) or read_published(page)


def _tags(page: Page, about: LexborNode | None) -> list[Label]:
    tags = about.css("a.tagItem") if about is not None else page.tree.css("a.tagItem")
    return [Label(kind="tag", title=name, url=page.absolute(tag.attrs.get("href"))) for tag in tags if (name := label(tag))]


def _declared(page: Page, posting: dict[str, Any], *, in_skin: bool) -> Declared:
    """Replies and views as JSON-LD counts them; VerticalScope prints replies in full and views abbreviated ("6.5K")."""
    counts: dict[str, int] = {}
    statistics = posting.get("interactionStatistic")
    for counter in statistics if isinstance(statistics, list) else [statistics]:
        if isinstance(counter, dict) and isinstance(counter.get("userInteractionCount"), int):
            counts[str(counter.get("interactionType")).rpartition("/")[2]] = counter["userInteractionCount"]
    replies = next((counts[action] for action in _REPLY_ACTIONS if action in counts), posting.get("answerCount"))
    information = page.first(".MessageCard__thread-info") if in_skin else None
    if information is None:
        return Declared(replies=replies if isinstance(replies, int) else None, views=counts.get("ViewAction"))
    printed = _REPLIES.search(fold(information.text()))
    return Declared(
        replies=number(printed[1]) if printed else None,
        last_post=read_time(page, information.css_first("time")),
        last_author=read_member(page, information.css_first("a[href]")),
    )


def _poll(page: Page) -> Poll | None:
    """The poll above the posts. A guest sees results, or the choices alone while results are hidden."""
    form = page.first('form[class*="js-pollContainer"], form[data-xf-init~="poll-block"]')
    question = form.css_first(".block-header, .block-minorHeader") if form is not None else None
    if form is None or question is None:
        return None
    options: list[PollOption] = []
    for result in form.css(".pollResult"):
        votes = result.css_first(".pollResult-votes")
        figures = FIGURE.findall(votes.text()) if votes is not None else []
        options.append(
            PollOption(text=label(result.css_first(".pollResult-response")) or "", votes=number(figures[-1]) if figures else None)
        )
    if not options:
        choices = form.css("label .iconic-label, .inputChoices-label")
        options = [PollOption(text=text) for choice in choices if (text := label(choice))]
    foot = form.css_first(".block-row--minor")
    return Poll(
        question=text_outside(question, ".block-desc, .button") or "",
        options=tuple(options),
        voters=number(label(foot.css_first("dd"))) if foot is not None else None,
        closes=read_time(page, form.css_first("time")),
    )
