"""What an audit says of an archive made by hand, piece by piece taken away; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event, text

from archiver.audit import SiteAudit, audit_site
from archiver.crawl.plan import Plan, Rechecks
from archiver.export import build_thread
from db import queries
from db.queries.audit import site_facts, site_ids
from db.queries.scopes import find_scope
from db.store import Store
from spiders import items as i
from tests.db.make import BASE, day, post, quote, reading, record, site, thread, words

BLOG = site(url="https://blog.example/", platform="wordpress")
CATEGORY = i.Board(id="c1", title="Category", kind="category")
WORKSHOP = i.Board(id="12", title="Workshop", url=f"{BASE}forums/12/", parent_id="c1", threads=2, posts=7)
TOOLS = i.Board(id="13", title="Tools", url=f"{BASE}forums/13/", parent_id="12", threads=1, posts=2)
LONG = thread(1, boards=(CATEGORY, WORKSHOP), declared=i.Declared(replies=4, pages=3))
SHORT = thread(2, boards=(CATEGORY, WORKSHOP, TOOLS), declared=i.Declared(replies=1))


def index(**more: object) -> i.PageRecord:
    """The front page: all boards and what they declare."""
    return reading(listing=i.Listing(boards=(CATEGORY, WORKSHOP, TOOLS), number=1, pages=1), **more)  # type: ignore[arg-type]


def listed(board: i.Board, *threads: i.Thread, at: float = 0, **more: object) -> i.PageRecord:
    """The one page of a board's listing, or its first."""
    listing = i.Listing(**{"board": board, "threads": threads, "number": 1, "pages": 1, **more})  # type: ignore[arg-type]
    return reading(url=board.url or "", kind="board", listing=listing, at=day(at))


def page(number: int, *, of: i.Thread = LONG, pages: int = 3, at: float = 0.1) -> i.PageRecord:
    """A page of the long thread: two posts on it, one on the last."""
    first = 2 * number - 1
    posts = [post(100 + one, ordinal=one) for one in range(first, min(first + 2, 6))]
    return record(*posts, of=of, number=number, pages=pages, at=day(at))


SHORT_PAGE = record(post(201, ordinal=1), post(202, ordinal=2), of=SHORT, at=day(0.1))


def whole() -> list[i.PageRecord]:
    """All pages of a forum of two boards and two threads."""
    return [index(), listed(WORKSHOP, LONG), listed(TOOLS, SHORT), page(1), page(2), page(3), SHORT_PAGE]


@pytest.fixture
def filled(store: Store) -> Store:
    """The whole forum."""
    for each in whole():
        store.save(each)
    return store


def audited(engine: Engine, *, board: str | None = None, thread_id: int | None = None) -> SiteAudit:
    """The audit of the one site."""
    with engine.connect() as connection:
        (site_id,) = site_ids(connection)
        found = audit_site(site_facts(connection, site_id), board=board, thread_id=thread_id)
    assert found is not None
    posts = found.posts
    assert posts.declared == posts.held + posts.to_fetch + posts.unshown + posts.unexplained
    assert found.pages.declared == found.pages.held + found.pages.missing
    if found.percent is not None:
        assert found.percent.held + found.percent.lacking == pytest.approx(100, abs=1e-9)
        assert (found.percent.held == 100) is (posts.held == posts.declared)
    return found


def said(found: SiteAudit) -> list[tuple[str, str]]:
    """The steps as reason and words."""
    return [(step.reason, step.what) for step in found.steps]


def run(engine: Engine, sql: str) -> None:
    """Change the archive behind the store's back."""
    with engine.begin() as connection:
        connection.execute(text(sql))


# -- complete, and one thing taken away ---------------------------------------------------------------------------------


def test_a_whole_forum_is_complete(filled: Store, engine: Engine) -> None:
    found = audited(engine)
    assert found.complete
    assert (found.posts.declared, found.posts.held) == (7, 7)
    assert (found.threads.declared, found.threads.known, found.threads.complete) == (2, 2, 2)
    assert found.pages.declared == 4
    assert (found.open_threads, found.steps) == ([], [])
    assert all(board.complete for board in found.boards)
    workshop = next(board for board in found.boards if board.id == "12")
    assert (workshop.threads, workshop.posts, workshop.parent) == (2, 7, "c1")  # with the board below it, as sites count


@pytest.mark.parametrize(
    ("without", "gaps", "lacking"),
    [
        (1, [(1, 2)], 2),
        (2, [(3, 4)], 2),
        (3, [], 1),  # behind the last one held no number tells
    ],
)
def test_a_page_that_is_not_held_is_named(
    store: Store, engine: Engine, without: int, gaps: list[tuple[int, int]], lacking: int
) -> None:
    for each in whole():
        if each != page(without):
            store.save(each)
    found = audited(engine)
    (lame,) = found.open_threads
    assert (lame.id, lame.pages_missing, lame.numbers_missing, lame.to_fetch) == ("1", [without], gaps, lacking)
    assert found.posts.to_fetch == lacking
    assert said(found) == [("hole", f"fetch page {without} of thread 1, which has 3")]
    assert lame.why[0] == f"without page {without}"
    assert not any(board.complete for board in found.boards if board.id in ("c1", "12"))
    assert next(board for board in found.boards if board.id == "13").complete


def test_a_hole_is_fetched_where_the_page_before_it_leads(store: Store, engine: Engine) -> None:
    first, third = page(1), page(3)
    assert first.reading is not None
    shown = first.reading.threads[0]
    led = i.ThreadPage(thread=shown.thread, posts=shown.posts, number=1, pages=3, next_url=f"{BASE}threads/1/page-2")
    for each in (index(), listed(WORKSHOP, LONG), listed(TOOLS, SHORT), SHORT_PAGE, third):
        store.save(each)
    store.save(i.PageRecord(capture=first.capture, reading=replace(first.reading, threads=(led,))))
    assert [step.url for step in audited(engine).steps] == [f"{BASE}threads/1/page-2"]


def test_a_thread_that_was_never_read_is_named(store: Store, engine: Engine) -> None:
    for each in whole():
        if each != SHORT_PAGE:
            store.save(each)
    found = audited(engine)
    (lame,) = found.open_threads
    assert (lame.id, lame.held, lame.declared, lame.why) == ("2", 0, 2, ["never read"])
    assert [(step.reason, step.url, step.posts) for step in found.steps] == [("discover", SHORT.url, 2)]
    assert (found.threads.known, found.threads.read) == (2, 1)


def test_a_board_that_was_never_read_is_named_with_what_it_declares(store: Store, engine: Engine) -> None:
    for each in (index(), listed(WORKSHOP, LONG), page(1), page(2), page(3)):
        store.save(each)
    found = audited(engine)
    assert said(found) == [("discover", "read board Tools: it was never read")]
    tools = next(board for board in found.boards if board.id == "13")
    assert (tools.state, tools.unlisted, tools.behind, tools.complete) == ("never read", 1, 2, False)
    assert (found.posts.declared, found.posts.held, found.posts.to_fetch) == (7, 5, 2)
    assert found.threads.unlisted == 1


def test_a_listing_that_was_not_walked_to_its_end_is_named(store: Store, engine: Engine) -> None:
    second = f"{BASE}forums/12/page-2"
    for each in whole():
        store.save(listed(WORKSHOP, LONG, pages=2, next_url=second) if each == listed(WORKSHOP, LONG) else each)
    found = audited(engine)
    assert [(step.what, step.url) for step in found.steps] == [("go on with the listing of Workshop", second)]
    assert found.posts.held == found.posts.declared
    assert not found.complete


def test_a_board_that_declares_more_threads_than_its_listing_names(store: Store, engine: Engine) -> None:
    more = i.Board(id="13", title="Tools", url=f"{BASE}forums/13/", parent_id="12", threads=3, posts=9)
    for each in whole()[1:]:
        store.save(each)
    store.save(reading(listing=i.Listing(boards=(CATEGORY, WORKSHOP, more), number=1, pages=1)))
    found = audited(engine)
    ((reason, what),) = said(found)
    assert reason == "recheck"
    assert "declares 3 threads, 2 of them are not listed" in what
    assert found.posts.to_fetch == 7  # nine posts are declared, two of them by the thread that is listed


def test_without_any_listing_nobody_knows_what_there_is(store: Store, engine: Engine) -> None:
    store.save(record(post(1, ordinal=1), of=thread(1, boards=(), declared=i.Declared(replies=0))))
    found = audited(engine)
    assert not found.complete
    assert (found.posts.held, found.posts.declared) == (1, 1)
    assert [step.reason for step in found.steps] == ["discover"]
    with engine.connect() as connection:
        thread_id = queries.find_thread(connection, "1")
    assert audited(engine, thread_id=thread_id).complete  # the thread itself is whole


# -- growth, and figures that nothing explains ---------------------------------------------------------------------------


def test_a_thread_that_a_listing_declares_longer_has_grown(filled: Store, engine: Engine) -> None:
    grown = thread(1, boards=(CATEGORY, WORKSHOP), declared=i.Declared(replies=6, pages=3, last_post_id="107"))
    filled.save(listed(WORKSHOP, grown, at=1))
    found = audited(engine)
    (lame,) = found.open_threads
    assert (lame.to_fetch, lame.why) == (2, ["grown since it was read"])
    ((reason, what),) = said(found)
    assert (reason, what) == ("grow", "fetch page 3 of thread 1 again: a listing declares more than it showed")


def test_a_page_that_was_the_last_when_it_was_read(store: Store, engine: Engine) -> None:
    """Its thread went on since, and its later pages are held: what was added to it is not."""
    early = record(post(101, ordinal=1), of=LONG, number=1, pages=1)
    for each in (index(), listed(WORKSHOP, LONG), listed(TOOLS, SHORT), SHORT_PAGE, early, page(2, at=1), page(3, at=1)):
        store.save(each)
    found = audited(engine)
    assert said(found) == [("grow", "fetch page 1 of thread 1 again: posts were added to it since")]
    assert found.open_threads[0].numbers_missing == [(2, 2)]


def test_more_declared_than_all_pages_show_is_not_explained_on_a_forum(store: Store, engine: Engine) -> None:
    more = thread(2, boards=SHORT.boards, declared=i.Declared(replies=3))
    for each in whole():
        store.save(record(post(201, ordinal=1), post(202, ordinal=2), of=more, at=day(0.1)) if each == SHORT_PAGE else each)
    found = audited(engine)
    (lame,) = found.open_threads
    assert (lame.unexplained, lame.to_fetch, found.posts.unexplained) == (2, 0, 2)
    assert [reason for reason, _ in said(found)] == ["recheck"]


@pytest.mark.parametrize(
    ("shown", "unshown", "unexplained"),
    [
        (11, 0, 0),
        (10, 1, 0),  # an answer to a comment in the bin is counted, and shown nowhere
        (0, 0, 11),  # it is the reader that sees no comment
    ],
)
def test_wordpress_counts_what_no_page_shows(store: Store, engine: Engine, shown: int, unshown: int, unexplained: int) -> None:
    header = thread(5, kind="article", boards=(), url="https://blog.example/5/", declared=i.Declared(replies=11))
    comments = [post(number, kind="comment", ordinal=None) for number in range(100, 100 + shown)]
    listing = i.Listing(threads=(header,), number=1, pages=1)
    store.save(reading(url="https://blog.example/", listing=listing, where=BLOG))
    store.save(record(post(5, kind="article", ordinal=None), *comments, of=header, where=BLOG, at=day(0.1)))
    found = audited(engine)
    assert (found.posts.unshown, found.posts.unexplained, found.complete) == (unshown, unexplained, not unexplained)


def test_an_answer_that_only_the_api_lists_is_held(store: Store, engine: Engine) -> None:
    header = thread(5, kind="article", boards=(), url="https://blog.example/5/", declared=i.Declared(replies=2))
    store.save(reading(url="https://blog.example/", listing=i.Listing(threads=(header,), number=1, pages=1), where=BLOG))
    api = record(
        post(101, kind="comment"), of=header, view="api", number=None, pages=None, where=BLOG, url="https://blog.example/r"
    )
    store.save(api)
    store.save(record(post(5, kind="article"), post(100, kind="comment"), of=header, where=BLOG, at=day(0.1)))
    run(engine, "UPDATE post SET state = 'missing' WHERE native_id = '101'")
    found = audited(engine)
    assert found.complete
    assert (found.posts.held, found.posts.declared, found.posts.missing) == (3, 3, 1)


def test_what_vanished_after_it_was_counted_is_held(filled: Store, engine: Engine) -> None:
    run(engine, "UPDATE post SET state = 'missing', state_since = last_seen WHERE native_id = '202'")
    found = audited(engine)
    assert found.complete
    assert (found.posts.held, found.posts.missing) == (7, 1)


def test_what_vanished_before_it_was_counted_explains_nothing(filled: Store, engine: Engine) -> None:
    run(engine, "UPDATE thread SET declared_at = last_seen WHERE native_id = '2'")
    run(engine, "UPDATE post SET state = 'missing', state_since = (SELECT min(first_seen) FROM site) WHERE native_id = '202'")
    assert audited(engine).posts.unexplained == 1


def test_placeholders_are_counted_where_the_site_counts_them(store: Store, engine: Engine) -> None:
    """Sites differ: a thread is whole with a figure that leaves its placeholder out, and with one that does not."""
    deleted = post(202, None, ordinal=2, state="deleted")
    for each in whole():
        store.save(record(post(201, ordinal=1), deleted, of=SHORT, at=day(0.1)) if each == SHORT_PAGE else each)
    assert audited(engine).complete
    filled = thread(2, boards=SHORT.boards, declared=i.Declared(replies=0))
    store.save(record(post(201, ordinal=1), deleted, of=filled, at=day(1)))
    found = audited(engine)
    assert found.complete
    assert (found.posts.declared, found.posts.placeholders) == (6, 1)


# -- what stands apart, and what was lost -------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "apart"), [("moved", "moved"), ("merged", "moved"), ("gated", "gated"), ("gone", "gone")])
def test_threads_that_are_not_to_be_had_stand_apart(store: Store, engine: Engine, state: i.ThreadState, apart: str) -> None:
    other = thread(3, boards=(CATEGORY, WORKSHOP), state=state, declared=i.Declared(replies=40), moved_to="2")
    for each in whole():
        store.save(listed(WORKSHOP, LONG, other) if each == listed(WORKSHOP, LONG) else each)
    found = audited(engine)
    assert found.complete
    assert getattr(found.threads, apart) == 1
    assert (found.threads.known, found.threads.complete, found.posts.declared) == (3, 2, 7)
    assert next(one.apart for one in found.closed_threads if one.id == "3") == apart


def test_a_thread_that_answers_404_is_gone(store: Store, engine: Engine) -> None:
    other = thread(3, boards=(CATEGORY, WORKSHOP), declared=i.Declared(replies=40))
    for each in whole():
        store.save(listed(WORKSHOP, LONG, other) if each == listed(WORKSHOP, LONG) else each)
    assert audited(engine).posts.to_fetch == 41
    capture = i.Capture(url=other.url or "", fetched_at=day(1), status=404, digest="sha1:GONE")
    store.save_captures([capture], site_url=BASE)
    found = audited(engine)
    assert (found.complete, found.threads.gone, found.posts.declared) == (True, 1, 7)


@pytest.mark.parametrize("kind", ["fetch", "read", "post", "blocked"])
def test_a_loss_is_a_gap_of_its_thread(filled: Store, engine: Engine, kind: str) -> None:
    url = f"{LONG.url}page-3?page"
    loss = i.Loss(kind=kind, what="HTTP 500", url=url, post_id="105" if kind == "post" else None)  # type: ignore[arg-type]
    filled.save_loss(loss, at=day(1), site_url=BASE)
    found = audited(engine)
    assert found.losses == {kind: 1}
    (lame,) = found.open_threads
    assert (lame.id, lame.losses, lame.to_fetch) == ("1", {kind: 1}, 0)
    (step,) = found.steps
    assert (step.reason, step.url, step.thread) == ("retry", url, "1")
    assert step.due == day(1) + timedelta(hours=1)


def test_what_was_lost_with_a_thread_that_is_gone_stands_apart_with_it(filled: Store, engine: Engine) -> None:
    filled.save_loss(i.Loss(kind="fetch", what="the thread is gone", url=SHORT.url or ""), at=day(1), site_url=BASE)
    assert not audited(engine).complete
    gone = i.Capture(url=SHORT.url or "", fetched_at=day(1), status=404, digest="sha1:GONE")
    filled.save_captures([gone], site_url=BASE)
    found = audited(engine)
    assert (found.complete, found.losses, found.threads.gone) == (True, {"fetch": 1}, 1)


def test_what_only_members_may_see_is_no_gap(filled: Store, engine: Engine) -> None:
    lounge = i.Board(id="14", title="Lounge", url=f"{BASE}forums/14/", parent_id="c1")
    filled.save(reading(listing=i.Listing(boards=(lounge,), number=1, pages=1), at=day(0.2)))
    assert not audited(engine).complete
    filled.save_loss(i.Loss(kind="gated", what="only for members", url=lounge.url or ""), at=day(1), site_url=BASE)
    found = audited(engine)
    assert (found.complete, found.losses) == (True, {"gated": 1})
    assert next(board.state for board in found.boards if board.id == "14") == "gated"


def test_quotes_of_posts_that_are_not_held_are_listed(filled: Store, engine: Engine) -> None:
    content = words("Yes.", quotes=(quote("Old words", source_id="77"), quote("Words", 2, source_id="101")))
    filled.save(record(post(201, ordinal=1), post(202, ordinal=2, content=content), of=SHORT, at=day(1)))
    found = audited(engine)
    assert [(one.post, one.source) for one in found.quotes] == [("202", "77")]
    assert found.complete  # the site may have deleted it long ago


# -- parts of a site, and all of it at once ------------------------------------------------------------------------------


def test_a_board_is_audited_with_those_below_it(store: Store, engine: Engine) -> None:
    for each in whole():
        if each not in (SHORT_PAGE, page(2)):
            store.save(each)
    assert (audited(engine).posts.to_fetch, audited(engine, board="Workshop").posts.to_fetch) == (4, 4)
    tools = audited(engine, board="13")
    assert (tools.scope, tools.posts.to_fetch, [one.id for one in tools.open_threads]) == ("board", 2, ["2"])
    with engine.connect() as connection:
        assert audit_site(site_facts(connection, site_ids(connection)[0]), board="Garden") is None


def test_the_largest_gap_comes_first(store: Store, engine: Engine) -> None:
    for each in whole()[:3]:
        store.save(each)
    assert [one.id for one in audited(engine).open_threads] == ["1", "2"]
    assert [step.thread for step in audited(engine).steps] == ["1", "2"]


def _records() -> Iterator[list[i.PageRecord]]:
    """The forum with one page left out, each in turn; and with one page only."""
    pages = whole()
    for number in range(len(pages)):
        yield [each for place, each in enumerate(pages) if place != number]
    yield pages[3:4]


@pytest.mark.parametrize("number", range(8))
def test_the_export_and_the_plan_agree_with_the_audit(store: Store, engine: Engine, number: int) -> None:
    for each in list(_records())[number]:
        store.save(each)
    found = audited(engine)
    with engine.connect() as connection:
        exported = {record.thread.native_id: build_thread(record) for record in queries.thread_records(connection)}
        scope = find_scope(connection, BASE)
        assert scope is not None
        rechecks = Rechecks(shortest=timedelta(days=9_999), longest=timedelta(days=9_999))
        planned = list(Plan(scope, began=day(0.5), rechecks=rechecks).steps(connection, day(0.5)))
    assert {one.id: one.complete for one in (*found.open_threads, *found.closed_threads)} == {
        key: one.completeness.complete for key, one in exported.items()
    }
    of_threads = {(step.reason, step.follow.thread_id) for step in planned if step.follow.thread_id}
    assert of_threads == {(step.reason, step.thread) for step in found.steps if step.thread}


def test_the_number_of_statements_does_not_grow_with_the_site(filled: Store, engine: Engine) -> None:
    def statements() -> int:
        seen: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *arguments: seen.append(arguments[2]))
        audited(engine)
        return len(seen)

    few = statements()
    for number in range(10, 40):
        filled.save(record(post(1000 + number), of=thread(number, declared=i.Declared(replies=5))))
    filled.close()
    assert statements() == few
