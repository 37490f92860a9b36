"""Broken pages thrown at every platform: truncated, mutated, stripped of tags or attributes. Only `ReadError` may come out.

What is thrown are the pages of tests/pages, so a new platform is tested as soon as it has one; all pages are thrown at all
platforms, since detection is asked about other people's pages too.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.errors import ReadError
from spiders.items import Reading
from spiders.page import Page
from spiders.platforms import detect, platforms
from tests.unit.test_pages import CASES, load

PLATFORMS = sorted(platforms())
BODIES = {path: path.read_bytes() for path in CASES}
ATTRIBUTE = re.compile(rb'\s[a-z-]+="[^"]*"')
TAG = re.compile(rb"</?[a-zA-Z][^>]*>")
NUMBER = re.compile(rb"\d+")
NASTY = [
    b"",
    b"\x00",
    b"<",
    b"\xff\xfe",
    b"</div></div></table>",
    b"<table><tr><td><a name=p1>",
    b'<blockquote cite="http://[broken/">',
    b'<a href="http://[::1/x">',
    b'<time datetime="9999-99-99T99:99:99+99:99">',
    b'<a href="?p=99999999999999999999999999&t=-1&f=\xc3\xa9">',
    b"<base href='http://[x'>",
    b"<base href='//'>",
    b"&#x110000;&#0;",
    "\u0661\u0662".encode(),
    b"9" * 40,
    b'<html lang="">',
    b'<span title="../../etc/passwd">UTC+99:99</span>',
    b'<script type="application/ld+json">[[[{"@type": 5}]]]</script>',
    b'<li class="row"><dl><dt><a class="topictitle" href="viewtopic.php?t=1"></a>',
]


def read_with(platform_name: str, page: Page) -> Reading | None:
    """What the platform makes of the page, by itself and when told it is its own; None where it says it cannot be read."""
    platform = platforms()[platform_name]
    try:
        platform.detect(page)
        reading = platform.read(page)
    except ReadError:
        return None
    assert reading.site.platform
    msgspec.json.encode(reading)
    return reading


def page_like(path: Path, body: bytes) -> Page:
    page, _ = load(path)
    return replace(page, body=body)


@pytest.mark.parametrize("platform", PLATFORMS)
@given(st.sampled_from(CASES), st.floats(0, 1))
def test_a_truncated_page(platform, path, share):
    body = BODIES[path]
    read_with(platform, page_like(path, body[: int(len(body) * share)]))


@pytest.mark.parametrize("platform", PLATFORMS)
@given(st.sampled_from(CASES), st.integers(0, 2**32), st.integers(1, 12))
def test_a_page_with_pieces_put_in_and_taken_out(platform, path, seed, count):
    chance = random.Random(seed)
    body = BODIES[path]
    for _ in range(count):
        at = chance.randrange(len(body) + 1)
        body = body[:at] + chance.choice(NASTY) + body[at + chance.choice([0, 0, 1, 20, 400]) :]
    read_with(platform, page_like(path, body))


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("pattern", [ATTRIBUTE, TAG, NUMBER], ids=["attributes", "tags", "numbers"])
@given(st.sampled_from(CASES), st.integers(0, 2**32), st.sampled_from([0.02, 0.2, 0.9]))
def test_a_page_that_lost_some_of_its(platform, pattern, path, seed, share):
    chance = random.Random(seed)
    body = pattern.sub(lambda found: b"" if chance.random() < share else found[0], BODIES[path])
    read_with(platform, page_like(path, body))


@pytest.mark.parametrize("platform", PLATFORMS)
@given(st.sampled_from(CASES), st.sampled_from(["utf-16", "latin-1", "shift_jis", "nonsense", ""]))
def test_a_page_in_the_wrong_charset(platform, path, charset):
    page = page_like(path, BODIES[path])
    read_with(platform, replace(page, headers={"content-type": f"text/html; charset={charset}", "date": "no date at all"}))


@pytest.mark.parametrize("platform", PLATFORMS)
@given(st.binary(max_size=400), st.sampled_from(["text/html", "application/json", "application/xml", "image/png", ""]))
def test_bytes_of_any_kind(platform, body, kind):
    page = Page(
        url="https://forum.example/x", body=body, headers={"content-type": kind}, fetched_at=datetime(2024, 1, 1, tzinfo=UTC)
    )
    read_with(platform, page)


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize(
    "url",
    [
        "https://forum.example/",
        "http://[::1]/viewtopic.php",
        "https://forum.example/viewtopic.php?t=&f=&p=",
        "https://forum.example/%zz?%=%",
        "https://forum.example:0/x",
        "not an address",
        "",
    ],
)
def test_odd_addresses(platform, url):
    for path in CASES[::5]:
        read_with(platform, replace(page_like(path, BODIES[path]), url=url))
    known = platforms()[platform]
    known.canonical(url)
    known.follows(url)


@pytest.mark.parametrize("platform", PLATFORMS)
@given(st.text(max_size=80))
def test_any_text_as_an_address(platform, text):
    known = platforms()[platform]
    for url in (text, f"https://forum.example/{text}", f"https://forum.example/viewtopic.php?{text}"):
        one = known.canonical(url)
        assert known.canonical(one) == one, "the one address is its own"
        known.follows(url)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_heap_of_nested_elements_is_refused(platform):
    page = Page(
        url="https://forum.example/x",
        body=b"<div>" * 200_000,
        headers={"content-type": "text/html"},
        fetched_at=datetime(2024, 1, 1, tzinfo=UTC),
    )
    assert read_with(platform, page) is None


def test_detection_says_one_of_its_errors_or_a_platform():
    for path, body in BODIES.items():
        for share in (0.0, 0.01, 0.1, 0.5):
            page = page_like(path, body[: int(len(body) * share)])
            try:
                platform, _ = detect(page)
            except ReadError:
                continue
            assert platform.name in PLATFORMS
