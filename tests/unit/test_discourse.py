"""Discourse: which addresses are one, where its API tells the same, and pages that its versions write otherwise."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.discourse_links import canonical, endpoint, for_people, may_follow, post_in, root_of

READER = platform_named("discourse")
AT = "https://talk.example"
JSON = "application/json; charset=utf-8"


def page(body: str | bytes, url: str = f"{AT}/t/77", kind: str = "text/html; charset=utf-8", status: int = 200) -> Page:
    raw = body if isinstance(body, bytes) else body.encode()
    headers = {"content-type": kind}
    return Page(url=url, body=raw, headers=headers, fetched_at=datetime(2026, 1, 2, tzinfo=UTC), status=status)


@pytest.mark.parametrize(
    ("url", "one", "api"),
    [
        ("/t/leaking-boiler/77", "/t/77", "/t/77.json"),
        ("/t/77", "/t/77", "/t/77.json"),
        ("/t/leaking-boiler/77/1?u=ines", "/t/77", "/t/77/1.json?u=ines"),
        ("/t/leaking-boiler/77/5#post_5", "/t/77/5", "/t/77/5.json"),
        ("/t/2024-in-review/77?page=2", "/t/77?page=2", "/t/77.json?page=2"),
        ("/t/77.json?page=1&include_raw=1", "/t/77.json", "/t/77.json?page=1&include_raw=1"),
        ("/t/77/5", "/t/77/5", "/t/77/5.json"),
        ("/t/leaking-boiler/77.html", "/t/77", "/t/77.json"),
        ("/t/leaking-boiler/77.rss", "/t/77.rss", "/t/leaking-boiler/77.rss"),
        ("/t/77/posts.json?post_ids[]=5", "/t/77/posts.json?post_ids[]=5", "/t/77/posts.json?post_ids[]=5"),
        ("/c/heating/boilers/5?page=2", "/c/heating/boilers/5?page=2", "/c/heating/boilers/5.json?page=2"),
        ("/c/heating/boilers/5/l/latest?page=0", "/c/heating/boilers/5/l/latest", "/c/heating/boilers/5/l/latest.json?page=0"),
        ("/c/5.json", "/c/5.json", "/c/5.json"),
        ("/c/heating", "/c/heating", "/c/heating.json"),
        ("/latest?no_definitions=true&page=3", "/latest?page=3", "/latest.json?no_definitions=true&page=3"),
        ("/categories", "/categories", "/categories.json"),
        ("/forum/t/x/9?page=2", "/forum/t/9?page=2", "/forum/t/9.json?page=2"),
        ("/", "/", "/"),
    ],
)
def test_one_thing_has_one_address_and_one_that_answers_in_json(url: str, one: str, api: str) -> None:
    assert canonical(AT + url) == AT + one
    assert endpoint(AT + url) == AT + api
    assert canonical(canonical(AT + url)) == canonical(AT + url)
    assert endpoint(endpoint(AT + url)) == endpoint(AT + url)


@pytest.mark.parametrize(
    ("url", "root"),
    [("/t/x/9", "/"), ("/forum/t/x/9", "/forum/"), ("/forum/", "/forum/"), ("/latest.json", "/"), ("/forum/c/a/b/3", "/forum/"),
     ("/posts/5.json", "/"), ("/t/9/posts.json", "/"), ("", "/")],
)  # fmt: skip
def test_where_the_site_begins(url: str, root: str) -> None:
    assert root_of(AT + url) == AT + root


def test_a_record_has_the_address_for_people() -> None:
    assert for_people(f"{AT}/t/77.json?page=2") == f"{AT}/t/77?page=2"
    assert for_people(f"{AT}/t/77/posts.json?post_ids[]=5") == f"{AT}/t/77/posts.json?post_ids[]=5"
    assert for_people(f"{AT}/site.json") == f"{AT}/site.json"
    assert post_in(f"{AT}/t/x/77/5") == ("77", 5)
    assert post_in(f"{AT}/u/ines") is None


@pytest.mark.parametrize(
    ("url", "may"),
    [("/t/x/77", True), ("/c/heating/5", True), ("/latest?order=views", False), ("/login", False), ("/u/ines", False),
     ("/search?q=a", False), ("/t/x/77/print", False), ("/new-topic?title=a", False), ("/g/staff", False), ("/tag/leaks", False),
     ("/t/login/77", True), ("/session/sso", False), ("/categories.json", True)],
)  # fmt: skip
def test_what_is_never_fetched(url: str, *, may: bool) -> None:
    assert may_follow(AT + url) is may


# -- versions ----------------------------------------------------------------------------------------------------------

OF_2018 = """<!DOCTYPE html><html lang="en" class="desktop-view not-mobile-device"><head><title>Pumps</title>
<meta name="generator" content="Discourse 2.0.0.beta5 - https://github.com/discourse/discourse version abc">
<link rel="canonical" href="https://talk.example/t/pumps/9" /></head><body class="crawler">
<div id="main-outlet" class="wrap" role="main"><h1><a href="/t/pumps/9">Pumps</a></h1>
<div id='breadcrumbs'><div id="breadcrumb-0"><a href="/c/heating" itemprop="url"><span itemprop="title">Heating</span></a></div></div>
<div itemscope itemtype='http://schema.org/DiscussionForumPosting'><div class='creator'><span>
<a href='/u/ines'><b itemprop='author'>ines</b></a> (Inês)
<time datetime='2018-04-01T10:00:00Z' itemprop='datePublished'>2018-04-01 10:00:00 UTC</time></span>
<span itemprop='position'>#1</span></div><div class='post' itemprop='articleBody'><p>Which pump?</p></div>
<meta itemprop='interactionCount' content='UserLikes:3'><meta itemprop='headline' content='Pumps'><hr></div>
<div itemscope itemtype='http://schema.org/DiscussionForumPosting'><div class='creator'><span>
<a href='/u/tomas'><b itemprop='author'>tomas</b></a>
<time datetime='2018-04-02T10:00:00Z' itemprop='datePublished'>2018-04-02 10:00:00 UTC</time></span>
<span itemprop='position'>#2</span></div><div class='post' itemprop='articleBody'><p>The blue one.</p></div><hr></div>
</div></body></html>"""


def test_a_page_for_crawlers_of_2018() -> None:
    reading = READER.read(page(OF_2018, f"{AT}/t/pumps/9"))
    (thread,) = reading.threads
    assert (thread.thread.id, thread.thread.title, thread.number, thread.pages) == ("9", "Pumps", 1, 1)
    assert [board.title for board in thread.thread.boards] == ["Heating"]
    assert [(post.id, post.author.name, post.content.text) for post in thread.posts] == [
        ("~9/1", "ines", "Which pump?"),
        ("~9/2", "tomas", "The blue one."),
    ]
    assert [(one.kind, one.count) for one in thread.posts[0].reactions] == [("like", 3)]
    assert [(follow.url, follow.kind) for follow in reading.follows] == [(f"{AT}/t/9.json", "api")]


ANSWER = {
    "id": 77,
    "title": "Boilers",
    "slug": "boilers",
    "posts_count": 1,
    "post_stream": {
        "posts": [
            {"id": 5, "post_number": 1, "username": "ines", "user_id": 11, "cooked": "<p>Hot</p>", "version": 1,
             "created_at": "2024-01-02T03:04:05.000Z", "updated_at": "2024-01-03T03:04:05.000Z"}
        ],
        "stream": [5],
    },
}  # fmt: skip


def test_answers_stored_by_a_script_before_1_9() -> None:
    stored = json.dumps(ANSWER).replace("</", "<\\/")
    body = (
        '<html><head><meta name="generator" content="Discourse 1.8.0 - x version y"></head><body><script>\n'
        f'PreloadStore.store("topic_77",{stored});\n</script></body></html>'
    )
    (thread,) = READER.read(page(body)).threads
    assert [(post.id, post.content.text, post.edits) for post in thread.posts] == [("5", "Hot", ())]


def test_a_page_for_browsers_whose_answer_was_cut_off_is_read_by_its_noscript() -> None:
    inside = OF_2018.partition("<body")[2].partition(">")[2].partition("</body>")[0]
    body = OF_2018.partition("<body")[0] + '<body><div id="data-preloaded" data-preloaded="{&quot;topic_9"></div>'
    shown = page(f'{body}<noscript data-path="/t/pumps/9">{inside}</noscript></body></html>', f"{AT}/t/pumps/9")
    assert [post.id for post in READER.read(shown).threads[0].posts] == ["~9/1", "~9/2"]


def test_json_without_headers_is_known_by_what_it_says() -> None:
    shown = page(json.dumps(ANSWER), f"{AT}/t/77.json", kind="")
    assert READER.detect(shown) is not None
    assert READER.read(shown).threads[0].thread.id == "77"
    assert READER.detect(page('{"post_stream": 5}', kind=JSON)) is None
    assert READER.detect(page('{"posts": []}', kind=JSON)) is None


def test_posts_around_one_are_no_page() -> None:
    stream = list(range(1, 60))
    posts = [{**ANSWER["post_stream"]["posts"][0], "id": n, "post_number": n} for n in range(28, 48)]  # type: ignore[index]
    answer = {**ANSWER, "chunk_size": 20, "post_stream": {"posts": posts, "stream": stream}}
    (thread,) = READER.read(page(json.dumps(answer), f"{AT}/t/77/30.json", kind=JSON)).threads
    assert (thread.number, thread.pages, thread.next_url) == (None, 3, None)
    answer["post_stream"] = {"posts": [{**posts[0], "id": n, "post_number": n} for n in range(21, 41)], "stream": stream}
    (thread,) = READER.read(page(json.dumps(answer), f"{AT}/t/77.json?page=2", kind=JSON)).threads
    assert (thread.number, thread.pages, thread.next_url) == (2, 3, f"{AT}/t/77?page=3")
    answer["post_stream"] = {"posts": [{**posts[0], "id": n, "post_number": n} for n in stream], "stream": stream}
    (thread,) = READER.read(page(json.dumps(answer), f"{AT}/t/77.json?print=true", kind=JSON)).threads
    assert (len(thread.posts), thread.number, thread.pages) == (59, 1, 1)


def test_answers_name_posts_on_other_pages_by_id_where_none_was_taken_out() -> None:
    first = ANSWER["post_stream"]["posts"][0]  # type: ignore[index]
    answer = {
        **ANSWER,
        "highest_post_number": 3,
        "post_stream": {"posts": [{**first, "id": 9, "post_number": 3, "reply_to_post_number": 2}], "stream": [5, 7, 9]},
    }
    (thread,) = READER.read(page(json.dumps(answer), f"{AT}/t/77.json?page=2", kind=JSON)).threads
    assert thread.posts[0].parent_id == "7"
    answer["highest_post_number"] = 4
    (thread,) = READER.read(page(json.dumps(answer), f"{AT}/t/77.json?page=2", kind=JSON)).threads
    assert thread.posts[0].parent_id == "~77/2"


def test_a_note_without_words_is_neither_a_post_nor_the_last_one() -> None:
    first = ANSWER["post_stream"]["posts"][0]  # type: ignore[index]
    note = {**first, "id": 9, "post_number": 2, "post_type": 3, "action_code": "closed.enabled", "cooked": ""}
    answer = {**ANSWER, "posts_count": 2, "post_stream": {"posts": [first, note], "stream": [5, 9]}}
    (thread,) = READER.read(page(json.dumps(answer), f"{AT}/t/77.json", kind=JSON)).threads
    assert [post.id for post in thread.posts] == ["5"]
    assert (thread.thread.declared.posts, thread.thread.declared.last_post_id) == (2, "5")
    note["cooked"] = "<p>See the other topic.</p>"
    (thread,) = READER.read(page(json.dumps(answer), f"{AT}/t/77.json", kind=JSON)).threads
    assert (len(thread.posts), thread.thread.declared.last_post_id) == (2, "9")


@pytest.mark.parametrize(
    ("answer", "status", "kind", "gone"),
    [
        ({"errors": ["Not there."], "error_type": "not_found"}, 404, "error", True),
        ({"errors": ["Not yours."], "error_type": "invalid_access"}, 403, "error", False),
        ({"errors": ["Log in."], "error_type": "not_logged_in"}, 403, "login", None),
        ({"errors": ["Slow down."], "error_type": "rate_limit"}, 429, "error", False),
    ],
)
def test_refusals(answer: dict, status: int, kind: str, *, gone: bool | None) -> None:
    reading = READER.read(page(json.dumps(answer), f"{AT}/t/9.json", kind=JSON, status=status))
    assert (reading.kind, reading.gone) == (kind, gone)
    assert reading.message == (answer["errors"][0] if kind == "error" else None)
