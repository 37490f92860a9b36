"""What proves who somebody is does not leave the archive, however it is written; everything else does, byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.captures.redaction import NAMES, without_password, without_secrets


@pytest.mark.parametrize(
    ("block", "kept"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\nCookie: s=SECRET\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        (b"GET / HTTP/1.1\r\nAUTHORIZATION : Basic SECRET\r\nHost: a\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nSet-Cookie: a=SECRET\r\nset-cookie: b=SECRET\r\nX: y\r\n\r\nbody", b"HTTP/1.1 200 OK\r\nX: y\r\n\r\nbody"),
        (b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1;\r\n\tb=SECRET\r\n c=SECRET\r\nX: y\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n"),
        (b"HTTP/1.1 200 OK\nSet-Cookie: SECRET\nX: y\n\nbody", b"HTTP/1.1 200 OK\nX: y\n\nbody"),
        (b"HTTP/1.1 304 Not Modified\r\nSet-Cookie: SECRET", b"HTTP/1.1 304 Not Modified\r\n"),
        (b"HTTP/1.1 200 OK\r\nX: y\r\n\r\nSet-Cookie: words of a post\r\n", b"HTTP/1.1 200 OK\r\nX: y\r\n\r\nSet-Cookie: words of a post\r\n"),
        (b"", b""),
    ],
)  # fmt: skip
def test_secret_fields_are_left_out(block: bytes, kept: bytes) -> None:
    assert without_secrets(block) == kept


@given(
    fields=st.lists(st.tuples(st.sampled_from([*sorted(NAMES), "x-other", "content-type"]), st.booleans()), max_size=8),
    body=st.binary(max_size=60),
)
def test_only_secret_fields_are_left_out(fields: list[tuple[str, bool]], body: bytes) -> None:
    written = [(name.title() if upper else name, f"value{number}") for number, (name, upper) in enumerate(fields)]
    head = "HTTP/1.1 200 OK\r\n" + "".join(f"{name}: {value}\r\n" for name, value in written) + "\r\n"
    kept = "HTTP/1.1 200 OK\r\n" + "".join(f"{n}: {v}\r\n" for n, v in written if n.lower() not in NAMES) + "\r\n"
    assert without_secrets(head.encode() + body) == kept.encode() + body


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("http://me:SECRET@site.example:8080/a?b=c@d", "http://site.example:8080/a?b=c@d"),
        ("http://SECRET@site.example/", "http://site.example/"),
        ("http://site.example/members/@ann", "http://site.example/members/@ann"),
        ("http://[/", "http://[/"),
    ],
)
def test_addresses_lose_their_passwords(url: str, plain: str) -> None:
    assert without_password(url) == plain
