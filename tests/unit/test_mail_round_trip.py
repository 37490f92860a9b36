"""A random thread of mails, written as each archive writes it and read back, says what was sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.items import Post, Quote, Reading
from spiders.page import Page
from spiders.platforms import detect
from tests.fakeforum.mail import HOST, Mail, hyperkitty, hypermail, mbox, pipermail

BEGAN = datetime(2024, 2, 27, 22, 5, tzinfo=UTC)
WORDS = st.sampled_from(
    'tail kite Schwänze χαρταετός 凧 wind & <string> "flat" it\'s 3 m, see below. No! (yes) x>y a*b_c'.split()
)
NAMES = st.sampled_from(["Ida", "Bo Ek", "Κώστας Π.", "田中", "o'Neil", "Bob_77", "Jean-Luc Ñ"])


@st.composite
def threads(draw: st.DrawFn) -> list[Mail]:
    lines = st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=3).map(tuple)
    mails: list[Mail] = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        parent = draw(st.sampled_from(mails)) if mails else None
        quoted = st.sampled_from([None, *mails])
        parts = draw(st.lists(st.tuples(quoted, lines), min_size=1, max_size=3).map(tuple))
        zone = timezone(timedelta(minutes=draw(st.sampled_from([-480, -300, 0, 60, 330, 540]))))
        sent = (BEGAN + timedelta(minutes=draw(st.integers(1, 600)) + 601 * number)).astimezone(zone)
        mails.append(Mail(number, draw(NAMES), sent, parent, parts, draw(st.booleans())))
    return mails


def read(body: str, path: str, content_type: str = "text/html; charset=utf-8") -> Reading:
    page = Page(
        url=HOST + path, body=body.encode(), headers={"content-type": content_type}, fetched_at=BEGAN + timedelta(days=400)
    )
    return detect(page)[0].read(page)


def quotes_of(mail: Mail) -> list[tuple[int, str, list[str]]]:
    """Depth, author and lines of all that a mail quotes, the outer before the inner."""
    found: list[tuple[int, str, list[str]]] = []
    for quoted, _ in mail.parts:
        if quoted is not None:
            inner = [(depth + 1, author, lines) for depth, author, lines in quotes_of(quoted)]
            found += [(1, quoted.name, words(quoted.text())), *inner]
    return found


def words(text: str) -> list[str]:
    return [line for line in text.split("\n") if line]


def seen(quote: Quote) -> tuple[int, str | None, list[str]]:
    return quote.depth, quote.author, words(quote.text)


def check(post: Post, mail: Mail, *, to_the_second: bool = True) -> None:
    assert post.content is not None
    assert post.posted is not None
    assert words(post.content.text) == words(mail.text())
    assert [seen(quote) for quote in post.content.quotes] == quotes_of(mail)
    assert post.author is not None
    assert post.author.name == mail.name
    sent = mail.sent.astimezone(UTC)
    assert (post.posted.at or post.posted.local) == (sent if post.posted.at else sent.replace(tzinfo=None))
    assert to_the_second or post.posted.precision == "minute"


@pytest.mark.parametrize("platform", ["mbox", "pipermail"])
@given(mails=threads())
def test_mail_boxes(platform: str, mails: list[Mail]) -> None:
    box = mbox(mails, archived=platform == "pipermail")
    reading = read(box, "/pipermail/kites/2024-March.txt", "text/plain; charset=utf-8")
    assert reading.site.platform == platform
    (thread,) = reading.threads
    assert thread.thread.id == mails[0].id
    for post, mail in zip(thread.posts, sorted(mails, key=lambda mail: mail.sent), strict=True):
        assert (post.id, post.parent_id) == (mail.id, mail.parent.id if mail.parent else None)
        assert post.author is not None
        assert post.author.id == mail.address
        check(post, mail)


@given(mails=threads())
def test_hyperkitty(mails: list[Mail]) -> None:
    reading = read(hyperkitty(mails), f"/archives/list/kites@lists.example/thread/{1:0>32}/?noscript")
    (thread,) = reading.threads
    by_id = {post.id: post for post in thread.posts}
    assert len(by_id) == len(mails)
    assert (thread.number, thread.pages, thread.thread.declared.replies) == (1, 1, len(mails) - 1)
    for mail in mails:
        post = by_id[f"{mail.number:0>32}"]
        assert post.aliases == (mail.id,)
        if post.parent_id is not None or mail.parent is None:
            assert post.parent_id == (f"{mail.parent.number:0>32}" if mail.parent else None)
        check(post, mail, to_the_second=False)


@pytest.mark.parametrize(
    ("write", "path"), [(pipermail, "/pipermail/kites/2024-March/{:06}.html"), (hypermail, "/kites/2024/03/{:04}.html")]
)
@given(mails=threads())
def test_a_mail_a_page(write: Any, path: str, mails: list[Mail]) -> None:
    for mail in mails:
        (thread,) = read(write(mail), path.format(mail.number)).threads
        (post,) = thread.posts
        assert (post.id, thread.scattered) == (mail.id, "unplaced")
        assert post.author is not None
        assert post.author.id == mail.address
        check(post, mail)
