"""Saving pages: what is written, what is never overwritten, and that saving again changes nothing."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, event, func, select, text

from db.engine import open_database
from db.models import tables as t
from db.store import Store
from spiders import items as i
from spiders.errors import DatabaseError
from tests.db.make import (
    ANN,
    BASE,
    DAY,
    WRITTEN,
    content_of,
    day,
    difference,
    moment,
    post,
    quote,
    reading,
    record,
    site,
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


def one(engine: Engine, sql: str) -> object:
    with engine.connect() as connection:
        return connection.execute(text(sql)).scalar_one()


def rows(engine: Engine, sql: str) -> list[tuple]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


def test_the_tables_that_nothing_writes_yet(store: Store, engine: Engine) -> None:
    crawl = store.start_crawl(BASE, options={"delay": 1})
    for page in rich_pages():
        store.save(page, crawl_id=crawl)
    store.finish_crawl(crawl, "finished", 0, {"pages": 4})
    empty = {name for name, found in content_of(engine).items() if not found}
    assert empty == {"pass", "target"}  # the plan writes passes, schedules write targets


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


def test_a_renamed_member_keeps_the_former_name(store: Store, engine: Engine) -> None:
    store.save(record(post(1)))
    store.save(record(post(2, author=i.Author(name="Anna", id="5")), at=day(1), of=thread(author=None)))
    store.save(record(post(3, author=i.Author(name="Annika", id="5")), at=day(-1), of=thread(author=None)))
    assert rows(engine, "SELECT name, url FROM author") == [("Anna", f"{BASE}members/5/")]
    assert rows(engine, "SELECT name FROM author_name ORDER BY name") == [("Ann",), ("Annika",)]
    assert rows(engine, "SELECT author_name FROM post ORDER BY native_id") == [("Ann",), ("Anna",), ("Annika",)]


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


def test_http_and_https_with_and_without_www_are_one_site(store: Store, engine: Engine) -> None:
    for url in ("https://forum.example/", "http://forum.example/", "https://www.forum.example/"):
        store.save(record(post(1), where=site(url=url)))
    store.save(record(post(1), where=site(url="https://forum.example/other/")))
    assert rows(engine, "SELECT url FROM site ORDER BY url") == [("https://forum.example/",), ("https://forum.example/other/",)]
    assert one(engine, "SELECT count(*) FROM site_address") == 4


def test_losses_are_counted_and_resolved_when_the_page_is_read(store: Store, engine: Engine) -> None:
    url = f"{BASE}threads/1/"
    crawl = store.start_crawl(BASE)
    store.save(record(post(1)), crawl_id=crawl)
    for attempt in range(3):
        store.save_loss(i.Loss(kind="fetch", what=f"HTTP 50{attempt}", url=url), at=day(attempt), crawl_id=crawl)
    store.save_loss(i.Loss(kind="fetch", what="HTTP 502", url=url), at=day(2), crawl_id=crawl)  # the same attempt, told twice
    with engine.connect() as connection:
        row = connection.execute(select(t.LOSS)).one()
    assert (row.what, row.attempts, row.first_seen, row.last_seen) == ("HTTP 502", 3, DAY, day(2))
    assert row.next_try == day(2) + timedelta(hours=4)  # an hour, then two, then four
    assert row.site_id is not None
    assert row.resolved_at is None
    store.save(record(post(1), at=day(3), url=url), crawl_id=crawl)
    with engine.connect() as connection:
        row = connection.execute(select(t.LOSS)).one()
    assert (row.resolved_at, row.next_try) == (day(3), None)


def test_a_post_that_cannot_be_read_is_a_loss_until_it_can(store: Store, engine: Engine) -> None:
    url = f"{BASE}threads/1/"
    lost = [i.Loss(kind="post", what="no body", url=url, post_id=number) for number in ("2", "3")]
    store.save(record(post(1), url=url, losses=tuple(lost)))
    store.save(record(post(1), post(2), url=url, at=day(1), losses=(lost[1],)))
    still = "SELECT post_native_id FROM loss WHERE resolved_at IS NULL"
    assert rows(engine, still) == [("3",)]
    assert one(engine, "SELECT attempts FROM loss WHERE post_native_id = '3'") == 2


def test_a_page_that_could_not_be_read_leaves_capture_and_loss(store: Store, engine: Engine) -> None:
    crawl = store.start_crawl(BASE)
    failed = i.PageRecord(
        capture=i.Capture(url=f"{BASE}x", fetched_at=DAY, status=200, digest="sha1:A"),
        reading=None,
        losses=(i.Loss(kind="read", what="no known platform", url=f"{BASE}x"),),
    )
    robots = i.Capture(url=f"{BASE}robots.txt", fetched_at=DAY, status=200)
    saved = store.save(failed, crawl_id=crawl, captures=[robots])
    assert (saved.site_id, saved.losses) == (None, 1)
    assert rows(engine, "SELECT url, outcome FROM capture ORDER BY url") == [(f"{BASE}robots.txt", "kept"), (f"{BASE}x", "lost")]
    assert rows(engine, "SELECT kind, what FROM loss") == [("read", "no known platform")]


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
    store.release_site(BASE, "second")
    assert not store.hold_site(BASE, "second")
    store.release_site(BASE, "first")
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


def test_what_no_database_stores_is_replaced(store: Store, engine: Engine) -> None:
    told = post(1, "a\0b \ud800 c", author=i.Author(name="N\0L", id="9"))
    store.save(record(told, view="api", of=thread(title="\ud83d \0")))
    store.save(record(post(2, "lone \udfff"), at=day(1)))
    assert rows(engine, "SELECT text FROM revision ORDER BY id") == [("a\ufffdb ? c",), ("lone ?",)]
    assert rows(engine, "SELECT title FROM thread") == [("Thread 1",)]


def test_absurd_figures_and_names_do_no_harm(store: Store, engine: Engine) -> None:
    huge = i.Author(name="x" * 5_000, id="9" * 5_000)
    header = thread(title="t" * 100_000, url=BASE + "u" * 9_000, declared=i.Declared(views=10**30, replies=-1))
    store.save(record(post(1, author=huge, id="p" * 9_000, ordinal=10**40), of=header, url=BASE + "u" * 9_000))
    again = store.save(record(post(1, author=huge, id="p" * 9_000, ordinal=10**40), of=header, url=BASE + "u" * 9_000, at=day(1)))
    assert again.posts_new == 0
    assert rows(engine, "SELECT ordinal FROM post") == [(None,)]
    assert rows(engine, "SELECT declared_views, declared_replies FROM thread") == [(None, -1)]


def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path) -> None:
    engine = open_database(str(tmp_path / "a.db"), create=True)
    store = Store(engine)
    store.save(record(post(1)))
    before = content_of(engine)
    store.close()
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1").close())
    with pytest.raises(DatabaseError, match="the disk is full; what was committed is safe") as caught:
        store.save(record(*(post(number, "w" * 50_000) for number in range(2, 40)), at=day(1)))
    assert "\n" not in str(caught.value)
    assert difference(before, content_of(engine)) == {}
    engine.dispose()


def test_a_lock_that_is_not_given_up_is_one_line(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("db.engine.BUSY_SECONDS", 0)
    engine = open_database(str(tmp_path / "a.db"), create=True)
    store = Store(engine)
    store.save(record(post(1)))
    holder = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseError, match="another program has held the database"):
        store.save(record(post(2), at=day(1)))
    holder.execute("ROLLBACK")
    holder.close()
    assert store.save(record(post(2), at=day(1))).posts_new == 1
    engine.dispose()


def test_a_lost_connection_is_one_line_and_the_next_page_is_saved(postgres) -> None:
    engine = open_database(postgres.new_database(), create=True)
    store = Store(engine)
    store.save(record(post(1)))
    with engine.begin() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
        connection.execute(text(others))
    with pytest.raises(DatabaseError, match="the connection was lost") as caught:
        store.save(record(post(2), at=day(1)))
    assert "\n" not in str(caught.value)
    assert store.save(record(post(2), at=day(1))).posts_new == 1
    store.close()
    engine.dispose()


def test_a_page_is_saved_whole_or_not_at_all(store: Store, engine: Engine, monkeypatch) -> None:
    store.save(record(post(1)))
    before = content_of(engine)
    monkeypatch.setattr("db.store.saving.store_thread_pages", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.save(record(post(2), at=day(1)))
    monkeypatch.undo()
    assert difference(before, content_of(engine)) == {}
    assert store.save(record(post(2), at=day(1))).posts_new == 1
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(t.POST)).scalar() == 2


def test_a_naive_time_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="naive"):
        store.save(record(post(1, author=ANN), at=datetime(2024, 5, 1)))  # noqa: DTZ001
