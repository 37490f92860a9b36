"""The walk through a body: own words, quotes, links and media told apart; the HTML that is kept is safe."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spiders.content import QuoteHead, Rules, mark, read_content
from spiders.items import Mention
from spiders.page import Page
from spiders.pictures import read_image
from spiders.safe_html import sanitise

CLASSES = frozenset({"smilie"})


def content(body: str, **rules):
    page = Page(
        url="https://forum.example/t/1",
        body=f"<article>{body}</article>".encode(),
        headers={"content-type": "text/html; charset=utf-8"},
        fetched_at=datetime(2024, 1, 1, tzinfo=UTC),
    )
    made = Rules(
        page=page,
        quotes=mark(page, rules.pop("quotes", "blockquote")),
        dropped=mark(page, rules.pop("dropped", "cite, .drop")),
        heads=lambda _page, node: QuoteHead(author=cite.text() if (cite := node.css_first("cite")) else None),
        mention=lambda _page, node: Mention(name=node.text()) if "m" in (node.attrs.get("class") or "") else None,
        image=lambda shown, node: read_image(shown, node, smileys=CLASSES),
        verbatim=mark(page, rules.pop("verbatim", None)),
        **rules,
    )
    return read_content(page.tree.css_first("article"), made)


def test_lines_are_kept_where_the_page_breaks_them():
    read = content("<p>One\n two</p><p>three<br>four</p><ul><li>a</li><li>b</li></ul><pre>x\n  y</pre>end")
    assert read.text == "One two\n\nthree\nfour\n\na\nb\n\nx\n  y\n\nend"


def test_quotes_are_a_tree_in_document_order_with_their_place():
    read = content(
        "Before <blockquote><cite>A</cite>outer <blockquote><cite>B</cite>inner</blockquote> end</blockquote> after <blockquote>third</blockquote>"
    )
    assert read.text == "Before\n\nafter"
    assert [(q.ordinal, q.depth, q.parent, q.author, q.text) for q in read.quotes] == [
        (1, 1, None, "A", "outer\n\nend"),
        (2, 2, 1, "B", "inner"),
        (3, 1, None, None, "third"),
    ]
    assert [q.position for q in read.quotes] == [6, 6, 13]
    assert read.text[: read.quotes[2].position] == "Before\n\nafter"


def test_quoted_words_may_stay():
    read = content("<p>See</p><blockquote>said <a href='/x'>there</a></blockquote>", quotes_stay=True)
    assert read.text == "See\n\nsaid there"
    assert [(q.text, q.position) for q in read.quotes] == [("said there", 3)]
    assert [link.url for link in read.links] == ["https://forum.example/x"]


def test_links_in_quotes_are_not_the_authors():
    read = content(
        "<a href='/a'>a</a><blockquote><a href='/b'>b</a><img src='/q.png'></blockquote><a href='#top'>top</a><a href='javascript:x()'>x</a>"
    )
    assert [(link.url, link.text) for link in read.links] == [("https://forum.example/a", "a")]
    assert read.media == ()


def test_mentions_are_no_links():
    read = content("<a class='m' href='/u/5'>ann</a> hi")
    assert [m.name for m in read.mentions] == ["ann"]
    assert read.links == ()
    assert read.text == "ann hi"


def test_smileys_are_words_and_pictures_are_media():
    read = content(
        "<img class='smilie' alt=':)' src='/s.gif'> <img src='/p.png' alt='pic'> <img src='data:image/gif;base64,R0' data-src='/lazy.png'>"
    )
    assert read.text == ":)"
    assert [(m.kind, m.url, m.name) for m in read.media] == [
        ("image", "https://forum.example/p.png", "pic"),
        ("image", "https://forum.example/lazy.png", None),
    ]
    assert "data:" not in read.html


def test_a_lazy_pictures_copy_in_noscript_is_not_counted_twice():
    read = content("<img data-src='/p.png' src='data:image/gif;base64,R0'><noscript><img src='/p.png'></noscript>")
    assert len(read.media) == 1


def test_marked_code_keeps_its_lines():
    read = content("Code<div class='code'>a<br>&nbsp; b</div>", verbatim=".code")
    assert read.text == "Code\na\n  b"


def test_a_masked_address_is_unmasked():
    masked = "42" + "".join(f"{byte ^ 0x42:02x}" for byte in b"a@b.example")
    read = content(
        f"write <a class='__cf_email__' data-cfemail='{masked}' href='/cdn-cgi/l/email-protection'>[email protected]</a>"
    )
    assert read.text == "write a@b.example"
    assert read.links[0].url == "mailto:a@b.example"


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<iframe src='//evil.example'></iframe>",
        "<style>*{}</style>",
        "<form action='/x'><input></form>",
        "<svg onload=alert(1)>",
        "<p style='position:fixed'>x</p>",
    ],
)
def test_what_could_act_is_not_kept(evil):
    html = content(f"<p>fine</p>{evil}").html
    assert "fine" in html
    for word in ("alert", "script", "onerror", "onload", "<iframe", "<style", "<form", "<input", "position"):
        assert word not in html


def test_kept_links_are_absolute():
    assert 'href="https://forum.example/a/b"' in sanitise('<a href="b">x</a>', "https://forum.example/a/")


def test_no_depth_exhausts_the_stack():
    read = content("<div>" * 2_500 + "deep" + "</div>" * 2_500)
    assert read.text == "deep"
    nested = content("<blockquote>" * 900 + "deep" + "</blockquote>" * 900)
    assert [q.depth for q in nested.quotes] == list(range(1, 901))
    assert nested.quotes[-1].text == "deep"
