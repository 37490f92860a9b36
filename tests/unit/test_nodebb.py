"""NodeBB: addresses, places in a topic, attributions in any language, and that all ways to a body give the same."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.errors import NotAPage
from spiders.page import Page
from spiders.platforms import detect, platform_named
from spiders.platforms.nodebb_bodies import People, attribution, read_body, read_plain, trees

SITE = "https://forum.example/"


def page(url: str, data: object) -> Page:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return Page(
        url=url,
        body=body,
        headers={"content-type": "application/json; charset=utf-8"},
        fetched_at=datetime(2025, 1, 1, tzinfo=UTC),
    )


def topic(*indices: int, current: int, pages: int, content: str = "<p>words</p>", **more: object) -> dict[str, object]:
    user = {"uid": 2, "username": "Ida", "userslug": "ida"}
    posts = [
        {"pid": index + 100, "index": index, "timestamp": 1_700_000_000_000 + index, "content": content, "user": user}
        for index in indices
    ]
    return {
        "tid": 20,
        "title": "Long",
        "slug": "20/long",
        "posts": posts,
        "pagination": {"currentPage": current, "pageCount": pages},
        "loggedIn": False,
        "relative_path": "",
        "template": {"name": "topic"},
        **more,
    }


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("topic/20/a-title/33?lang=en-GB#x", "topic/20/a-title"),
        ("topic/20/a-title/1?page=2&lang=en-US", "topic/20?page=2"),
        ("topic/20/a-title?lang=en-US&page=2", "topic/20?page=2"),
        ("topic/20?page=1", "topic/20"),
        ("topic/20?sort=newest_to_oldest", "topic/20"),
        ("topic/2/θέμα", "topic/2/%CE%B8%CE%AD%CE%BC%CE%B1"),
        ("category/7/talk?page=3&lang=de", "category/7?page=3"),
        ("api/topic/20/a-title/33", "api/topic/20"),
        ("api/category/7/talk?page=2", "api/category/7?page=2"),
        ("post/101?lang=en-US", "post/101"),
        ("recent?lang=en-US&page=2", "recent?page=2"),
        ("sub/path/topic/20/t/5", "sub/path/topic/20/t"),
    ],
)
def test_one_address_for_one_thing(url: str, expected: str) -> None:
    nodebb = platform_named("nodebb")
    assert nodebb.canonical(SITE + url) == SITE + expected
    assert nodebb.canonical(SITE + expected) == SITE + expected


@pytest.mark.parametrize(
    "url",
    [
        "login",
        "register",
        "compose?tid=20",
        "user/ida",
        "topic/20?sort=most_votes",
        "search?term=x",
        "forum/logout",
        "recent?filter=new",
    ],
)
def test_what_is_never_followed(url: str) -> None:
    assert not platform_named("nodebb").follows(SITE + url)


@pytest.mark.parametrize(
    "url", ["topic/20/login-fails", "category/7/users", "categories", "api/topic/20", "recent?page=2", "post/5"]
)
def test_what_may_be_followed(url: str) -> None:
    assert platform_named("nodebb").follows(SITE + url)


@pytest.mark.parametrize(
    ("url", "indices", "current", "number"),
    [
        ("topic/20/long", range(20), 1, 1),
        ("topic/20/long/1?page=2", range(20, 40), 2, 2),
        ("topic/20/long/33", range(23, 43), 2, None),
        ("topic/20/long/25", range(20, 40), 2, 2),
        ("api/topic/20/long/30", range(20, 40), 2, 2),
        ("api/topic/20?page=3", range(40, 48), 3, 3),
        ("topic/20/long/45", [0, *range(40, 60)], 3, 3),
    ],
)
def test_the_posts_around_one_are_a_page_only_by_chance(url: str, indices, current: int, number: int | None) -> None:
    data = topic(*indices, current=current, pages=4)
    read = page(SITE + url, data)
    (shown,) = platform_named("nodebb").read(read).threads
    assert (shown.number, shown.pages) == (number, 4)
    assert (shown.next_url is not None) == (number is not None)


@pytest.mark.parametrize(
    ("html", "name", "post"),
    [
        (
            '<a class="plugin-mentions-user" href="/user/bob_77">@<bdi>Bob_77</bdi></a> <a href="/post/142">said</a>:',
            "Bob_77",
            "142",
        ),
        ('@κώστας-π. <a href="/post/143">said</a>:', "κώστας-π.", "143"),
        ('@κώστας-π. said in <a href="/post/2">A title: with colons</a>:', "κώστας-π.", "2"),
        ('@Visitor Ann <a href="/post/176">said</a>:', "Visitor Ann", "176"),
        ('<a href="https://forum.example/user/ida">@ida</a> sagte in <a href="/post/5">Titel</a>:', "ida", "5"),
        ('<a href="/user/ida">@ida</a> a dit dans <a href="/post/5">Titre</a> :', "ida", "5"),
        ('<a href="/user/ida">@ida</a> 在 <a href="/post/5">标题</a> 中说：', "ida", "5"),
        ('<a href="/uid/12">@ida</a> \u00e9crit <a href="/post/5">ici</a>:', "ida", "5"),
        ("@ida said:", "ida", None),
        ('<a href="/user/ida">@ida</a> said:', "ida", None),
    ],
)
def test_attributions(html: str, name: str, post: str | None) -> None:
    (node,) = trees(page(SITE, {}), [f"<p>{html}</p>"])
    found = attribution(page(SITE, {}), next(iter(node.iter())))
    assert found is not None
    assert (found.shown, found.post_id) == (name, post)


@pytest.mark.parametrize(
    "html",
    [
        "@ida look here:",
        '<a href="/user/ida">@ida</a>, these are the steps:',
        "He said in the other topic:",
        '<a href="/user/ida">@ida</a> I meant <a href="/post/5">this</a>.',
        "The steps:",
    ],
)
def test_words_that_only_begin_like_one(html: str) -> None:
    (node,) = trees(page(SITE, {}), [f"<p>{html}</p>"])
    assert attribution(page(SITE, {}), next(iter(node.iter()))) is None


@given(st.lists(st.lists(st.text(), min_size=1, max_size=3), max_size=3))
def test_plain_paragraphs_are_read_as_their_tree_would_be(paragraphs: list[list[str]]) -> None:
    html = "".join(f'<p dir="auto">{"<br />".join(map(escape, lines))}</p>\n' for lines in paragraphs)
    nodebb = platform_named("nodebb")
    plain = read_plain(html)
    if plain is not None:
        assert plain == read_body(trees(page(SITE, {}), [html])[0], nodebb.rules(page(SITE, {})), lambda: People({}, {}))


def test_a_body_that_spills_over_takes_no_other_with_it() -> None:
    bodies = ["<p>one</p></div></section>", "<div>two", "<p>three <b>bold</p>", "four</x-post>tail"]
    assert [node.text().strip() for node in trees(page(SITE, {}), bodies)][:3] == ["one", "two", "three bold"]


def test_what_is_nested_without_end_is_refused() -> None:
    data = topic(0, current=1, pages=1, content="<div><i>" * 50_000)
    with pytest.raises(NotAPage):
        platform_named("nodebb").read(page(SITE + "api/topic/20", data))


def test_one_bad_post_costs_no_other() -> None:
    data = topic(0, 1, 2, current=1, pages=1)
    data["posts"][1]["content"] = None  # type: ignore[index]
    data["posts"][2]["user"] = "not an object"  # type: ignore[index]
    reading = platform_named("nodebb").read(page(SITE + "api/topic/20", data))
    assert [post.id for post in reading.threads[0].posts] == ["100", "102"]
    assert [loss.post_id for loss in reading.losses] == ["101"]


@pytest.mark.parametrize(
    ("data", "kind", "gone"),
    [
        (
            {"status": {"code": "not-authorised", "message": "A valid login session was not found."}, "response": {}},
            "login",
            None,
        ),
        ({"status": {"code": "not-found", "message": "Nothing here"}, "response": {}}, "error", True),
        ({"status": {"code": "forbidden", "message": "You are not allowed"}, "response": {}}, "error", False),
        ({"status": {"code": "ok", "message": "OK"}, "response": {"tid": 31}}, "other", None),
    ],
)
def test_what_the_api_says_of_itself(data: object, kind: str, *, gone: bool | None) -> None:
    answer = page(SITE + "api/v3/topics/31", data)
    assert detect(answer)[0].name == "nodebb"
    reading = platform_named("nodebb").read(answer)
    assert (reading.kind, reading.gone) == (kind, gone)


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"posts": []}', b'"/topic/31/x/2"', b"nothing"])
def test_other_json_is_not_taken_for_it(body: bytes) -> None:
    assert platform_named("nodebb").detect(page(SITE + "api/x", body)) is None
