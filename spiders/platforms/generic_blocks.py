"""The page's own repetition: which elements are posts, by what they have in common and hold: a time, a name, words of their own.

Each kind of element around a printed time (by class, by the form of its id, by its place) is a candidate, weighed by how many
of its members look like a post and by how much of the page's words they hold. Where a post is spread over rows beside one
another, the candidate is a run of rows. Owns the weighing; which part of a post is what is `generic_fields`' work.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from itertools import accumulate, pairwise

from spiders.dates import stamp
from spiders.platforms.generic_marks import CHROME, EDITED, LONGEST_NAME, NOW, POSTLIKE, TimeMark, called, name_hint, times_of
from spiders.platforms.generic_soup import INLINE, Element, Soup, own_lines, own_words, without_figures

ENOUGH = 15
"""Characters of words that nobody else on the page says, from which on something counts as said."""
UNTIMED = 0.4
"""What counts a member of a kind that has no time of its own, as some posts have none: collapsed or deleted ones."""
JUST_NOW = timedelta(minutes=2)
LEAST = 0.35
"""A candidate's score below which a page shows no posts."""
LEAST_IN_THREAD = 0.2
"""The same, where the page's address is a thread's."""
_STATED = re.compile(
    r"schema\.org/(?:Comment|UserComments|DiscussionForumPosting|SocialMediaPosting|Answer|Question|BlogPosting|Article|"
    r"NewsArticle)$"
)
NUMBERED = re.compile(
    r"#(?:li-|div-|js-|tr-|td-|table-)?(?:post|p|pid|comment|cmt|msg|message|m|reply|answer|entry|post-id|forum_?post|"
    r"post_?id|t\d|div-comment)?"
    r"[-_.:]?#$|\[data-(?:post|comment|message|msg|reply|answer|entry)?-?p?id\]|\[data-post\]$",
    re.IGNORECASE,
)
"""Kinds whose elements bear a number as posts do."""
_ANSWER = re.compile(r"^(?:(?:re|aw|sv|vs|rv|antw|odp|topic|subject|betreff|sujet|ynt)\s?[:：]\s?)+", re.IGNORECASE)
_COUNT = re.compile(r"[^\w#]*(?:[^:：#]{2,25}[:：])?\s*[#+-]*#[^\w#]*(?:[^\s#]{1,12})?")
"""A figure, or a label and one: "Posts: 33"."""
_UTILITY = re.compile(
    r"(?:d|flex|gap|justify|align|col|cols|m[btlrxyse]?|p[btlrxyse]?|w|h|order|position|clearfix|cf|float|border|bg|"
    r"rounded|items|grid|"
    r"small|large|xs|sm|md|lg|xl|columns?|left|right|center|inner|outer|wrapper|container|content|main|body|section|"
    r"box)(?:[-_#]|$)"
)
"""Names of classes that say how an element is laid out, and not what it is."""
_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*")
_BESIDE = re.compile(
    r"(?:^|[-_ ])(?:sig|signature|user-?info|user-?details|post-?profile|author-?info|author-?details|poster-?info|"
    r"user-?stats|user-?block|"
    r"member-?info|user-?title|user-?rank|badges|reputation|user-?meta)(?=$|[-_ #])|postprofile|userinfo|userdetails|"
    r"signature|posterinfo|"
    r"userstats|author_info",
    re.IGNORECASE,
)
_VARIES = re.compile(
    r"(?:odd|even|alt|first|last|active|current|new|unread|read|hidden|collapsed|open|highlight\w*|op|by\w*|depth|level)(?:#|$)"
)


@dataclass(frozen=True, slots=True)
class Block:
    """One post: an element, or a run of elements beside one another. ``nested`` are posts inside it, which are not part of it."""

    parts: tuple[Element, ...]
    nested: tuple[tuple[int, int], ...] = ()

    @property
    def start(self) -> int:
        """The number of its first element."""
        return self.parts[0].order

    @property
    def end(self) -> int:
        """The number of its last element."""
        return self.parts[-1].last

    def orders(self) -> Iterator[int]:
        """The numbers of its elements, those of nested posts left out."""
        here = self.start
        for start, end in self.nested:
            yield from range(here, start)
            here = end + 1
        yield from range(here, self.end + 1)


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of element that may be a post. ``why`` is its weighing in words, for `archiver parse`."""

    key: str
    blocks: tuple[Block, ...]
    score: float
    why: str
    stated: bool = False
    """Whether the page itself calls them posts (microdata, microformats)."""


@dataclass
class Survey:
    """What was looked up once of all elements of a page. ``title`` is the page's own, which headings repeat."""

    soup: Soup
    title: str = ""
    clock: datetime | None = None
    """When the page was written: many print it, and it is no time of a post."""
    marks: list[TimeMark] = field(init=False)
    own: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.own = [own_words(element) for element in self.soup.elements]
        self.marks = times_of(self.soup, self.own)

    @cached_property
    def mark_at(self) -> dict[int, TimeMark]:
        """Times by the number of their element."""
        return {mark.element.order: mark for mark in self.marks}

    @cached_property
    def forms(self) -> list[list[str]]:
        """The lines of each element with their figures taken out: "Posts: 33" says no more than "Posts: 7"."""
        return [
            [_FIGURE.sub("#", line) if len(line) < 60 else line for line in (own_lines(element) if own else ())]
            for element, own in zip(self.soup.elements, self.own, strict=True)
        ]

    @cached_property
    def repeated(self) -> frozenset[str]:
        """Lines that stand on the page more than once, figures aside: labels, names, signatures."""
        counted = Counter(line for lines in self.forms for line in lines)
        return frozenset(words for words, count in counted.items() if count > 1)

    @cached_property
    def times(self) -> list[int]:
        """How many times stand before each element."""
        here = self.posted_set
        return list(accumulate((order in here for order in range(len(self.own))), initial=0))

    @cached_property
    def posted(self) -> list[int]:
        """The numbers of the elements with times, those of edits left out."""
        return [mark.element.order for mark in self.marks if not EDITED.search(mark.around) and not self.is_now(mark)]

    def is_now(self, mark: TimeMark) -> bool:
        """Whether a time is that of the page itself."""
        if NOW.search(mark.around):
            return True
        for box in (mark.element, mark.element.above):
            if box is not None and box.prose + box.linked < LONGEST_NAME and NOW.search(self.soup.words(box)):
                return True
        said = stamp(mark.stamp) if mark.stamp and self.clock is not None else None
        return said is not None and said.at is not None and self.clock is not None and abs(said.at - self.clock) < JUST_NOW

    @cached_property
    def posted_set(self) -> frozenset[int]:
        """The same, to look one up."""
        return frozenset(self.posted)

    def time_place(self, element: Element) -> tuple[str, ...] | None:
        """Where the first time stands in an element: the tags down to it; None where it has none."""
        place = bisect_left(self.posted, element.order)
        if place == len(self.posted) or self.posted[place] > element.last:
            return None
        steps: list[str] = []
        here: Element | None = self.soup.elements[self.posted[place]]
        while here is not None and here is not element:
            steps.append(here.name)
            here = here.above
        return tuple(steps)

    @cached_property
    def hints(self) -> list[int]:
        """How much each element looks as if it held a name."""
        return [name_hint(element) if 0 < element.prose + element.linked <= LONGEST_NAME else 0 for element in self.soup.elements]

    @cached_property
    def names(self) -> list[int]:
        """How many elements that look like names stand before each."""
        return list(accumulate((hint >= 2 for hint in self.hints), initial=0))

    @cached_property
    def novel(self) -> list[int]:
        """How many characters of words said once stand before each element: not in links, no time, no figure."""
        elements, repeated, hints = self.soup.elements, self.repeated, self.hints
        here = {mark.element.order for mark in self.marks if len(mark.raw) > 0.3 * len(self.own[mark.element.order])}
        passed = -1
        found = [0]
        total = 0
        for order, lines in enumerate(self.forms):
            if order > passed:
                element = elements[order]
                if element.name == "a" or (element.attrs and _beside(element)):
                    passed = element.last
                elif lines and hints[order] < 2 and order not in here:
                    total += sum(len(line) for line in lines if line not in repeated and not self.says_nothing(line))
            found.append(total)
        return found

    def says_nothing(self, words: str) -> bool:
        """Whether words are a figure, with or without what it counts, or the page's title."""
        return bool(_COUNT.fullmatch(words)) or self.is_title(words)

    def is_title(self, words: str) -> bool:
        """Whether words repeat the page's title, as headings of answers do."""
        bare = _ANSWER.sub("", words)
        return len(bare) > 2 and len(words) < 200 and bare in self.title

    def count(self, table: Sequence[int], block: Block) -> int:
        """A total over a block, nested posts left out."""
        whole = table[block.end + 1] - table[block.start]
        return whole - sum(table[end + 1] - table[start] for start, end in block.nested)


def _beside(element: Element) -> bool:
    """Whether an element is called what stands beside somebody's words: their profile, their signature."""
    return element.prose < 2_000 and bool(_BESIDE.search(f"{element.attrs.get('class', '')} {element.attrs.get('id', '')}"))


def find_groups(survey: Survey) -> list[Group]:
    """All candidates that are worth a look, the best first."""
    members: dict[str, list[Element]] = defaultdict(list)
    for element in _around(survey):
        for key in _keys(element):
            members[key].append(element)
    if not members:
        return []
    everywhere = _counted(survey, members)
    found: dict[tuple[tuple[int, int], ...], Group] = {}
    for key, elements in members.items():
        blocks = _blocks(elements)
        spans = tuple((block.start, block.end) for block in blocks)
        group = _weigh(survey, key, blocks, everywhere[key])
        if group is not None and (spans not in found or found[spans].score < group.score):
            found[spans] = group
        runs = _runs(survey, elements)
        if runs:
            group = _weigh(survey, f"run of {key}", runs, everywhere[key])
            spans = tuple((block.start, block.end) for block in runs)
            if group is not None and (spans not in found or found[spans].score < group.score):
                found[spans] = group
    return sorted(found.values(), key=lambda group: -group.score)


def _around(survey: Survey) -> list[Element]:
    """The elements around the printed times, in document order."""
    found: dict[int, Element] = {}
    for mark in survey.marks:
        element: Element | None = mark.element if mark.element.order in survey.posted_set else None
        while element is not None and element.order not in found and element.name != "body":
            found[element.order] = element
            element = element.above
    return [found[order] for order in sorted(found) if found[order].name not in INLINE and found[order].name not in ("time", "a")]


def _keys(element: Element) -> list[str]:
    """The kinds an element belongs to."""
    keys = []
    attributes = element.attrs
    if attributes:
        kind = attributes.get("itemtype")
        if kind and _STATED.search(kind):
            keys.append("itemtype " + kind.rpartition("/")[2])
        named = attributes.get("id")
        if named:
            form = without_figures(named)
            if form != named:
                keys.append(f"{element.name}#{form}")
        keys += [
            f"{element.name}.{name}"
            for name in dict.fromkeys(element.classes)
            if not _VARIES.match(name) and not _UTILITY.match(name)
        ]
        keys += [f"{element.name}[{name}]" for name in attributes if name.startswith("data-") and name.endswith(("id", "post"))]
    keys.append(_path(element))
    return keys


def _path(element: Element) -> str:
    """Where an element stands, down from the nearest element that has a class or an id."""
    names = [element.name]
    above = element.above
    while above is not None and len(names) < 12:
        if above.classes or above.attrs.get("id"):
            names.append(above.shape if above.classes else f"{above.name}#{without_figures(above.attrs['id'])}")
            break
        names.append(above.name)
        above = above.above
    return " > ".join(reversed(names))


def _counted(survey: Survey, members: dict[str, list[Element]]) -> dict[str, int]:
    """How many elements of each kind there are, those without a time included."""
    classes: Counter[str] = Counter()
    for element in survey.soup.elements:
        for name in element.classes:
            classes[f"{element.name}.{name}"] += 1
    return {key: max(classes.get(key, 0), len(elements)) for key, elements in members.items()}


def _blocks(elements: list[Element]) -> tuple[Block, ...]:
    """Each element as a block, less the blocks inside it."""
    inner: dict[int, list[tuple[int, int]]] = defaultdict(list)
    opened: list[Element] = []
    for element in elements:
        while opened and opened[-1].last < element.order:
            opened.pop()
        if opened:
            inner[opened[-1].order].append((element.order, element.last))
        opened.append(element)
    return tuple(Block((element,), tuple(inner[element.order])) for element in elements)


def _runs(survey: Survey, elements: list[Element]) -> tuple[Block, ...]:
    """Runs of siblings, each with one of the elements in it; empty where they do not stand beside one another in a pattern."""
    families = Counter(element.above.order for element in elements if element.above is not None)
    if not families or families.most_common(1)[0][1] < 2:
        return ()
    largest = families.most_common(1)[0][0]
    elements = [element for element in elements if element.above is not None and element.above.order == largest]
    usual = Counter(survey.time_place(element) for element in elements).most_common(1)[0][0]
    elements = [element for element in elements if survey.time_place(element) == usual]
    if len(elements) < 2:
        return ()
    above = elements[0].above
    if above is None:
        return ()
    siblings = above.inside()
    orders = {element.order for element in elements}
    places = [place for place, one in enumerate(siblings) if one.order in orders]
    if len(places) != len(elements) or places[-1] - places[0] == len(places) - 1:
        return ()
    shapes = [one.name if one.name == "tr" else one.shape for one in siblings]
    between = shapes[places[0] + 1 : places[1]]
    before = 0
    while (
        before < min(len(between), places[0])
        and shapes[places[0] - 1 - before] == between[len(between) - 1 - before]
        and _said_before(siblings, places, before + 1)
    ):
        before += 1
    starts = [place - before for place in places]
    ends = [*(start - 1 for start in starts[1:]), min(len(siblings) - 1, starts[-1] + max(_lengths(starts)) - 1)]
    return tuple(Block(tuple(siblings[start : end + 1])) for start, end in zip(starts, ends, strict=True))


def _lengths(starts: list[int]) -> list[int]:
    return [two - one for one, two in pairwise(starts)]


def _said_before(siblings: list[Element], places: list[int], back: int) -> bool:
    """Whether the element so far before each time belongs to what follows it: the last has none of its kind behind it."""
    behind = siblings[places[-1] + 1 :]
    kind = siblings[places[0] - back].shape
    return not any(one.shape == kind for one in behind[: places[1] - places[0] - 1]) or not behind


def _weigh(survey: Survey, key: str, blocks: tuple[Block, ...], everywhere: int) -> Group | None:
    """How much a kind of element looks like posts."""
    named = bool(NUMBERED.search(key))
    good = 0.0
    complete = held = 0
    for block in blocks:
        times = survey.count(survey.times, block)
        novel = survey.count(survey.novel, block)
        held += novel
        names = survey.count(survey.names, block)
        alone = 1 if len(blocks) == 1 else 3
        words = min(1.0, 0.2 + 0.8 * novel / ENOUGH)
        part = UNTIMED if not times else 1.0 if times <= alone else alone / times
        part *= (1.0 if names else 0.55) * (max(words, 0.7) if named and novel else words)
        good += part
        complete += part > 0.5
    total = survey.novel[-1] or 1
    covered = held / total
    places = Counter(place for block in blocks for part in block.parts[:1] if (place := survey.time_place(part)) is not None)
    alike = places.most_common(1)[0][1] / places.total() if places and not key.startswith("run") else 1.0
    called_so = " ".join(called(part) for part in blocks[0].parts)
    factor = 1.0
    stated = key.startswith("itemtype")
    if stated:
        factor *= 1.5
    elif POSTLIKE.search(called_so):
        factor *= 1.25
    if CHROME.search(called_so) and not stated:
        factor *= 0.6
    if named or stated:
        factor *= 1.3
        covered = 0.5 + 0.5 * covered
    exact = (max(complete, 1) / max(everywhere, len(blocks))) ** 0.5
    score = good * (0.3 + 0.7 * covered) * factor * exact * (0.4 + 0.6 * alike)
    if len(blocks) == 1 and not stated:
        score *= 0.8 if named else 0.7 if POSTLIKE.search(called_so) else 0.35
    if good < 0.3:
        return None
    why = f"{complete} of {len(blocks)} hold a time, a name and words, {covered:.0%} of the page's words; score {score:.2f}"
    return Group(key, blocks, score, why, stated)


def overlapping(one: Block, others: Iterable[Block]) -> bool:
    """Whether a block shares elements with others, otherwise than by standing whole inside one."""
    return any(one.start <= other.end and other.start <= one.end for other in others)
