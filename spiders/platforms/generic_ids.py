"""Which number or name a post has on its site, by what differs from post to post where the page names its parts.

An id may stand in the post's own attributes, in an anchor or in a link to it; where several say the same they vote for each
other. Figures that only count the posts of the page are no ids.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spiders.platforms.generic_blocks import Block, Survey
from spiders.platforms.generic_links import POST_PARAMETERS
from spiders.platforms.generic_soup import Element, without_figures
from spiders.urls import query

_POSTISH = re.compile(
    r"^(?:li-|div-|js-|tr-|td-|table-|anchor-?|link-?)?(?:post|p|pid|comment|comments|c|cmt|com|msg|message|m|reply|r|"
    r"answer|a|entry|id|item|node|"
    r"tree|article|t\d|post-id|forum_?post|post_?id|subject|note|e|d|div-comment|hidden_subject)?[-_.:]?#$",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"^data-(?:(?:post|comment|message|msg|reply|answer|entry|content|item|object|node|lb|p|thing|topic-post|"
    r"reply-to)?[-_]?(?:p?id|pk|key|uid|fullname)|"
    r"post|content|comment|message|pid|id)$"
)
_HASHED = re.compile(r"[A-Z0-9]{16,64}|[0-9a-f]{12,64}")
_SHORT = re.compile(r"(?:li-)?(?:c|comment|post|p|msg|message|t\d|reply|answer)[-_:]([A-Za-z0-9]{5,12})")
_TAIL = re.compile(r"(\d+)\D*$")
_TOKEN = re.compile(r"(?:^|[-_:/.])([A-Za-z0-9]{4,})$")
_IN_PATH = re.compile(
    r"/(?:posts?|comments?|messages?|reply|replies|answers?|a|p|permalink)/(?:[\w-]+/)?([\w-]*\d[\w-]*|[A-Z0-9]{16,})/?(?:$|[?#])"
)


@dataclass(frozen=True, slots=True)
class PostId:
    """What the page calls a post. ``url`` leads to it, where a link does."""

    value: str
    place: str
    url: str | None = None


def read_ids(survey: Survey, blocks: Sequence[Block]) -> list[PostId | None]:
    """The id of each post; None for all where the page gives none that tells them apart."""
    stated: dict[str, dict[int, tuple[str, str | None]]] = defaultdict(dict)
    for number, block in enumerate(blocks):
        for place, value, url in _stated(survey, block):
            stated[place].setdefault(number, (value, url))
    votes: dict[tuple[str | None, ...], float] = defaultdict(float)
    best: dict[tuple[str | None, ...], tuple[float, str]] = {}
    count = len(blocks)
    for place, found in stated.items():
        values = tuple(found[number][0] if number in found else None for number in range(count))
        if len(found) < 0.8 * count or len({value for value in values if value is not None}) < len(found):
            continue
        weight = _weight(place) * len(found) / count
        if place.startswith("own "):
            weight *= 2
        if weight <= 0:
            continue
        if _counts(values) and not place.removeprefix("own ").startswith(("data-", "query")):
            weight *= 0.05
        votes[values] += weight
        if weight > best.get(values, (0.0, ""))[0]:
            best[values] = (weight, place)
    if not votes:
        return [None] * count
    chosen = max(votes, key=lambda values: votes[values])
    if votes[chosen] < (0.5 if count > 1 else 0.9):
        return [None] * count
    links = {n: url for place, found in stated.items() for n, (value, url) in found.items() if url and value == chosen[n]}
    return [PostId(value, best[chosen][1], links.get(n)) if value is not None else None for n, value in enumerate(chosen)]


def ids_in_links(links: Sequence[str | None]) -> list[str | None]:
    """The id that each of these addresses of posts names; None for all where they only count, or name one post twice."""
    found = [
        next((value for place, value, _ in (_in_link(link) if link else ()) if _weight(place) >= SURE), None) for link in links
    ]
    named = [one for one in found if one is not None]
    if len(set(named)) < len(named) or (len(named) > 1 and _counts(named)):
        return [None] * len(links)
    return found


SURE = 0.8
"""The weight from which on a place in an address alone names a post."""


def _weight(place: str) -> float:
    kind, _, form = place.removeprefix("own ").partition(" ")
    if kind == "data-":
        return 1.2 if _DATA.match(form) else 0.2
    if kind == "id":
        return 1.0 if _POSTISH.match(form) else 0.3
    if kind == "name":
        return 1.0 if _POSTISH.match(form) else 0.4
    if kind == "fragment":
        return 0.9 if _POSTISH.match(form) else 0.3
    if kind == "query":
        return 0.8
    return 0.9 if kind == "path" else 0.6


def _counts(values: Sequence[str | None]) -> bool:
    """Whether the figures only number the posts: one after the other from 0 or 1."""
    figures = [int(value) for value in values if value is not None and value.isdecimal() and len(value) < 9]
    return (
        len(figures) == len(values)
        and min(figures) <= 1
        and sorted(figures) == list(range(min(figures), min(figures) + len(figures)))
    )


def _stated(survey: Survey, block: Block) -> Iterator[tuple[str, str, str | None]]:
    """Place, value and link of all that may name a post, the post's own element and those around it alone first."""
    for place, value, url in _attributes(block.parts[0]):
        if url is None:
            yield f"own {place}", value, url
    for element in _outside(block):
        yield from _attributes(element)
    for order in block.orders():
        yield from _attributes(survey.soup.elements[order])


def _outside(block: Block) -> Iterator[Element]:
    """What stands around the post alone, or an anchor right before it."""
    first = block.parts[0]
    above = first.above
    if above is not None:
        beside = above.inside()
        place = next(number for number, one in enumerate(beside) if one is first)
        if place and beside[place - 1].last == beside[place - 1].order:
            yield beside[place - 1]
    while above is not None and above.order == first.order - 1 and above.last == block.end:
        yield above
        first, above = above, above.above


def _attributes(element: Element) -> Iterator[tuple[str, str, str | None]]:
    for name, value in element.attrs.items():
        if not value or len(value) > 300:
            continue
        if name == "id" or (name == "name" and element.name == "a"):
            short = _SHORT.fullmatch(value)
            found = short[1] if short else _value(value)
            if found is not None:
                yield f"{name} {without_figures(value) if found.isdecimal() else '#'}", found, None
        elif (
            name.startswith("data-")
            and len(value) < 60
            and (name.endswith(("id", "pk", "key", "post", "fullname", "content", "comment", "message")))
        ):
            found = _value(value)
            if found is not None and " " not in value:
                yield f"data- {name}", found, None
        elif name == "href":
            yield from _in_link(value)


def _value(value: str) -> str | None:
    if " " in value or "%" in value:
        return None
    if _HASHED.fullmatch(value):
        return value
    figures = _TAIL.search(value)
    token = _TOKEN.search(value)
    if (
        token
        and any(c.isdigit() for c in token[1])
        and not token[1].isdecimal()
        and re.search(r"[-_:/.]", value)
        and len(token[1]) < 40
    ):
        return (
            token[1]
            if re.search(r"[a-z]\d|\d[a-z]", token[1], re.IGNORECASE) and not re.fullmatch(r"[a-zA-Z]+\d+", token[1])
            else figures[1]
            if figures
            else None
        )
    return figures[1] if figures and len(figures[1]) < 20 else None


def _in_link(href: str) -> Iterator[tuple[str, str, str | None]]:
    before, mark, fragment = href.partition("#")
    if mark and fragment and len(fragment) < 60:
        found = _value(fragment)
        if found is not None:
            yield f"fragment {without_figures(fragment)}", found, href
    if "?" in before:
        for name, value in query(f"http://x/{before.rpartition('/')[2]}").items():
            if name.lower() in POST_PARAMETERS and value and len(value) < 40 and any(c.isdigit() for c in value):
                yield f"query {name.lower()}", value.rpartition(".")[2].removeprefix("msg"), href
    path = _IN_PATH.search(before)
    if path:
        yield "path", path[1], href
