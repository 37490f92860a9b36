"""Addresses: one spelling each, no visitor's marks, Cloudflare's mask taken off."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.page import Page
from spiders.urls import decode_email, normalise, query, same_site, split


@pytest.mark.parametrize(
    ("url", "one"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("http://example.org/a#b", "http://example.org/a"),
        ("http://example.org/a?sid=0123456789abcdef0123456789abcdef&b=1", "http://example.org/a?b=1"),
        ("http://example.org/?PHPSESSID=0123456789abcdef01234567&topic=5.0", "http://example.org/?topic=5.0"),
        ("http://example.org/posts/12.page;jsessionid=1A2B3C.node1", "http://example.org/posts/12.page"),
        ("http://example.org/12.page;jsessionid=1A2B3C?start=5", "http://example.org/12.page?start=5"),
        ("http://example.org/t/1?jsessionid=0123456789abcdef0123456789abcdef", "http://example.org/t/1"),
        ("http://example.org/?s=0123456789abcdef0123456789abcdef&t=5", "http://example.org/?t=5"),
        ("http://example.org/?osCsid=0123456789abcdef0123&zenid=0123456789abcdef0123", "http://example.org/"),
        ("http://example.org/?gclid=x&msclkid=y&mc_cid=z&utm_medium=m&q=1", "http://example.org/?q=1"),
        ("http://example.org/?s=valve", "http://example.org/?s=valve"),
        ("http://example.org/?utm_source=x&fbclid=y&p=1", "http://example.org/?p=1"),
        ("http://example.org/?a=1;b=2", "http://example.org/?a=1&b=2"),
        ("http://example.org/καφές", "http://example.org/%CE%BA%CE%B1%CF%86%CE%AD%CF%82"),
        ("http://example.org/%ce%ba", "http://example.org/%CE%BA"),
        ("http://example.org/index.php?threads/slug.1/", "http://example.org/index.php?threads/slug.1/"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("not an address", "not an address"),
        ("http://example.org:99999/a", "http://example.org:99999/a"),
    ],
)
def test_an_address_has_one_spelling(url, one):
    assert normalise(url) == one
    assert normalise(one) == one


def test_only_what_is_kept_stays_in_the_order_asked_for():
    assert normalise("http://example.org/t?start=20&x=1&t=5", keep=("t", "start")) == "http://example.org/t?t=5&start=20"
    assert normalise("http://example.org/t?x=1&t=5", drop=frozenset({"x"})) == "http://example.org/t?t=5"


@given(st.text(max_size=60))
def test_no_text_raises_and_the_second_time_changes_nothing(text):
    for url in (text, f"http://example.org/{text}", f"http://example.org/?{text}"):
        assert normalise(normalise(url)) == normalise(url)
        query(url)
        split(url)
        same_site(url, "http://example.org/")


def test_same_site_is_host_and_port_not_scheme():
    assert same_site("http://example.org/a", "https://example.org:443/b")
    assert not same_site("http://example.org/a", "http://example.org:8080/a")
    assert not same_site("http://example.org/a", "http://www.example.org/a")
    assert not same_site("http://example.org/a", "http://[broken/")


def test_a_masked_address_is_read():
    key = 0x42
    masked = f"{key:02x}" + "".join(f"{byte ^ key:02x}" for byte in b"ann@example.org")
    assert decode_email(masked) == "ann@example.org"
    assert decode_email("zz") is None
    assert decode_email("4") is None
    assert decode_email("") is None


BASE = "https://forum.example/board/viewtopic.php?t=1"
HREFS = st.one_of(
    st.sampled_from(
        [
            "./viewtopic.php?t=2",
            "viewtopic.php?p=3#p3",
            "#p3",
            "?t=4",
            "../x",
            "/a/b",
            "//cdn.example/i.png",
            "./a/../b",
            ".",
            "..",
            "a:b",
            "http:b",
            "./",
            "a/b/./c",
            "x.html",
            "x?y=a:b",
        ]
    ),
    st.text("abc./?#=&:%_-", max_size=12),
)


EMPTY = re.compile(r"\?(?=#|$)|#$")


@given(HREFS, st.sampled_from([BASE, "https://forum.example", "http://h/a/b/", "http://h/a/../b/c", "http://h:8/x?y=/z/"]))
def test_a_link_leads_where_urljoin_says(href, base):
    """Links that need no resolving take a short cut. An empty query or fragment urljoin drops, and browsers keep."""
    page = Page(url=base, body=b"<p>x", fetched_at=datetime(2024, 1, 1, tzinfo=UTC), headers={"content-type": "text/html"})
    got = page.absolute(href)
    if got is not None:
        wanted = href if href.startswith(("http://", "https://")) else urljoin(base, href.strip())
        assert EMPTY.sub("", got) == EMPTY.sub("", wanted)
