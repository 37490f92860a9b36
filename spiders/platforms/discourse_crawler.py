"""Pages that Discourse makes for crawlers and for readers without scripts: topics and lists in plain HTML.

They know posts by their numbers only, and tell of an edit no more than when it was. Where a page is made for browsers, all of it
stands in a ``<noscript>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC

from selectolax.lexbor import LexborNode

from spiders.dates import read_date, stamp
from spiders.fragments import fragment
from spiders.items import Author, Board, Declared, Edit, Label, Listing, Loss, Moment, Post, Reaction, Thread
from spiders.page import Page
from spiders.platforms.discourse_bodies import Known, read_body, rules_of
from spiders.platforms.discourse_data import member, root
from spiders.platforms.discourse_links import (
    as_stated,
    canonical,
    category_in,
    for_people,
    is_category,
    number_name,
    page_in,
    post_in,
    topic_in,
)
from spiders.text import fold, label, number

_POST = ".crawler-post[id^='post_'], [itemtype$='/DiscussionForumPosting']:has(> .creator, > .post)"
_ROW = ".topic-list tr"
_PROFILE = re.compile(r"/(?:u|users)/[^/]+/?$")
_TAG = "#topic-title a.discourse-tag, .tags-list a"
_OLD_ROW = ".topic-list [itemprop='itemListElement'], .topic-list > div"
_BOARD = ".topic-category a[href], #breadcrumbs a[href], #main-outlet > h1 a[href]"


def shown(page: Page) -> Page:
    """The part of a page that is for readers without scripts: itself, or what stands in its ``<noscript>``."""
    if "shown" not in page.memo:
        found = page
        if page.first(".crawler-post, .topic-list, .category-list, #topic-title, .topic-post") is None:
            inside = page.first("noscript[data-path]")
            if inside is not None:
                found = fragment(page, inside.text())
        page.memo["shown"] = found
    kept: Page = page.memo["shown"]
    return kept


def is_topic(page: Page) -> bool:
    """Whether posts are shown."""
    return shown(page).first(_POST) is not None


def is_list(page: Page) -> bool:
    """Whether topics or categories are listed."""
    return shown(page).first(".topic-list, .category-list") is not None


# -- topics ------------------------------------------------------------------------------------------------------------


def header(page: Page, posts: Iterable[Post] = ()) -> Thread | None:
    """The header of a topic; None where nothing says which it is. Also of a page that holds nothing but its head."""
    there = shown(page)
    title = there.first("#topic-title h1 a, [itemprop='headline'] a, h1 a[href*='/t/'], h2 a[href*='/t/']")
    stated = page.attribute('link[rel="canonical"]', "href")
    addresses = [page.url, stated, title.attributes.get("href") if title is not None else None]
    topic_id = next((found for url in addresses if (found := topic_in(page.absolute(url)))), None)
    if topic_id is None:
        return None
    first = next((post for post in posts if post.ordinal == 1), None)
    words = label(title) or there.attribute('meta[itemprop="headline"]', "content")
    own = as_stated(page.absolute(stated))
    return Thread(
        id=topic_id,
        title=words or page.attribute('meta[property="og:title"]', "content"),
        url=own if own and topic_in(own) and own.startswith(root(page)) else f"{root(page)}t/{topic_id}",
        author=first.author if first is not None else None,
        created=first.posted if first is not None else None,
        boards=_path(page, there),
        labels=tuple(Label(kind="tag", title=name) for name in dict.fromkeys(map(label, there.tree.css(_TAG))) if name),
        aliases=(f"{root(page)}t/{topic_id}",),
    )


def _path(page: Page, there: Page) -> tuple[Board, ...]:
    path: list[Board] = []
    for link in there.tree.css(_BOARD):
        url = page.absolute(link.attributes.get("href"))
        title = label(link)
        if url is not None and title is not None and is_category(url):
            path.append(Board(id=category_in(url), title=title, url=as_stated(url), parent_id=path[-1].id if path else None))
    if not path:  # the head names them, outermost first, without their numbers
        names = [node.attributes.get("content") for node in page.tree.css('meta[property="og:article:section"]')]
        path = [Board(title=fold(name)) for name in names if name and name.strip()]
    return tuple(path)


def read_posts(page: Page) -> tuple[list[Post], list[Loss]]:
    """The posts in order. What shows nothing at all is the note that a topic was closed or pinned."""
    there = shown(page)
    topic_id = next((found for url in (page.url, page.attribute('link[rel="canonical"]', "href"))
                     if (found := topic_in(page.absolute(url)))), None) or ""  # fmt: skip
    accepted = _accepted(page)
    rules = rules_of(page)
    known = Known(topic_id)
    posts: dict[str, Post] = {}
    losses: list[Loss] = []
    for node in there.tree.css(_POST):
        place = _place(node)
        body = node.css_first(".post, [itemprop='text'], [itemprop='articleBody']")
        if place is None or body is None:
            losses.append(Loss(kind="post", what="a post has no number or no words", url=page.url))
            continue
        if body.first_child is None or not (body.inner_html or "").strip():
            continue
        time = node.css_first("time[datetime]")
        posted = stamp(time.attributes.get("datetime"), label(time)) if time is not None else None
        post = Post(
            id=number_name(topic_id, place),
            id_kind="derived",
            ordinal=place,
            author=_author(page, node),
            posted=posted,
            url=f"{root(page)}t/{topic_id}/{place}",
            content=read_body(body, rules, known),
            edits=tuple(_edits(node, posted)),
            reactions=tuple(_reactions(node, is_answer=accepted == place)),
            aliases=(f"{root(page)}t/{topic_id}/{place}.json",),
        )
        posts.setdefault(post.id, post)
    return list(posts.values()), losses


def _place(node: LexborNode) -> int | None:
    own = (node.id or "").removeprefix("post_")
    if own.isdecimal():
        return int(own)
    position = node.css_first("[itemprop='position']")
    return number((label(position) or "").removeprefix("#"))


def _author(page: Page, node: LexborNode) -> Author | None:
    creator = node.css_first(".creator")
    if creator is None:
        return None
    return member(page, label(creator.css_first("[itemprop='name']") or creator.css_first("b, a")))


def _edits(node: LexborNode, posted: Moment | None) -> Iterator[Edit]:
    stated = node.css_first("meta[itemprop='dateModified']")
    time = stamp(stated.attributes.get("content")) if stated is not None else None
    if time is not None and time.at is not None and posted is not None and time.at != posted.at:
        yield Edit(raw=time.raw, time=time)


def _reactions(node: LexborNode, *, is_answer: bool) -> Iterator[Reaction]:
    for kind in node.css("[itemprop='interactionType'][content$='/LikeAction']"):
        figure = kind.parent.css_first("[itemprop='userInteractionCount']") if kind.parent is not None else None
        count = number(figure.attributes.get("content")) if figure is not None else None
        if count:
            yield Reaction(kind="like", count=count)
    for old in node.css("meta[itemprop='interactionCount'][content^='UserLikes:']"):
        count = number((old.attributes.get("content") or "").partition(":")[2])
        if count:
            yield Reaction(kind="like", count=count)
    if is_answer:
        yield Reaction(kind="accepted", count=1)


def _accepted(page: Page) -> int | None:
    """The number of the post that was taken for the answer, as it is told to search engines."""
    if b"acceptedAnswer" not in page.body:
        return None
    for stated in page.json_ld:
        question = stated.get("mainEntity")
        answer = question.get("acceptedAnswer") if isinstance(question, dict) else None
        url = answer.get("url") if isinstance(answer, dict) else None
        place = post_in(url) if isinstance(url, str) else None
        if place is not None:
            return place[1]
    return None


def page_of(page: Page, posts: list[Post]) -> tuple[int | None, int | None]:
    """Which page this is, and of how many where it is the last."""
    here = 1 if posts and posts[0].ordinal == 1 else page_in(page.url)
    if here is None:
        here = page_in(page.absolute(page.attribute('link[rel="canonical"]', "href")) or "")
    return here, here if next_url(page) is None else None


def next_url(page: Page) -> str | None:
    """The page after this one. Copies of sites on disk give lists made-up names, their numbers stay."""
    selector = 'link[rel="next"], a[rel~="next"]'
    found = page.absolute(page.attribute(selector, "href") or shown(page).attribute(selector, "href"))
    here = canonical(for_people(page.url)).partition("?")[0]
    if found is None or (topic_in(found), category_in(found)) == (topic_in(here), category_in(here)):
        return found
    number = page_in(found)
    return f"{here}?page={number}" if number is not None else None


# -- lists -------------------------------------------------------------------------------------------------------------


def read_listing(page: Page) -> Listing:
    """Categories and topics."""
    there = shown(page)
    path = _path(page, there) if is_category(page.url) else ()
    following = next_url(page)
    here = (page_in(page.url) or 0) + 1
    own = path[-1] if path else None
    if own is not None and own.id is None:
        own = replace(own, id=category_in(page.url))
    if own is None and category_in(page.url) is not None:
        own = Board(id=category_in(page.url), title=page.attribute('meta[property="og:title"]', "content") or "")
    rows = there.tree.css(_ROW) or there.tree.css(_OLD_ROW)
    return Listing(
        board=own,
        boards=tuple(_boards(page, there, own)),
        threads=tuple({row.id: row for node in rows if (row := _row(page, node, own)) is not None}.values()),
        number=here,
        pages=None if following else here,
        next_url=following,
    )


def _boards(page: Page, there: Page, here: Board | None) -> Iterator[Board]:
    """The categories in a table, and those below the one whose topics are listed, which stand above the list."""
    seen = set()
    rows: list[tuple[LexborNode | None, LexborNode | None]]
    rows = [(row.css_first("h3 a[href], a[href*='/c/']"), row) for row in there.tree.css(".category-list tr")]
    rows += [(link, None) for link in there.tree.css("#main-outlet > a[href*='/c/']")]
    for link, row in rows:
        url, title = page.absolute(link.attributes.get("href")) if link is not None else None, label(link)
        category = category_in(url)
        if title is None or category is None or category in seen:
            continue
        seen.add(category)
        yield Board(
            id=category,
            title=title,
            url=as_stated(url),
            parent_id=here.id if here is not None and row is None else None,
            description=label(row.css_first("[itemprop='description']")) if row is not None else None,
            threads=number(label(row.css_first("td.topics"))) if row is not None else None,
        )


def _row(page: Page, node: LexborNode, here: Board | None) -> Thread | None:
    """A row, looked through once: asking it for each fact costs ten times as much."""
    links: list[tuple[LexborNode, str, list[str]]] = []
    cells: list[LexborNode] = []
    figures: dict[str, LexborNode] = {}
    for part in node.css("a[href], td"):
        classes = (part.attrs.get("class") or "").split()
        if part.tag == "td":
            cells.append(part)
            figures.update(dict.fromkeys(classes, part))
        else:
            links.append((part, part.attrs.get("href") or "", classes))
    title = next((link for link in links if "title" in link[2]), None) or next((link for link in links if "/t/" in link[1]), None)
    url = page.absolute(title[1]) if title is not None else None
    topic_id = topic_in(url)
    if topic_id is None or title is None:
        return None
    posters = [link for link in links if _PROFILE.search(link[1])]
    last = next((link for link in posters if "latest" in link[2]), None)
    tags = dict.fromkeys(label(link) for link, _, classes in links if "discourse-tag" in classes)
    category = next((link for link in links if "/c/" in link[1]), None)
    place = page.absolute(category[1]) if category is not None else None
    number_there = category_in(place)
    board = here
    if category is not None and number_there is not None and (here is None or here.id != number_there):
        board = Board(id=number_there, title=label(category[0]) or "", url=as_stated(place))
    return Thread(
        id=topic_id,
        title=label(title[0]),
        url=as_stated(url),
        author=_poster(page, posters[0][1]) if posters else None,
        boards=(board,) if board is not None else (),
        labels=tuple(Label(kind="tag", title=name) for name in tags if name),
        declared=Declared(
            replies=number(label(figures.get("replies") or figures.get("posts"))),
            views=number(label(figures.get("views"))),
            last_post=_when(page, cells[-1]) if "views" in figures else None,
            last_author=_poster(page, last[1]) if last is not None else None,
        ),
        aliases=(f"{root(page)}t/{topic_id}",),
    )


def _poster(page: Page, url: str) -> Author | None:
    """By the end of a profile's address: the picture's title holds it with other words."""
    return member(page, url.rstrip("/").rpartition("/")[2].removesuffix(".html"))


def _when(page: Page, cell: LexborNode) -> Moment | None:
    """A day, in the site's language and in UTC; a moment, where a browser has put it there."""
    words = label(cell)
    exact = cell.css_first("[data-time]") if words is not None else None
    if exact is not None:
        return stamp(exact.attributes.get("data-time"), words)
    if words is None:
        return None
    if "language" not in page.memo:
        page.memo["language"] = page.attribute("html", "lang")
    language = page.memo["language"]
    return read_date(words, clock=page.clock, zone=UTC, languages=(language,) if language else ())
