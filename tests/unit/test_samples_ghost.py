"""Real Ghost pages saved by others. None shows comments: Ghost's come into a frame by script.

INDEX.jsonl calls one a blog's index that is a page (``page-template``), with an article's words and no list.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect
from tests.captures import CAPTURES, need_captures

pytestmark = pytest.mark.captures


def test_articles_have_title_author_time_and_words():
    need_captures()
    rows = map(json.loads, (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines())
    rows = [row for row in rows if row["platform"] == "ghost"]
    assert rows
    for row in rows:
        page = Page(
            url=row["url"],
            body=(CAPTURES / "samples" / row["file"]).read_bytes(),
            headers={"content-type": "text/html"},
            fetched_at=datetime(2026, 3, 6, tzinfo=UTC),
        )
        platform, detected = detect(page)
        assert (platform.name, f"Ghost {detected.version}") == ("ghost", row["version"])
        (thread,) = platform.read(page).threads
        (article,) = thread.posts
        is_page = row["kind"] == "blog index"
        assert thread.thread.kind == ("page" if is_page else "article"), row["file"]
        assert thread.thread.title, row["file"]
        assert article.kind == "article"
        assert article.author.name, row["file"]
        assert (article.posted is None) == is_page, row["file"]
        assert is_page or article.posted.precision == "second", row["file"]
        assert len(article.content.text) > 2_000, row["file"]
        assert "link has been copied" not in article.content.text
