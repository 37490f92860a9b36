"""Revisions: what makes one, what does not, and that the order in which captures arrive makes no difference."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from db.keys import content_hash
from db.models import tables as t
from db.store import Store
from spiders import items as i
from tests.db.make import BASE, DAY, content_of, day, difference, post, quote, record, site, thread, words


def history(engine: Engine, native_id: str = "1", *, view: str = "page", where: str = BASE) -> list[tuple[Any, ...]]:
    """Revisions of a post: number, first word, from and until in days, current."""
    r = t.REVISION.c
    statement = (
        select(r.number, r.text, r.observed_from, r.observed_until, r.current)
        .join_from(t.REVISION, t.POST)
        .join(t.SITE)
        .where(t.POST.c.native_id == native_id, r.view == view, t.SITE.c.url == where)
        .order_by(r.number)
    )
    with engine.connect() as connection:
        return [
            (row.number, row.text, (row.observed_from - DAY).days, (row.observed_until - DAY).days, row.current)
            for row in connection.execute(statement)
        ]


def save(store: Store, text: str, at: float, **more: Any) -> None:
    """A capture of a page on which post 1 says something."""
    store.save(record(post(1, text), at=day(at), **more))


def test_the_same_words_seen_again_are_one_revision(store: Store, engine: Engine) -> None:
    for at in (0, 2, 1, 5):
        save(store, "a", at)
    assert history(engine) == [(1, "a", 0, 5, True)]


def test_other_words_are_another_revision_and_a_return_is_a_third(store: Store, engine: Engine) -> None:
    for at, text in enumerate("abba"):
        save(store, text, at)
    assert history(engine) == [(1, "a", 0, 0, False), (2, "b", 1, 2, False), (3, "a", 3, 3, True)]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (0, 3, 1, 2), (3, 0, 2, 1), (1, 3, 0, 2)])
def test_older_captures_find_their_place(store: Store, engine: Engine, order: Sequence[int]) -> None:
    said = [(0, "a"), (1, "a"), (2, "b"), (3, "a")]
    for place in order:
        save(store, said[place][1], said[place][0])
    assert history(engine) == [(1, "a", 0, 1, False), (2, "b", 2, 2, False), (3, "a", 3, 3, True)]
    with engine.connect() as connection:
        pages = connection.execute(select(t.THREAD_PAGE.c.observed_at, t.THREAD_PAGE.c.posts)).all()
        ids = {row.id: row.number for row in connection.execute(select(t.REVISION.c.id, t.REVISION.c.number))}
        sources = connection.execute(
            select(t.REVISION.c.observed_from, t.CAPTURE.c.fetched_at).join_from(t.REVISION, t.CAPTURE)
        ).all()
    assert sorted((page.observed_at - DAY).days * 10 + ids[page.posts[0][1]] for page in pages) == [1, 11, 22, 33]
    assert all(since == fetched for since, fetched in sources)  # each revision leads to the first capture that shows it


NUMBER = itertools.count()


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_no_order_of_arrival_makes_a_difference(database: str, request: pytest.FixtureRequest, tmp_path) -> None:
    from db.engine import open_database

    url = str(tmp_path / "a.db") if database == "sqlite" else request.getfixturevalue("postgres").new_archive()
    engine = open_database(url, create=True, durable=False)
    store = Store(engine)

    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(st.tuples(st.integers(0, 6), st.sampled_from("ab")), min_size=1, max_size=8, unique_by=lambda seen: seen[0]),
        st.randoms(),
    )
    def arrive(seen: list[tuple[int, str]], chance: Any) -> None:
        shuffled = list(seen)
        chance.shuffle(shuffled)
        histories = []
        for arrival in (sorted(seen), shuffled):
            where = f"https://number{next(NUMBER)}.example/"
            for at, text in arrival:
                save(store, text, at, where=site(url=where), url=f"{where}threads/1/")
            histories.append(history(engine, where=where))
        runs = [list(run) for _, run in itertools.groupby(sorted(seen), key=lambda one: one[1])]
        expected = [(n, run[0][1], run[0][0], run[-1][0], n == len(runs)) for n, run in enumerate(runs, start=1)]
        assert histories == [expected, expected]

    arrive()
    store.close()
    engine.dispose()


def test_views_are_never_compared_and_the_page_is_shown(store: Store, engine: Engine) -> None:
    save(store, "as the API has it", 0, view="api")
    assert history(engine, view="api") == [(1, "as the API has it", 0, 0, True)]
    save(store, "as the page has it", 1)
    save(store, "as the API has it", 2, view="api")
    assert history(engine) == [(1, "as the page has it", 1, 1, True)]
    assert history(engine, view="api") == [(1, "as the API has it", 0, 2, False)]


def test_an_account_and_a_guest_are_never_compared(store: Store, engine: Engine) -> None:
    store.save(record(post(1, "You must log in."), at=day(0)))
    store.save(record(post(1, "All of it."), at=day(1)), identity="ann")
    store.save(record(post(1, "You must log in."), at=day(2)))
    assert sorted(line[:4] for line in history(engine)) == [(1, "All of it.", 1, 1), (1, "You must log in.", 0, 2)]
    with engine.connect() as connection:
        shown = connection.execute(select(t.REVISION.c.text).where(t.REVISION.c.current)).scalars().all()
    assert shown == ["All of it."]


def test_an_excerpt_never_makes_a_revision(store: Store, engine: Engine) -> None:
    for at, text in ((0, "Once upon"), (2, "Once upon a time"), (1, "Once")):
        save(store, text, at, view="excerpt")
    assert history(engine, view="excerpt") == [(1, "Once upon a time", 0, 2, True)]
    save(store, "Once upon a time there was.", 3)
    assert history(engine) == [(1, "Once upon a time there was.", 3, 3, True)]


def test_a_newer_reader_replaces_what_the_older_read(store: Store, engine: Engine) -> None:
    for at in (0, 1):
        save(store, "with a signature", at)
    for at in (0, 1):
        save(store, "without", at, parser="xenforo/2")
    assert history(engine) == [(1, "without", 0, 1, True)]
    save(store, "with a signature", 2, parser="xenforo/1")  # an older program stores on: it changes nothing
    assert [line[:2] for line in history(engine)] == [(1, "without")]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_reading_all_captures_anew_keeps_true_edits_in_any_order(store: Store, engine: Engine, order: Sequence[int]) -> None:
    said = [(0, "a"), (1, "a"), (2, "b")]
    for at, text in said:
        save(store, f"{text}, noise {at}", at)  # the old reader took a counter for words: three revisions
    assert len(history(engine)) == 3
    for place in order:
        at, text = said[place]
        save(store, text, at, parser="xenforo/2")
    assert history(engine) == [(1, "a", 0, 1, False), (2, "b", 2, 2, True)]


def test_a_newer_reader_that_meets_a_change_first_waits_for_the_old_capture(store: Store, engine: Engine) -> None:
    save(store, "a", 0)
    save(store, "b", 3, parser="xenforo/2")  # an edit, or only read better? nobody knows yet
    assert [line[:2] for line in history(engine)] == [(1, "b")]
    save(store, "a", 0, parser="xenforo/2")
    assert history(engine) == [(1, "a", 0, 0, False), (2, "b", 3, 3, True)]


def test_what_stands_in_a_revision_is_read_anew_with_it(store: Store, engine: Engine) -> None:
    old = words("see this", links=(i.Link(url="https://example.org/"),))
    new = words("see this", links=(i.Link(url="https://example.org/"),), mentions=(i.Mention(name="Bob"),))
    store.save(record(post(1, content=old)))
    store.save(record(post(1, content=new), parser="xenforo/2"))
    found = content_of(engine)
    assert len(found["revision"]) == len(found["link"]) == len(found["mention"]) == 1


def test_a_revision_split_in_two_has_its_quotes_twice(store: Store, engine: Engine) -> None:
    said = words("a", quotes=(quote("Who said it?", author="Bob"),), links=(i.Link(url="https://example.org/"),))
    for at in (0, 4):
        store.save(record(post(1, content=said), at=day(at)))
    save(store, "b", 2)
    found = content_of(engine)
    assert len(found["revision"]) == 3
    assert len(found["quote"]) == len(found["link"]) == 2


def test_a_deleted_post_keeps_its_words_and_returns(store: Store, engine: Engine) -> None:
    save(store, "a", 0)
    store.save(record(post(1, None, state="deleted"), at=day(1)))
    assert history(engine) == [(1, "a", 0, 0, True)]
    save(store, "a", 2)
    assert history(engine) == [(1, "a", 0, 2, True)]
    with engine.connect() as connection:
        assert connection.execute(select(t.POST.c.state, t.POST.c.state_since)).one() == ("visible", day(2))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (words("It's  the 'old'\none - now..."), words("It’s the “old” one — now…")),
        (words("x", links=(i.Link(url="http://a.example/?sid=0123456789abcdef0123456789abcdef&t=5"),)),
         words("x", links=(i.Link(url="https://a.example/?t=5", text="here"),))),
        (words("x", media=(i.Media(kind="image", url="https://a.example/proxy.php?image=https%3A%2F%2Fb.example%2F1.jpg&hash=1"),)),
         words("x", media=(i.Media(kind="image", url="https://b.example/1.jpg"),))),
        (words("x", media=(i.Media(kind="image", url="https://c.example/1.jpg?ex=1&is=2&hm=3"),)),
         words("x", media=(i.Media(kind="image", url="https://c.example/1.jpg?ex=7&is=8&hm=9"),))),
        (i.Content(text="x", html="<p>x</p>"), i.Content(text="x", html="<div class='new'>x</div>")),
        (words("x", mentions=(i.Mention(name="Bob"),)), words("x")),
    ],
    ids=["typography", "session", "proxy", "signature", "markup", "mention"],
)  # fmt: skip
def test_what_is_no_edit(one: i.Content, other: i.Content) -> None:
    assert content_hash(one) == content_hash(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (words("no"), words("not")),
        (words("x", links=(i.Link(url="https://a.example/?t=5"),)), words("x", links=(i.Link(url="https://a.example/?t=6"),))),
        (words("x", media=(i.Media(kind="image", url="https://a.example/1.jpg"),)), words("x")),
        (
            words("x", media=(i.Media(kind="attachment", name="a.txt"),)),
            words("x", media=(i.Media(kind="attachment", name="b.txt"),)),
        ),
        (words("x", quotes=(quote("a"),)), words("x", quotes=(quote("b"),))),
        (words("x", quotes=(quote("a"),)), words("xa")),
    ],
    ids=["words", "target", "picture", "file", "quoted words", "quote"],
)
def test_what_is_an_edit(one: i.Content, other: i.Content) -> None:
    assert content_hash(one) != content_hash(other)


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.integers(0, 5), st.sampled_from("ab"), st.sampled_from(["page", "api"])),
        min_size=1,
        max_size=10,
    )
)
@pytest.mark.postgres
def test_both_databases_say_the_same(postgres, tmp_path_factory, seen: list[tuple[int, int, str, i.View]]) -> None:
    from db.engine import open_database

    urls = [str(tmp_path_factory.mktemp("both") / "a.db"), postgres.new_archive()]
    engines = [open_database(url, create=True, durable=False) for url in urls]
    for engine in engines:
        store = Store(engine)
        for number, at, text, view in seen:
            pages = [
                post(number * 10 + place, f"{text}{place}", parent_id=str(number * 10) if place else None) for place in range(2)
            ]
            store.save(record(*pages, at=day(at), of=thread(number), view=view, number=1 if view == "page" else None))
        store.close()
    contents = [content_of(engine) for engine in engines]
    for engine in engines:
        engine.dispose()
    assert difference(*contents) == {}
