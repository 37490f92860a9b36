"""Reads pages that were flattened to text: which family of software made one, its threads, and why it is read so.

Text in, records out. What is guessed carries a confidence, ids are derived, and what is not in the text stays empty. Text that no
rule knows is None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from spiders.flattened_articles import Article, Found, find_articles
from spiders.flattened_forum import Cuts, cut, read_posts
from spiders.flattened_posts import content_of
from spiders.items import Declared, Label, Moment, Post, Thread, ThreadPage
from spiders.repeats import find_repeats
from spiders.words import words_of

Identify = Callable[..., str]
"""Makes an id of a thread's id and facts."""
SURE, UNSURE = 0.9, 0.6
_FIRST_WORDS = 12
"""Words of an article that tell it from another of the same title."""
_MARKUP = ("<", "{")
"""How text begins that is none: a page, or data, called text by its server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """A page of text, read."""

    family: Literal["xenforo", "blog"]
    kind: Literal["thread", "article", "index"]
    threads: tuple[ThreadPage, ...]
    reasons: tuple[str, ...]


def read_flattened(
    text: str,
    *,
    date: Callable[[str], Moment],
    identify: Identify,
    address: str | None = None,
    number: int | None = None,
) -> Flat | None:
    """The threads of a page; None where it is of no family that is known.

    Args:
        text: the page.
        date: reads a printed time.
        identify: makes an id of a thread's id and facts (`spiders.platforms.base.derived_id`).
        address: the thread's, without the page's number, where the page's own is one of the web.
        number: the page's, where its address tells it.
    """
    if text.lstrip().startswith(_MARKUP):
        return None
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    articles = find_articles(lines)
    if articles is not None and not articles.is_index:
        return _blog(articles, identify, address)
    cuts = cut(lines, date)
    if cuts is not None:
        return _forum(cuts, identify, address, number)
    return _blog(articles, identify, address) if articles is not None else None


def _forum(cuts: Cuts, identify: Identify, address: str | None, number: int | None) -> Flat:
    first = words_of("\n".join(cuts.posts[0].lines))
    thread_id = identify("", "forum", address or " ".join(first))
    sure = SURE if cuts.edited or cuts.tail else UNSURE
    thread = ThreadPage(
        thread=Thread(id=thread_id, kind="forum", url=address),
        posts=tuple(read_posts(cuts, lambda words, nth: identify(thread_id, words, nth))),
        number=number or (1 if address else None),
        confidence=sure,
    )
    quotes = sum(len(post.content.quotes) for post in thread.posts if post.content is not None)
    reasons = (
        f"each of {len(cuts.posts)} posts ends with a line of a no-break space, as XenForo 2's do"
        + ("" if cuts.posts[-1].is_whole else ", but for the last"),
        f"{cuts.edited} edit markers behind such lines; {quotes} runs of lines repeat an earlier post",
        *((f"left out at the end: {' / '.join(cuts.tail)}",) if cuts.tail else ()),
        f"confidence {sure}",
    )
    return Flat(family="xenforo", kind="thread", threads=(thread,), reasons=reasons)


def _blog(found: Found, identify: Identify, address: str | None) -> Flat:
    own = None if found.is_index else address
    threads = tuple(_article(article, found, identify, own) for article in found.articles)
    reasons = (found.reason, f"confidence {found.confidence}")
    return Flat(family="blog", kind="index" if found.is_index else "article", threads=threads, reasons=reasons)


def _article(article: Article, found: Found, identify: Identify, address: str | None) -> ThreadPage:
    """An article's thread; its id is made of its title and first words, which are the same wherever it is shown."""
    words = words_of("\n".join(article.lines))[:_FIRST_WORDS]
    thread_id = identify("", "article", " ".join(words_of(article.title)), " ".join(words))
    opening = Post(id=thread_id, id_kind="derived", kind="article", url=address, content=content_of(article.lines))
    texts = [article.lines, *article.comments]
    comments: dict[str, Post] = {}
    for lines, repeats in list(zip(texts, find_repeats(texts), strict=True))[1:]:
        said = " ".join(words_of("\n".join(lines)))
        nth = 1
        while (comment_id := identify(thread_id, "comment", said, nth)) in comments:
            nth += 1
        comments[comment_id] = Post(id=comment_id, id_kind="derived", kind="comment", content=content_of(lines, repeats))
    thread = Thread(
        id=thread_id,
        title=article.title,
        kind="article",
        url=address,
        labels=tuple(Label(kind="category", title=label) for label in article.labels),
        declared=Declared(replies=article.declared),
    )
    return ThreadPage(
        thread=thread,
        posts=(opening, *comments.values()),
        view="page" if article.is_whole else "excerpt",
        confidence=found.confidence,
    )


__all__ = ["Flat", "Identify", "read_flattened"]
