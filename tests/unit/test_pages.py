"""Every saved page in tests/pages/<platform>/ is read as the JSON beside it says. `pytest --update` rewrites the JSON.

``CASE.html`` (or ``.xml``, or ``.body`` for anything else) is the page, ``CASE.json`` the reading with what is empty left out,
``CASE.meta.json`` (may be missing) its address, headers and moment. Review a platform by reading its JSON.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from spiders.page import Page
from spiders.platforms import detect, platform_named

PAGES = Path(__file__).resolve().parents[1] / "pages"
CASES = sorted(path for path in PAGES.glob("*/*") if path.suffix in {".html", ".xml", ".body"})
MOMENT = "2026-01-02T03:04:05+00:00"


def load(path: Path) -> tuple[Page, dict]:
    place = path.with_suffix(".meta.json")
    meta = json.loads(place.read_text(encoding="utf-8")) if place.exists() else {}
    page = Page(
        url=meta.get("url", f"https://forum.example/{path.stem}"),
        body=path.read_bytes(),
        headers=meta.get("headers", {"content-type": "text/html; charset=utf-8"}),
        fetched_at=datetime.fromisoformat(meta.get("fetched_at", MOMENT)),
    )
    return page, meta


def without_empty(value):
    if isinstance(value, dict):
        return {key: kept for key, item in value.items() if (kept := without_empty(item)) not in (None, [], {})}
    if isinstance(value, (list, tuple)):
        return [without_empty(item) for item in value]
    return value


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def test_there_are_pages():
    assert CASES


@pytest.mark.parametrize("path", CASES, ids=name)
def test_page_is_read_as_expected(path, request):
    page, _ = load(path)
    reading = platform_named(path.parent.name).read(page)
    got = without_empty(msgspec.to_builtins(reading))
    expected = path.with_suffix(".json")
    if request.config.getoption("--update"):
        expected.write_text(json.dumps(got, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return
    assert expected.exists(), f"no {expected.name} yet: run pytest --update, then read what it wrote"
    assert got == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", CASES, ids=name)
def test_page_is_recognised_by_its_platform_alone(path):
    page, meta = load(path)
    if meta.get("detected") is False:
        pytest.skip("an API response or feed: which platform speaks it is known from the page that led there")
    platform, _ = detect(page)
    assert platform is platform_named(path.parent.name)


@pytest.mark.parametrize("path", CASES, ids=name)
def test_reading_survives_json(path):
    """The records are what flows to the database and the export: msgspec gives back what it was given."""
    page, _ = load(path)
    reading = platform_named(path.parent.name).read(page)
    assert msgspec.json.decode(msgspec.json.encode(reading), type=type(reading)) == reading
