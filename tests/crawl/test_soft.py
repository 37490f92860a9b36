"""What a site answers with status 200 in place of what was asked for, and addresses that name the visitor."""

from __future__ import annotations

import itertools
import re

import pytest

from tests.crawl.watched import Watched
from tests.fakeforum.phpbb import PhpBB
from tests.fakeforum.server import Altered, Body, Status


def said(forum: Watched, words: str) -> bytes:
    """The forum's own error page, with these words."""
    page = forum.server.site.answer("/nothing-here").body.decode()
    return page.replace("The requested page could not be found.", words).encode()


def test_an_error_page_that_says_there_is_no_such_thread_is_taken_at_its_word(forum: Watched) -> None:
    thread = forum.threads(pages=1)[0]
    forum.server.fault(forum.at(thread), Body(said(forum, "The requested thread could not be found.")))
    assert forum.crawl().code == 0
    assert forum.losses() == []
    assert forum.rows(f"SELECT state FROM thread WHERE native_id = '{thread.id}'") == [("gone",)]


@pytest.mark.parametrize(
    "words", ["The site is busy. Please try again.", "SQL ERROR [ mysqli ]: Table 'posts' doesn't exist [1146]"]
)
def test_any_other_error_page_is_a_loss_in_its_own_words(forum: Watched, words: str) -> None:
    thread = forum.threads(pages=1)[0]
    forum.server.fault(forum.at(thread), Body(said(forum, words)))
    assert forum.crawl().code == 3
    ((kind, _, what),) = forum.losses()
    assert (kind, what) == ("read", f"an error page with status 200: {words}")
    assert forum.rows(f"SELECT state FROM thread WHERE native_id = '{thread.id}'") == [("visible",)]


def test_an_error_page_that_speaks_of_permission_is_gated(forum: Watched) -> None:
    thread = forum.threads(pages=1)[0]
    words = "You do not have permission to view this page."
    forum.server.fault(forum.at(thread), Status(403, said(forum, words)))
    assert forum.crawl().code == 0
    assert (words in {what for _, _, what in forum.losses("gated")}, forum.losses()) == (True, [])


def test_a_further_page_that_silently_shows_the_first_is_not_stored_as_it(forum: Watched) -> None:
    thread = forum.threads(pages=2)[0]
    forum.server.fault(forum.at(thread, 2), Altered(of=forum.path(thread)))
    assert forum.crawl().code == 3
    ((kind, path, what),) = forum.losses()
    assert kind == "read"
    assert path == f"{forum.path(thread)}page-2"
    assert what == "asked for page 2, the site shows page 1 of 2"
    numbers = f"SELECT DISTINCT number FROM thread_page p JOIN thread t ON t.id = thread_id WHERE t.native_id = '{thread.id}'"
    assert forum.rows(numbers) == [(1,)]
    asked = [target for _, target in forum.server.requests if f".{thread.id}/" in target]
    assert len(asked) == 2

    forum.server.heal()
    forum.change("UPDATE loss SET next_try = '2020-01-01 00:00:00'")
    assert forum.crawl().code == 0
    assert sorted(forum.rows(numbers)) == [(1,), (2,)]
    assert forum.losses() == []


def test_a_page_behind_the_last_that_shows_the_last_is_no_loss(forum: Watched) -> None:
    """The thread has become shorter since: what was its third page is now its second."""
    thread = forum.threads(pages=2)[0]
    path = forum.path(thread)
    forum.server.fault(f"{path}page-3", Altered(of=f"{path}page-2"))
    assert forum.crawl(url=f"{forum.server.url}{path}page-3").code == 0
    assert forum.losses() == []


# -- pages without end ----------------------------------------------------------------------------------------------------


def endless(page: str, number: int, name: str) -> str:
    """The page, with another number, and always one after it."""
    page = re.sub(rf"{name}page-\d+", f"{name}page-{number}", page)
    page = re.sub(
        r'(<li class="pageNav-page pageNav-page--current[^>]*>)(.*?)</li>', rf"\g<1><a>{number}</a></li>", page, flags=re.DOTALL
    )
    if number > 1:
        page = re.sub(rf'(rel="canonical" href="[^"]*?{name})"', rf'\g<1>page-{number}"', page)
    following = f'<link rel="next" href="{name}page-{number + 1}" />'
    return re.sub(r'<link rel="next"[^>]*>', "", page).replace("</head>", f"{following}</head>")


def without_end(forum: Watched, path: str, pages: int) -> None:
    """From now on the last page is shown for each number behind it, as that number, with one more behind it."""
    last = f"{path}page-{pages}"
    for number in range(pages, pages + 40):
        change = Altered(lambda page, number=number: endless(page, number, path), of=last)
        forum.server.fault(f"{path}page-{number}", change)


def test_a_thread_without_end_ends_where_it_repeats_itself(forum: Watched) -> None:
    thread = forum.threads(pages=2)[0]
    path = forum.path(thread)
    without_end(forum, path, 2)
    assert forum.crawl().code == 3
    numbers = f"SELECT max(number) FROM thread_page p JOIN thread t ON t.id = thread_id WHERE t.native_id = '{thread.id}'"
    assert forum.rows(numbers) == [(2,)]
    ((kind, lost, what),) = forum.losses()
    assert (kind, lost) == ("read", f"{path}page-3")
    assert what == "page 3 shows the same posts as page 2; none behind it is followed"
    # Not one page further in later crawls, which remember nothing but the database.
    for _ in range(2):
        forum.change("UPDATE loss SET next_try = '2020-01-01 00:00:00'")
        forum.crawl()
        assert forum.rows(numbers) == [(2,)]
    assert not [target for _, target in forum.server.requests if target.startswith(f"{path}page-4")]


def test_a_listing_without_end_ends_where_it_repeats_itself(forum: Watched) -> None:
    board = max(forum.community.boards, key=lambda board: len(forum.community.threads_of(board)))
    path = next(a for a in forum.server.site.addresses() if a.endswith(f".{board.id}/") and a.startswith("/forums/"))
    forum.server.fault(path, Altered(lambda page: endless(page, 1, path)))
    for number in range(2, 40):
        change = Altered(lambda page, number=number: endless(page, number, path), of=path)
        forum.server.fault(f"{path}page-{number}", change)
    assert forum.crawl().code == 3
    assert [target for _, target in forum.server.requests if target.startswith(path)] == [path, f"{path}page-2"]
    ((kind, lost, what),) = forum.losses()
    assert (kind, lost, "the same threads page after page" in what) == ("read", f"{path}page-2", True)
    forum.crawl()
    assert not [target for _, target in forum.server.requests if target == f"{path}page-3"]


# -- addresses that name the visitor --------------------------------------------------------------------------------------

MARKS = ("s={n:032x}", "PHPSESSID={n:026x}", "sid={n:032x}", "_xfToken=1741000000%2C{n:032x}", "utm_source=feed&utm_medium={n}")


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.partition("=")[0])
def test_a_session_in_each_link_leads_to_no_page_twice(forum: Watched, mark: str) -> None:
    fresh = itertools.count(0xA1)

    def marked(page: str) -> str:
        """A new visit on each page: none of its links was ever seen before."""
        query = mark.format(n=next(fresh)).replace("&", "&amp;")
        return re.sub(r'href="([^"#?]*/(?:threads|forums)/[^"#?]*)', rf'href="\g<1>?{query}', page)

    forum.server.fault(re.compile("^/"), Altered(marked, plain=True))
    assert forum.crawl().code == 0
    pages = [target for _, target in forum.server.requests]
    assert len(pages) == len(set(pages))
    assert not [target for target in pages if "?" in target]
    whole = {str(t.id) for t in forum.community.threads if t.moved_to is None and not forum.community.board[t.board].gated}
    assert {
        native for (native,) in forum.rows("SELECT DISTINCT t.native_id FROM thread t JOIN post p ON p.thread_id = t.id")
    } == whole


def test_a_calendar_is_not_walked(forum: Watched) -> None:
    months = "".join(f'<a href="/calendar/2024-{month}/">{month}</a><a href="?date=2024-{month}">x</a>' for month in range(1, 13))
    forum.server.fault(re.compile("^/"), Altered(lambda page: page.replace("</body>", f"{months}</body>")))
    assert forum.crawl().code == 0
    assert not [target for _, target in forum.server.requests if "2024" in target]


def test_a_phpbb_forum_that_marks_each_link_for_a_visitor_without_cookies(forum: Watched) -> None:
    forum.server.show(lambda base: PhpBB(forum.community, base, sessions=True))
    assert forum.crawl().code == 0
    pages = [target for _, target in forum.server.requests]
    assert len(pages) == len(set(pages))
    assert not [target for target in pages if "sid=" in target]
    assert forum.rows("SELECT count(*) FROM thread WHERE url LIKE '%sid=%'") == [(0,)]
