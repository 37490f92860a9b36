"""What a page says of its posts for machines, as JSON-LD: the thread it is about, its answers and comments, in their order.

Nested comments, lists, ``@graph`` and references by ``@id`` are followed. Whether any of it also stands on the visible page is
`generic_agreement`'s to find out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import Any, Literal

from selectolax.lexbor import LexborNode

from spiders.dates import stamp
from spiders.errors import NotAPage
from spiders.items import Author, Moment
from spiders.page import Page
from spiders.platforms.generic_frame import addresses, title
from spiders.platforms.generic_ids import ids_in_links
from spiders.platforms.generic_links import canonical, member_in, same_thing
from spiders.text import fold
from spiders.urls import same_site
from spiders.words import words_of

Kind = Literal["post", "article", "comment", "answer"]

_KINDS: dict[str, Kind] = {
    "DiscussionForumPosting": "post",
    "SocialMediaPosting": "post",
    "Question": "post",
    "BlogPosting": "article",
    "Article": "article",
    "NewsArticle": "article",
    "OpinionNewsArticle": "article",
    "TechArticle": "article",
    "Comment": "comment",
    "UserComments": "comment",
    "Answer": "answer",
}
_BELOW = ("acceptedAnswer", "suggestedAnswer", "comment")
_DEEPEST = 60
"""Comments below comments beyond which nobody reads on."""
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")
_REACTIONS = {"LikeAction": "like", "AgreeAction": "like", "EndorseAction": "like", "DislikeAction": "dislike"}
_ANSWERS = ("CommentAction", "ReplyAction")


@dataclass(frozen=True, slots=True)
class Stated:
    """One post as it is told to machines. ``above`` is the number of the post it answers, None for the first."""

    kind: Kind
    above: int | None
    id: str | None = None
    url: str | None = None
    title: str | None = None
    author: Author | None = None
    posted: Moment | None = None
    modified: Moment | None = None
    html: str = ""
    words: tuple[str, ...] = ()
    position: int | None = None
    replies: int | None = None
    reactions: tuple[tuple[str, int], ...] = ()


def read_stated(page: Page) -> tuple[Stated, ...]:
    """The posts of the thread that the page is about, the opening one first; none where its JSON-LD is about anything else."""
    if "generic stated" not in page.memo:
        page.memo["generic stated"] = _read(page) if page.mentions(b"ld+json") else ()
    found: tuple[Stated, ...] = page.memo["generic stated"]
    return found


@dataclass(slots=True)
class _Thing:
    """An object that is a post, and the number of the one above it."""

    facts: dict[str, Any]
    kind: Kind
    above: int | None


def _read(page: Page) -> tuple[Stated, ...]:
    things = page.json_ld
    known = {name: thing for thing in things if isinstance(name := thing.get("@id"), str) and len(thing) > 2}
    root = next((thing for thing in _roots(things, known) if _is_about(page, thing)), None)
    if root is None:
        return ()
    found = [_Thing(root, _kind(root) or "post", None)]
    _collect(root, 0, found, known, {_key(root)})
    _adopt(things, found, known)
    urls = [one for thing in found for one in [_address(page, thing.facts)]]
    ids = _ids(page, [thing.facts for thing in found], urls)
    return tuple(_stated(page, thing, url, name, known) for thing, url, name in zip(found, urls, ids, strict=True))


def _kind(thing: dict[str, Any]) -> Kind | None:
    return next((_KINDS[name] for name in _several(thing.get("@type")) if isinstance(name, str) and name in _KINDS), None)


def _key(thing: dict[str, Any]) -> str:
    """What is the same of one post that is told twice: an accepted answer stands among the suggested ones, too."""
    names = ("url", "@id", "text", "articleBody", "datePublished", "dateCreated", "author")
    return "\x1f".join(str(thing.get(name)) for name in names)


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _objects(value: Any, known: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The objects that a property holds, those included that it only refers to."""
    for one in _several(value):
        if isinstance(one, dict):
            name = one.get("@id")
            yield known.get(name, one) if len(one) <= 2 and isinstance(name, str) else one
        elif isinstance(one, str) and one in known:
            yield known[one]


def _roots(things: tuple[dict[str, Any], ...], known: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """What may be the thread of the page: threads before articles, at the top or the subject of the page."""
    found: list[dict[str, Any]] = []
    for thing in things:
        kind = _kind(thing)
        if kind in ("post", "article"):
            found.append(thing)
        elif kind is None:
            found += [one for one in _objects(thing.get("mainEntity"), known) if _kind(one) in ("post", "article")]
    yield from (one for one in found if _kind(one) == "post")
    yield from (one for one in found if _kind(one) == "article")


def _is_about(page: Page, thing: dict[str, Any]) -> bool:
    """Whether an object is of this page's thread: by its address, else by its title."""
    stated = [thing.get(name) for name in ("url", "discussionUrl", "mainEntityOfPage", "@id")]
    urls = [one.get("@id") or one.get("url") if isinstance(one, dict) else one for one in stated]
    absolute = [url for one in urls if isinstance(one, str) and (url := page.absolute(one)) and "/schema/" not in url]
    here = list(addresses(page))
    if any(same_thing(url, one) for url in absolute for one in here):
        return True
    named = words_of(_words(thing.get("headline")) or _words(thing.get("name")) or "")
    shown = words_of(title(page) or "")
    return bool(named) and len(shown) > 1 and (named == shown or (len(shown) > 3 and named[: len(shown)] == shown))


def _collect(
    thing: dict[str, Any], number: int, found: list[_Thing], known: dict[str, dict[str, Any]], seen: set[str], *, deep: int = 0
) -> None:
    """The answers and comments below an object, each before its own."""
    if deep == _DEEPEST:
        return
    for name in _BELOW:
        for one in _objects(thing.get(name), known):
            kind = _kind(one) or ("comment" if name == "comment" else "answer")
            key = _key(one)
            if key not in seen:
                seen.add(key)
                found.append(_Thing(one, kind, number))
                _collect(one, len(found) - 1, found, known, seen, deep=deep + 1)


def _adopt(things: tuple[dict[str, Any], ...], found: list[_Thing], known: dict[str, dict[str, Any]]) -> None:
    """Add the comments and answers that stand beside the thread and not in it, below what they say they answer."""
    inside = {_key(thing.facts) for thing in found}
    places = {thing.facts.get("@id"): number for number, thing in enumerate(found) if thing.facts.get("@id")}
    for thing in things:
        kind = _kind(thing)
        if kind not in ("comment", "answer") or _key(thing) in inside:
            continue
        inside.add(_key(thing))
        stated = thing.get("parentItem") or thing.get("about")
        parents = [one.get("@id") for one in _objects(stated, known)] + [one for one in _several(stated) if isinstance(one, str)]
        found.append(_Thing(thing, kind, next((places[one] for one in parents if one in places), 0)))
        if isinstance(thing.get("@id"), str):
            places[thing["@id"]] = len(found) - 1
        _collect(thing, len(found) - 1, found, known, inside)


def _stated(page: Page, thing: _Thing, url: str | None, name: str | None, known: dict[str, dict[str, Any]]) -> Stated:
    facts = thing.facts
    html = _html(facts.get("text") or facts.get("articleBody") or facts.get("articlebody") or facts.get("commentText"))
    body = parse_told(page, html) if html else None
    counts = dict(_counts(facts, known))
    votes = [("upvote", facts.get("upvoteCount")), ("downvote", facts.get("downvoteCount"))]
    reactions = [(one, number) for one, value in votes if (number := _number(value)) is not None]
    reactions += [(_REACTIONS[one], number) for one, number in counts.items() if one in _REACTIONS]
    replies = [_number(facts.get("commentCount")), _number(facts.get("answerCount")), *(counts.get(one) for one in _ANSWERS)]
    return Stated(
        kind=thing.kind,
        above=thing.above,
        id=name,
        url=url,
        title=_words(facts.get("headline")) or _words(facts.get("name")),
        author=_author(page, facts, known),
        posted=_moment(facts.get("datePublished") or facts.get("dateCreated") or facts.get("commentTime")),
        modified=_moment(facts.get("dateModified")),
        html=html,
        words=tuple(words_of(body.text(separator=" "))) if body is not None else (),
        position=_number(facts.get("position")),
        replies=max((one for one in replies if one is not None), default=None),
        reactions=tuple((one, number) for one, number in dict(reactions).items() if number),
    )


def parse_told(page: Page, html: str) -> LexborNode | None:
    """A told text as a tree of its own; None where it is no markup that a page may hold (see `Page.tree`)."""
    part = Page(
        url=page.url,
        body=html.encode("utf-8", "replace"),
        headers={"content-type": "text/html; charset=utf-8"},
        fetched_at=page.fetched_at,
    )
    try:
        return part.tree.body
    except NotAPage:
        return None


def _words(value: Any) -> str | None:
    """A property's words on one line; as some escape them twice, without entities."""
    value = next((one for one in _several(value) if isinstance(one, str)), None)
    if value is None:
        return None
    if _MARKUP.search(value):
        value = _MARKUP.sub(lambda found: unescape(found[0]) if found[0][0] == "&" else "", value)
    return fold(value) or None


def _html(value: Any) -> str:
    """A text as markup: as it is where it has some, else its lines."""
    stated: str = next((one for one in _several(value) if isinstance(one, str)), "").strip()
    if not stated or _MARKUP.search(stated):
        return stated
    parts = re.split(r"\n\s*\n", stated.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(f"<p>{escape(part.strip(), quote=False).replace(chr(10), '<br>')}</p>" for part in parts if part.strip())


def _moment(value: Any) -> Moment | None:
    found = stamp(value) if isinstance(value, str) else None
    return found if found is not None and found.precision is not None else None


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _counts(facts: dict[str, Any], known: dict[str, dict[str, Any]]) -> Iterator[tuple[str, int]]:
    """How often people did what, by the name of the action."""
    for one in _objects(facts.get("interactionStatistic"), known):
        action = one.get("interactionType")
        name = action.get("@type") if isinstance(action, dict) else action
        count = _number(one.get("userInteractionCount"))
        if isinstance(name, str) and count is not None:
            yield name.rstrip("/").rpartition("/")[2], count


def _author(page: Page, facts: dict[str, Any], known: dict[str, dict[str, Any]]) -> Author | None:
    """Whoever wrote it, as an object, a reference or a plain name."""
    stated = facts.get("author") or facts.get("creator")
    for one in _objects(stated, known):
        name = _words(one.get("name"))
        if name:
            link = next((value for value in (one.get("url"), one.get("@id")) if isinstance(value, str)), None)
            url = page.absolute(link) if link and "#/schema/" not in link else None
            mine = url is not None and same_site(url, page.url) and not any(same_thing(url, here) for here in addresses(page))
            return Author(
                name=name, id=member_in(url) if url and mine else None, url=url if mine or link == one.get("url") else None
            )
    name = _words(stated)
    return Author(name=name) if name and not name.startswith(("http://", "https://")) else None


def _address(page: Page, facts: dict[str, Any]) -> str | None:
    for name in ("url", "@id"):
        value = facts.get(name)
        if isinstance(value, str) and "/schema/" not in value:
            url = page.absolute(value)
            if url and same_site(url, page.url):
                return url
    return None


def _ids(page: Page, things: list[dict[str, Any]], urls: list[str | None]) -> list[str | None]:
    """The posts' own ids: as they are named, else as their addresses name them; the thread's own address names none."""
    named = [one.get("identifier") for one in things]
    short = [
        str(one) if isinstance(one, int) or (isinstance(one, str) and re.fullmatch(r"[\w-]{1,40}", one)) else None
        for one in named
    ]
    if len({one for one in short if one}) == len(things):
        return short
    here = {canonical(url) for url in addresses(page)}
    return ids_in_links([url if url and ("#" in url or canonical(url) not in here) else None for url in urls])
