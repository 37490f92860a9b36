"""What a set of quotes comes to: which posts and sentences are quoted most, and who quotes whom. Pure: edges in, rows out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from db.queries.quoting import QuoteEdge

_SENTENCE = re.compile(r"\S.*?(?:[.!?\u2026\u3002\uff01\uff1f]+(?=\s|$|[^\W\d_])|\n|$)", re.DOTALL)


class QuotedPost(NamedTuple):
    """A post and how often it was quoted."""

    site_url: str
    post: str
    author: str | None
    thread: str
    url: str | None
    quotes: int
    by: int
    """How many different people quoted it."""
    characters: int
    """Of it that were quoted, each as often as it was."""


def most_quoted(edges: Iterable[QuoteEdge]) -> list[QuotedPost]:
    """The posts that are quoted, the most quoted first."""
    groups: dict[tuple[str, str, str], list[QuoteEdge]] = defaultdict(list)
    for edge in edges:
        if edge.source is not None:
            groups[edge.site_url, edge.source_thread or "", edge.source].append(edge)
    found = [
        QuotedPost(
            site_url=site,
            post=post,
            author=of[0].source_author,
            thread=thread,
            url=of[0].source_url,
            quotes=len(of),
            by=len({edge.author for edge in of}),
            characters=sum((edge.end or 0) - (edge.start or 0) for edge in of),
        )
        for (site, thread, post), of in groups.items()
    ]
    return sorted(found, key=lambda one: (-one.quotes, -one.by, -one.characters, one.site_url, one.post))


class QuotedSentence(NamedTuple):
    """A sentence and how often it was quoted, whole or in part."""

    site_url: str
    post: str
    author: str | None
    url: str | None
    text: str
    quotes: int


def most_quoted_sentences(edges: Iterable[QuoteEdge]) -> list[QuotedSentence]:
    """The sentences of sources that stand in quotes, the most quoted first. A quote of several counts for each of them."""
    counts: Counter[tuple[str, str, str]] = Counter()
    first: dict[tuple[str, str, str], QuoteEdge] = {}
    for edge in edges:
        if edge.source is None or not edge.words:
            continue
        for sentence in {found[0].strip() for found in _SENTENCE.finditer(edge.words)}:
            key = (edge.site_url, edge.source, sentence)
            counts[key] += 1
            first.setdefault(key, edge)
    found = [
        QuotedSentence(site, post, first[site, post, text].source_author, first[site, post, text].source_url, text, count)
        for (site, post, text), count in counts.items()
    ]
    return sorted(found, key=lambda one: (-one.quotes, -len(one.text), one.site_url, one.post))


class Pair(NamedTuple):
    """One person quoting another."""

    site_url: str
    author: str | None
    quoted: str | None
    """Whom; where no source is known, whom the quotes name."""
    quotes: int
    characters: int


def who_quotes_whom(edges: Iterable[QuoteEdge]) -> list[Pair]:
    """Who quotes whom, how often, how many characters; the most often first."""
    quotes: Counter[tuple[str, str | None, str | None]] = Counter()
    characters: Counter[tuple[str, str | None, str | None]] = Counter()
    for edge in edges:
        key = (edge.site_url, edge.author, edge.source_author or edge.named)
        quotes[key] += 1
        characters[key] += len(edge.text)
    pairs = [Pair(*key, count, characters[key]) for key, count in quotes.items()]
    return sorted(pairs, key=lambda one: (-one.quotes, -one.characters, one.site_url, one.author or "", one.quoted or ""))
