"""Quotes without a stated source are linked by their words, on both databases, and again when more is held."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine, select

from archiver.quotes.link import link_quotes
from db.models import tables as t
from db.store import Store
from spiders import items as i
from tests.db.make import ANN, day, post, quote, record, thread, words

GASKET = "Try the cork gasket before you order the rubber one from the boatyard."
BERT = i.Author(name="Bert", id="6", guest=False)


def sources(engine: Engine) -> list[tuple]:
    """Of each quote: the post it comes from, the words there, kind of match, whether altered."""
    q, source, revision = t.QUOTE.c, t.POST.alias("source"), t.REVISION.alias("of_source")
    statement = (
        select(source.c.native_id, revision.c.text, q.source_start, q.source_end, q.match, q.altered)
        .join_from(t.QUOTE, source, source.c.id == q.source_post_id, isouter=True)
        .outerjoin(revision, revision.c.id == q.source_revision_id)
        .order_by(q.revision_id, q.ordinal)
    )
    with engine.connect() as connection:
        rows = connection.execute(statement).all()
    return [(row[0], row[1][row[2] : row[3]] if row[1] is not None else None, row[4], row[5]) for row in rows]


def answer(number: int, said: str, **stated: str | None) -> i.Post:
    return post(number, author=BERT, content=words("I agree.", quotes=(quote(said, **{"author": "Ann", **stated}),)))


def link(engine: Engine, store: Store) -> dict[str, int]:
    return dict(link_quotes(engine, store, site_id=1))


def test_words_are_found_before_the_quote_and_not_behind_it(store: Store, engine: Engine) -> None:
    store.save(record(post(1, GASKET), answer(2, "the cork gasket before you order"), post(3, GASKET)))
    assert link(engine, store) == {"threads": 1, "exact": 1}
    assert sources(engine) == [("1", "the cork gasket before you order", "exact", False)]


def test_linking_again_changes_nothing_and_looks_at_nothing(store: Store, engine: Engine) -> None:
    store.save(record(post(1, GASKET), answer(2, "Try the cork gasket before"), answer(3, "nobody said this here")))
    link(engine, store)
    before = sources(engine)
    assert link(engine, store) == {"threads": 0}
    assert sources(engine) == before == [("1", "Try the cork gasket before", "exact", False), (None, None, "none", None)]


def test_what_was_sought_in_vain_is_found_when_it_arrives(store: Store, engine: Engine) -> None:
    store.save(record(answer(2, "cork gasket before you order the rubber one"), number=2, pages=2))
    assert link(engine, store) == {"threads": 1, "none": 1}
    store.save(record(post(1, GASKET), number=1, pages=2, at=day(1)))
    assert link(engine, store) == {"threads": 1, "exact": 1}
    assert [row[0] for row in sources(engine)] == ["1"]


def test_the_words_of_an_earlier_revision(store: Store, engine: Engine) -> None:
    store.save(record(post(1, GASKET), post(4, "And now for something else, before anybody asks.")))
    store.save(record(post(1, "I have changed my mind."), answer(2, "the cork gasket before you order"), at=day(1)))
    link(engine, store)
    assert sources(engine) == [("1", "the cork gasket before you order", "exact", False)]


def test_a_stated_source_is_believed_and_its_changed_words_are_found(store: Store, engine: Engine) -> None:
    store.save(record(post(1, GASKET), post(5, "Something else that I said.")))
    store.save(record(answer(2, "the crok gasket ... the rubber one", source_id="1"), of=thread(2)))
    link(engine, store)
    expected = "the cork gasket before you order the rubber one"
    assert sources(engine) == [("1", expected, "stated", True)]


def test_a_stated_source_that_is_not_held_is_waited_for(store: Store, engine: Engine) -> None:
    store.save(record(post(1, GASKET), answer(2, "the cork gasket before you order", source_id="77")))
    assert link(engine, store) == {"threads": 0}
    assert sources(engine) == [(None, None, None, None)]


def test_an_article_comes_before_its_comments(store: Store, engine: Engine) -> None:
    article = replace(post(9, GASKET, author=ANN), kind="article", posted=None, id="9")
    comment = replace(answer(2, "the cork gasket before you order"), kind="comment", posted=None)
    store.save(record(article, comment))
    link(engine, store)
    assert [row[0] for row in sources(engine)] == ["9"]
