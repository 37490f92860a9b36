"""Hacker News, and other sites that its program runs: a story is a thread, its comments nest.

In the markup of today and that of 2013, which tells ages and no times, and where the further pages of a story do not say which
story they belong to: such a page is a thread of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, tzinfo

from selectolax.lexbor import LexborNode

from spiders.content import Rules
from spiders.errors import ParseError
from spiders.items import (
    Content,
    Declared,
    Listing,
    PageKind,
    Poll,
    PollOption,
    Post,
    Reaction,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms import hackernews_json as answers
from spiders.platforms import hackernews_posts as posts
from spiders.platforms.base import Detected, Platform, derived_id
from spiders.platforms.hackernews_bodies import read_words
from spiders.platforms.hackernews_links import canonical, item_in, may_follow, page_in, root
from spiders.platforms.hackernews_posts import Story, read_story
from spiders.text import fold, label, number
from spiders.urls import query

_LINE = "td.subtext"
_CELL = "td.default"
_RANK = 'td.title[align="right"]'


class HackerNews(Platform):
    """Hacker News."""

    name = "hackernews"
    title = "Hacker News"
    versions = "2013 to today"

    DROP = '.comment font[size="1"], .comment .reply'

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the bar on top, and a link to the newest comments in it, or the table that all stands in."""
        if page.is_json:
            return Detected() if b'"created_at_i"' in page.body[:2_000] and answers.story_of(page) is not None else None
        if page.is_xml or b"pagetop" not in page.body:
            return None
        known = page.first('#hnmain, span.pagetop a[href$="newcomments"]')
        return Detected() if known is not None and page.first("td span.pagetop") is not None else None

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page: comments, ranks before titles, a form."""
        if page.is_json:
            return "thread" if answers.story_of(page) is not None else "other"
        if page.first(_LINE) is not None:
            return "index" if page.first(_RANK) is not None and not self._is_item(page) else "thread"
        cell = page.first(_CELL)
        if cell is not None:  # the newest comments, of many stories, name the story of each
            return "thread" if self._is_item(page) or posts.story_of(page, cell) is None else "other"
        return "login" if page.first('input[type="password"], input[name="pw"]') is not None else "other"

    def _is_item(self, page: Page) -> bool:
        return b"fatitem" in page.body and page.first(".fatitem") is not None

    def logged_in(self, page: Page) -> bool | None:
        """By the link to log in or out."""
        if page.is_json:
            return None
        if page.first('.pagetop a#logout, .pagetop a[href*="logout"]') is not None:
            return True
        return False if page.first('.pagetop a[href*="login?"], .pagetop a[href$="login"]') is not None else None

    def site_url(self, page: Page) -> str:
        """Where the link to the front page leads: a saved page may lie anywhere."""
        if "root" not in page.memo:
            home = None if page.is_json else page.absolute(page.attribute('.pagetop b a[href$="news"]', "href"))
            page.memo["root"] = root(home or page.url)
        found: str = page.memo["root"]
        return found

    def site_title(self, page: Page) -> str | None:
        """The first words of the bar."""
        return None if page.is_json else label(page.first("span.pagetop b a, span.pagetop b"))

    def language(self, page: Page) -> str | None:
        """Of the page; an answer has none."""
        return None if page.is_json else super().language(page)

    def zone(self, page: Page) -> tzinfo | None:
        """All times are in UTC."""
        return UTC

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.hackernews_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.hackernews_links.may_follow`."""
        return may_follow(url)

    def page_asked(self, page: Page) -> int | None:
        """By ``p=``."""
        return page_in(page.url)

    def next_url(self, page: Page) -> str | None:
        """Under "More"."""
        link = page.first("a.morelink") if b"morelink" in page.body else None
        if link is None:
            link = next((one for one in reversed(page.tree.css("td.title > a")) if label(one) == "More"), None)
        return page.absolute(link.attributes.get("href")) if link is not None else None

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """The stories of a list. It has as many pages as there are, and does not say how many."""
        stories = (self._row(page, read_story(page, line)) for line in page.tree.css(_LINE))
        behind = {"next", "fnid"} & query(page.url).keys()
        return Listing(
            threads=tuple(story for story in stories if story is not None),
            number=page_in(page.url) or (None if behind else 1),
            next_url=self.next_url(page),
        )

    def _row(self, page: Page, story: Story) -> Thread | None:
        if story.id is None or story.title is None:
            return None
        return Thread(
            id=story.id,
            title=label(story.title),
            url=self._address(page, story.id),
            author=posts.read_member(page, story.line),
            created=posts.read_age(page, story.line),
            declared=Declared(replies=_comments(story.line)),
        )

    def _address(self, page: Page, item: str) -> str:
        return f"{self.site_url(page)}item?id={item}"

    # -- threads ---------------------------------------------------------------------------------------------------

    def header(self, page: Page) -> Thread:
        """The story as its page states it; of a page of further comments, the story that it names, or none."""
        story = self._opening(page)
        if story is not None and story.id is not None:
            row = self._row(page, story) or Thread(id=story.id, url=self._address(page, story.id))
            return replace(row, poll=_poll(page, row.title))
        cell = page.first(_CELL)
        named = posts.story_of(page, cell) if cell is not None else None
        if named is not None:
            return Thread(id=named[0], title=named[1], url=self._address(page, named[0]))
        asked = item_in(page.url)
        return Thread(id=asked or derived_id("more", canonical(page.url)), url=self._address(page, asked) if asked else None)

    def _opening(self, page: Page) -> Story | None:
        if "opening" not in page.memo:
            line = page.first(_LINE)
            page.memo["opening"] = read_story(page, line) if line is not None else None
        story: Story | None = page.memo["opening"]
        return story

    def thread(self, page: Page) -> ThreadPage:
        """The story, and the comments in their order, each with the one it answers."""
        if page.is_json:
            return self._answered(page)
        header = self.header(page)
        rules = self.rules(page)
        story = self._opening(page)
        shown = [self._opening_post(page, story, rules)] if story is not None and story.id is not None else []
        for post in self._comments(page, header, rules):
            if all(post.id != one.id for one in shown[:1]):
                shown.append(post)
        further = page_in(page.url)
        number = further or (1 if story is not None else None)
        following = self.next_url(page)
        return ThreadPage(
            thread=header,
            posts=tuple(shown),
            number=number,
            pages=number if number and following is None else None,
            next_url=following,
            scattered="unplaced" if header.id.startswith("~") else None,
        )

    def _answered(self, page: Page) -> ThreadPage:
        """The story and all its comments out of one answer."""
        story = answers.story_of(page)
        if story is None:
            raise ParseError(self.name, page.url, "the answer holds no story (type, children)")
        items = list(answers.flat(story))
        sheet = answers.sheet_of(page, items)
        rules = self.rules(sheet)
        read: list[Post] = []
        for item, body in zip(items, answers.bodies_of(sheet), strict=False):
            post = answers.read_post(item, story)
            content = read_words(body, rules) if answers.text(item, "text") else Content(text="", html="")
            if item is story:
                content = posts.with_link(content, answers.text(item, "url"), answers.text(item, "title") or "")
            read.append(replace(post, content=content if post.state == "visible" else None))
        return ThreadPage(thread=answers.read_thread(story, len(items)), posts=tuple(read), number=1, pages=1, view="api")

    def _opening_post(self, page: Page, story: Story, rules: Rules) -> Post:
        """What opens the thread: a link to elsewhere, words, or both."""
        line = story.line
        heading = label(story.title.parent) if story.title is not None else None
        points = posts.read_points(line)
        return Post(
            id=story.id or "",
            author=posts.read_member(page, line),
            posted=posts.read_age(page, line),
            url=self._address(page, story.id or ""),
            state=posts.read_state(
                None, next((mark for mark in ("[dead]", "[flagged]") if mark in (heading or "").split()), None)
            ),
            content=self._said(page, story, rules),
            reactions=(Reaction(kind="point", count=points),) if points is not None else (),
        )

    def _said(self, page: Page, story: Story, rules: Rules) -> Content:
        """The words of an "Ask HN", and where the title leads."""
        words = (page.first(".toptext") if b"toptext" in page.body else None) or _text_below(story.line)
        content = read_words(words, rules) if words is not None else Content(text="", html="")
        href = page.absolute(story.title.attrs.get("href")) if story.title is not None else None
        if story.title is None or story.title.parent is None or href is None or _site_named(story.title.parent) is None:
            return content
        return posts.with_link(content, href, label(story.title) or "")

    def _comments(self, page: Page, thread: Thread, rules: Rules) -> Iterator[Post]:
        opening = self._opening(page)
        top = opening.id if opening is not None else None
        branch: list[tuple[int, str]] = []
        nameless: Counter[str | None] = Counter()
        for cell in page.tree.css(_CELL):
            body = cell.css_first(".comment")
            body = (body.css_first(".commtext") or body) if body is not None else None
            if body is None:
                continue
            post_id = posts.comment_id(page, cell)
            indent = posts.indent_of(cell)
            while branch and indent is not None and branch[-1][0] >= indent:
                branch.pop()
            if indent is None:  # what the page is of: its answers begin anew
                parent, branch = posts.parent_of(page, cell), []
            else:
                parent = branch[-1][1] if branch else posts.parent_of(page, cell) if indent else top
            if post_id is None:  # up to 2014, deleted ones
                nameless[parent] += 1
                post_id = derived_id(thread.id, parent, nameless[parent])
            if indent is None:
                top = post_id
            else:
                branch.append((indent, post_id))
            yield self._comment(page, cell, read_words(body, rules), post_id=post_id, parent=parent)

    def _comment(self, page: Page, cell: LexborNode, content: Content, *, post_id: str, parent: str | None) -> Post:
        head = cell.css_first(".comhead")
        state = posts.read_state(head, content.text)
        points = posts.read_points(head)
        stated = not post_id.startswith("~")
        return Post(
            id=post_id,
            kind="comment",
            id_kind="stated" if stated else "derived",
            author=posts.read_member(page, head),
            posted=posts.read_age(page, head),
            url=self._address(page, post_id) if stated else None,
            parent_id=parent,
            parent_kind="stated" if parent else None,
            state=state,
            content=None if state != "visible" and content.text in posts.NOTHING_SAID else content,
            reactions=(Reaction(kind="point", count=points),) if points is not None else (),
        )


def _comments(line: LexborNode) -> int | None:
    """How many comments the last link declares; "discuss" is none yet, and a bare "comments" says nothing."""
    links = line.css("a[href]")
    words = fold(links[-1].text()) if links else ""
    if words == "discuss":
        return 0
    figure, _, what = words.partition(" ")
    return number(figure) if what.startswith("comment") else None


def _text_below(line: LexborNode) -> LexborNode | None:
    """Up to 2022, the words of a story stand in a cell of a row below its line, with no name."""
    row = line.parent.next if line.parent is not None else None
    while row is not None:
        if row.tag == "tr":
            cells = row.css("td")
            if len(cells) > 1 and cells[0].parent is not None and cells[1].css_first("form, input") is None and label(cells[1]):
                return cells[1]
        row = row.next
    return None


def _site_named(cell: LexborNode) -> LexborNode | None:
    """Behind the title of a story that leads elsewhere stands the site that it leads to."""
    return cell.css_first(".sitebit, .comhead")


def _poll(page: Page, question: str | None) -> Poll | None:
    """The options of a poll, each a line with its points below."""
    options = []
    for cell in page.tree.css(".fatitem td.comment") if b"fatitem" in page.body else ():
        row = cell.parent.next if cell.parent is not None else None
        while row is not None and not row.is_element_node:
            row = row.next
        text = label(cell)
        if text:
            options.append(PollOption(text=text, votes=posts.read_points(row)))
    return Poll(question=question or "", options=tuple(options)) if options else None
