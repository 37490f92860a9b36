"""Flarum: which addresses are one, what tells a page's number, and answers that its versions write otherwise."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.flarum_links import canonical, discussion_in, may_follow, root_of, tag_in

READER = platform_named("flarum")
AT = "https://flock.example"
API = "application/vnd.api+json"


def page(body: str, url: str = f"{AT}/d/9-geese", kind: str = "text/html; charset=utf-8", status: int = 200) -> Page:
    return Page(
        url=url, body=body.encode(), headers={"content-type": kind}, fetched_at=datetime(2026, 1, 2, tzinfo=UTC), status=status
    )


@pytest.mark.parametrize(
    ("url", "one"),
    [
        ("/d/9-feed-for-geese", "/d/9"),
        ("/d/9", "/d/9"),
        ("/d/9-feed-for-geese/1", "/d/9"),
        ("/d/9-feed-for-geese/15", "/d/9/15"),
        ("/d/9-feed-for-geese/reply", "/d/9"),
        ("/d/9-feed-for-geese?page=2", "/d/9?page=2"),
        ("/d/9-feed-for-geese?page=1", "/d/9"),
        ("/d/9-Ελληνικά", "/d/9"),
        ("/t/birds?page=3", "/t/birds?page=3"),
        ("/t/birds?sort=newest", "/t/birds"),
        ("/?page=2", "/?page=2"),
        ("/all", "/all"),
        ("/forum/d/9-geese", "/forum/d/9"),
        ("/api/posts?filter[discussion]=9&page[offset]=20", "/api/posts?filter[discussion]=9&page[offset]=20"),
    ],
)
def test_one_thing_has_one_address(url: str, one: str) -> None:
    assert canonical(AT + url) == AT + one
    assert canonical(canonical(AT + url)) == canonical(AT + url)


def test_what_addresses_name() -> None:
    assert discussion_in(f"{AT}/d/9-geese/4?page=2") == "9"
    assert discussion_in(f"{AT}/api/discussions/9") == "9"
    assert discussion_in(f"{AT}/api/posts?filter[discussion]=9") == "9"
    assert discussion_in(f"{AT}/t/birds") is None
    assert tag_in(f"{AT}/t/birds?page=2") == "birds"
    assert tag_in(f"{AT}/api/discussions?filter[tag]=birds") == "birds"
    assert [root_of(AT + path) for path in ("/d/9", "/forum/t/a", "/forum/api/posts", "/forum/", "", "/u/ada")] == [
        f"{AT}/", f"{AT}/forum/", f"{AT}/forum/", f"{AT}/forum/", f"{AT}/", f"{AT}/"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "may"),
    [("/d/9-geese", True), ("/t/birds", True), ("/?sort=top", False), ("/?q=corn", False), ("/d/9-geese/reply", False),
     ("/u/ada", False), ("/settings", False), ("/tags", True), ("/d/3-login", True), ("/logout?token=x", False)],
)  # fmt: skip
def test_what_is_never_fetched(url: str, *, may: bool) -> None:
    assert may_follow(AT + url) is may


# -- answers -----------------------------------------------------------------------------------------------------------


def post(number: int, **told: Any) -> dict[str, Any]:
    attributes = {
        "number": number,
        "createdAt": "2023-04-01T08:00:00+00:00",
        "contentType": "comment",
        "contentHtml": f"<p>{number}</p>",
    }
    about = {"discussion": {"data": {"type": "discussions", "id": "9"}}}
    return {"type": "posts", "id": str(100 + number), "attributes": {**attributes, **told}, "relationships": about}


def answer(shown: list[dict[str, Any]], count: int, **told: Any) -> dict[str, Any]:
    ids = [{"type": "posts", "id": str(100 + number)} for number in range(1, count + 1)]
    attributes = {"title": "Geese", "slug": "9-geese", "commentCount": count, **told}
    return {
        "data": {"type": "discussions", "id": "9", "attributes": attributes, "relationships": {"posts": {"data": ids}}},
        "included": shown,
    }


@pytest.mark.parametrize(
    ("first", "last", "url", "number", "pages"),
    [
        (1, 20, "/d/9-geese", 1, 3),
        (21, 40, "/d/9-geese?page=2", 2, 3),
        (41, 45, "/d/9-geese?page=3", 3, 3),
        (13, 32, "/d/9-geese/22", None, 3),
        (1, 20, "/d/9-geese/8", 1, 3),
        (21, 40, "/api/discussions/9?page[near]=30", 2, 3),
        (1, 45, "/api/discussions/9?page[limit]=50", 1, 1),
        (11, 20, "/api/discussions/9?page[limit]=10&page[offset]=10", 2, 5),
    ],
)
def test_which_page_it_is_tells_the_place_of_its_posts(first: int, last: int, url: str, number: int | None, pages: int) -> None:
    body = json.dumps(answer([post(n) for n in range(first, last + 1)], 45))
    (thread,) = READER.read(page(body, AT + url, API)).threads
    assert [one.ordinal for one in thread.posts] == list(range(first, last + 1))
    assert (thread.number, thread.pages) == (number, pages)
    assert thread.next_url == (f"{AT}/d/9?page={number + 1}" if number and number < pages else None)


def test_posts_that_only_come_along_are_not_on_the_page() -> None:
    body = json.dumps(answer([*(post(n) for n in range(1, 21)), post(33), post(45)], 45))
    (thread,) = READER.read(page(body, f"{AT}/api/discussions/9", API)).threads
    assert len(thread.posts) == 20


def test_names_of_before_1_0() -> None:
    told = {"time": "2016-04-01T08:00:00+00:00", "editTime": "2016-04-02T08:00:00+00:00", "createdAt": None}
    found = answer([post(1, **told)], 1, slug="geese", commentsCount=1, startTime="2016-04-01T08:00:00+00:00")
    del found["data"]["attributes"]["commentCount"]
    payload = {"resources": [{"type": "forums", "id": "1", "attributes": {"title": "Old", "baseUrl": AT}}], "document": found}
    body = f'<html><body><div id="flarum-loading"></div><script>flarum.core.app.load({json.dumps(payload)});\n</script></body></html>'
    (thread,) = READER.read(page(body)).threads
    assert thread.thread.url == f"{AT}/d/9-geese"
    assert (thread.thread.declared.posts, thread.thread.declared.replies) == (1, 0)
    assert thread.thread.created.raw == "2016-04-01T08:00:00+00:00"
    assert [edit.raw for edit in thread.posts[0].edits] == ["2016-04-02T08:00:00+00:00"]


def test_json_of_others_is_not_flarums() -> None:
    for body in ('{"data": {"type": "posts", "id": "1", "attributes": {"title": "x"}}}', '{"data": []}', '{"errors": []}', "[]"):
        assert READER.detect(page(body, f"{AT}/api/posts", API)) is None
    assert READER.detect(page(json.dumps(answer([], 1)), f"{AT}/api/discussions/9", "")) is not None


def test_a_discussion_that_is_gone() -> None:
    reading = READER.read(page('{"errors":[{"status":"404","code":"not_found"}]}', f"{AT}/api/discussions/8", API, status=404))
    assert (reading.kind, reading.gone, reading.message) == ("error", True, "not_found")
