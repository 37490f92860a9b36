"""Real pages of Burning Board 3 saved by others: the only one there is asks for registration, and holds no post."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import detect
from tests.captures import CAPTURES, need_captures

pytestmark = pytest.mark.captures


def test_a_form_holds_no_posts():
    need_captures()
    rows = [json.loads(line) for line in (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["platform"] == "burningboard"]
    assert rows
    for row in rows:
        body = (CAPTURES / "samples" / row["file"]).read_bytes()
        seen, headers = datetime(2026, 3, 6, tzinfo=UTC), {"content-type": "text/html"}
        page = Page(url=row.get("url") or "https://forum.example/", body=body, headers=headers, fetched_at=seen)
        platform, _ = detect(page)
        reading = platform.read(page)
        assert (platform.name, reading.threads, reading.losses) == ("wbb", (), ()), row["file"]
