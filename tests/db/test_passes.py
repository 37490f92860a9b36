"""What passes say of posts: missing where the site was asked, visible again when seen again, and nothing where nobody can know."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from db.engine import open_database
from db.queries import suspects
from db.store import Store
from spiders import items as i
from tests.db.make import BASE, WRITTEN, capture, day, one, post, reading, record, rows, site, thread

PERMALINK = f"{BASE}posts/2/"


def minute(number: float, on: float = 0) -> datetime:
    """So many minutes into a day."""
    return day(on) + timedelta(minutes=number)


class Crawls:
    """A store, and crawls of it: each page read a minute after the one before."""

    def __init__(self, store: Store, engine: Engine) -> None:
        self.store, self.engine = store, engine
        self.crawl: int | None = None
        self.clock = day(0)

    def begin(self, on: float, **more: Any) -> None:
        """A crawl that begins on a day."""
        self.crawl = self.store.start_crawl(BASE, **more)
        self.clock = day(on)

    def read(self, *pages: Sequence[int], of: int = 1, first: int = 1, count: int | None = None, **more: Any) -> None:
        """Pages of a thread, each with its posts."""
        for number, posts in enumerate(pages, start=first):
            shown = [post(key) for key in posts]
            self.store.save(
                record(*shown, at=self.clock, of=thread(of), number=number, pages=count or len(pages)),
                crawl_id=self.crawl,
                **more,
            )
            self.clock += timedelta(minutes=1)

    def ask(self, status: int, url: str = PERMALINK) -> None:
        """Ask for post 2; the site answers with a status and nothing to read."""
        found = capture(url, self.clock, status=status)
        self.store.save(i.PageRecord(capture=found, reading=None), crawl_id=self.crawl)
        self.clock += timedelta(minutes=1)

    def end(self) -> None:
        assert self.crawl is not None
        self.store.finish_crawl(self.crawl, "finished", 0, {})

    def state(self, native: str = "2") -> tuple[str, int]:
        """The state of a post, and since which day."""
        ((state, since),) = rows(self.engine, f"SELECT state, state_since FROM post WHERE native_id = '{native}'")
        at = since if isinstance(since, datetime) else datetime.fromisoformat(f"{since}+00:00")
        return state, (at - day(0)).days

    def asked_for(self) -> list[tuple[str | None, str | None]]:
        """What is to be asked: address of a post, address of page 1."""
        self.store.settle()
        with self.engine.connect() as connection:
            return [(found.url, found.page_url) for found in suspects(connection, 1, began=day(0))]

    def passes(self) -> list[tuple[str, int | None, str | None]]:
        return rows(self.engine, "SELECT state, pages, reason FROM pass ORDER BY started_at, id")


@pytest.fixture
def crawls(store: Store, engine: Engine) -> Crawls:
    """Crawls of a forum whose thread of one page was read on day 0, with posts 1 to 3."""
    made = Crawls(store, engine)
    made.begin(0)
    made.read((1, 2, 3))
    made.end()
    made.begin(5)
    return made


def test_a_thread_read_once_is_one_complete_pass(crawls: Crawls) -> None:
    assert crawls.passes() == [("complete", 1, None)]
    assert one(crawls.engine, "SELECT count(*) FROM thread_page WHERE pass_id IS NULL OR NOT settled") == 0
    assert crawls.store.settle() == 0


def test_a_post_that_is_not_shown_is_asked_for_and_then_missing(crawls: Crawls) -> None:
    crawls.read((1, 3))
    assert crawls.asked_for() == [(PERMALINK, None)]
    assert crawls.state() == ("visible", 0)
    crawls.ask(404)
    assert crawls.asked_for() == []
    assert crawls.state() == ("missing", 5)
    assert one(crawls.engine, "SELECT count(*) FROM revision") == 3, "what it said is kept"


@pytest.mark.parametrize(
    ("status", "means"), [(404, True), (410, True), (403, True), (302, True), (500, False), (429, False), (401, False)]
)
def test_which_answers_mean_that_it_is_not_there(crawls: Crawls, status: int, *, means: bool) -> None:
    crawls.read((1, 3))
    crawls.ask(status)
    crawls.end()
    assert crawls.state() == (("missing", 5) if means else ("visible", 0))


@pytest.mark.parametrize("status", [302, 403])
def test_an_answer_that_ended_as_a_loss_is_none(crawls: Crawls, status: int) -> None:
    crawls.read((1, 3))
    crawls.ask(status)
    crawls.store.save_loss(i.Loss(kind="blocked", what="go away", url=PERMALINK), at=crawls.clock, crawl_id=crawls.crawl)
    crawls.end()
    assert crawls.state() == ("visible", 0)


def test_an_answer_that_comes_after_the_crawl_counts_for_its_pass(crawls: Crawls) -> None:
    crawls.read((1, 3))
    crawls.end()
    assert crawls.state() == ("visible", 0)
    crawls.begin(8)
    crawls.read((7,), of=3)
    crawls.ask(404)
    crawls.end()
    assert crawls.state() == ("missing", 5)


def test_a_post_is_visible_again_when_it_is_seen_again(crawls: Crawls) -> None:
    crawls.read((1, 3))
    crawls.ask(404)
    crawls.end()
    crawls.begin(9)
    crawls.read((1, 2, 3))
    crawls.end()
    assert crawls.state() == ("visible", 9)
    assert [state for (state,) in rows(crawls.engine, "SELECT state FROM post_state ORDER BY since")] == [
        "visible", "missing", "visible",
    ]  # fmt: skip


def test_a_partial_pass_marks_nothing(crawls: Crawls) -> None:
    crawls.read((1, 3), count=2)
    crawls.ask(404)
    crawls.end()
    assert crawls.state() == ("visible", 0)
    assert crawls.passes()[1:] == [("partial", 2, "page 2 was not read")]


def test_losing_the_login_in_the_middle_marks_nothing(crawls: Crawls) -> None:
    crawls.read((1,), count=2, identity="ann")
    crawls.read((3,), first=2, count=2, identity="guest")
    crawls.ask(404)
    crawls.end()
    assert crawls.state() == ("visible", 0)


def test_a_guest_says_nothing_of_what_only_an_account_has_seen(crawls: Crawls) -> None:
    crawls.read((1, 2, 3, 4), identity="ann")
    crawls.end()
    crawls.begin(6)
    crawls.read((1, 3))
    crawls.ask(404)
    crawls.ask(404, f"{BASE}posts/4/")
    crawls.end()
    assert crawls.state("4") == ("visible", 5)
    assert crawls.state("2") == ("missing", 6), "a guest had seen this one"


def test_what_slipped_to_the_page_before_is_found_at_its_address(crawls: Crawls) -> None:
    """Post 4 stood on page 2; while page 2 was on its way, post 2 went, and 4 came to page 1."""
    crawls.read((1, 2, 3), (4, 5, 6))
    crawls.end()
    crawls.begin(7)
    crawls.read((1, 2, 3), (5, 6))
    assert crawls.asked_for() == [(f"{BASE}posts/4/", None)]
    crawls.ask(302, f"{BASE}posts/4/")
    crawls.read((1, 3, 4), count=2)
    crawls.end()
    assert crawls.state("4") == ("visible", 5)
    assert crawls.state("2") == ("visible", 0), "that page says nothing of the rest"
    assert crawls.asked_for() == []


def test_a_redirect_needs_page_1_unchanged_where_a_post_may_have_slipped(crawls: Crawls) -> None:
    crawls.read((1, 2, 3), (4, 5, 6))
    crawls.end()
    crawls.begin(7)
    crawls.read((1, 2, 3), (5, 6))
    crawls.ask(302, f"{BASE}posts/4/")
    first = f"{BASE}threads/1/page-1?page"
    assert crawls.asked_for() == [(None, first)]
    assert crawls.passes()[-1] == ("open", 2, None)
    crawls.read((1, 2, 3), count=2)
    crawls.end()
    assert crawls.state("4") == ("missing", 7)
    assert crawls.passes()[-1] == ("complete", 2, None)


def test_a_page_1_that_changed_makes_the_pass_partial(crawls: Crawls) -> None:
    crawls.read((1, 2, 3), (4, 5, 6))
    crawls.end()
    crawls.begin(7)
    crawls.read((1, 2, 3), (5, 6))
    crawls.ask(302, f"{BASE}posts/4/")
    crawls.read((1, 3, 9), count=2)
    crawls.end()
    assert crawls.state("4") == ("visible", 5)
    assert crawls.passes()[-1] == ("partial", 2, "page 1 changed while it was read")


def test_a_post_that_is_in_another_thread_now_is_not_missing(crawls: Crawls) -> None:
    crawls.read((1, 3))
    crawls.read((2,), of=2)
    crawls.ask(302)
    crawls.end()
    assert crawls.state() == ("visible", 0)
    assert rows(crawls.engine, "SELECT t.native_id FROM post p JOIN thread t ON t.id = p.thread_id WHERE p.native_id = '2'") == [
        ("2",)
    ]
    assert one(crawls.engine, "SELECT count(*) FROM post_thread") == 2
    crawls.begin(8)
    crawls.read((1, 3))
    assert crawls.asked_for() == [], "its old thread has nothing to say of it any more"


def test_a_placeholder_is_deleted_and_not_missing(crawls: Crawls) -> None:
    shown = (post(1), post(2, None, state="deleted"), post(3))
    crawls.store.save(record(*shown, at=day(5)), crawl_id=crawls.crawl)
    crawls.end()
    assert crawls.state() == ("deleted", 5)


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_states_do_not_depend_on_the_order_of_arrival(store: Store, engine: Engine, order: Sequence[int]) -> None:
    """Shown on day 0, deleted on day 1, not shown on day 2 by ingested captures, back on day 3."""
    captures = [
        record(post(1), post(2), post(3), at=day(0)),
        record(post(1), post(2, None, state="deleted"), post(3), at=day(1)),
        record(post(1), post(3), at=day(2)),
        record(post(1), post(2), post(3), at=day(3)),
    ]
    for place in order:
        store.save(captures[place])
        store.settle()
    made = Crawls(store, engine)
    assert made.state() == ("visible", 3)
    assert made.state("1") == ("visible", 0)
    found = rows(
        engine, "SELECT s.state FROM post_state s JOIN post p ON p.id = s.post_id WHERE p.native_id = '2' ORDER BY since"
    )
    assert found == [("visible",), ("deleted",), ("missing",), ("visible",)]


def test_a_comment_that_only_the_api_tells_of_is_missing(store: Store, engine: Engine) -> None:
    """A reply to a comment in the bin. Its address is the article's page: the page has been asked."""
    article = thread(7, kind="article", url=f"{BASE}article/")

    def comment(number: int, **more: Any) -> i.Post:
        return post(number, kind="comment", ordinal=None, url=f"{BASE}article/#comment-{number}", **more)

    made = Crawls(store, engine)
    made.begin(0)
    store.save(record(comment(1), comment(2), at=minute(0), of=article, number=1, pages=2), crawl_id=made.crawl)
    store.save(record(comment(5), at=minute(1), of=article, number=2, pages=2), crawl_id=made.crawl)
    told = (
        comment(1),
        comment(2),
        comment(3),
        comment(5),
        comment(6, posted=i.Moment(raw="later", at=day(1), precision="second")),
    )
    store.save(record(*told, at=minute(2), of=article, number=None, pages=None, view="api"), crawl_id=made.crawl)
    made.end()
    assert made.state("3") == ("missing", 0)
    assert made.state("6")[0] == "visible", "it is younger than the pages"
    assert day(0) > WRITTEN
    store.save(record(comment(3), at=day(2), of=article, number=None, pages=None, view="api"))
    store.settle()
    assert made.state("3") == ("missing", 0), "that the API still tells of it changes nothing"


NUMBER = itertools.count()
HISTORY = {
    "posts": "SELECT p.native_id, t.native_id, p.state, p.state_since, p.first_seen, p.last_seen FROM post p JOIN thread t ON t.id = "
    "p.thread_id JOIN site s ON s.id = p.site_id WHERE s.url = '{}' ORDER BY 1",
    "states": "SELECT p.native_id, h.since, h.state FROM post_state h JOIN post p ON p.id = h.post_id JOIN site s ON s.id = p.site_id "
    "WHERE s.url = '{}' ORDER BY 1, 2",
    "threads": "SELECT p.native_id, t.native_id, h.first_seen, h.last_seen FROM post_thread h JOIN post p ON p.id = h.post_id JOIN "
    "thread t ON t.id = h.thread_id JOIN site s ON s.id = p.site_id WHERE s.url = '{}' ORDER BY 1, 2",
    "passes": "SELECT t.native_id, h.identity, h.state, h.pages, h.started_at, h.finished_at, h.reason, h.crawl_id, (SELECT count(*) "
    "FROM thread_page g WHERE g.pass_id = h.id) FROM pass h JOIN thread t ON t.id = h.thread_id JOIN site s ON s.id = t.site_id "
    "WHERE s.url = '{}' ORDER BY 1, 5, 2",
}

PAGE = st.fixed_dictionaries(
    {
        "minute": st.sampled_from([m + d * 1_440 for d in range(4) for m in range(3)]),
        "thread": st.sampled_from([1, 1, 1, 2]),
        "number": st.sampled_from([1, 1, 2]),
        "pages": st.sampled_from([1, 1, 2]),
        "posts": st.lists(st.integers(1, 5), unique=True, max_size=4),
        "hidden": st.sampled_from([None, None, 1, 2]),
        "view": st.sampled_from(["page", "page", "page", "api"]),
        "identity": st.sampled_from(["guest", "guest", "ann"]),
        "crawled": st.booleans(),
    }
)
REPLY = st.fixed_dictionaries(
    {
        "minute": st.sampled_from([m + d * 1_440 for d in range(4) for m in range(4)]),
        "post": st.integers(1, 5),
        "status": st.sampled_from([404, 302, 500]),
    }
)


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_no_order_of_arrival_makes_a_difference(database: str, request: pytest.FixtureRequest, tmp_path: Any) -> None:
    url = str(tmp_path / "a.db") if database == "sqlite" else request.getfixturevalue("postgres").new_archive()
    engine = open_database(url, create=True, durable=False)
    store = Store(engine)
    crawl = [store.start_crawl(BASE) for _ in range(4)]

    def arrive(where: str, captures: Sequence[dict[str, Any]], settled: Sequence[int]) -> dict[str, list[tuple[Any, ...]]]:
        for place, made in enumerate(captures):
            at = minute(made["minute"])
            if "status" in made:
                answered = capture(f"{where}posts/{made['post']}/", at, status=made["status"])
                store.save_captures([answered], site_url=where, crawl_id=crawl[made["minute"] // 1_440])
                continue
            shown = [
                post(key, None, state="deleted", url=f"{where}posts/{key}/")
                if key == made["hidden"]
                else post(key, url=f"{where}posts/{key}/")
                for key in made["posts"]
            ]
            is_page = made["view"] == "page"
            page = record(
                *shown, at=at, of=thread(made["thread"], url=f"{where}threads/{made['thread']}/"), view=made["view"],
                number=made["number"] if is_page else None, pages=made["pages"] if is_page else None, where=site(url=where),
                url=f"{where}{sorted(made.items())}",
            )  # fmt: skip
            number = crawl[made["minute"] // 1_440] if made["crawled"] else None
            store.save(page, crawl_id=number, identity=made["identity"])
            if place in settled:
                store.settle(where)
        store.settle(where)
        return {what: rows(engine, query.format(where)) for what, query in HISTORY.items()}

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(PAGE | REPLY, min_size=1, max_size=9, unique_by=lambda made: made["minute"]), st.data())
    def check(captures: list[dict[str, Any]], data: st.DataObject) -> None:
        captures.sort(key=lambda made: (made["minute"], str(made)))
        first, second = (f"http://number{next(NUMBER)}.example/" for _ in range(2))
        for where in (first, second):  # a site that is known, so that answers have one
            store.save(reading(at=day(-9), where=site(url=where), url=where))
        shuffled = data.draw(st.permutations(captures))
        settled = data.draw(st.lists(st.integers(0, 8), max_size=3))
        assert arrive(first, captures, ()) == arrive(second, shuffled, settled)

    check()
    store.close()
    engine.dispose()


def test_a_part_of_an_article_is_not_missing_from_the_page_of_another_part(crawls: Crawls) -> None:
    """WordPress: each part of an article in several pages is a page of its own, and says that it is page 1 of the comments."""
    for since in (0, 1):
        crawls.begin(since)
        for part in (1, 2):
            shown = post(part, id=f"12/{part}", kind="article"), post(5, kind="comment")
            page = record(*shown, at=crawls.clock, of=thread(12, kind="article"), url=f"{BASE}article/{part}/")
            crawls.store.save(page, crawl_id=crawls.crawl)
            crawls.clock += timedelta(minutes=1)
        crawls.end()
    assert rows(crawls.engine, "SELECT DISTINCT state FROM post") == [("visible",)]
    assert crawls.asked_for() == []
