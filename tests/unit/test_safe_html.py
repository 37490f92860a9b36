"""Whatever a body holds, what is stored is what nh3 would let through: the short cut past it lets nothing else by."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from spiders import safe_html

BASE = "https://forum.example/threads/1/"

PIECES = st.sampled_from(
    [
        "words & more", "&lt;script&gt;", "<", ">", '"', "<b>", "</b>", "<p>", "</p>", "<br>", "<div>", "</div>", "<div class=x>",
        '<div class="<script>alert(1)</script>">', '<span style="x" onclick="alert(1)">', "</span>", "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>", "<a href='javascript:alert(1)'>", "</a>", "<svg/onload=alert(1)>", "<!-- <b> -->", "<code class=py>",
        "<style>p{}</style>", "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<xmp><b></xmp>", "<textarea></textarea><b>",
        '<p id="a" data-x="<b>" role="y">', "<math><mi>", "<table><tr><td>", "<iframe src=//x>", "<b title=x>", "<div a=\"'\">", "\x00",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12))
@example(["<b>", "<p>", "</b>", "words & more"])
def test_what_is_stored_passes_nh3_unchanged(pieces: list[str]) -> None:
    body = LexborHTMLParser(f"<html><body>{''.join(pieces)}", scripting=True).body
    stored = safe_html.sanitise((body.inner_html if body is not None else "") or "", BASE)
    assert safe_html._cleaner(("rewrite_with_base", BASE)).clean(stored).strip() == stored


def test_a_code_block_keeps_its_language() -> None:
    assert safe_html.sanitise('<pre class="language-py">x</pre>', BASE) == '<pre class="language-py">x</pre>'


def test_a_base_that_is_no_address_costs_the_relative_links_only() -> None:
    assert safe_html.sanitise('<a href="/x">y</a>', "http://[broken") == '<a rel="noopener noreferrer nofollow">y</a>'
