"""What can be asked of an archive, and how sites and threads are named."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from db import queries
from db.queries import find_site, find_thread
from db.store import Store
from spiders import items as i
from spiders.errors import UsageError
from tests.db.make import BASE, DAY, day, moment, post, quote, reading, record, site, thread, words

BLOG = "https://blog.example/journal/"


@pytest.fixture
def filled(store: Store, engine: Engine) -> Engine:
    """A forum of three threads and a blog."""
    crawl = store.start_crawl(BASE)
    header = thread(1, declared=i.Declared(replies=4, pages=2, last_post=moment()), sticky=True)
    said = words("Yes.", quotes=(quote("Words", source_id="101"), quote("?", 2)))
    store.save(record(post(101), post(102, content=said), of=header, pages=2, url=f"{BASE}threads/1/"), crawl_id=crawl)
    store.save(record(post(101, "Other words."), at=day(1), of=header, pages=2, url=f"{BASE}threads/1/"), crawl_id=crawl)
    store.save(record(post(201, None, state="deleted"), of=thread(2, boards=(), declared=i.Declared(replies=0))), crawl_id=crawl)
    store.save(reading(listing=i.Listing(threads=(thread(3, aliases=(f"{BASE}old/3",)),))), crawl_id=crawl)
    store.save_loss(i.Loss(kind="fetch", what="HTTP 500", url=f"{BASE}threads/1/page-2"), at=day(1), crawl_id=crawl)
    article = post(1, kind="article", url=f"{BLOG}?p=1", posted=moment())
    store.save(
        record(article, of=thread(1, kind="article", boards=(), url=f"{BLOG}one/"), where=site(url=BLOG, platform="wordpress"))
    )
    store.finish_crawl(crawl, "finished", 3, {"pages": 4})
    store.close()
    return engine


def test_sites(filled: Engine) -> None:
    with filled.connect() as connection:
        blog, forum = queries.sites(connection)
    assert (forum.url, forum.platform, forum.threads, forum.posts, forum.boards, forum.losses) == (BASE, "xenforo", 3, 3, 2, 1)
    assert (blog.url, blog.threads, blog.posts, blog.losses) == (BLOG, 1, 1, 0)
    assert forum.last_capture == day(1)


def test_threads_come_with_what_is_declared_and_held(filled: Engine) -> None:
    with filled.connect() as connection:
        found = list(queries.threads(connection, site=BASE))
        assert [one.native_id for one in found] == ["1", "2", "3"]
        assert (found[0].posts, found[0].posts_declared, found[0].pages_declared, found[0].board) == (2, 5, 2, "Workshop")
        assert (found[1].posts, found[1].posts_declared, found[1].board) == (1, 1, None)
        assert (found[2].posts, found[2].posts_declared) == (0, None)
        assert [one.native_id for one in queries.threads(connection, board="Workshop")] == ["1", "3"]
        assert [one.native_id for one in queries.threads(connection, board="12", limit=1)] == ["1"]
        assert len(list(queries.threads(connection))) == 4


def test_stats(filled: Engine) -> None:
    with filled.connect() as connection:
        whole, forum = queries.stats(connection), queries.stats(connection, site=BASE)
    assert (whole.sites, whole.threads, whole.posts, whole.quotes, whole.quotes_linked) == (2, 4, 4, 2, 1)
    assert (forum.sites, forum.threads, forum.threads_read, forum.posts_edited, forum.posts_declared) == (1, 3, 2, 1, 6)
    assert (forum.first_capture, forum.last_capture, forum.losses) == (DAY, day(1), 1)


def test_losses_and_crawls_and_boards(filled: Engine) -> None:
    with filled.connect() as connection:
        (loss,) = queries.losses(connection, site=BASE)
        assert (loss.site_url, loss.url, loss.kind, loss.attempts) == (BASE, f"{BASE}threads/1/page-2", "fetch", 1)
        assert list(queries.losses(connection, site=BLOG)) == []
        (crawl,) = queries.crawls(connection)
        assert (crawl.site_url, crawl.reason, crawl.exit_code, crawl.counts) == (BASE, "finished", 3, {"pages": 4})
        assert [(one.title, one.threads) for one in queries.boards(connection, BASE)] == [("Category", 0), ("Workshop", 2)]


@pytest.mark.parametrize("ref", [BASE, BASE.rstrip("/"), "http://www.forum.example", "forum.example", f"{BASE}threads/1/page-2"])
def test_a_site_is_named_by_any_of_its_addresses(filled: Engine, ref: str) -> None:
    with filled.connect() as connection:
        assert connection.exec_driver_sql("SELECT url FROM site WHERE id = " + str(find_site(connection, ref))).scalar() == BASE


@pytest.mark.parametrize("ref", [BLOG, "blog.example", "blog.example/journal/", f"{BLOG}one/?x=1"])
def test_a_site_in_a_folder_is_named_by_its_host_too(filled: Engine, ref: str) -> None:
    with filled.connect() as connection:
        assert connection.exec_driver_sql("SELECT url FROM site WHERE id = " + str(find_site(connection, ref))).scalar() == BLOG


def test_an_unknown_site_is_told_which_there_are(filled: Engine) -> None:
    with filled.connect() as connection, pytest.raises(UsageError, match=r"no site .*blog\.example.*forum\.example") as caught:
        find_site(connection, "elsewhere.example")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("ref", "native_id"),
    [
        ("2", "2"),
        (f"{BASE}threads/1/", "1"),
        (f"{BASE}threads/1", "1"),
        (f"{BASE}threads/1/#post-5", "1"),
        (f"{BASE}old/3", "3"),
        (f"{BASE}posts/102/", "1"),
        ("id:1", "1"),
    ],
)
def test_a_thread_is_named_by_id_or_any_address(filled: Engine, ref: str, native_id: str) -> None:
    with filled.connect() as connection:
        assert queries.thread(connection, ref).native_id == native_id


def test_a_thread_in_two_sites_asks_which(filled: Engine) -> None:
    with filled.connect() as connection:
        with pytest.raises(UsageError, match=r"several sites .*--site"):
            find_thread(connection, "1")
        assert queries.thread(connection, "1", site="blog.example").kind == "article"
        with pytest.raises(UsageError, match="no thread '99'"):
            find_thread(connection, "99")


def test_whole_threads_are_read_in_batches(filled: Engine, monkeypatch) -> None:
    with filled.connect() as connection:
        at_once = list(queries.thread_records(connection))
        monkeypatch.setattr("db.queries.whole.BATCH", 1)
        one_by_one = list(queries.thread_records(connection))
        single = queries.thread_record(connection, at_once[0].thread.id)
    assert at_once == one_by_one
    assert single == at_once[0]
    assert [record.thread.native_id for record in at_once] == ["1", "2", "3", "1"]


def test_the_number_of_statements_does_not_grow_with_the_threads(store: Store, engine: Engine) -> None:
    from sqlalchemy import event

    def statements() -> int:
        count = 0

        def note(*_: object) -> None:
            nonlocal count
            count += 1

        event.listen(engine, "before_cursor_execute", note)
        with engine.connect() as connection:
            list(queries.thread_records(connection))
        event.remove(engine, "before_cursor_execute", note)
        return count

    store.save(record(post(1), of=thread(1)))
    few = statements()
    for number in range(2, 30):
        store.save(record(post(number), of=thread(number)))
    assert statements() == few
