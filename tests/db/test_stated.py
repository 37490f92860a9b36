"""Quotes whose source the page states: linked at once, or when the source arrives, and located in its words."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select, text

from db.models import tables as t
from db.store import Store, link_stated, locate
from spiders import items as i
from tests.db.make import BASE, day, post, quote, record, thread, words


def links(engine: Engine) -> list[tuple]:
    """Each quote's source: post, start, end, kind of match, whether altered."""
    q = t.QUOTE.c
    source = t.POST.alias("source")
    statement = (
        select(source.c.native_id, q.source_start, q.source_end, q.match, q.altered)
        .join_from(t.QUOTE, source, source.c.id == q.source_post_id, isouter=True)
        .order_by(q.revision_id, q.ordinal)
    )
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def answer(said: str, number: int = 2, **stated: str) -> i.Post:
    return post(number, content=words("I agree.", quotes=(quote(said, **stated),)))


def test_a_source_on_the_same_page(store: Store, engine: Engine) -> None:
    store.save(record(post(1, "One two three four."), answer("two three", source_id="1")))
    assert links(engine) == [("1", 4, 13, "stated", False)]


def test_a_source_on_a_later_part_of_the_same_page(store: Store, engine: Engine) -> None:
    store.save(record(answer("two three", source_id="9"), post(9, "One two three four.")))
    assert links(engine) == [("9", 4, 13, "stated", False)]


def test_a_source_in_another_thread_held_before(store: Store, engine: Engine) -> None:
    store.save(record(post(1, "One two three four."), of=thread(1)))
    store.save(record(answer("two   three", source_id="1"), of=thread(2)))
    assert links(engine) == [("1", 4, 13, "stated", False)]  # white space is one


def test_a_source_that_comes_later(store: Store, engine: Engine) -> None:
    crawl = store.start_crawl(BASE)
    store.save(record(answer("two three", source_id="1"), of=thread(2)), crawl_id=crawl)
    assert links(engine) == [(None, None, None, None, None)]
    store.save(record(post(1, "One two\n three four."), of=thread(1)), crawl_id=crawl)
    store.finish_crawl(crawl, "finished", 0, {})
    assert links(engine) == [("1", 4, 14, "stated", False)]


def test_linking_again_links_nothing(store: Store, engine: Engine) -> None:
    store.save(record(answer("two", source_id="1"), of=thread(2)))
    store.save(record(post(1, "One two."), of=thread(1)))
    assert [store.link_stated(BASE), store.link_stated(BASE)] == [1, 0]
    with engine.begin() as connection:
        assert link_stated(connection, 1) == 0


def test_a_source_known_by_an_address(store: Store, engine: Engine) -> None:
    store.save(record(post(1, "One two.", aliases=(f"{BASE}goto/1",))))
    store.save(record(answer("two", 3, source_url=f"{BASE}goto/1"), answer("two", 4, source_id=f"{BASE}goto/1"), at=day(1)))
    assert links(engine) == [("1", 4, 7, "stated", False)] * 2


def test_words_that_are_not_in_the_source(store: Store, engine: Engine) -> None:
    store.save(record(post(1, "One two three."), answer("tow three", source_id="1")))
    assert links(engine) == [("1", None, None, "stated", None)]  # altered, cut, or formatting lost: that is not known yet


def test_words_of_an_earlier_revision(store: Store, engine: Engine) -> None:
    store.save(record(post(1, "I never said that.")))
    store.save(record(post(1, "Nothing."), at=day(1)))
    store.save(record(answer("never said", source_id="1"), at=day(2)))
    with engine.connect() as connection:
        quoted = select(t.REVISION.c.text).join_from(t.QUOTE, t.REVISION, t.REVISION.c.id == t.QUOTE.c.source_revision_id)
        assert connection.execute(quoted).scalar_one() == "I never said that."


def test_a_source_that_is_not_there_is_not_invented(store: Store, engine: Engine) -> None:
    store.save(record(post(1), answer("x", source_id="404"), answer("y", 3)))
    assert links(engine) == [(None,) * 5] * 2


def test_an_article_is_not_the_comment_of_the_same_number(store: Store, engine: Engine) -> None:
    store.save(
        record(
            post(1, "One two.", kind="article"),
            post(2, kind="comment", content=words("x", quotes=(quote("two", source_id="1"),))),
        )
    )
    assert links(engine) == [(None,) * 5]


@pytest.mark.parametrize(
    ("said", "source", "found"),
    [
        ("two", "one two three", (4, 7)),
        ("two three", "one two\n\n three", (4, 15)),
        (" two\tthree ", "one two three four", (4, 13)),
        ("wo th", "one two three", (5, 10)),
        ("wo th", "one two\nthree", (5, 10)),
        ("", "one", None),
        ("   ", "one", None),
        ("four", "one two three", None),
        ("one", "", None),
        ("a b", "a  b", (0, 4)),
    ],
)
def test_locate(said: str, source: str, found: tuple[int, int] | None) -> None:
    assert locate(said, source) == found


def test_who_quoted_whom(store: Store, engine: Engine) -> None:
    bob = i.Author(name="Bob", id="6")
    store.save(
        record(
            post(1, "One two three."),
            post(2, author=bob, content=words("Yes.", quotes=(quote("two", source_id="1", author="Ann"), quote("?", 2)))),
        )
    )
    with engine.connect() as connection:
        edges = connection.execute(
            text("SELECT author_name, source_author_name, match, characters FROM quote_edge ORDER BY ordinal")
        ).all()
        now = connection.execute(
            text("SELECT native_id, author_name, thread_title, board_title, text FROM post_current ORDER BY 1")
        ).all()
    assert [tuple(edge) for edge in edges] == [("Bob", "Ann", "stated", 3), ("Bob", None, None, 1)]
    assert [tuple(row) for row in now] == [
        ("1", "Ann", "Thread 1", "Workshop", "One two three."), ("2", "Bob", "Thread 1", "Workshop", "Yes."),
    ]  # fmt: skip
