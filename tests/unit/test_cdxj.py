"""Keys of the index are those that pywb makes of the same address; the index is in order, in blocks that can be read alone."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest

from archiver.captures import cdxj
from archiver.captures.cdxj import Entry, Index, surt

SESSION = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.Example.org/A?b", "org,example)/a?b"),
        ("https://www2.example.org:443/a/", "org,example)/a"),
        ("http://www1.www.example.org/", "org,example,www)/"),
        ("http://wwwx.org/", "org,wwwx)/"),
        ("http://x.org", "org,x)/"),
        ("http://x.org/?", "org,x)/"),
        ("http://x.org//", "org,x)/"),
        ("http://x.org/?&&a", "org,x)/?&&a"),
        ("http://user:pw@x.org/p#frag", "org,x)/p"),
        ("http://127.0.0.1:8080/index.php?threads/foo.12/", "1,0,0,127:8080)/index.php?threads/foo.12/"),
        ("http://example.org:8080/a//b/../c/./d?z=1&a=2&a=1&b", "org,example:8080)/a/c/d?a=1&a=2&b&z=1"),
        ("http://x.org/p?page=2&page=10&order=", "org,x)/p?order=&page=10&page=2"),
        ("http://x.org/%CE%B3%ce%b5/%2541?q=%C3%A4+b%20c", "org,x)/%ce%b3%ce%b5/a?q=%c3%a4+b%20c"),
        ("http://x.org/γ?ä=ö", "org,x)/%ce%b3?%c3%a4=%c3%b6"),
        ("http://x.org/100%?a=50%", "org,x)/100%25?a=50%25"),
        (f"http://x.org/viewtopic.php?t=12&start=20&sid={SESSION}", "org,x)/viewtopic.php?&start=20&t=12"),
        (f"http://x.org/viewtopic.php?sid={SESSION}&t=12", "org,x)/viewtopic.php?t=12"),
        (f"http://x.org/a?PHPSESSID={SESSION}", "org,x)/a"),
        ("urn:x-note", "urn:x-note"),
        ("http://[/", "http://[/"),
    ],
)
def test_keys_are_those_of_the_replay_tools(url: str, key: str) -> None:
    """Made with pywb 2.10 and surt 0.3.1, which also check the whole index where they are installed (tests/crawl/test_replay.py)."""
    assert surt(url) == key


def test_blocks_are_in_order_and_can_be_read_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cdxj, "LINES", 3)
    with Index("data.warc.gz") as index:
        for number in (5, 3, 1, 6, 0, 2, 4):
            when = datetime(2024, 5, 6, 7, 8, number, tzinfo=UTC)
            url = f"http://x.org/{number}"
            index.add(Entry(url=url, date=when, status=200, mime="text/html", digest="sha1:X", offset=number, length=1))
        blocks = list(index.blocks())
    whole = b"".join(packed for packed, _ in blocks)
    lines: list[bytes] = []
    for number, (_, second) in enumerate(blocks, start=1):
        key, timestamp, place = second.split(b" ", 2)
        where = json.loads(place)
        assert where["lineno"] == number
        found = gzip.decompress(whole[where["offset"] : where["offset"] + where["length"]]).splitlines()
        assert found[0].startswith(key + b" " + timestamp)
        lines += found
    assert [len(gzip.decompress(packed).splitlines()) for packed, _ in blocks] == [3, 3, 1]
    assert [json.loads(line.split(b" ", 2)[2])["offset"] for line in lines] == list("0123456")
