"""Which part of a post is its text, its author, its time: told by what stands at the same place in all posts of its kind.

A place is a class name or a path inside the post. The text is where the words are that nobody else on the page says; the
author stands where short words differ from post to post and are called or linked as people are; the time where each post has
one and they go up. Owns the choice among places; reading what stands there is left to `generic_posts`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from spiders.platforms.generic_blocks import Block, Group, Survey
from spiders.platforms.generic_marks import BODYLIKE, CHROME, LONGEST_NAME, TimeMark, as_name, called, name_in
from spiders.platforms.generic_soup import Element, step_of

NEAR = 0.93
"""Of places that hold nearly as much as the best, the innermost is the text."""
_BODIES = frozenset("div td section article dd main".split())
_NAMED_BODIES = frozenset("p span font pre li blockquote dl table tbody tr".split())


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that was considered for a field, for `archiver parse`."""

    place: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Found:
    """One post, taken apart. ``body`` is empty where it has no words."""

    block: Block
    body: tuple[Element, ...]
    name: Element | None
    author: str | None
    time: TimeMark | None


@dataclass(frozen=True, slots=True)
class Fields:
    """The posts of one kind, taken apart, and what was considered for each field, the chosen first."""

    group: Group
    posts: tuple[Found, ...]
    bodies: tuple[Choice, ...]
    names: tuple[Choice, ...]
    times: tuple[Choice, ...]
    confidence: float


@dataclass
class _Place:
    """What stands at one place in the posts of a kind: at most one element (or time) of each."""

    name: str
    found: dict[int, Element] = field(default_factory=dict)
    shares: dict[int, float] = field(default_factory=dict)


def places_of(block: Block, element: Element) -> list[str]:
    """The places at which an element stands in a post."""
    names = [f"{element.name}.{name}" for name in element.classes]
    prop = element.attrs.get("itemprop")
    if prop:
        names.append(f"[itemprop={prop}]")
    names.append(path_in(block, element))
    return names


def path_in(block: Block, element: Element) -> str:
    """The path from the post down to an element: tags, with a number where several of one kind stand beside one another."""
    steps: list[str] = []
    here: Element | None = element
    tops = {part.order: number for number, part in enumerate(block.parts)}
    while here is not None and here.order not in tops and len(steps) < 20:
        steps.append(step_of(here))
        here = here.above
    if here is not None and len(block.parts) > 1:
        steps.append(f"part {tops.get(here.order, 0) + 1}")
    return " > ".join(reversed(steps)) or "itself"


def read_fields(survey: Survey, group: Group) -> Fields:
    """Take the posts of a kind apart."""
    blocks = group.blocks
    bodies, body_choices = _find_bodies(survey, blocks)
    inside: list[tuple[int, int]] = [(body.order, body.last) if body is not None else (0, -1) for body in bodies]
    times, time_choices = _find_times(survey, blocks, inside)
    names, name_choices = _find_names(survey, blocks, inside, times)
    posts = []
    for number, block in enumerate(blocks):
        body = bodies[number]
        name, author = names[number]
        posts.append(Found(block, (body,) if body is not None else (), name, author, times[number]))
    return Fields(group, tuple(posts), body_choices, name_choices, time_choices, _confidence(group, posts))


def _confidence(group: Group, posts: Sequence[Found]) -> float:
    """How sure the reading is: 0 to 1. Of one post alone nothing is told by repetition."""
    whole = sum((0.4 * bool(post.time) + 0.35 * bool(post.author) + 0.25 * bool(post.body)) for post in posts) / len(posts)
    return round(whole * (1.0 if group.stated or len(posts) > 2 else 0.85 if len(posts) == 2 else 0.7), 2)


# -- text ------------------------------------------------------------------------------------------------------------


def _find_bodies(survey: Survey, blocks: Sequence[Block]) -> tuple[list[Element | None], tuple[Choice, ...]]:
    elements, novel = survey.soup.elements, survey.novel
    candidates: Counter[str] = Counter()
    whole = [max(1, survey.count(novel, block)) for block in blocks]
    for number, block in enumerate(blocks):
        for order in block.orders():
            element = elements[order]
            if novel[element.last + 1] - novel[order] < 0.4 * whole[number] or not _may_be_body(element):
                continue
            share = _own_share(survey, block, element) / whole[number]
            if share >= 0.4:
                for place in places_of(block, element):
                    candidates[place] += 1
    wanted = {place for place, _ in candidates.most_common(24)}
    places = _look_up(survey, blocks, wanted, _may_be_body)
    weighed: list[tuple[float, int, _Place, str]] = []
    for one in places.values():
        if len(one.found) < 0.5 * len(blocks):
            continue
        share = sum(_own_share(survey, blocks[n], element) for n, element in one.found.items()) / sum(whole)
        each = sum(min(1.0, _own_share(survey, blocks[n], e) / whole[n]) for n, e in one.found.items()) / len(blocks)
        first = next(iter(one.found.values()))
        mixed = sum(bool(_times_in(survey, blocks[n], e)) for n, e in one.found.items()) / len(one.found)
        named = sum(bool(_names_in(survey, blocks[n], e)) for n, e in one.found.items()) / len(one.found)
        words = called(first)
        factor = 1.15 if BODYLIKE.search(words) else 1.0
        if first.attrs.get("itemprop", "") in ("text", "articleBody", "commentText", "description"):
            factor = 1.5
        elif CHROME.search(words):
            factor = 0.7 if factor > 1 else 0.5
        score = (0.5 * share + 0.5 * each) * factor * (1 - 0.35 * mixed) * (1 - 0.2 * named)
        size = sum(e.last - e.order for e in one.found.values())
        weighed.append((score, -size, one, f"{share:.0%} of the words, in {len(one.found)} of {len(blocks)}"))
    if not weighed:
        return [block.parts[0] if len(block.parts) == 1 else None for block in blocks], ()
    best = max(one[0] for one in weighed)
    weighed.sort(key=lambda one: (one[0] >= NEAR * best, one[1] if one[0] >= NEAR * best else one[0]), reverse=True)
    bodies: list[Element | None] = []
    for number, block in enumerate(blocks):
        chosen = next((place.found[number] for _, _, place, _ in weighed[:6] if number in place.found), None)
        bodies.append(chosen if chosen is not None else block.parts[0] if len(block.parts) == 1 else None)
    return bodies, tuple(Choice(place.name, round(score, 2), why) for score, _, place, why in weighed[:5])


def _may_be_body(element: Element) -> bool:
    return element.name in _BODIES or (element.name in _NAMED_BODIES and bool(BODYLIKE.search(called(element))))


def _own_share(survey: Survey, block: Block, element: Element) -> int:
    """Words said in an element, those of posts nested in it left out."""
    novel = survey.novel
    inner = sum(novel[end + 1] - novel[start] for start, end in block.nested if element.order <= start and end <= element.last)
    return novel[element.last + 1] - novel[element.order] - inner


def _times_in(survey: Survey, block: Block, element: Element) -> int:
    table = survey.times
    inner = sum(table[end + 1] - table[start] for start, end in block.nested if element.order <= start and end <= element.last)
    return table[element.last + 1] - table[element.order] - inner


def _names_in(survey: Survey, block: Block, element: Element) -> int:
    table = survey.names
    inner = sum(table[end + 1] - table[start] for start, end in block.nested if element.order <= start and end <= element.last)
    return table[element.last + 1] - table[element.order] - inner


def _look_up(
    survey: Survey, blocks: Sequence[Block], wanted: Iterable[str], fits: Callable[[Element], bool]
) -> dict[str, _Place]:
    """The first fitting element at each of the places, in each post."""
    places = {name: _Place(name) for name in wanted}
    for number, block in enumerate(blocks):
        for order in block.orders():
            element = survey.soup.elements[order]
            if fits(element):
                for name in places_of(block, element):
                    place = places.get(name)
                    if place is not None:
                        place.found.setdefault(number, element)
    return places


# -- time ------------------------------------------------------------------------------------------------------------


def _find_times(
    survey: Survey, blocks: Sequence[Block], bodies: Sequence[tuple[int, int]]
) -> tuple[list[TimeMark | None], tuple[Choice, ...]]:
    places: dict[str, dict[int, TimeMark]] = defaultdict(dict)
    for number, block in enumerate(blocks):
        start, end = bodies[number]
        for order in block.orders():
            mark = survey.mark_at.get(order)
            if mark is None or order not in survey.posted_set:
                continue
            deep = start < order <= end
            for place in places_of(block, mark.element):
                places["in the text: " + place if deep else place].setdefault(number, mark)
    weighed = []
    for place, marks in places.items():
        stamps = sum(mark.stamp is not None for mark in marks.values()) / len(marks)
        clock = sum(mark.clock for mark in marks.values()) / len(marks)
        values = [mark.stamp or mark.raw for mark in marks.values()]
        distinct = len(set(values)) / len(values)
        score = len(marks) / len(blocks) * (0.7 + 0.2 * clock + 0.15 * stamps) * (0.6 + 0.4 * min(1.0, 2 * distinct))
        if place.startswith("in the text"):
            score *= 0.5
        first = min(mark.element.order for mark in marks.values())
        weighed.append((score, -first, place, marks))
    weighed.sort(key=lambda one: one[:2], reverse=True)
    found = [next((marks[number] for _, _, _, marks in weighed[:8] if number in marks), None) for number in range(len(blocks))]
    choices = tuple(Choice(place, round(score, 2), f"in {len(marks)} of {len(blocks)}") for score, _, place, marks in weighed[:5])
    return found, choices


# -- author ----------------------------------------------------------------------------------------------------------


def _find_names(
    survey: Survey, blocks: Sequence[Block], bodies: Sequence[tuple[int, int]], times: Sequence[TimeMark | None]
) -> tuple[list[tuple[Element | None, str | None]], tuple[Choice, ...]]:
    soup, hints = survey.soup, survey.hints
    places: dict[str, dict[int, tuple[Element, str]]] = defaultdict(dict)
    weight: dict[str, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        start, end = bodies[number]
        for order in block.orders():
            element = soup.elements[order]
            size = element.prose + element.linked
            if not 0 < size <= LONGEST_NAME + 20:
                continue
            deep = "in the text: " if start < order <= end else ""
            hint = hints[order] if size <= LONGEST_NAME else 0
            mark = survey.mark_at.get(order)
            if mark is not None or (size > 12 and _holds_time(survey, element)):
                name = name_in(soup.words(element)) if mark is not None or hint else None
                hint = min(hint, 1)
            else:
                name = as_name(soup.words(element))
            if name is None:
                continue
            for place in places_of(block, element):
                place = deep + place  # noqa: PLW2901
                if number not in places[place]:
                    places[place][number] = (element, name)
                    weight[place].append(hint)
    weighed = []
    for place, found in places.items():
        present = len(found) / len(blocks)
        likeness = sum(weight[place]) / len(weight[place])
        values = [name for _, name in found.values()]
        distinct = len(set(values))
        varied = (
            0.5 + 0.5 * min(1.0, distinct / max(1.0, 0.4 * len(values)))
            if distinct > 1 or len(values) < 3
            else 0.2 + 0.1 * likeness
        )
        near = sum(_nearness(block, found[n][0], times[n]) for n, block in enumerate(blocks) if n in found) / len(found)
        score = present * (0.4 + 0.4 * likeness) * varied * (0.7 + 0.3 * near)
        if place.startswith("in the text"):
            if present < 0.5 or likeness < 1:
                continue
            score *= 0.4
        alone = sum(_pieces(survey, element) <= 1 for element, _ in found.values()) / len(found)
        weighed.append(
            (score * (0.55 + 0.45 * alone), -min(e.order for e, _ in found.values()), place, found, likeness, distinct)
        )
    weighed.sort(key=lambda one: one[:2], reverse=True)
    chosen: list[tuple[Element | None, str | None]] = []
    for number in range(len(blocks)):
        found_here = next(
            (found[number] for score, _, _, found, hint, _ in weighed[:10] if number in found and (hint >= 1 or score > 0.3)),
            None,
        )
        chosen.append(found_here or (None, None))
    choices = tuple(
        Choice(place, round(score, 2), f"in {len(found)} of {len(blocks)}, {distinct} names, looks like a name: {hint:.1f}")
        for score, _, place, found, hint, distinct in weighed[:5]
    )
    return chosen, choices


def _pieces(survey: Survey, element: Element) -> int:
    """How many pieces of text an element holds: a name is one."""
    return sum(bool(words) for words in survey.own[element.order : element.last + 1])


def _holds_time(survey: Survey, element: Element) -> bool:
    return survey.times[element.last + 1] > survey.times[element.order]


def _nearness(block: Block, element: Element, time: TimeMark | None) -> float:
    """1 where a name stands at the beginning of the post or beside its time, towards 0 far from both."""
    length = max(1, block.end - block.start)
    from_start = (element.order - block.start) / length
    from_time = abs(element.order - time.element.order) / length if time is not None else 1.0
    return 1 - min(from_start, from_time)
