"""Sites, authors, boards and labels: what is one, what is two, and what they were called before."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import Engine

from db.store import Store
from spiders import items as i
from tests.db.make import BASE, day, one, post, reading, record, rows, site, thread


def test_a_renamed_member_keeps_the_former_name(store: Store, engine: Engine) -> None:
    store.save(record(post(1)))
    store.save(record(post(2, author=i.Author(name="Anna", id="5")), at=day(1), of=thread(author=None)))
    store.save(record(post(3, author=i.Author(name="Annika", id="5")), at=day(-1), of=thread(author=None)))
    assert rows(engine, "SELECT name, url FROM author") == [("Anna", f"{BASE}members/5/")]
    assert rows(engine, "SELECT name FROM author_name ORDER BY name") == [("Ann",), ("Annika",)]
    assert rows(engine, "SELECT author_name FROM post ORDER BY native_id") == [("Ann",), ("Anna",), ("Annika",)]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_a_member_who_takes_a_former_name_again(store: Store, engine: Engine, order: tuple[int, ...]) -> None:
    called = ["Ann", "Anna", "Ann", "Annika"]
    for place in order:
        author = i.Author(name=called[place], id="5", url=f"{BASE}members/5/")
        store.save(record(post(1, author=author), at=day(place), of=thread(author=None)))
    assert [name for (name,) in rows(engine, "SELECT name FROM author")] == ["Annika"]
    found = {(name, str(since)[:10]) for name, since in rows(engine, "SELECT name, first_seen FROM author_name")}
    assert found == {("Ann", "2024-05-01"), ("Anna", "2024-05-02")}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_name_that_came_back_is_no_former_one(store: Store, engine: Engine, order: tuple[int, ...]) -> None:
    called = ["Ann", "Anna", "Ann"]
    for place in order:
        author = i.Author(name=called[place], id="5", url=f"{BASE}members/5/")
        store.save(record(post(1, author=author), at=day(place), of=thread(author=None)))
    assert [(name, str(since)[:10]) for name, since in rows(engine, "SELECT name, name_since FROM author")] == [
        ("Ann", "2024-05-01")
    ]
    assert rows(engine, "SELECT name FROM author_name") == [("Anna",)]


def test_a_name_without_id_is_no_person_and_joins_the_member_it_turns_out_to_be(store: Store, engine: Engine) -> None:
    bare = i.Author(name="Ann")
    store.save(record(post(1, author=bare), post(2, author=bare)))
    assert rows(engine, "SELECT kind, native_id LIKE '~%' FROM author WHERE name = 'Ann' AND kind = 'name'") == [("name", True)]
    store.save(record(post(1), at=day(1)))
    joined = "SELECT m.native_id FROM author a JOIN author m ON m.id = a.same_as_id WHERE a.kind = 'name'"
    assert rows(engine, joined) == [("5",)]
    store.save(record(post(1, author=bare), at=day(2)))  # a theme without ids takes nothing back
    owner = "SELECT a.native_id FROM post p JOIN author a ON a.id = p.author_id WHERE p.native_id = '1'"
    assert rows(engine, owner) == [("5",)]


def test_commenters_of_one_name_keep_their_own_addresses(store: Store, engine: Engine) -> None:
    names = [i.Author(name="anna", url=f"https://{host}.example/", guest=True) for host in ("one", "two")]
    store.save(record(post(1, author=names[0]), post(2, author=names[1])))
    assert one(engine, "SELECT count(*) FROM author WHERE kind = 'name' AND url IS NULL") == 1
    got = rows(engine, "SELECT author_url, author_guest FROM post ORDER BY native_id")
    assert got == [("https://one.example/", True), ("https://two.example/", True)]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 1, 0), (0, 2, 1)])
def test_an_author_known_by_a_number_is_the_one_known_by_the_slug(store: Store, engine: Engine, order: tuple[int, ...]) -> None:
    pages = [
        record(post(1, author=i.Author(name="Ann Smith", id="ann", url=f"{BASE}author/ann/"))),
        record(
            post(1, author=i.Author(name="", aliases=("7",)), posted=None),
            post(2, author=i.Author(name="", aliases=("7",))),
            view="api",
        ),
        reading(url=f"{BASE}users", kind="api", authors=(i.Author(name="Ann Smith", id="ann", aliases=("7",)),)),
    ]
    for place in order:
        store.save(pages[place])
    authors = rows(engine, "SELECT native_id, name FROM author WHERE id IN (SELECT author_id FROM post)")
    assert authors == [("ann", "Ann Smith")]
    assert rows(engine, "SELECT alias FROM author_alias") == [("7",)]
    assert one(engine, "SELECT count(*) FROM author WHERE native_id LIKE '~%'") == 0


def test_boards_form_a_tree_and_a_thread_moves_between_them(store: Store, engine: Engine) -> None:
    index = i.Listing(
        boards=(
            i.Board(id="c1", title="Category", kind="category"),
            i.Board(id="12", title="Workshop", parent_id="c1", threads=7, posts=70, description="Tools", url=f"{BASE}forums/12/"),
        )
    )
    store.save(reading(listing=index))
    store.save(record(post(1), at=day(1)))
    moved = thread(boards=(i.Board(id="c1", title="Category"), i.Board(id="14", title="Attic")))
    store.save(record(post(1), at=day(2), of=moved))
    tree = "SELECT b.title, b.kind, p.title, b.declared_threads, b.description FROM board b LEFT JOIN board p ON p.id = b.parent_id ORDER BY 1"
    assert rows(engine, tree) == [
        ("Attic", "forum", "Category", None, None),
        ("Category", "category", None, None, None),  # a path does not turn a category into a forum
        ("Workshop", "forum", "Category", 7, "Tools"),
    ]
    now = "SELECT b.title FROM thread JOIN board b ON b.id = thread.board_id"
    assert rows(engine, now) == [("Attic",)]
    assert rows(engine, "SELECT b.title FROM thread_board JOIN board b ON b.id = board_id ORDER BY 1") == [
        ("Attic",),
        ("Workshop",),
    ]


def test_an_announcement_listed_in_every_board_stays_in_its_own(store: Store, engine: Engine) -> None:
    store.save(record(post(1)))
    other = i.Listing(board=i.Board(id="99", title="Elsewhere"), threads=(thread(boards=()),))
    store.save(reading(url=f"{BASE}forums/99/", kind="board", at=day(1), listing=other))
    assert rows(engine, "SELECT b.title FROM thread JOIN board b ON b.id = thread.board_id") == [("Workshop",)]


def test_a_label_without_id_is_the_one_with_it(store: Store, engine: Engine) -> None:
    shown = i.Label(kind="tag", title="valves", url=f"{BASE}tag/valves/")
    told = i.Label(kind="tag", title="valves", id="4", url=f"{BASE}tag/valves/")
    other = i.Label(kind="category", title="valves", id="4")
    store.save(record(post(1), of=thread(labels=(shown,))))
    store.save(record(post(1), at=day(1), of=thread(labels=(told, other)), view="api"))
    store.save(record(post(1), at=day(2), of=thread(labels=(shown,))))
    assert rows(engine, "SELECT kind, native_id, title FROM label ORDER BY kind") == [
        ("category", "4", "valves"),
        ("tag", "4", "valves"),
    ]


def test_a_tag_taken_off_is_gone_and_comes_back(store: Store, engine: Engine) -> None:
    a, b = (i.Label(kind="tag", title=title, id=title) for title in "ab")
    category = i.Label(kind="category", title="c", id="c")
    standing = "SELECT title FROM thread_label JOIN label ON label.id = label_id WHERE gone_at IS NULL ORDER BY title"
    store.save(record(post(1), of=thread(labels=(a, b, category))))
    store.save(record(post(1), at=day(1), of=thread(labels=(a,))))
    assert rows(engine, standing) == [("a",), ("c",)]  # the page shows no category at all: that says nothing of them
    store.save(record(post(1), at=day(2), of=thread(labels=(a, b))))
    assert rows(engine, standing) == [("a",), ("b",), ("c",)]


def test_http_and_https_with_and_without_www_are_one_site(store: Store, engine: Engine) -> None:
    for url in ("https://forum.example/", "http://forum.example/", "https://www.forum.example/"):
        store.save(record(post(1), where=site(url=url)))
    store.save(record(post(1), where=site(url="https://forum.example/other/")))
    assert rows(engine, "SELECT url FROM site ORDER BY url") == [("https://forum.example/",), ("https://forum.example/other/",)]
    assert one(engine, "SELECT count(*) FROM site_address") == 4


@pytest.mark.parametrize("days", [(0, 1), (1, 0)])
def test_a_profile_on_the_site_beats_an_address_given_with_a_comment(store: Store, engine: Engine, days: tuple[int, int]) -> None:
    for url, at in zip((f"{BASE}author/ada/", "https://ada.example/"), days, strict=True):
        store.save(record(post(at, author=i.Author(name="Ada", id="ada", url=url)), at=day(at), of=thread(author=None)))
    assert rows(engine, "SELECT url FROM author WHERE native_id = 'ada'") == [(f"{BASE}author/ada/",)]
