"""The posts of a page nobody knows: blocks found by their repetition, taken apart, and read into records.

Several kinds of posts may stand on one page: an article and its comments, a question, its answers and what is said to each.
The kind that explains most is taken first; others beside it or inside its posts are taken where they are called what posts are
called.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta, tzinfo
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

from spiders.content import read_content
from spiders.dates import Order, read_date, stamp
from spiders.items import Author, Content, Moment, Post, PostKind
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.generic_blocks import ENOUGH, LEAST, LEAST_IN_THREAD, Block, Group, Survey, find_groups
from spiders.platforms.generic_bodies import look_inside, read_edits
from spiders.platforms.generic_fields import Fields, Found, read_fields
from spiders.platforms.generic_ids import PostId, read_ids
from spiders.platforms.generic_links import (
    canonical,
    form_of,
    is_post_address,
    looks_like_board,
    may_follow,
    member_in,
    names_post,
    same_thing,
    thread_in,
)
from spiders.platforms.generic_marks import POSTLIKE, TimeMark, called
from spiders.platforms.generic_soup import Element, Soup
from spiders.platforms.generic_stated import read_stated
from spiders.text import label
from spiders.urls import same_site
from spiders.words import words_of

_POST = re.compile(r"(?:^|[-_ ])(?:message|reply|postbit|comment|answer|js-post|question)|author", re.IGNORECASE)
_ENTRY = re.compile(r"(?:^|[-_ ])(?:h-?entry|type-post|entry|blog-?post|single-?post|article)(?=$|[-_ #])", re.IGNORECASE)
_OFFSET = re.compile(r"^(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?) ?(?:(Z|UTC)|([+-]\d\d):?(\d\d))?$")
_UNPADDED = re.compile(r"(?<!\d)[1-9]-")
_FIGURES = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d\d)(?!\d)")


@dataclass
class Finding:
    """All that was found on a page, with the reasons."""

    survey: Survey
    groups: list[Group]
    fields: list[Fields] = field(default_factory=list)

    @property
    def article(self) -> int:
        """Which of the kinds is the article that others answer: one block, headed by the page's title; -1: none."""
        return next((number for number, one in enumerate(self.fields) if _is_article(self.survey, one)), -1)

    @property
    def confidence(self) -> float:
        """How sure the reading is, over all posts."""
        count = sum(len(one.posts) for one in self.fields)
        return round(sum(one.confidence * len(one.posts) for one in self.fields) / count, 2) if count else 0.0


def _is_article(survey: Survey, fields: Fields) -> bool:
    (first, *others) = fields.group.blocks
    names = " ".join(called(part) for part in first.parts)
    if others or (_POST.search(names) and not fields.group.stated):
        return False
    if not (fields.group.stated or first.parts[0].name in ("article", "main") or _ENTRY.search(names)):
        return False
    return any(
        element.name in ("h1", "h2", "h3") and survey.is_title(survey.soup.words(element))
        for element in (survey.soup.elements[order] for order in first.orders())
        if element.name in _HEADINGS and element.prose + element.linked < 300
    )


def find_posts(page: Page) -> Finding:
    """Find the posts of a page; once a page."""
    known: Finding | None = page.memo.get("generic")
    if known is None:
        known = page.memo["generic"] = _find(page, page.tree.body)
        if not known.fields and _hidden(page):
            second = _find(page, LexborHTMLParser(page.text, scripting=False).body)
            known = page.memo["generic"] = second if second.fields else known
    return known


def are_named(page: Page) -> bool:
    """Whether the posts found bear names of their own, or are called posts by the page itself: then they are some, wherever."""
    finding = find_posts(page)
    first = finding.fields[0]
    return first.group.stated or any(read_ids(finding.survey, [post.block for post in first.posts]))


def _hidden(page: Page) -> bool:
    """Whether much of the page is for browsers without scripts only."""
    return sum(len(node.html or "") for node in page.tree.css("body noscript")) > 2_000


def _find(page: Page, body: LexborNode | None) -> Finding:
    survey = Survey(Soup(body), label(page.first("title")) or "", page.clock)
    groups = find_groups(survey)
    finding = Finding(survey, groups)
    for group in _chosen(page, survey, groups):
        finding.fields.append(read_fields(survey, group))
    return finding


def _chosen(page: Page, survey: Survey, groups: Sequence[Group]) -> list[Group]:
    """The kinds that are posts: the best, and others that do not share elements with it."""
    least = LEAST_IN_THREAD if thread_in(page.url) is not None else LEAST
    if not groups or groups[0].score < least:
        return []
    if is_list(page, survey, groups[0]) and not any(_holds_told(page, survey, group) for group in groups[:3]):
        return []
    if looks_like_board(page.url) and thread_in(page.url) is None:
        near = [group for group in groups[1:4] if group.score >= 0.6 * groups[0].score]
        if any(is_list(page, survey, group) for group in near):
            return []
    chosen = [groups[0]]
    for group in groups[1:]:
        if len(chosen) == 4:
            break
        taken = [block for one in chosen for block in one.blocks]
        rest = tuple(
            block for block in group.blocks if not any(block.start <= one.end and one.start <= block.end for one in taken)
        )
        if rest and _may_stand_beside(page, survey, group, rest, taken):
            chosen.append(replace(group, blocks=rest))
    return chosen


def _holds_told(page: Page, survey: Survey, group: Group) -> bool:
    """Whether one of the blocks has the words, from first to last, of a post that machines are told of: then it is no row."""
    if len(group.blocks) < 2:
        return False
    lines = [
        f" {' '.join(word for part in block.parts for word in words_of(survey.soup.words(part)))} " for block in group.blocks
    ]
    for one in read_stated(page):
        begins, ends = f" {' '.join(one.words[:12])} ", f" {' '.join(one.words[-8:-1])} "
        if one.kind != "article" and len(one.words) > ENOUGH and sum(begins in line and ends in line for line in lines) == 1:
            return True
    return False


def _may_stand_beside(page: Page, survey: Survey, group: Group, rest: Sequence[Block], taken: Sequence[Block]) -> bool:
    """Whether a further kind of element is posts, too: called so, each with a time, a name and words."""
    names = " ".join(called(part) for part in rest[0].parts)
    if not group.stated and not POSTLIKE.search(names) and not (len(rest) == 1 and rest[0].parts[0].name in ("article", "main")):
        return False
    if re.search(
        r"related|similar|recent|latest|popular|sidebar|widget|teaser|suggest|recommend|trending|card", names, re.IGNORECASE
    ):
        return False
    whole = [
        block
        for block in rest
        if survey.count(survey.times, block) and survey.count(survey.names, block) and survey.count(survey.novel, block) >= ENOUGH
    ]
    inside = any(one.start <= rest[0].start and rest[0].end <= one.end for one in taken)
    if (
        len(rest) > 1
        and not inside
        and not re.search(r"comment|answer|repl(?:y|ies)|post(?!ing)", f"{group.key} {names}", re.IGNORECASE)
    ):
        return False  # further articles: what else there is to read
    if len(whole) < 0.6 * len(rest) or is_list(page, survey, replace(group, blocks=tuple(rest))):
        return False
    return len(rest) > 1 or rest[0].end < max(block.start for block in taken) or group.stated


def is_list(page: Page, survey: Survey, group: Group) -> bool:
    """Whether blocks are rows of a list: each leads by a title of its own to another page, or links more than it says."""
    here, below = thread_in(page.url), re.escape(page.url.partition("?")[0].rstrip("/")) + r"/\d{3,}/?"
    said = linked = titled = headed_by = 0
    forms: Counter[str] = Counter()
    targets: set[str] = set()
    words: set[str] = set()
    for block in group.blocks:
        said += survey.count(survey.novel, block)
        lead = _lead(page, survey, block)
        if lead is None:
            continue
        link, url = lead
        if not same_site(url, page.url):
            linked += link.linked
            continue
        if same_thing(url, page.url) or is_post_address(url) or names_post(url) or re.fullmatch(below, url):
            continue
        linked += link.linked
        there = thread_in(url)
        headed = link.above is not None and link.above.name in _HEADINGS
        if (there is not None and there != here) or (looks_like_board(url) and here is None) or headed:
            titled += 1
            headed_by += headed
            forms[form_of(url)] += 1
            targets.add(canonical(url))
            words.add(survey.soup.words(link))
    count = len(group.blocks)
    if said < 0.8 * linked and count > 2:
        return True
    if count < 3 and (here is not None or headed_by < count):
        return False
    if len(words) < 0.5 * titled:
        return False  # "link", "parent": no titles
    return titled >= 0.7 * count and len(targets) >= 0.9 * titled and forms.most_common(1)[0][1] >= 0.6 * titled


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})


def _lead(page: Page, survey: Survey, block: Block) -> tuple[Element, str] | None:
    """What may be a block's title, and where it leads: a heading's link, else the first; no person's, no time, no tool."""
    first: tuple[Element, str] | None = None
    for order in block.orders():
        element = survey.soup.elements[order]
        if element.name != "a" or element.linked < 3 or element.above is None:
            continue
        headed = element.above.name in _HEADINGS
        if (first is not None and not headed) or survey.hints[order] >= 3 or survey.times[element.last + 1] > survey.times[order]:
            continue
        url = page.absolute(element.attrs.get("href"))
        if url is not None and may_follow(url):
            if headed:
                return element, url
            first = element, url
    return first


def explain(page: Page) -> Iterator[str]:
    """Why these elements are posts and those parts their text, author and time; what else was considered, with its score."""
    finding = find_posts(page)
    if not finding.groups:
        yield "no element holds a time: no posts"
    for group in finding.groups[:5]:
        is_post = any(one.group.key == group.key for one in finding.fields)
        why = "posts" if is_post else "a list" if is_list(page, finding.survey, group) else "not posts"
        yield f"{why}: {group.key}, {len(group.blocks)} of them: {group.why}"
    for fields in finding.fields:
        yield f"in {fields.group.key}, confidence {fields.confidence}:"
        for what, choices in (("text", fields.bodies), ("author", fields.names), ("time", fields.times)):
            for number, choice in enumerate(choices[:3]):
                yield f"  {what if not number else 'or':>6}: {choice.place}: {choice.why}; score {choice.score}"
        ids = next((found for found in read_ids(finding.survey, [post.block for post in fields.posts]) if found), None)
        yield f"      id: {ids.place.removeprefix('own ')}" if ids else "      id: none on the page; derived"
    told = read_stated(page)
    if told:
        count = f"{len(told)} post{'s' if len(told) > 1 else ''}, {sum(bool(one.words) for one in told)} with words"
        yield f"told to machines: {count}; they complete what agrees with them"


# -- records ---------------------------------------------------------------------------------------------------------


def read_posts(page: Page, thread_id: str, *, zone: tzinfo | None, languages: tuple[str, ...]) -> list[Post]:
    """The posts of a page in its order."""
    finding = find_posts(page)
    order = date_order(page, finding.survey)

    def date(raw: str) -> Moment:
        return read_date(raw, clock=page.clock, zone=zone, languages=languages, order=order)

    found: list[tuple[int, Post]] = []
    for number, fields in enumerate(finding.fields):
        ids = read_ids(finding.survey, [post.block for post in fields.posts])
        inside = look_inside(finding.survey, fields.posts)
        edits = [read_edits(finding.survey, post.block, date, languages) for post in fields.posts]
        for edited in edits:
            inside.dropped.update(element.node.mem_id for _, element in edited)
        kind = "article" if number == finding.article else kind_of(fields.group)
        rules = inside.rules(page, quotes_stay=kind == "article")
        for post, post_id, edited in zip(fields.posts, ids, edits, strict=True):
            content = read_content([body.node for body in post.body], rules) if post.body else None
            if content is None or not (content.text or content.media or content.quotes):
                continue
            moment = _moment(post.time, date)
            record = _record(page, thread_id, post, kind=kind, post_id=post_id, content=content, moment=moment)
            found.append((post.block.start, replace(record, edits=tuple(edit for edit, _ in edited))))
    found.sort(key=lambda one: one[0])
    return _distinct(post for _, post in found)


def _distinct(posts: Iterator[Post]) -> list[Post]:
    seen: dict[str, Post] = {}
    for post in posts:
        seen.setdefault(post.id, post)
    return list(seen.values())


def _record(
    page: Page, thread_id: str, post: Found, *, kind: PostKind, post_id: PostId | None, content: Content, moment: Moment | None
) -> Post:
    author = None
    if post.author is not None:
        link = post.name if post.name is not None and post.name.name == "a" else None
        if link is None and post.name is not None:
            around = [*post.name.inside(), post.name.above] if post.name.above is not None else post.name.inside()
            link = next((one for one in around if one.name == "a"), None)
        url = page.absolute(link.attrs.get("href")) if link is not None else None
        profile = url if url is not None and same_site(url, page.url) else None
        author = Author(name=post.author, id=member_in(profile) if profile else None, url=url)
    given = derived_id(
        thread_id,
        post.author or "",
        (moment.at or moment.local or moment.raw) if moment else "",
        "" if moment and moment.precision in ("second", "minute") else content.text[:80],
    )
    named = post_id.value if post_id else given
    return Post(
        id=thread_id if kind == "article" else named,
        id_kind="stated" if post_id or kind == "article" else "derived",
        kind=kind,
        author=author,
        posted=moment,
        url=page.absolute(post_id.url) if post_id and post_id.url else None,
        content=content,
    )


def kind_of(group: Group) -> PostKind:
    """What sort of post it is called."""
    names = group.key + " " + " ".join(called(part) for part in group.blocks[0].parts)
    if re.search(r"comment", names, re.IGNORECASE):
        return "comment"
    return "answer" if re.search(r"answer", names, re.IGNORECASE) else "post"


def _moment(mark: TimeMark | None, date: Callable[[str], Moment]) -> Moment | None:
    if mark is None:
        return None
    if mark.stamp:
        iso = _OFFSET.match(mark.stamp)
        value = f"{iso[1]}T{iso[2]}{'+00:00' if iso[3] else f'{iso[4]}:{iso[5]}' if iso[4] else ''}" if iso else mark.stamp
        found = stamp(value, mark.raw)
        if found is not None and found.precision is not None:
            return found
    return date(mark.raw)


def date_order(page: Page, survey: Survey) -> Order | None:
    """How the page writes days in figures: by those that can be read in one way only, else by what puts its posts in order."""
    if "generic order" not in page.memo:
        page.memo["generic order"] = _date_order(page, survey)
    found: Order | None = page.memo["generic order"]
    return found


def _date_order(page: Page, survey: Survey) -> Order | None:
    for words in survey.own:
        found = _FIGURES.search(words) if 7 < len(words) < 120 else None
        if found and int(found[1]) > 12 >= int(found[2]):
            return "DMY"
        if found and int(found[2]) > 12 >= int(found[1]):
            return "MDY"
        if found and found[0].count("-") == 2 and _UNPADDED.search(found[0]):
            return "DMY"  # with dashes and without noughts: nobody writes the month first so
    days = [found for mark in survey.marks if mark.element.order in survey.posted_set and (found := _FIGURES.search(mark.raw))]
    if len(days) < 3:
        return None
    orders: tuple[Order, Order] = ("DMY", "MDY")
    wrong = {order: _disorder(page, days, order) for order in orders}
    if wrong["DMY"] == wrong["MDY"]:
        return None
    return min(orders, key=lambda order: wrong[order])


def _disorder(page: Page, days: Sequence[re.Match[str]], order: Order) -> int:
    """How often a day comes before the one above it, or has not come yet, if days are written so."""
    read = [read_date(day[0], clock=page.clock, order=order).local for day in days]
    late = sum(day is None or day > page.clock.replace(tzinfo=None) + timedelta(days=1) for day in read)
    known = [day for day in read if day is not None]
    return late * 3 + sum(two < one for one, two in pairwise(known))
