"""Threads as JSON: records in, JSON out, and every export valid against the schema that ships."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from sqlalchemy import Engine

from archiver.export import export_threads, made_schema, schema_text
from archiver.export.format import json_schema
from db.engine import open_database
from db.store import Store
from spiders import items as i
from spiders.errors import UsageError
from tests.db.make import ANN, BASE, WRITTEN, day, moment, post, quote, reading, record, site, thread, words

BLOG = "https://blog.example/"
CHECK = Draft202012Validator(json.loads(schema_text()), format_checker=Draft202012Validator.FORMAT_CHECKER)

SECTION_9 = {
    "": "format site board id kind title prefix url author created_at tags categories poll sticky locked state declared completeness posts",
    "site": "url platform platform_version title language timezone",
    "board": "id title url path",
    "author": "id name url",
    "declared": "replies pages views last_post_at",
    "completeness": "complete posts posts_declared pages_missing losses",
    "posts.0": "id kind ordinal parent_id url state author posted_at posted_raw posted_precision text html edit edits quotes mentions links "
    "media reactions revisions capture",
    "posts.0.author": "id name url guest",
    "posts.1.edit": "at precision by reason count raw",
    "posts.1.quotes.0": "ordinal depth parent position author text source",
    "posts.1.quotes.0.source": "post_id thread_id match start end score altered",
    "posts.1.media.0": "kind name url",
    "posts.1.revisions.0": "number observed_from hash",
    "posts.1.capture": "url fetched_at warc offset digest",
}
"""The fields of the format, in the order in which design.md gives them; `altered` and `score` stand where it has them."""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(str(tmp_path / "a.db"), create=True, durable=False)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> Iterator[Store]:
    store = Store(engine)
    yield store
    store.close()


def exported(engine: Engine, **asked: Any) -> list[dict[str, Any]]:
    """What is exported, each line valid."""
    out = io.BytesIO()
    with engine.connect() as connection:
        count = export_threads(connection, out, **asked)
    threads = [json.loads(line) for line in out.getvalue().splitlines()]
    assert len(threads) == count
    for one in threads:
        CHECK.validate(one)
    return threads


def forum_page(at: float = 0, said: str = "Two valves, one pump.") -> i.PageRecord:
    """A page with something of everything."""
    header = thread(
        7,
        prefix="Solved",
        labels=(i.Label(kind="tag", title="valves", id="t1"), i.Label(kind="category", title="Pumps", id="k2")),
        poll=i.Poll(question="Brass?", options=(i.PollOption(text="Yes", votes=3), i.PollOption(text="No"))),
        sticky=True,
        declared=i.Declared(replies=2, pages=2, views=1234, last_post=moment()),
        created=None,
        author=None,
    )
    answer = words(
        "So I hear.",
        quotes=(quote("one pump", source_id="71", author="Ann"), quote("deeper", 2, depth=2, parent=1)),
        mentions=(i.Mention(name="Ann", id="5", url=f"{BASE}members/5/"),),
        links=(i.Link(url="https://example.org/", text="there"),),
        media=(i.Media(kind="attachment", name="log.txt", url=f"{BASE}attachments/1/"),),
    )
    edit = i.Edit(raw="Last edited: Apr 2", time=i.Moment(raw="Apr 2", at=day(-29), precision="minute"), by="Bob", count=1)
    guest = i.Author(name="Visitor", guest=True, url="https://visitor.example/")
    return record(
        post(71, said, ordinal=1),
        post(
            72,
            content=answer,
            author=guest,
            edits=(edit,),
            reactions=(i.Reaction(kind="Like", count=2, names=("Ann",)),),
            ordinal=2,
        ),
        at=day(at),
        of=header,
        pages=2,
    )


def field(value: Any, path: str) -> Any:
    for step in filter(None, path.split(".")):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def test_the_fields_are_those_of_the_design(store: Store, engine: Engine) -> None:
    store.save(forum_page())
    (one,) = exported(engine)
    for path, names in SECTION_9.items():
        assert list(field(one, path)) == names.split(), path or "thread"


def test_a_forum_thread(store: Store, engine: Engine) -> None:
    store.save(forum_page())
    store.save(forum_page(1, "Two valves, ONE pump."))
    (one,) = exported(engine)
    assert one["format"] == "archiver.thread/1"
    assert one["site"] == {
        "url": BASE, "platform": "xenforo", "platform_version": "2.3", "title": "Forum", "language": "en", "timezone": None,
    }  # fmt: skip
    assert one["board"] == {"id": "12", "title": "Workshop", "url": f"{BASE}forums/12/", "path": ["Category", "Workshop"]}
    assert (one["id"], one["kind"], one["prefix"], one["tags"], one["categories"]) == (
        "7",
        "forum",
        "Solved",
        ["valves"],
        ["Pumps"],
    )
    assert one["poll"] == {"question": "Brass?", "options": [{"text": "Yes", "votes": 3}, {"text": "No", "votes": None}]}
    assert (one["sticky"], one["locked"], one["state"]) == (True, False, "visible")
    assert one["declared"] == {"replies": 2, "pages": 2, "views": 1234, "last_post_at": "2024-04-01T09:30:00Z"}
    assert one["completeness"] == {"complete": False, "posts": 2, "posts_declared": 3, "pages_missing": [2], "losses": []}
    first, second = one["posts"]
    assert one["author"] == {"id": "5", "name": "Ann", "url": f"{BASE}members/5/"}  # the opening post's: the header names nobody
    assert one["created_at"] == first["posted_at"] == "2024-04-01T10:41:00Z"
    assert first["author"] == {**one["author"], "guest": False}
    assert [revision["number"] for revision in first["revisions"]] == [1, 2]
    assert first["revisions"][1]["observed_from"] == "2024-05-02T12:00:00Z"
    assert first["text"] == "Two valves, ONE pump."
    assert second["author"] == {"id": None, "name": "Visitor", "url": "https://visitor.example/", "guest": True}
    assert second["edit"] == second["edits"][0] == {
        "at": "2024-04-02T12:00:00Z", "precision": "minute", "by": "Bob", "reason": None, "count": 1, "raw": "Last edited: Apr 2",
    }  # fmt: skip
    quoted, inner = second["quotes"]
    assert quoted["source"] == {
        "post_id": "71", "thread_id": "7", "match": "stated", "start": 12, "end": 20, "score": 1.0, "altered": False,
    }  # fmt: skip
    assert (inner["depth"], inner["parent"], inner["source"]) == (2, 1, None)
    assert second["reactions"] == [{"kind": "Like", "count": 2, "names": ["Ann"]}]
    assert second["capture"]["warc"] == "forum-00000.warc.gz"
    assert second["capture"]["fetched_at"] == "2024-05-01T12:00:00Z"


def test_a_blog_article_is_the_first_post(store: Store, engine: Engine) -> None:
    header = thread(29, kind="article", boards=(), declared=i.Declared(replies=3), url=f"{BLOG}one/")
    where = site(url=BLOG, platform="wordpress")
    article = post(29, "The article.", kind="article", ordinal=None)
    late = post(3, kind="comment", posted=moment(day(-1)), ordinal=None)
    store.save(record(post(1, kind="comment"), post(2, kind="comment", parent_id="1"), of=header, where=where, number=1, pages=2))
    store.save(record(article, late, of=header, where=where, number=2, pages=2, at=day(1)))
    (one,) = exported(engine)
    assert one["board"] is None
    assert [(each["id"], each["kind"], each["parent_id"]) for each in one["posts"]] == [
        ("29", "article", None), ("1", "comment", None), ("2", "comment", "1"), ("3", "comment", None),
    ]  # fmt: skip
    assert one["posts"][0]["id"] == one["id"]
    assert one["completeness"]["complete"] is True
    assert one["completeness"]["posts_declared"] == 4


def test_posts_stand_as_on_the_pages_last_seen(store: Store, engine: Engine) -> None:
    store.save(record(post(5), post(3), number=2, pages=2))
    store.save(record(post(9), post(4), number=1, pages=2))
    store.save(record(post(6, ordinal=None, posted=moment(day(-1))), post(8, ordinal=None, posted=None), view="api", number=None))
    (one,) = exported(engine)
    assert [each["id"] for each in one["posts"]] == ["9", "4", "5", "3", "6", "8"]


def test_a_deleted_post_says_so_and_keeps_its_words(store: Store, engine: Engine) -> None:
    store.save(record(post(1), post(2, None, state="deleted")))
    store.save(record(post(1, None, state="deleted"), post(2, None, state="deleted"), at=day(1)))
    (one,) = exported(engine)
    assert [(each["state"], each["text"], each["capture"] is None) for each in one["posts"]] == [
        ("deleted", "Words of a post.", False), ("deleted", None, True),
    ]  # fmt: skip


def test_a_thread_that_was_only_listed(store: Store, engine: Engine) -> None:
    listed = thread(declared=i.Declared(replies=116, pages=6))
    store.save(reading(listing=i.Listing(threads=(listed, thread(2, declared=i.Declared(replies=0))))))
    one, other = exported(engine)
    assert one["completeness"] == {
        "complete": False, "posts": 0, "posts_declared": 117, "pages_missing": [1, 2, 3, 4, 5, 6], "losses": [],
    }  # fmt: skip
    assert other["completeness"]["pages_missing"] == [1]


def test_losses_of_its_pages_stand_with_the_thread(store: Store, engine: Engine) -> None:
    crawl = store.start_crawl(BASE)
    store.save(forum_page(), crawl_id=crawl)
    for url in (f"{BASE}threads/7/page-2", f"{BASE}threads/77/", f"{BASE}threads/7"):
        store.save_loss(i.Loss(kind="fetch", what="HTTP 500", url=url), at=day(1), crawl_id=crawl)
    (one,) = exported(engine)
    assert one["completeness"]["losses"] == [
        {"url": f"{BASE}threads/7/page-2", "kind": "fetch", "what": "HTTP 500", "since": "2024-05-02T12:00:00Z"}
    ]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (moment(), "2024-04-01T09:30:00Z"),
        (None, "2024-04-01T09:31:00Z"),
        (
            i.Moment(raw="Apr 1", at=WRITTEN.replace(hour=0), precision="day"),
            "2024-04-01T09:31:00Z",
        ),  # the post says it more exactly
    ],
)
def test_when_a_thread_was_begun(store: Store, engine: Engine, stated: i.Moment | None, expected: str) -> None:
    store.save(record(post(1), of=thread(created=stated)))
    assert exported(engine)[0]["created_at"] == expected


def test_no_opening_post_no_guess(store: Store, engine: Engine) -> None:
    store.save(record(post(21, ordinal=21), of=thread(created=None, author=None), number=2, pages=2))
    (one,) = exported(engine)
    assert (one["created_at"], one["author"]) == (None, None)


def test_ids_that_we_made_are_told_apart(store: Store, engine: Engine) -> None:
    nameless = i.Board(title="Unnumbered")
    store.save(
        record(
            post(1, id="~0123456789abcdef", id_kind="derived", author=i.Author(name="Ann")),
            of=thread(boards=(nameless,), author=None),
        )
    )
    (one,) = exported(engine)
    assert one["board"]["id"] is None
    assert one["posts"][0]["id"].startswith("~")
    assert one["posts"][0]["author"]["id"] is None


def test_only_one_site_or_thread(store: Store, engine: Engine) -> None:
    store.save(record(post(1)))
    store.save(record(post(2), of=thread(2)))
    store.save(record(post(1), of=thread(1, url=f"{BLOG}1/"), where=site(url=BLOG)))
    assert len(exported(engine)) == 3
    assert [one["site"]["url"] for one in exported(engine, site="blog.example")] == [BLOG]
    assert [one["id"] for one in exported(engine, thread="2")] == ["2"]
    assert [one["site"]["url"] for one in exported(engine, thread=f"{BASE}threads/1/")] == [BASE]
    with pytest.raises(UsageError):
        exported(engine, thread="99")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_json_for_people_is_a_list_and_one_thread_an_object(store: Store, engine: Engine, count: int) -> None:
    for number in range(1, count + 1):
        store.save(record(post(number), of=thread(number)))
    out = io.BytesIO()
    with engine.connect() as connection:
        assert export_threads(connection, out, format="json") == count
        assert [one["id"] for one in json.loads(out.getvalue())] == [str(number) for number in range(1, count + 1)]
        if count:
            single = io.BytesIO()
            export_threads(connection, single, format="json", thread="1")
            assert json.loads(single.getvalue())["id"] == "1"
            assert b"\n  " in single.getvalue()


def test_two_exports_are_the_same_bytes(store: Store, engine: Engine) -> None:
    store.save(forum_page())
    outs = [io.BytesIO(), io.BytesIO()]
    for out in outs:
        with engine.connect() as connection:
            export_threads(connection, out)
    assert outs[0].getvalue() == outs[1].getvalue()


def test_the_schema_that_ships_is_the_one_of_the_types() -> None:
    assert schema_text() == made_schema(), "thread.schema.json is stale: run `make docs`"
    Draft202012Validator.check_schema(json.loads(schema_text()))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one.pop("state"),
        lambda one: one.update(state="unheard of"),
        lambda one: one["posts"][0].pop("text"),
        lambda one: one["posts"][0].update(posted_at="yesterday"),
        lambda one: one["completeness"].update(pages_missing="4"),
        lambda one: one.update(format="archiver.thread/2"),
    ],
)
def test_the_schema_refuses_what_is_none(store: Store, engine: Engine, spoil: Any) -> None:
    store.save(forum_page())
    (one,) = exported(engine)
    spoil(one)
    assert not CHECK.is_valid(one)


def test_the_words_of_closed_lists_are_those_of_the_records() -> None:
    from typing import get_args

    defs = json_schema()["$defs"]
    for of, name, kind in (
        ("Thread", "kind", i.ThreadKind), ("Thread", "state", i.ThreadState), ("Post", "kind", i.PostKind), ("Post", "state", i.PostState),
    ):  # fmt: skip
        assert set(defs[of]["properties"][name]["enum"]) == set(get_args(kind))
    kinds = {"Loss": i.Loss, "Media": i.Media}
    for of, items in kinds.items():
        assert set(defs[of]["properties"]["kind"]["enum"]) == set(get_args(__import__("typing").get_type_hints(items)["kind"]))


TEXT = st.text(max_size=30)
MAYBE = st.none() | TEXT


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_a_page_says_the_export_is_valid(store: Store, engine: Engine, data: st.DataObject) -> None:
    draw = data.draw
    times = st.none() | st.builds(
        i.Moment,
        raw=TEXT,
        at=st.none() | st.datetimes(timezones=st.just(WRITTEN.tzinfo)),
        precision=st.sampled_from(["second", "relative"]),
    )
    authors = st.none() | st.builds(i.Author, name=TEXT, id=MAYBE, url=MAYBE, guest=st.none() | st.booleans())
    quotes = st.lists(st.builds(i.Quote, ordinal=st.integers(1, 3), depth=st.integers(1, 3), parent=st.none() | st.integers(1, 3),
                                position=st.integers(0, 9), text=TEXT, author=MAYBE, source_id=MAYBE, source_url=MAYBE), max_size=3)  # fmt: skip
    contents = st.none() | st.builds(i.Content, text=TEXT, html=TEXT, quotes=quotes.map(tuple),
                                     links=st.lists(st.builds(i.Link, url=TEXT, text=TEXT), max_size=2).map(tuple))  # fmt: skip
    posts = st.lists(
        st.builds(i.Post, id=TEXT, kind=st.sampled_from(["post", "article", "comment"]), ordinal=st.none() | st.integers(), author=authors,
                  posted=times, url=MAYBE, parent_id=MAYBE, state=st.sampled_from(["visible", "deleted"]), content=contents),
        max_size=4,
    )  # fmt: skip
    header = draw(st.builds(i.Thread, id=TEXT, title=MAYBE, url=MAYBE, prefix=MAYBE, author=authors, created=times,
                            boards=st.lists(st.builds(i.Board, title=TEXT, id=MAYBE), max_size=3).map(tuple)))  # fmt: skip
    number, pages = draw(st.none() | st.integers(0, 10**20)), draw(st.none() | st.integers(-1, 10**20))
    store.save(record(*draw(posts), of=header, number=number, pages=pages, at=day(draw(st.integers(0, 3))), url=f"{BASE}any"))
    assert exported(engine)


def test_ann_is_ann(store: Store, engine: Engine) -> None:
    store.save(record(post(1, author=i.Author(name="", id="5")), of=thread(author=None)))
    assert exported(engine)[0]["posts"][0]["author"] == {"id": "5", "name": None, "url": None, "guest": False}
    store.save(record(post(2, author=ANN), at=day(1), of=thread(author=None)))
    assert exported(engine)[0]["posts"][0]["author"]["name"] == "Ann"
