"""Posts found on the visible page and posts told to machines, put together: what agrees is completed, what is missing is made.

A post is never doubled: what a machine is told becomes a post of its own only where nothing that was read could be it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from spiders.content import read_content
from spiders.items import Author, Content, Edit, Moment, Post, PostKind, Reaction, Thread
from spiders.page import Page
from spiders.platforms.base import derived_id
from spiders.platforms.generic_blocks import ENOUGH, NUMBERED, Group, Survey
from spiders.platforms.generic_bodies import Inside
from spiders.platforms.generic_frame import names_thread, paging
from spiders.platforms.generic_marks import POSTLIKE, called
from spiders.platforms.generic_posts import find_posts, is_list
from spiders.platforms.generic_stated import Stated, parse_told, read_stated
from spiders.words import words_of

ALIKE = 0.85
"""Of the words of two texts of one length, how many they share if they are one."""
MAYBE = 0.6
"""From which share on a text may be one that was read; it is then not made a post of."""
BEGINNING = 6
"""Words at the beginning that are the same if one text is the other cut short."""
SOON = timedelta(minutes=1)
ZONES = timedelta(hours=15)
"""How far a printed time may be from UTC."""
TOLD = 0.8
"""How sure a post is that stands nowhere but in what machines are told."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The posts of a page, and how many of them machines are told of, too (``agreed``) or alone (``made``)."""

    posts: tuple[Post, ...]
    agreed: int = 0
    made: int = 0

    def confidence(self, guessed: float) -> float:
        """How sure the reading is: half of the doubt goes where a post agrees."""
        count = len(self.posts)
        if not count or not (self.agreed or self.made):
            return guessed
        seen = guessed + (1 - guessed) * 0.5 * self.agreed / max(1, count - self.made)
        return round((seen * (count - self.made) + TOLD * self.made) / count, 2)


def is_told(page: Page) -> bool:
    """Whether a page without posts that could be found tells them to machines, and shows no others."""
    if "generic told" not in page.memo:
        page.memo["generic told"] = _is_told(page)
    found: bool = page.memo["generic told"]
    return found


def _is_told(page: Page) -> bool:
    stated = read_stated(page)
    first = (paging(page).number or 1) == 1
    if not any(one.words and (first or number) for number, one in enumerate(stated)) or not names_thread(page):
        return False
    finding = find_posts(page)
    return not any(_shows_more(page, finding.survey, group, stated) for group in finding.groups[:5])


def _shows_more(page: Page, survey: Survey, group: Group, stated: Sequence[Stated]) -> bool:
    """Whether a kind of element that was no sure post looks like posts nevertheless, and machines are told nothing of them."""
    names = " ".join(called(part) for part in group.blocks[0].parts)
    named = group.stated or bool(NUMBERED.search(group.key))
    if not named and (not POSTLIKE.search(names) or is_list(page, survey, group)):
        return False
    told = {word for one in stated for word in one.words}
    untold = 0
    for block in group.blocks:
        if not (survey.count(survey.times, block) and survey.count(survey.novel, block) >= ENOUGH):
            continue
        words = {word for part in block.parts for word in words_of(survey.soup.words(part))}
        untold += len(words & told) < MAYBE * len(words)
    return untold > 1


def complete_header(page: Page, thread: Thread, posts: Sequence[Post]) -> Thread:
    """The header, with what machines are told of the thread: its title where the page says more around it, author and answers.

    Some count only the answers that were accepted: a number that the page's own posts exceed is not of its posts.
    """
    stated = read_stated(page)
    if not stated:
        return thread
    root = stated[0]
    others = len(posts) - ((paging(page).number or 1) == 1)
    return replace(
        thread,
        title=root.title if root.title and (thread.title is None or root.title in thread.title) else thread.title,
        author=root.author,
        created=root.posted,
        declared=replace(thread.declared, replies=root.replies)
        if root.replies is not None and root.replies >= others
        else thread.declared,
    )


def complete_posts(page: Page, thread: Thread, posts: Sequence[Post]) -> Agreement:
    """The posts that were read, completed; further ones where nothing that was read could be them."""
    stated = read_stated(page)
    if not stated:
        return Agreement(tuple(posts))
    same = _match(posts, stated)
    completed = {number: _complete(posts[number], stated, one, sure=sure) for number, (one, sure) in same.items()}
    whole = _unique([completed.get(number, post) for number, post in enumerate(posts)], posts)
    place = {one: number for number, (one, _) in same.items()}
    made = {one: _make(page, thread, stated, one, kind) for one, kind in _missing(page, thread, posts, stated, place)}
    made = {one: post for one, post in made.items() if post.content is not None and all(post.id != two.id for two in whole)}
    ids = {one: whole[number].id for one, number in place.items()} | {one: post.id for one, post in made.items()}
    for one, number in place.items():
        whole[number] = _below(whole[number], stated[one], ids)
    found: list[Post] = list(whole)
    for one in sorted(made):
        before = max((number for other, number in place.items() if other < one), default=-1)
        added = sum(1 for other in made if other < one)
        found.insert(min(before + 1 + added, len(found)), _below(made[one], stated[one], ids))
    return Agreement(tuple(found), len(same), len(made))


def _unique(completed: list[Post], posts: Sequence[Post]) -> list[Post]:
    """The posts, those whose new id another has left as they were named."""
    ids = [post.id for post in completed]
    return [
        replace(post, id=old.id, id_kind=old.id_kind) if post.id != old.id and ids.count(post.id) > 1 else post
        for post, old in zip(completed, posts, strict=True)
    ]


# -- which is which --------------------------------------------------------------------------------------------------


def _match(posts: Sequence[Post], stated: Sequence[Stated]) -> dict[int, tuple[int, bool]]:
    """The stated post that each post read is, and whether their words or ids say so."""
    said = [tuple(words_of(post.content.text)) if post.content else () for post in posts]
    told = [set(one.words) for one in stated]
    sets = [set(words) for words in said]
    found: dict[int, tuple[int, bool]] = {}
    left = list(range(len(stated)))

    def take(number: int, one: int, *, sure: bool) -> None:
        found[number] = one, sure
        left.remove(one)

    for number, post in enumerate(posts):
        for one in left:
            if _same_address(post, stated[one]) and not _differ(sets[number], told[one]):
                take(number, one, sure=True)
                break
    for sure in (True, False):
        for number, post in enumerate(posts):
            if number in found:
                continue
            for one in left:
                if sure and _same_words(said[number], stated[one].words, sets[number], told[one]):
                    if min(len(said[number]), len(stated[one].words)) < 4 and not _same_author(post, stated[one]):
                        continue
                elif sure or _differ(sets[number], told[one]) or not _same_time(post, stated[one], number, one):
                    continue
                take(number, one, sure=sure)
                break
    return found


def _same_address(post: Post, one: Stated) -> bool:
    if post.url is not None and one.url is not None and post.url == one.url and one.above is not None:
        return True
    return post.id_kind == "stated" and post.kind != "article" and post.id == one.id


def _same_words(said: tuple[str, ...], told: tuple[str, ...], one: set[str], two: set[str]) -> bool:
    shorter, longer = sorted((said, told), key=len)
    if not shorter:
        return False
    if said == told or (len(shorter) >= BEGINNING and longer[: len(shorter) - 1] == shorter[:-1]):
        return True
    return 3 < len(shorter) >= MAYBE * len(longer) and len(one & two) >= ALIKE * max(len(one), len(two))


def _differ(one: set[str], two: set[str]) -> bool:
    """Whether two texts cannot be one."""
    return bool(one and two) and len(one & two) < 0.3 * min(len(one), len(two))


def _same_author(post: Post, one: Stated) -> bool:
    return post.author is not None and one.author is not None and post.author.name.casefold() == one.author.name.casefold()


def _same_time(post: Post, one: Stated, number: int, place: int) -> bool:
    """Whether author and time agree; an article is the page's, whatever of the two it shows."""
    if post.kind == "article" and number == 0 and place == 0 and one.kind == "article":
        return post.author is None or post.posted is None or _same_author(post, one) or _near(post.posted, one.posted)
    return _same_author(post, one) and post.posted is not None and _near(post.posted, one.posted)


def _near(shown: Moment, told: Moment | None) -> bool:
    if told is None:
        return False
    if shown.at is not None and told.at is not None and shown.precision != "day":
        return abs(shown.at - told.at) <= SOON
    if shown.local is None or (told.at is None and told.local is None):
        return False
    there = told.at.replace(tzinfo=None) if told.at is not None else told.local
    return there is not None and abs(shown.local - there) <= (ZONES if shown.precision != "day" else ZONES + timedelta(days=1))


# -- what is completed -----------------------------------------------------------------------------------------------


def _complete(post: Post, stated: Sequence[Stated], number: int, *, sure: bool) -> Post:
    one = stated[number]
    return replace(
        post,
        id=one.id if post.id_kind == "derived" and one.id is not None else post.id,
        id_kind="stated" if one.id is not None else post.id_kind,
        author=_author(post.author, one.author, sure=sure),
        posted=_posted(post.posted, one.posted, sure=sure),
        url=post.url or (one.url if number else None),
        ordinal=post.ordinal if post.ordinal is not None else one.position,
        edits=post.edits or _edits(stated, number),
        reactions=post.reactions or _reactions(one),
    )


def _author(shown: Author | None, told: Author | None, *, sure: bool) -> Author | None:
    """The name that machines are told where another was guessed; what people read of one person stays, other pages say it too."""
    if shown is None or told is None:
        return shown or told
    if shown.name.casefold() == told.name.casefold():
        return replace(shown, id=shown.id or told.id, url=shown.url or told.url)
    return told if sure and shown.id is None and not _is_one(shown.name, told.name) else shown


def _is_one(name: str, other: str) -> bool:
    """Whether two names may be one person's: "lsperling" and "Liran Sperling"."""
    one, two = ("".join(words_of(whole)) for whole in (name, other))
    return any(one[start : start + 4] in two for start in range(len(one) - 3))


def _posted(shown: Moment | None, told: Moment | None, *, sure: bool) -> Moment | None:
    """The moment that machines are told, as people read it where that may be the same."""
    if told is None or (shown is not None and told.at is None and shown.precision is not None):
        return shown
    if shown is None or told.at is None:
        return told
    if shown.at is not None and shown.precision == "second":
        return shown
    if shown.precision is None:
        return replace(told, raw=shown.raw)
    if not _near(shown, told):
        return told if sure and shown.local is not None and shown.at is None else shown
    if told.precision == "day" or (shown.at is not None and shown.precision == "minute"):
        return shown
    local = shown.local if shown.precision in ("minute", "second") else told.local
    return Moment(raw=shown.raw, at=told.at, local=local, precision=told.precision)


def _edits(stated: Sequence[Stated], number: int) -> tuple[Edit, ...]:
    """When a post was changed; of a thread that has answers the date says when the last came."""
    one = stated[number]
    if one.modified is None or one.modified.at is None or one.posted is None or one.posted.at is None:
        return ()
    if one.modified.at - one.posted.at < SOON or (one.kind == "post" and (one.replies or len(stated) > 1)):
        return ()
    return (Edit(raw=one.modified.raw, time=one.modified),)


def _reactions(one: Stated) -> tuple[Reaction, ...]:
    return tuple(Reaction(kind=kind, count=count) for kind, count in one.reactions)


def _below(post: Post, one: Stated, ids: dict[int, str]) -> Post:
    """The post, with the one it answers; what answers the first post answers the thread."""
    if not one.above or one.above not in ids or post.parent_id is not None:
        return post
    return replace(post, parent_id=ids[one.above], parent_kind="stated")


# -- what is made ----------------------------------------------------------------------------------------------------


def _missing(
    page: Page, thread: Thread, posts: Sequence[Post], stated: Sequence[Stated], place: dict[int, int]
) -> Iterator[tuple[int, PostKind]]:
    """The stated posts that nothing read could be, and what kind of post they are here."""
    left = [post for number, post in enumerate(posts) if number not in place.values()]
    lines = [f" {' '.join(words_of(post.content.text))} " for post in posts if post.content is not None]
    sets = [set(line.split()) for line in lines]
    first = (paging(page).number or 1) == 1
    usual = {stated[one].kind: posts[number].kind for one, number in place.items() if stated[one].above is not None}
    for number, one in enumerate(stated):
        if number in place or not one.words or (posts and not place and number) or (not number and not first):
            continue
        if any(_same_author(post, one) for post in left) or (not number and posts and posts[0].kind == "article"):
            continue
        begins, ends = f" {' '.join(one.words[:12])} ", f" {' '.join(one.words[-12:])} "
        words = set(one.words)
        shared = max((len(words & other) / max(len(words), 1) for other in sets if len(other) > 3), default=0.0)
        if any(begins in line or ends in line for line in lines) or (len(words) > 5 and shared >= MAYBE):
            continue
        yield number, usual.get(one.kind) or _kind(thread, stated, number)


def _kind(thread: Thread, stated: Sequence[Stated], number: int) -> PostKind:
    if number == 0:
        return "article" if thread.kind == "article" and stated[0].kind == "article" else "post"
    if stated[number].kind == "comment" and stated[0].kind == "post" and not any(one.kind == "answer" for one in stated):
        return "post"  # what is said in a forum is a comment to schema.org
    return stated[number].kind


def _make(page: Page, thread: Thread, stated: Sequence[Stated], number: int, kind: PostKind) -> Post:
    one = stated[number]
    content = _content(page, one, quotes_stay=kind == "article")
    given = derived_id(
        thread.id,
        one.author.name if one.author else "",
        (one.posted.at or one.posted.local or one.posted.raw) if one.posted else "",
        "" if one.posted and one.posted.precision in ("second", "minute") else (content.text[:80] if content else ""),
    )
    article = kind == "article"
    return Post(
        id=thread.id if article else one.id or given,
        id_kind="stated" if article or one.id else "derived",
        kind=kind,
        ordinal=one.position,
        author=one.author,
        posted=one.posted,
        url=one.url if number else None,
        content=content,
        edits=_edits(stated, number),
        reactions=_reactions(one),
    )


def _content(page: Page, one: Stated, *, quotes_stay: bool) -> Content | None:
    body = parse_told(page, one.html)
    if body is None:
        return None
    inside = Inside(quotes={node.mem_id for node in body.css("blockquote")})
    content = read_content([body], inside.rules(page, quotes_stay=quotes_stay))
    return content if content is not None and (content.text or content.media or content.quotes) else None
