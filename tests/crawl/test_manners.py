"""What a server asks for is done: Retry-After in both its forms, and no private address unless named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scrapy.http import Response

from archiver.crawl.manners import retry_after
from archiver.crawl.resolver import is_local, is_loopback, is_private
from spiders.base import check_url
from spiders.errors import UsageError


def asking(value: str) -> Response:
    return Response("http://site.example/", status=429, headers={"Retry-After": value} if value else {})


def test_retry_after_in_seconds_and_as_a_date() -> None:
    assert retry_after(asking("120")) == 120
    later = datetime.now(UTC) + timedelta(seconds=90)
    assert retry_after(asking(format_datetime(later, usegmt=True))) == pytest.approx(90, abs=3)


def test_a_moment_that_is_past_asks_for_no_wait() -> None:
    assert retry_after(asking("Wed, 21 Oct 2015 07:28:00 GMT")) == 0


@pytest.mark.parametrize("value", ["", "soon", "-5", "²"])
def test_what_cannot_be_read_asks_for_nothing(value: str) -> None:
    response = Response("http://site.example/", status=429, headers={b"Retry-After": value.encode("utf-8")})
    assert retry_after(response) is None


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fe80::1"])
def test_private_addresses_are_told(address: str) -> None:
    assert is_private(address)


def test_names_are_local_only_where_they_say_so() -> None:
    assert is_local("localhost")
    assert is_local("127.0.0.1")
    assert is_local("forum.internal")
    assert not is_local("forum.example.org")
    assert not is_local("9.9.9.9")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "no address given"),
        ("ftp://site.example/", "only http"),
        ("site.example", "only http"),
        ("http://", "no host"),
        ("http://[::1", "not an address"),
        ("http://host:port/", "not an address"),
        ("http://me:secret@site.example/", "use --cookies"),
    ],
)
def test_an_address_that_cannot_be_crawled_is_one_clear_line(url: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        check_url(url)


def test_only_this_machine_may_be_crawled_without_a_pause() -> None:
    assert is_loopback("127.0.0.1")
    assert is_loopback("localhost")
    assert not is_loopback("10.0.0.1")
    assert not is_loopback("forum.internal")
