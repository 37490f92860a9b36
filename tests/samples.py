"""The saved pages of `captures/samples`, with what their index counts on each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from spiders.page import Page
from tests.captures import CAPTURES, need_captures

SAVED = datetime(2026, 3, 6, tzinfo=UTC)


def sample_pages(
    *platforms: str, at: datetime = SAVED, content_type: str = "text/html", url: str = "https://forum.example/"
) -> Iterator[tuple[dict[str, Any], Page]]:
    """The rows of the index whose ``platform`` is one of these, each with its page; skips where there are no captures.

    Args:
        platforms: as the index calls them.
        at: when the pages are said to have been fetched.
        content_type: as the server is said to have called them.
        url: the address of pages of which the index knows none.
    """
    need_captures()
    for line in (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["platform"] in platforms:
            body = (CAPTURES / "samples" / row["file"]).read_bytes()
            headers = {"content-type": content_type}
            yield row, Page(url=row.get("url") or url, body=body, headers=headers, fetched_at=at)
