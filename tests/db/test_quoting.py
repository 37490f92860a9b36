"""What is asked of quotes, on both databases: who quoted whom, what was altered, edited since, or is gone."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, update

from archiver.quotes import figures
from archiver.quotes.link import link_quotes
from db.models import tables as t
from db.queries import quoting
from db.queries.quoting import Scope
from db.queries.turns import turns
from db.store import Store
from spiders import items as i
from spiders.errors import UsageError
from tests.db.make import BASE, WRITTEN, day, moment, post, quote, record, thread, words

GASKET = "Try the cork gasket before you order the rubber one. It is cheaper."
BERT = i.Author(name="Bert", id="6", guest=False)
CEM = i.Author(name="Cem", id="7", guest=False)


@pytest.fixture
def archive(store: Store, engine: Engine) -> Engine:
    """Ann's words are quoted by Bert as they are, by Cem altered; Ann edits them afterwards; a third quotes what is not there."""
    first = post(1, GASKET)
    whole = post(2, author=BERT, content=words("Thanks.", quotes=(quote("Try the cork gasket before you order", author="Ann"),)))
    wrong = quote("Try the crok gasket before you order the rubber one", author="Ann", source_id="1")
    altered = post(3, author=CEM, content=words("No.", quotes=(wrong,)))
    lost = post(4, author=CEM, content=words("He said so.", quotes=(quote("Never again.", author="Dan", source_id="77"),)))
    store.save(record(first, whole, altered, lost))
    edit = i.Edit(raw="Last edited: May 2, 2024", time=moment(day(1)))
    store.save(record(post(1, "Try the felt gasket. It is cheaper.", edits=(edit,)), whole, altered, lost, at=day(2)))
    store.save(record(post(50, "Did anybody try the cork gasket before you order?", posted=moment(WRITTEN)), of=thread(2)))
    link_quotes(engine, store, site_id=1)
    return engine


def test_who_quotes_whom(archive: Engine) -> None:
    with archive.connect() as connection:
        edges = list(quoting.quote_edges(connection))
    assert [(pair.author, pair.quoted, pair.quotes) for pair in figures.who_quotes_whom(edges)] == [
        ("Cem", "Ann", 1),
        ("Bert", "Ann", 1),
        ("Cem", "Dan", 1),
    ]
    (most,) = figures.most_quoted(edges)
    assert (most.post, most.author, most.quotes, most.by) == ("1", "Ann", 2, 2)
    assert most.characters == len("Try the cork gasket before you order") + len(
        "Try the cork gasket before you order the rubber one"
    )


def test_the_sentences_that_are_quoted_most(archive: Engine) -> None:
    with archive.connect() as connection:
        found = figures.most_quoted_sentences(quoting.quote_edges(connection))
    assert {(one.text, one.quotes) for one in found} == {
        ("Try the cork gasket before you order", 1),
        ("Try the cork gasket before you order the rubber one", 1),
    }


def test_what_was_altered(archive: Engine) -> None:
    with archive.connect() as connection:
        (edge,) = quoting.altered_quotes(connection)
    assert (edge.author, edge.words) == ("Cem", "Try the cork gasket before you order the rubber one")
    assert edge.text.startswith("Try the crok")


def test_what_was_edited_after_it_was_quoted(archive: Engine) -> None:
    with archive.connect() as connection:
        found = list(quoting.edited_quotes(connection))
    assert [(one.edge.author, one.before, one.now) for one in found] == [
        ("Bert", GASKET, "Try the felt gasket. It is cheaper."),
        ("Cem", GASKET, "Try the felt gasket. It is cheaper."),
    ]
    assert {(one.edited_at, one.raw) for one in found} == {(day(1), "Last edited: May 2, 2024")}


def test_what_is_gone(archive: Engine) -> None:
    with archive.begin() as connection:
        assert [edge.text for edge in quoting.vanished_quotes(connection)] == ["Never again."]
        connection.execute(update(t.POST).where(t.POST.c.native_id == "1").values(state="missing"))
        assert [edge.source_state for edge in quoting.vanished_quotes(connection)] == ["missing", "missing", None]


def test_how_words_travelled(archive: Engine) -> None:
    with archive.connect() as connection:
        found = quoting.utterances(connection, "CORK gasket before you order")
        none = quoting.utterances(connection, "100%_")
    assert [(one.thread, one.post, one.how) for one in found] == [("2", "50", "said"), ("1", "2", "quoted")]
    assert none == []


def test_of_one_thread_only(archive: Engine) -> None:
    with archive.connect() as connection:
        assert list(quoting.quote_edges(connection, Scope(thread="2"))) == []
        assert len(list(quoting.quote_edges(connection, Scope(site=BASE, thread="1")))) == 3
        with pytest.raises(UsageError, match="no thread"):
            list(quoting.quote_edges(connection, Scope(thread="99")))


def test_the_turns_of_a_thread(archive: Engine) -> None:
    with archive.connect() as connection:
        rows = turns(connection, 1)
    source = rows[0].id
    assert [(row.native_id, row.quoted) for row in rows] == [("1", ()), ("2", (source,)), ("3", (source,)), ("4", ())]
