"""Real pages of Pipermail archives saved by others: each is read, and what it shows is what it prints."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.platforms import detect
from tests.samples import sample_pages

pytestmark = pytest.mark.captures

QUOTES = {
    "2007-April-015227": ["matusis at matusis.com"],
    "2012-May-058059": ["vinod kumar"],
    "2002-September-034159": ["Moshe Zadka", None, "Moshe Zadka", None],
    "2011-February-023565": ["Carlos Valiente"],
    "2011-March-023790": ["Glyph Lefkowitz"] * 3,
    "2009-February-019183": ["luper.rouch at gmail.com"] * 2,
    "2008-February-049314": ["Jean-Paul Calderone", "Gabriel Rossetti", "Jean-Paul Calderone"],
}
"""Whom the quotes of each mail are of. The index counts none in any of them: it counted elements, and mails quote by marks."""


@pytest.fixture(scope="module")
def readings():
    found = []
    for row, page in sample_pages("pipermail", at=datetime(2026, 2, 1, tzinfo=UTC), url="https://lists.example/"):
        platform, _ = detect(page)
        assert platform.name == "pipermail", row["file"]
        found.append((row, platform.read(page)))
    assert len(found) >= 17
    return found


def test_mails_are_read_as_counted_and_nothing_else_shows_any(readings):
    for row, reading in readings:
        posts = [post for read in reading.threads for post in read.posts]
        assert not reading.losses, row["file"]
        assert len(posts) == (row["posts"] if row["kind"] == "thread" else 0), row["file"]
        assert not any(post.edits for post in posts), row["file"]


def test_every_mail_has_what_is_printed(readings):
    for row, reading in readings:
        for read in reading.threads:
            (post,) = read.posts
            assert read.thread.title == " ".join(row["title"].split()), row["file"]
            assert post.author.name, row["file"]
            assert "@" in post.author.id, row["file"]
            assert post.posted.at.year == int(row["file"].split("-")[2]), row["file"]
            assert post.posted.precision == "second", row["file"]
            assert post.content.text or post.content.media, row["file"]
            assert "scrubbed" not in post.content.text, row["file"]
            assert "mailing list" not in post.content.text, row["file"]


def test_quotes_are_told_by_their_marks(readings):
    for row, reading in readings:
        for read in reading.threads:
            named = [quote.author for quote in read.posts[0].content.quotes]
            expected = next((names for name, names in QUOTES.items() if name in row["file"]), [])
            assert named == expected, row["file"]


def test_an_index_leads_to_the_files_of_its_months(readings):
    leads = {row["file"]: [follow.url for follow in reading.follows] for row, reading in readings if reading.kind == "index"}
    (index,) = (found for name, found in leads.items() if name.endswith("pipermail_index.html"))
    (apache,) = (found for name, found in leads.items() if name.endswith("apache_index.html"))
    assert [url.rpartition("/")[2] for url in index] == ["2016-April.txt", "2016-March.txt", "2015-November.txt.gz"]
    assert [url.rpartition("/")[2] for url in apache] == ["201603.mbox", "201604.mbox", "201511.mbox"]
