"""Discussions and tags as Flarum's API lists them, and the header of a discussion.

Tags that have a place in the order of tags are the forum's boards, one in another; the others are labels.
"""

from __future__ import annotations

from dataclasses import replace

from spiders.items import Board, Declared, Label, Listing, Thread
from spiders.json_values import Json, flag, is_object, moment, number, plain, text
from spiders.page import Page
from spiders.platforms.flarum_data import Document, attributes, document, identity, is_json, relations, root, user_of
from spiders.platforms.flarum_links import canonical, discussion_in, has_number, limit_in, page_in, tag_in
from spiders.platforms.flarum_posts import read_poll

PAGE = 20
"""Posts and discussions on a page."""


def read_listing(page: Page, found: Document) -> Listing:
    """The tags and discussions of a list."""
    slug = tag_in(page.url)
    here = next((tag for tag in found.of("tags") if text(attributes(tag), "slug") == slug), None) if slug else None
    board = _board(page, here) if here is not None else None
    rows = [item for item in found.listed if text(item, "type") == "discussions"]
    place = 1 if is_json(page) else page_in(page.url) or 1
    following = _next(page, found, place)
    if is_json(page):
        offset = _offset(text(found.links, "self") or page.url)
        place = offset // (limit_in(page.url) or PAGE) + 1
    shown = found.of("tags") if board is None else [tag for tag in found.of("tags") if _parent(tag) == board.id]
    return Listing(
        board=board,
        boards=tuple(made for tag in _ordered(shown) if (made := _board(page, tag)) is not None),
        threads=tuple(thread for item in rows if (thread := header(page, found, item)) is not None),
        number=place,
        pages=None if following else place,
        next_url=following,
    )


def _offset(url: str) -> int:
    """Where in a list the API's answer begins."""
    _, _, rest = url.replace("%5B", "[").replace("%5D", "]").partition("page[offset]=")
    digits = rest.partition("&")[0]
    return int(digits) if digits.isdecimal() and len(digits) < 9 else 0


def _next(page: Page, found: Document, place: int) -> str | None:
    """The page behind this one: the API says where, pages are numbered."""
    following = text(found.links, "next")
    if following is None or is_json(page):
        return page.absolute(following)
    return f"{canonical(page.url).partition('?')[0]}?page={place + 1}"


# -- tags --------------------------------------------------------------------------------------------------------------


def _is_board(tag: Json) -> bool:
    told = attributes(tag)
    stated = told.get("isPrimary")
    return stated if isinstance(stated, bool) else told.get("position") is not None


def _parent(tag: Json) -> str | None:
    above = relations(tag, "parent")
    return above[0][1] if above else None


def _ordered(tags: list[Json]) -> list[Json]:
    """By their places, each with those below it right behind. One whose parent is not among them stands at the top."""
    here = {identity(tag) for tag in tags}
    below: dict[str | None, list[Json]] = {}
    for tag in sorted(tags, key=_position):
        above = _parent(tag)
        below.setdefault(above if above in here else None, []).append(tag)
    ordered: list[Json] = []
    pending = below.pop(None, [])
    while pending:
        tag = pending.pop(0)
        ordered.append(tag)
        pending = below.pop(identity(tag), []) + pending
    return ordered


def _position(tag: Json) -> int:
    return number(attributes(tag), "position") or 0


def _board(page: Page, tag: Json, *, figures: bool = True) -> Board | None:
    told, number_here = attributes(tag), identity(tag)
    name = plain(told, "name")
    if name is None or number_here is None or not _is_board(tag):
        return None
    return Board(
        id=number_here,
        title=name,
        url=f"{root(page)}t/{text(told, 'slug') or number_here}",
        parent_id=_parent(tag),
        description=plain(told, "description") if figures else None,
        threads=_figure(told, "discussionCount", "discussionsCount") if figures else None,
    )


def _path(page: Page, found: Document, tags: list[Json]) -> tuple[Board, ...]:
    """The boards a discussion is in, outermost first."""
    named = {identity(tag): tag for tag in tags if _is_board(tag)}
    for tag in list(named.values()):  # a discussion may be in a tag without those above it
        above = found.find("tags", _parent(tag))
        while above is not None and identity(above) not in named:
            named[identity(above)] = above
            above = found.find("tags", _parent(above))
    return tuple(board for tag in _ordered(list(named.values())) if (board := _board(page, tag, figures=False)) is not None)


# -- discussions -------------------------------------------------------------------------------------------------------


def header(page: Page, found: Document, item: Json) -> Thread | None:
    """What a discussion says of itself, in a list as on its page; None where it has no id."""
    told, number_here = attributes(item), identity(item)
    if number_here is None:
        return None
    tags = found.related(item, "tags")
    comments = _figure(told, "commentCount", "commentsCount")
    hidden = told.get("isHidden") is True or bool(told.get("hiddenAt"))
    last = relations(item, "lastPost")
    return Thread(
        id=number_here,
        title=plain(told, "title"),
        url=f"{root(page)}d/{_slug(number_here, text(told, 'slug'))}",
        author=user_of(page, found, item, "user", "startUser"),
        created=moment(told, "createdAt") or moment(told, "startTime"),
        boards=_path(page, found, tags),
        labels=tuple(
            Label(kind="tag", title=name, id=identity(tag), url=f"{root(page)}t/{text(attributes(tag), 'slug')}")
            for tag in tags
            if not _is_board(tag) and (name := plain(attributes(tag), "name")) is not None
        ),
        sticky=flag(told, "isSticky"),
        locked=flag(told, "isLocked"),
        state="deleted" if hidden else "visible",
        declared=Declared(
            replies=max(comments - 1, 0) if comments is not None else None,
            posts=comments,
            views=_figure(told, "viewCount", "views", "view_count"),
            last_post=moment(told, "lastPostedAt") or moment(told, "lastTime"),
            last_post_id=last[0][1] if last else None,
            last_author=user_of(page, found, item, "lastPostedUser", "lastUser"),
        ),
        aliases=(f"{root(page)}d/{number_here}",),
    )


def _slug(number_here: str, slug: str | None) -> str:
    """The end of a discussion's address: its number and title, which before 1.0 the API told without the number."""
    if slug is None:
        return number_here
    return slug if slug == number_here or slug.startswith(f"{number_here}-") else f"{number_here}-{slug}"


def _figure(told: Json, *names: str) -> int | None:
    """A figure that versions, or extensions, call by one of these names."""
    return next((count for name in names if (count := number(told, name)) is not None), None)


def discussion(page: Page) -> Thread | None:
    """The header on a discussion's own page: with its poll, and how far it goes."""
    found = document(page)
    if found is None or found.main is None:
        return None
    thread = header(page, found, found.main)
    if thread is None:
        return None
    first = next((post for post in found.of("posts") if attributes(post).get("number") == 1 and _is_of(post, thread.id)), None)
    declared = replace(thread.declared, pages=place_of(page, found)[1])
    author = thread.author or (user_of(page, found, first, "user") if first is not None else None)
    poll = read_poll(found, found.main, *([first] if first is not None else []))
    return replace(thread, author=author, poll=poll, declared=declared)


def _is_of(post: Json, thread_id: str) -> bool:
    about = relations(post, "discussion")
    return not about or about[0][1] == thread_id


def shown_posts(page: Page, found: Document) -> list[Json]:
    """The posts of the page, in order: the longest run without a gap in the list of all. An answer holds others, too, in whole:
    the last post, and those that answer one of these.
    """
    if "shown" not in page.memo:
        page.memo["shown"] = _shown(found)
    shown: list[Json] = page.memo["shown"]
    return shown


def _shown(found: Document) -> list[Json]:
    number_here = identity(found.main) if found.main is not None else None
    posts = {identity(post) or "": post for post in found.of("posts") if number_here is None or _is_of(post, number_here)}
    ids = order_of(found)
    whole = {own for own, post in posts.items() if _is_whole(post)}
    if not ids:
        return sorted((posts[own] for own in whole), key=lambda post: number_of(post) or 0)
    best: list[str] = []
    run: list[str] = []
    for own in ids:
        run = [*run, own] if own in whole else []
        if len(run) > len(best):
            best = run
    return [posts[own] for own in best]


def _is_whole(post: Json) -> bool:
    told = attributes(post)
    return "contentHtml" in told or "content" in told or told.get("isHidden") is True or told.get("contentType") != "comment"


def number_of(post: Json) -> int | None:
    """The number of a post in its discussion."""
    return number(attributes(post), "number")


def order_of(found: Document) -> list[str]:
    """The ids of all posts of the discussion, in order."""
    return [own for kind, own in relations(found.main, "posts") if kind == "posts"] if found.main is not None else []


def place_of(page: Page, found: Document) -> tuple[int | None, int | None]:
    """Which page this is, and of how many: by the place of its posts among all. Where one post was asked for, those around it are
    shown, and they are no page unless they happen to be one.
    """
    if "place" not in page.memo:
        page.memo["place"] = _place(page, found)
    place: tuple[int | None, int | None] = page.memo["place"]
    return place


def _place(page: Page, found: Document) -> tuple[int | None, int | None]:
    ids, shown = order_of(found), shown_posts(page, found)
    if not ids or not shown:
        return None, None
    start = ids.index(identity(shown[0]) or "")
    asked = page_in(page.url)
    size = limit_in(page.url) or PAGE
    if asked is not None and asked > 1 and start and start % (asked - 1) == 0:
        size = start // (asked - 1)
    elif start == 0 and len(shown) < min(size, len(ids)) and not has_number(page.url):
        size = len(shown)  # a page that is not the last one is full
    pages = -(-len(ids) // size)
    return (start // size + 1 if start % size == 0 else None), pages


def next_page(page: Page, found: Document) -> str | None:
    """The page behind this one."""
    number_here, pages = place_of(page, found)
    if number_here is None or pages is None or number_here >= pages or found.main is None:
        return None
    return f"{root(page)}d/{discussion_in(page.url) or identity(found.main)}?page={number_here + 1}"


def forum_title(found: Document) -> str | None:
    """The forum's name."""
    return plain(found.forum, "title") if is_object(found.forum) else None
