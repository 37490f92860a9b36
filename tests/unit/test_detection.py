"""No page of one platform is taken for another's: every capture and sample is shown to every platform.

What they say is the table of docs/detection.md, which ``pytest tests/unit/test_detection.py --update`` writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from spiders.page import Page, decompress
from spiders.platforms import platforms
from tests.captures import CAPTURES, PROJECT, need_captures

pytestmark = pytest.mark.captures

TABLE = PROJECT / "docs" / "detection.md"
NOW = datetime(2026, 3, 6, tzinfo=UTC)
HEAD = """# Which platform is taken for which?

<!-- made by `pytest tests/unit/test_detection.py --update` from the captures; edit the code instead -->

Every HTML page of the captures and samples that the tests read was shown to every platform. At most one says that a page is its own,
and it is the right one; a test holds that. What nobody claims is a wall, an error of the server in front, a part of a page, or made
by a software that has no reader of its own: such pages are read by what they say in the common vocabularies, and by their own
repetition.

| pages of | pages | recognised as | by nobody |
|---|---|---|---|
"""
SAME = {
    "burningboard": "wbb",
    "phpbb3": "phpbb",
    "phpbb3-subsilver2": "phpbb",
    "phpbb3-tapatalk": "phpbb",
    "phpbb2-forumotion": "forumotion",
    "reddit-old": "reddit",
    "vbulletin3": "vbulletin",
    "vbulletin4": "vbulletin",
    "wordpress-block": "wordpress",
    "wordpress-qa": "bbpress",
    "xenforo2": "xenforo",
    "xenforo2-ams": "xenforo",
    "xenforo2-verticalscope": "xenforo",
}
"""What the samples call a platform, where it is not the name that we give it."""

NOBODYS = frozenset({"drupal/scmp.com__taiwanese-president-tsai-ing-wens-political-playbook-should-be.html"})
"""What the samples ascribe to a platform that did not write it: a script of the site's own built this page."""


class Seen(NamedTuple):
    """A page, and who says that it is theirs."""

    group: str
    name: str
    kind: str
    """As the index of the samples has it; "" in a capture."""
    by: tuple[tuple[str, str | None], ...]
    """Platform and version."""


def shown(group: str, name: str, kind: str, page: Page) -> Seen:
    said = {platform: one.recognise(page) for platform, one in platforms().items()}
    return Seen(group, name, kind, tuple((platform, found.version) for platform, found in said.items() if found))


def samples() -> Iterator[Seen]:
    for line in (CAPTURES / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["kind"] not in ("JSON", "RSS"):
            body = (CAPTURES / "samples" / row["file"]).read_bytes()
            page = Page(
                url=row.get("url") or "https://forum.example/",
                body=body,
                headers={"content-type": "text/html"},
                fetched_at=NOW,
            )
            yield shown(f"samples/{row['platform']}", row["file"], row["kind"], page)


def captured(path: Path) -> Iterator[Seen]:
    """The pages of a site; what is no HTML is told by the site it lies in."""
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response):
            headers = {name.lower(): value for name, value in record.http_headers}
            if headers.get("content-type", "").startswith("text/html"):
                url = record.headers["WARC-Target-URI"]
                body = decompress(record.reader.read(), headers.get("content-encoding", ""))
                if body:
                    page = Page(url=url, body=body, headers=headers, fetched_at=NOW)
                    yield shown(path.name.partition(".")[0], url, "", page)


@pytest.fixture(scope="module")
def seen() -> list[Seen]:
    need_captures()
    return [*samples(), *(one for path in sorted(CAPTURES.glob("*.warc.gz")) for one in captured(path))]


def expected(group: str) -> str:
    """Whose pages they are."""
    name = group.removeprefix("samples/")
    return SAME.get(name, name if group.startswith("samples/") else name.partition("-")[0])


def test_nobody_claims_a_page_of_anothers(seen: list[Seen]) -> None:
    wrong = [(one.name, one.by) for one in seen if one.by and [name for name, _ in one.by] != [expected(one.group)]]
    assert wrong == []


def test_every_thread_is_claimed_by_its_platform(seen: list[Seen]) -> None:
    known = set(platforms())
    threads = [one for one in seen if one.kind in ("thread", "blog post") and expected(one.group) in known]
    assert [one.name for one in threads if not one.by and one.name not in NOBODYS] == []


def test_the_table_in_the_documentation_is_what_they_say(seen: list[Seen], request: pytest.FixtureRequest) -> None:
    table = written(seen)
    if request.config.getoption("--update"):
        TABLE.write_text(table, encoding="utf-8")
    assert TABLE.read_text(encoding="utf-8") == table


def written(seen: list[Seen]) -> str:
    """The page docs/detection.md."""
    groups: dict[str, list[Seen]] = {}
    for one in seen:
        groups.setdefault(one.group, []).append(one)
    rows = []
    for group, pages in sorted(groups.items(), key=lambda pair: (pair[0].startswith("samples/"), pair[0])):
        by: dict[str, list[str | None]] = {}
        for name, version in (found for one in pages for found in one.by):
            by.setdefault(name, []).append(version)
        said = ", ".join(f"`{name}`{_versions(versions)}" for name, versions in sorted(by.items()))
        none = sum(not one.by for one in pages)
        rows.append(f"| {group} | {len(pages)} | {said} | {none or ''} |")
    return HEAD + "\n".join(rows) + "\n"


def _versions(versions: list[str | None]) -> str:
    """The first and the last of those that are told, as far as the minor one, and how many pages tell none."""
    told = sorted({tuple(int(part) for part in re.findall(r"\d+", version)[:2]) for version in versions if version})
    first, last = (".".join(map(str, version)) for version in (told[0], told[-1])) if told else ("", "")
    silent = sum(version is None for version in versions)
    between = f" {first} to {last}" if first != last else f" {first}" if told else ""
    return between + (f" ({silent} without a version)" if told and silent else "")
