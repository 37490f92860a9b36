"""Links the quotes of an archive with the words they were taken from, thread by thread; what is linked stays until more is known.

Reads through `db.queries`, writes through `Store`. A source that a page states is never doubted: only the words are sought in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from sqlalchemy import Engine

from archiver.quotes.align import Fragment, lay, place
from archiver.quotes.find import find, name_key
from archiver.quotes.index import Index
from db.queries import quotes as queries
from db.queries.quotes import Quoted, Said
from db.store import Store
from db.store.links import Link
from spiders.words import words_of

LIKE = 0.4
"""How much of a quote must agree with the post that the page states, for the words to be shown there."""
_VIEWS = ("excerpt", "feed", "api", "page")
"""From which a text is preferred, where several show the same."""


def link_quotes(engine: Engine, store: Store, *, site_id: int, tell: Callable[[int, int], None] | None = None) -> Counter[str]:
    """Seek the sources of all quotes that were not sought among all that is held now.

    Args:
        engine: the archive.
        store: the same, to write to.
        site_id: the site.
        tell: told how many threads are done, of how many.

    Returns:
        How many quotes were looked at, by what came of it ("stated", "exact", "fuzzy", "none"), and in how many "threads".
    """
    store.link_stated(site_id)
    with engine.connect() as connection:
        threads = queries.threads_to_link(connection, site_id)
    done: Counter[str] = Counter(threads=len(threads))
    for number, thread in enumerate(threads):
        with engine.connect() as connection:
            said = queries.said_in(connection, thread)
            quoted = queries.quoted_in(connection, thread)
            here = {one.post_id for one in said}
            elsewhere = {one.source_post_id for one in quoted if one.source_post_id is not None} - here
            others = queries.said_by(connection, sorted(elsewhere))
        links = list(links_of(said, quoted, others))
        store.link(links, sought_to=max(one.revision_id for one in said))
        done.update(one.match for one in links)
        if tell is not None:
            tell(number + 1, len(threads))
    return done


def links_of(said: Iterable[Said], quoted: Iterable[Quoted], others: Iterable[Said] = ()) -> Iterable[Link]:
    """Where the words of each quote of a thread come from.

    Args:
        said: what was said in the thread.
        quoted: what is quoted in it.
        others: what posts of other threads say that are stated as sources.
    """
    said = list(said)
    index, orders = _indexed(said)
    texts: dict[int, list[Said]] = {}
    for one in (*said, *others):
        texts.setdefault(one.post_id, []).append(one)
    for quote in quoted:
        if quote.source_post_id is not None:
            yield _stated(quote, texts.get(quote.source_post_id, []))
            continue
        found = find(index, quote.text, before=orders[quote.post_id], author=quote.author)
        if found is None:
            yield Link(quote.revision_id, quote.ordinal, None, None, None, None, "none", None, None)
        else:
            source = (found.entry.post_id, found.entry.revision_id, found.start, found.end)
            yield Link(quote.revision_id, quote.ordinal, *source, found.match, found.score, found.altered)


def _stated(quote: Quoted, texts: list[Said]) -> Link:
    """The words of a quote in the post that the page states, in whichever of its revisions they stand best."""
    fragment = Fragment(quote.text)
    best: tuple[float, bool, int] | None = None
    link = Link(quote.revision_id, quote.ordinal, quote.source_post_id, None, None, None, "stated", 1.0, None)
    for one in texts if fragment.keys else ():
        laid = lay(fragment, words_of(one.text))
        if laid is not None and laid.score >= LIKE and (best is None or (laid.score, one.current, one.revision_id) > best):
            best = (laid.score, one.current, one.revision_id)
            start, end = place(fragment, one.text, laid)
            link = link._replace(source_revision_id=one.revision_id, start=start, end=end, altered=laid.altered)
    return link


def _indexed(said: list[Said]) -> tuple[Index, dict[int, int]]:
    """The thread's words in the order in which they were said, and each post's place in it.

    By time where every post has one, since a page may show answers below what they answer; else as the pages show them.
    """
    timed = all(one.posted_at is not None for one in said)
    never = datetime.max.replace(tzinfo=UTC)

    def order(one: Said) -> tuple[object, ...]:
        when = one.posted_at or never
        opening = one.kind != "article"
        return (opening, when if timed else never, one.page or 0, one.position or 0, one.post_id)

    orders = {post: number for number, post in enumerate(dict.fromkeys(one.post_id for one in sorted(said, key=order)))}
    shown: dict[tuple[int, str], Said] = {}
    for one in sorted(said, key=lambda one: (one.current, _VIEWS.index(one.view), one.observed_from)):
        shown[one.post_id, one.text] = one
    index = Index()
    for one in sorted(shown.values(), key=lambda one: (orders[one.post_id], one.current, one.observed_from, one.revision_id)):
        index.add(one.post_id, one.revision_id, order=orders[one.post_id], name=name_key(one.author), text=one.text)
    return index, orders
