"""Categories and topics as Discourse's API lists them, and the header of a topic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from spiders.items import Board, Declared, Label, Listing, Thread
from spiders.json_values import Json, escaped, flag, is_object, moment, number, objects, plain, text
from spiders.page import Page
from spiders.platforms.discourse_data import Answer, identity, member, root, stored_categories, writer
from spiders.platforms.discourse_links import category_in, is_category, number_name, page_in
from spiders.platforms.discourse_posts import is_note, read_poll

_DEEP = 5
"""Categories in one another: three, as of 2026."""


class Categories:
    """The categories that a page names, made into boards when they are asked for."""

    __slots__ = ("_boards", "_items", "_root")

    def __init__(self, root: str, found: Iterable[Json]) -> None:
        self._root = root
        self._items = {number: item for item in _flat(found) if (number := identity(item, "id")) is not None}
        self._boards: dict[str, Board] = {}

    def __iter__(self) -> Iterator[Board]:
        return (board for number in self._items if (board := self.named(number)) is not None)

    def named(self, number: str | None) -> Board | None:
        """The category of that number, if it is named."""
        item = self._items.get(number or "")
        if item is None or number is None or (name := plain(item, "name")) is None:
            return None
        if number not in self._boards:
            self._boards[number] = self._made(number, name, item)
        return self._boards[number]

    def known(self, number: str | None) -> Board | None:
        """The category of that number, by nothing but that where the page does not name it."""
        return None if number is None else self.named(number) or Board(id=number, title="")

    def path(self, number: str | None) -> tuple[Board, ...]:
        """A category with those above it, the outermost first. What they declare is left to listings."""
        path: list[Board] = []
        here = self.known(number)
        while here is not None and here.id not in {board.id for board in path}:
            path.insert(0, replace(here, threads=None, posts=None, description=None))
            here = self.named(here.parent_id)
        return tuple(path)

    def _made(self, number_here: str, name: str, item: Json) -> Board:
        slugs: list[str] = []
        above: Json | None = item
        while above is not None and len(slugs) < _DEEP:
            slugs.insert(0, text(above, "slug") or "-")
            above = self._items.get(identity(above, "parent_category_id") or "")
        return Board(
            id=number_here,
            title=name,
            url=f"{self._root}c/{'/'.join(slugs)}/{number_here}{_view(item)}",
            parent_id=identity(item, "parent_category_id"),
            description=escaped(item, "description_text") or escaped(item, "description_excerpt"),
            threads=number(item, "topic_count"),
            posts=number(item, "post_count"),
        )


def read_listing(page: Page, answer: Answer) -> Listing:
    """The categories and topics of an answer, with all that they declare."""
    data = answer.data
    rows = data.get("topic_list")
    listed = rows if is_object(rows) else {}
    known = categories_of(page, data)
    here = known.known(category_in(page.url)) if is_category(page.url) else None
    following = page.absolute(text(listed, "more_topics_url"))
    place = (page_in(page.url) or 0) + 1
    is_whole = answer.what in ("categories", "site") or "category_list" in data
    return Listing(
        board=here,
        boards=tuple(known) if is_whole else _below(known, here),
        threads=tuple(_rows(page, listed, known, data.get("users"))),
        number=place,
        pages=None if following else place,
        next_url=following,
    )


def _below(known: Categories, here: Board | None) -> tuple[Board, ...]:
    return tuple(board for board in known if here is not None and board.parent_id == here.id)


def categories_of(page: Page, data: Json) -> Categories:
    """The categories that a page names: in a list of them, or beside its topics where a site has very many; else those that it
    holds for its menus.
    """
    listed = data.get("category_list")
    rows = data.get("topic_list")
    found = [
        *objects(listed.get("categories") if is_object(listed) else None),
        *objects(rows.get("categories") if is_object(rows) else None),
        *objects(data.get("categories")),
    ]
    return Categories(root(page), found or stored_categories(page))


def _flat(found: Iterable[Json], parent: str | None = None) -> Iterator[Json]:
    for item in found:
        own = identity(item, "id")
        yield item if parent is None or "parent_category_id" in item else {**item, "parent_category_id": int(parent)}
        yield from _flat(objects(item.get("subcategory_list")), own)


def _view(item: Json) -> str:
    """A category may show its best topics only, unless it is asked for all."""
    return "" if text(item, "default_view") in (None, "latest") else "/l/latest"


def _rows(page: Page, listed: Json, known: Categories, users: object) -> Iterator[Thread]:
    people = {identity(user, "id"): text(user, "username") for user in objects(users)}
    for item in objects(listed.get("topics")):
        topic_id = identity(item, "id")
        if topic_id is None:
            continue
        posters = objects(item.get("posters"))
        first = posters[0] if posters else {}
        user = first.get("user")
        user_id = identity(user, "id") if is_object(user) else identity(first, "user_id")
        name = text(user, "username") if is_object(user) else people.get(user_id)
        last = text(item, "last_poster_username")
        last_id = next((number for number, known_name in people.items() if known_name == last), None)
        thread = header(page, item, known)
        yield replace(
            thread,
            author=writer(page, name, user_id) if posters else None,
            declared=replace(thread.declared, last_author=writer(page, last, last_id) if people else member(page, last)),
        )


# -- topics ------------------------------------------------------------------------------------------------------------


def header(page: Page, item: Json, known: Categories) -> Thread:
    """What a topic's own data says of it, in a list as on its page."""
    topic_id = identity(item, "id") or ""
    slug = text(item, "slug")
    posts = number(item, "posts_count")
    return Thread(
        id=topic_id,
        title=plain(item, "title") or escaped(item, "fancy_title"),
        url=topic_url(page, topic_id, slug),
        created=moment(item, "created_at"),
        boards=known.path(identity(item, "category_id")),
        labels=tuple(_tags(item)),
        sticky=flag(item, "pinned", "pinned_globally"),
        locked=flag(item, "closed", "archived"),
        state="deleted" if item.get("deleted_at") else "visible",
        declared=Declared(
            replies=posts - 1 if posts else None,
            posts=posts,
            views=number(item, "views"),
            last_post=moment(item, "last_posted_at"),
        ),
        aliases=(f"{root(page)}t/{topic_id}",) if slug else (),
    )


def topic_url(page: Page, topic_id: str, slug: str | None) -> str:
    """Where people read a topic."""
    return f"{root(page)}t/{f'{slug}/' if slug else ''}{topic_id}"


def topic(page: Page, data: Json) -> Thread:
    """The header on a topic's own page: with who began it, its poll, and how far it goes."""
    found = header(page, data, categories_of(page, data))
    details = data.get("details")
    people = details if is_object(details) else {}
    who, last = people.get("created_by"), people.get("last_poster")
    posts = posts_of(data)
    first = next((post for post in posts if post.get("post_number") == 1), None)
    author = writer(page, text(who, "username"), identity(who, "id")) if is_object(who) else None
    if author is None and first is not None:
        author = writer(page, text(first, "username"), identity(first, "user_id"))
    ids = stream_of(data)
    declared = replace(
        found.declared,
        pages=page_of(data)[1],
        last_post_id=_last_of(posts, ids),
        last_author=writer(page, text(last, "username"), identity(last, "id")) if is_object(last) else None,
    )
    return replace(found, author=author, poll=read_poll(page, first) if first else None, declared=declared)


def _last_of(posts: list[Json], ids: list[str]) -> str | None:
    """The last post of the topic, notes without words aside as far as they are seen."""
    if not posts or not ids or str(posts[-1].get("id")) != ids[-1]:
        return ids[-1] if ids else None
    return next((identity(post, "id") for post in reversed(posts) if not is_note(post)), None)


def posts_of(data: Json) -> list[Json]:
    """The posts of a topic that an answer holds."""
    stream = data.get("post_stream")
    return objects(stream.get("posts")) if is_object(stream) else []


def stream_of(data: Json) -> list[str]:
    """The ids of all posts of a topic, in order; empty where the answer does not list them."""
    stream = data.get("post_stream")
    ids = stream.get("stream") if is_object(stream) else None
    return [str(one) for one in ids] if isinstance(ids, list) else []


def numbers_of(data: Json) -> dict[str, str]:
    """The ids of all posts of a topic by topic and number: where as many are listed as the highest number says, none was ever
    taken out, and the first has number 1.
    """
    ids, topic_id = stream_of(data), identity(data, "id")
    if topic_id is None or number(data, "highest_post_number") != len(ids):
        return {}
    return {number_name(topic_id, place): post_id for place, post_id in enumerate(ids, 1)}


def page_of(data: Json) -> tuple[int | None, int | None]:
    """Which page this is, and of how many: by the place of its posts among all. Where one post was asked for, those around it are
    shown, and they are no page unless they happen to be one.
    """
    ids, posts, size = stream_of(data), posts_of(data), number(data, "chunk_size") or 20
    if not ids:
        return None, None
    pages = -(-len(ids) // size)
    own = [str(post.get("id")) for post in posts]
    if not own or own[0] not in ids:
        return None, pages
    if own == ids:  # all at once, as for printing
        return 1, 1
    place = ids.index(own[0])
    is_page = place % size == 0 and own == ids[place : place + size]
    return (place // size + 1 if is_page else None), pages


def _tags(item: Json) -> Iterator[Label]:
    """Tags: words, since 2025 objects."""
    tags = item.get("tags")
    for tag in tags if isinstance(tags, list) else []:
        name = tag if isinstance(tag, str) else text(tag, "name") if is_object(tag) else None
        if name:
            yield Label(kind="tag", title=name)
