"""Saving pages: what is written, what is never overwritten, and that saving again changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from db.models import tables as t
from db.store import Store
from spiders import items as i
from tests.db.make import (
    BASE,
    DAY,
    WRITTEN,
    content_of,
    day,
    difference,
    moment,
    one,
    post,
    quote,
    reading,
    record,
    rows,
    thread,
    words,
)

BOB = i.Author(name="Bob", id="6", url=f"{BASE}members/6/", guest=False)


def rich_pages() -> list[i.PageRecord]:
    """Pages with something of everything."""
    header = thread(
        prefix="Solved",
        sticky=True,
        labels=(i.Label(kind="tag", title="valves", id="t1"), i.Label(kind="category", title="Pumps", id="k2", parent_id="k1")),
        poll=i.Poll(question="Brass?", options=(i.PollOption(text="Yes", votes=3), i.PollOption(text="No", votes=1)), voters=4),
        declared=i.Declared(replies=3, pages=2, views=10, last_post=moment(), last_post_id="104", last_author=BOB),
        aliases=(f"{BASE}?p=1",),
    )
    said = words(
        "See the log.",
        quotes=(
            quote("Words of a post.", source_id="101", author="Ann"),
            quote("inner", 2, depth=2, parent=1, source_url=f"{BASE}goto/9", time=moment()),
        ),
        mentions=(i.Mention(name="Ann", id="5"),),
        links=(i.Link(url="https://example.org/", text="there"),),
        media=(i.Media(kind="attachment", url=f"{BASE}attachments/1/", name="log.txt"),),
    )
    full = post(
        102,
        author=BOB,
        content=said,
        edits=(i.Edit(raw="Last edited: Apr 2, 2024", time=moment(), by="Ann", by_id="5", reason="typo", count=2),),
        reactions=(i.Reaction(kind="Like", count=2, names=("Ann",)),),
        aliases=(f"{BASE}p/102",),
        subject="Re: valves",
    )
    lost = i.Loss(kind="post", what="no body", url=f"{BASE}threads/1/page-1", post_id="103")
    listing = i.Listing(
        board=i.Board(id="12", title="Workshop", url=f"{BASE}forums/12/"),
        boards=(i.Board(id="13", title="Tools", url=f"{BASE}forums/13/", threads=4, posts=90, description="Sharp"),),
        threads=(header, thread(2, boards=(), state="moved", moved_to="1")),
        number=1,
        pages=3,
        next_url=f"{BASE}forums/12/page-2",
    )
    stub = i.PageRecord(
        capture=i.Capture(url=f"{BASE}threads/9/", fetched_at=DAY, status=500),
        reading=None,
        losses=(i.Loss(kind="fetch", what="HTTP 500", url=f"{BASE}threads/9/"),),
    )
    renamed = i.Author(name="Robert", id="6", url=f"{BASE}members/6/", aliases=("number-6",))
    return [
        reading(url=f"{BASE}forums/12/", kind="board", listing=listing),
        record(post(101), full, post(104, None, state="deleted"), of=header, pages=2, losses=(lost,)),
        record(post(105, author=renamed), at=day(1), of=header, number=2, pages=2),
        stub,
    ]


def test_the_tables_that_nothing_writes_yet(store: Store, engine: Engine) -> None:
    crawl = store.start_crawl(BASE, options={"delay": 1})
    for page in rich_pages():
        store.save(page, crawl_id=crawl)
    store.finish_crawl(crawl, "finished", 0, {"pages": 4})
    empty = {name for name, found in content_of(engine).items() if not found}
    assert empty == {"post_thread", "target", "thread_fact"}  # nothing changed here; schedules write targets


def test_saving_again_changes_nothing(store: Store, engine: Engine) -> None:
    first = [store.save(page) for page in rich_pages()]
    before = content_of(engine)
    again = [store.save(page) for page in rich_pages()]
    assert difference(before, content_of(engine)) == {}
    assert [saved.capture_id for saved in again] == [saved.capture_id for saved in first]
    assert sum(saved.posts_new + saved.threads_new + saved.revisions_new for saved in again) == 0


def test_saving_again_in_another_process_changes_nothing(store: Store, engine: Engine) -> None:
    for page in rich_pages():
        store.save(page)
    before = content_of(engine)
    other = Store(engine)
    for page in reversed(rich_pages()):
        other.save(page)
    assert difference(before, content_of(engine)) == {}


def test_what_saving_did_is_counted(store: Store) -> None:
    saved = store.save(record(post(1), post(2), post(3, None, state="deleted")))
    assert (saved.threads_new, saved.posts_new, saved.posts_seen, saved.revisions_new) == (1, 3, 3, 2)
    edited = store.save(record(post(1, "Other words."), post(2), at=day(1)))
    assert (edited.threads_new, edited.posts_new, edited.posts_seen, edited.revisions_new) == (0, 0, 2, 1)


def test_an_unchanged_page_seen_later_changes_only_when_it_was_seen(store: Store, engine: Engine) -> None:
    store.save(record(post(1), post(2)))
    before = content_of(engine)
    store.save(record(post(1), post(2), at=day(1)))
    apart = difference(before, content_of(engine))
    assert set(apart) == {"capture", "post", "revision", "site", "thread", "thread_page"}
    for table, column in (("post", "last_seen"), ("thread", "last_seen"), ("site", "last_seen"), ("revision", "observed_until")):
        old, new = apart[table]
        assert [line.replace("2024-05-01T12:00:00Z", "2024-05-02T12:00:00Z") for line in old] != old
        assert all(f'"{column}":"2024-05-02T12:00:00Z"' in line for line in new)
    assert one(engine, "SELECT count(*) FROM revision") == 2


def test_none_never_overwrites(store: Store, engine: Engine) -> None:
    full = thread(
        prefix="Solved", sticky=True, locked=False, declared=i.Declared(replies=3, pages=2, views=10, last_post=moment())
    )
    store.save(record(post(1, subject="Re: valves"), of=full))
    bare = i.Thread(id="1")
    naked = i.Post(id="1", content=words("Words of a post."))
    store.save(record(naked, at=day(1), of=bare, number=1, url=f"{BASE}other"))
    got = rows(engine, "SELECT title, prefix, sticky, locked, declared_replies, declared_pages, declared_views, url FROM thread")
    assert got == [("Thread 1", "Solved", True, False, 3, 2, 10, f"{BASE}threads/1/")]
    assert rows(engine, "SELECT author_name, subject, ordinal, posted_raw, url FROM post") == [
        ("Ann", "Re: valves", 1, (WRITTEN + timedelta(minutes=1)).isoformat(), f"{BASE}posts/1/")
    ]
    assert one(engine, "SELECT count(*) FROM thread WHERE last_post_raw IS NOT NULL AND board_id IS NOT NULL") == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_later_capture_is_right_whatever_comes_first(store: Store, engine: Engine, order: tuple[int, int]) -> None:
    old = record(post(1, state="visible"), of=thread(title="Old title", sticky=True, declared=i.Declared(replies=3)))
    new = record(
        post(1, None, state="deleted", ordinal=2),
        at=day(1),
        of=thread(title="New title", sticky=False, declared=i.Declared(replies=9)),
    )
    for place in order:
        store.save((old, new)[place])
    assert rows(engine, "SELECT title, sticky, declared_replies FROM thread") == [("New title", False, 9)]
    assert rows(engine, "SELECT state, ordinal FROM post") == [("deleted", 2)]
    with engine.connect() as connection:
        seen = connection.execute(select(t.POST.c.first_seen, t.POST.c.last_seen, t.POST.c.state_since)).one()
    assert tuple(seen) == (DAY, day(1), day(1))


def test_a_poll_is_kept_as_last_seen(store: Store, engine: Engine) -> None:
    def asked(*votes: int | None) -> i.Thread:
        options = tuple(i.PollOption(text=text, votes=count) for text, count in zip("ab", votes, strict=False))
        return thread(poll=i.Poll(question="Which?", options=options))

    store.save(record(post(1), of=asked(1, 2)))
    store.save(record(post(1), at=day(2), of=asked(3, 4)))
    store.save(record(post(1), at=day(1), of=asked(2, 2)))
    store.save(record(post(1), at=day(3), of=asked(None, None)))  # results hidden again: the votes stay
    assert rows(engine, "SELECT ordinal, text, votes FROM poll_option ORDER BY ordinal") == [(1, "a", 3), (2, "b", 4)]


def test_a_parent_may_come_after_its_answer(store: Store, engine: Engine) -> None:
    answer = post(2, kind="comment", parent_id="1", url=None)
    store.save(record(answer))
    assert rows(engine, "SELECT parent_native_id, parent_id FROM post") == [("1", None)]
    store.save(record(post(1, kind="comment"), at=day(1)))
    parent = "SELECT p.native_id FROM post c JOIN post p ON p.id = c.parent_id WHERE c.native_id = '2'"
    assert rows(engine, parent) == [("1",)]


def test_an_article_and_a_comment_of_the_same_id_are_two_posts(store: Store, engine: Engine) -> None:
    article = post(7, kind="article", ordinal=None)
    comment = post(7, kind="comment", ordinal=None, parent_id=None)
    answer = post(8, kind="comment", parent_id="7")
    store.save(record(article, comment, answer, of=thread(7, kind="article")))
    assert rows(engine, "SELECT kind FROM post WHERE native_id = '7' ORDER BY kind") == [("article",), ("comment",)]
    assert rows(engine, "SELECT p.kind FROM post c JOIN post p ON p.id = c.parent_id") == [("comment",)]


def test_a_pingback_shown_as_a_comment_is_the_same_post(store: Store, engine: Engine) -> None:
    store.save(record(post(5, kind="comment")))
    store.save(record(post(5, kind="pingback"), at=day(1)))
    store.save(record(post(5, kind="comment"), at=day(2)))
    assert rows(engine, "SELECT kind FROM post") == [("pingback",)]


def test_a_post_moves_with_a_split_thread(store: Store, engine: Engine) -> None:
    store.save(record(post(1), post(2)))
    store.save(record(post(2, ordinal=1), at=day(1), of=thread(2)))
    where = "SELECT p.native_id, t.native_id FROM post p JOIN thread t ON t.id = p.thread_id ORDER BY 1"
    assert rows(engine, where) == [("1", "1"), ("2", "2")]


def test_an_opening_post_repeated_on_every_page_stays_where_it_stands(store: Store, engine: Engine) -> None:
    store.save(record(post(1), post(2), pages=2))
    store.save(record(post(1), post(21), number=2, pages=2, at=day(1)))
    assert rows(engine, "SELECT native_id, page, position FROM post ORDER BY native_id") == [
        ("1", 1, 1),
        ("2", 1, 2),
        ("21", 2, 2),
    ]


def test_edit_markers_are_told_apart_and_one_reworded_by_the_day_is_one(store: Store, engine: Engine) -> None:
    def marked(raw: str, at: datetime, count: int | None = None) -> i.Post:
        return post(1, edits=(i.Edit(raw=raw, time=i.Moment(raw=raw, at=at, precision="minute"), count=count, by="Ann"),))

    store.save(record(marked("Last edited: Today at 9:30", WRITTEN)))
    store.save(record(marked("Last edited: Yesterday at 9:30", WRITTEN), at=day(1)))
    assert rows(engine, "SELECT raw FROM edit") == [("Last edited: Today at 9:30",)]
    store.save(record(marked("Last edited: May 3, edited 2 times", day(2), 2), at=day(3)))
    assert one(engine, "SELECT count(*) FROM edit") == 2


def test_a_reaction_withdrawn_counts_nothing(store: Store, engine: Engine) -> None:
    store.save(record(post(1, reactions=(i.Reaction(kind="Like", count=2, names=("Bob",)), i.Reaction(kind="Love", count=1)))))
    store.save(record(post(1), at=day(1), view="api"))  # another view says nothing of them
    store.save(record(post(1, reactions=(i.Reaction(kind="Like"),)), at=day(2)))
    assert rows(engine, "SELECT kind, count FROM reaction ORDER BY kind") == [("Like", 2), ("Love", 0)]


def test_each_row_leads_back_to_its_bytes(store: Store, engine: Engine) -> None:
    store.save(record(post(1), post(2)))
    way = """SELECT c.warc, c.record_offset, c.record_length FROM post p JOIN revision r ON r.post_id = p.id
             JOIN capture c ON c.id = r.capture_id"""
    assert rows(engine, way) == [("forum-00000.warc.gz", 1234, 567)] * 2


def test_a_walk_along_a_board_is_remembered_with_where_it_goes_on(store: Store, engine: Engine) -> None:
    board = i.Board(id="12", title="Workshop", url=f"{BASE}forums/12/")

    def listed(number: int, after: str | None, at: float) -> i.PageRecord:
        listing = i.Listing(board=board, threads=(thread(number),), number=number, pages=2, next_url=after)
        url = f"{BASE}forums/12/" if number == 1 else f"{BASE}forums/12/page-{number}"
        return reading(url=url, kind="board", at=day(at), listing=listing)

    store.save(listed(1, f"{BASE}forums/12/page-2", 0))
    assert rows(engine, "SELECT url, kind, cursor, walk_finished FROM source") == [
        (f"{BASE}forums/12/", "board", f"{BASE}forums/12/page-2", None)
    ]
    store.save(listed(2, None, 0.1))
    with engine.connect() as connection:
        source = connection.execute(select(t.SOURCE)).one()
    assert (source.cursor, source.walk_started, source.walk_finished) == (None, DAY, day(0.1))
    assert rows(engine, "SELECT number, threads FROM source_page ORDER BY number") == [(1, 1), (2, 1)]


def test_a_site_is_held_by_one_at_a_time(store: Store, engine: Engine) -> None:
    assert store.hold_site(BASE, "first")  # not known yet: free
    store.save(record(post(1)))
    assert store.hold_site(BASE, "first")
    assert not store.hold_site(BASE, "second")
    assert store.hold_site(BASE, "first")
    store.release_sites("second")
    assert not store.hold_site(BASE, "second")
    store.release_sites("first")
    assert store.hold_site(BASE, "second", lease=timedelta(seconds=-1))
    assert store.hold_site(BASE, "third")  # the second one's lease has run out: it died


def test_a_crawl_is_a_row_with_its_end(store: Store, engine: Engine) -> None:
    crawl = store.start_crawl(BASE, identity="account", options={"delay": 2.5})
    store.save(record(post(1)), crawl_id=crawl)
    store.beat(crawl)
    store.finish_crawl(crawl, "interrupted", 130, {"pages": 1})
    with engine.connect() as connection:
        row = connection.execute(select(t.CRAWL)).one()
    assert (row.reason, row.exit_code, row.counts, row.options, row.identity) == (
        "interrupted", 130, {"pages": 1}, {"delay": 2.5}, "account",
    )  # fmt: skip
    assert row.started_at <= row.heartbeat_at <= datetime.now(UTC)
    assert row.site_id is not None
    assert rows(engine, "SELECT DISTINCT identity FROM revision") == [("account",)]
