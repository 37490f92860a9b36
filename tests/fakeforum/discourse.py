"""A community as Discourse shows it: the API's answers, and the pages for browsers that hold them. It stands under a path.

It knows no prefixes, no stubs of what was moved, and not who edited a post; categories that only group others it does not tell
from those that hold topics.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Code, Community, Member, Mention, Picture, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, Site, esc, redirect
from archiver.demo.site import slug as plain_slug
from spiders.items import Reading
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

PATH = "/forum"
_TOPIC = re.compile(r"/t/(?:[^/]*\D[^/]*/)?(\d+)(?:/(\d+))?$")
_CATEGORY = re.compile(r"/c/(?:[^/]+/)*?(\d+)$")


def address(title: str) -> str:
    """A title in an address; never a number, which would be that of a topic."""
    made = plain_slug(title)
    return "topic" if not made or made.isdecimal() else made


def iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1_000:03}Z"


class DiscourseMarkup(Markup):
    """Markdown as HTML ("cooked"): a quote names the number of a post, and its topic."""

    BETWEEN = "\n"

    def __init__(self, community: Community) -> None:
        self._numbers = {
            post.id: (thread.id, number)
            for thread in community.threads
            if thread.moved_to is None
            for number, post in thread.shown
        }

    def body(self, body: Any) -> str:
        return "\n".join(self.block(block) for block in body)

    def paragraph(self, inner: str) -> str:
        return f"<p>{inner}</p>"

    def strong(self, text: str) -> str:
        return f"<strong>{esc(text)}</strong>"

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" rel="noopener nofollow ugc">{esc(text)}</a>'

    def mention(self, mention: Mention) -> str:
        name = mention.member.name
        return f'<a class="mention" href="{PATH}/u/{address(name).lower()}">@{esc(name)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        return self.emoji(smiley.code)

    def emoji(self, emoji: str) -> str:
        source = f"{PATH}/images/emoji/twitter/slight_smile.png?v=12"
        return f'<img src="{source}" title="{esc(emoji)}" class="emoji" alt="{esc(emoji)}" loading="lazy" width="20" height="20">'

    def quotation(self, quotation: Quotation) -> str:
        inside = f"<blockquote>\n{self.body(quotation.blocks)}\n</blockquote>"
        if quotation.name is None:
            return inside
        place = self._numbers.get(quotation.post or 0)
        source = f' data-post="{place[1]}" data-topic="{place[0]}"' if place else ""
        name = esc(quotation.name)
        return (
            f'<aside class="quote no-group" data-username="{name}"{source}>\n<div class="title">\n<div class="quote-controls"></div>'
            f'\n<img alt="" width="24" height="24" src="{PATH}/letter_avatar/a/48/1.png" class="avatar"> {name}:</div>\n'
            f"{inside}\n</aside>"
        )

    def code(self, code: Code) -> str:
        return f'<pre><code class="lang-{code.language or "auto"}">{esc(code.text)}\n</code></pre>'

    def picture(self, picture: Picture) -> str:
        if not picture.lazy:
            return f'<p><img src="{esc(picture.url)}" alt="{esc(picture.name)}"></p>'
        return (
            f'<p><div class="lightbox-wrapper"><a class="lightbox" href="{esc(picture.url)}" title="{esc(picture.name)}">'
            f'<img src="{PATH}/uploads/optimized/1_690x1.png" alt="{esc(picture.name)}"><div class="meta">'
            '<svg class="fa d-icon"><use href="#far-image"></use></svg><span class="filename">p.png</span>'
            '<span class="informations">800×600 99 KB</span></div></a></div></p>'
        )


class Discourse:
    """The forum at ``base``. ``way`` is how it is read: pages for browsers, or the API."""

    def __init__(self, community: Community, base: str, *, way: str = "page") -> None:
        self.community = community
        self.base = base
        self.way = way
        self._markup = DiscourseMarkup(community)

    # -- addresses -------------------------------------------------------------------------------------------------

    def addresses(self) -> Iterator[str]:
        end = ".json" if self.way == "api" else ""
        yield f"{PATH}/site.json" if end else f"{PATH}/categories"
        for board in self.community.boards:
            if not board.gated:
                count = -(-len(self._rows(board)) // self.community.threads_per_page)
                yield f"{PATH}/c/-/{board.id}{end}"
                yield from (f"{PATH}/c/-/{board.id}{end}?page={page}" for page in range(1, count))
        for thread in self.community.threads:
            if thread.moved_to is None and not self.community.board[thread.board].gated:
                own = f"{thread.id}{end}" if end else f"{address(thread.title)}/{thread.id}"
                yield f"{PATH}/t/{own}"
                yield from (f"{PATH}/t/{own}?page={page}" for page in range(2, self.community.pages(thread) + 1))

    def answer(self, target: str) -> Answer:
        parts = urlsplit(target)
        path = parts.path.removeprefix(PATH)
        asked = parse_qs(parts.query).get("page", ["0"])[0]
        number = int(asked) if asked.isdecimal() else 0
        is_api = path.endswith(".json")
        path = path.removesuffix(".json")
        thread = self.community.thread.get(int(found[1])) if (found := _TOPIC.match(path)) is not None else None
        if thread is not None and thread.moved_to is not None:
            return redirect(f"{self.base}{PATH}/t/{thread.moved_to}{'.json' if is_api else ''}", 301)
        name, data = self._data(path, number, int(found[2]) if found is not None and found[2] else None)
        status = 404 if name == "error" else 200
        if is_api:
            body = json.dumps(data, ensure_ascii=False).encode()
            return Answer(body=body, status=status, content_type="application/json; charset=utf-8")
        return Answer(body=self._page({name: data, "site": self.site()}, missing=name == "error").encode(), status=status)

    def _data(self, path: str, number: int, near: int | None) -> tuple[str, dict[str, Any]]:
        missing = {"errors": ["The requested URL or resource could not be found."], "error_type": "not_found"}
        if path == "/site":
            return "site", self.site()
        if path in ("", "/", "/categories"):
            return "categories_list", {"category_list": {"can_create_category": False, "categories": self._tree(None)}}
        if path == "/latest":
            rows = [thread for board in self.community.boards if not board.gated for thread in self._rows(board)]
            rows.sort(key=lambda thread: -thread.last.posted.timestamp())
            return "topic_list", self._list(rows, "/latest", number)
        if found := _CATEGORY.match(path):
            board = self.community.board.get(int(found[1]))
            if board is not None and not board.gated:
                return "topic_list", self._list(self._rows(board), f"/c/-/{board.id}", number)
        if found := _TOPIC.match(path):
            thread = self.community.thread.get(int(found[1]))
            if thread is not None and not self.community.board[thread.board].gated:
                if near is not None:
                    place = next((n for n, (own, _) in enumerate(thread.shown) if own == near), 0)
                    number = place // self.community.posts_per_page + 1
                shown = self.community.page(thread, max(1, number))
                if shown:
                    return f"topic_{thread.id}", self.topic(thread, shown)
        return "error", missing

    # -- answers ---------------------------------------------------------------------------------------------------

    def _rows(self, board: Board) -> list[Thread]:
        return [thread for thread in self.community.threads_of(board) if thread.moved_to is None]

    def _category(self, board: Board) -> dict[str, Any]:
        threads = [] if board.gated else self._rows(board)
        return {
            "id": board.id,
            "name": board.title,
            "slug": "-",
            "color": "0088CC",
            "description": esc(board.description),
            "description_text": esc(board.description),
            "topic_count": len(threads),
            "post_count": sum(len(thread.shown) for thread in threads),
            "read_restricted": False,
            **({"parent_category_id": board.parent} if board.parent else {}),
        }

    def _tree(self, above: Board | None) -> list[dict[str, Any]]:
        return [
            self._category(board) | {"subcategory_list": self._tree(board), "subcategory_ids": []}
            for board in self.community.children(above)
            if not board.gated
        ]

    def site(self) -> dict[str, Any]:
        found = [self._category(board) for board in self.community.boards if not board.gated]
        return {"default_archetype": "regular", "notification_types": {"mentioned": 1}, "categories": found}

    def _list(self, rows: list[Thread], url: str, number: int) -> dict[str, Any]:
        size = self.community.threads_per_page
        more = {"more_topics_url": f"{PATH}{url}?page={number + 1}"} if len(rows) > (number + 1) * size else {}
        return {
            "users": [{"id": member.id, "username": member.name, "name": ""} for member in self.community.members],
            "topic_list": {
                "can_create_topic": False,
                **more,
                "per_page": size,
                "topics": [self._row(thread) for thread in rows[number * size : (number + 1) * size]],
            },
        }

    def _topic(self, thread: Thread) -> dict[str, Any]:
        return {
            "id": thread.id,
            "title": thread.title,
            "fancy_title": esc(thread.title),
            "slug": address(thread.title),
            "posts_count": len(thread.shown),
            "highest_post_number": thread.shown[-1][0],
            "created_at": iso(thread.first.posted),
            "last_posted_at": iso(thread.last.posted),
            "archetype": "regular",
            "pinned": thread.sticky,
            "pinned_globally": False,
            "visible": True,
            "closed": thread.locked,
            "archived": False,
            "tags": list(thread.tags),
            "views": thread.views,
            "category_id": thread.board,
        }

    def _row(self, thread: Thread) -> dict[str, Any]:
        first, last = thread.first.author, thread.last.author
        posters = [{"description": "Original Poster", "extras": None, "user": self._user(first)}]
        return self._topic(thread) | {"last_poster_username": last.name, "posters": posters, "bumped_at": iso(thread.last.posted)}

    def _user(self, writer: Writer) -> dict[str, Any]:
        return {"id": writer.id if isinstance(writer, Member) else None, "username": writer.name, "name": ""}

    def topic(self, thread: Thread, shown: tuple[tuple[int, Post], ...]) -> dict[str, Any]:
        posts = [self.post(thread, number, post) for number, post in shown]
        posts[0]["mentioned_users"] = [self._user(member) for member in self.community.members]
        path = self.community.path(self.community.board[thread.board])  # told beside topics where categories are many
        return self._topic(thread) | {
            "categories": [self._category(board) for board in path],
            "post_stream": {"posts": posts, "stream": [post.id for _, post in thread.shown]},
            "chunk_size": self.community.posts_per_page,
            "details": {"created_by": self._user(thread.first.author), "last_poster": self._user(thread.last.author)},
        }

    def post(self, thread: Thread, number: int, post: Post) -> dict[str, Any]:
        gone = post.state == "placeholder"
        edit = post.edit if not gone else None
        is_first = number == 1 and thread.poll is not None
        words = "<p>(post deleted by author)</p>" if gone else self._markup.body(post.body)
        return {
            "id": post.id,
            "username": post.author.name,
            "name": "",
            "user_id": post.author.id if isinstance(post.author, Member) else None,
            "created_at": iso(post.posted),
            "updated_at": iso(edit.at if edit else post.posted),
            "version": edit.count + 1 if edit else 1,
            "edit_reason": edit.reason if edit else None,
            "cooked": words + (self._poll(thread) if is_first else ""),
            "post_number": number,
            "post_type": 1,
            "reply_to_post_number": None,
            "topic_id": thread.id,
            "topic_slug": address(thread.title),
            "actions_summary": [],
            "hidden": False,
            "user_deleted": gone,
            "deleted_at": None,
            **({"polls": [self._votes(thread)]} if is_first else {}),
        }

    def _poll(self, thread: Thread) -> str:
        choices = "".join(f'<li data-poll-option-id="x">{esc(choice.text)}</li>' for choice in thread.poll.choices)  # type: ignore[union-attr]
        return (
            f'\n<div class="poll" data-poll-name="poll" data-poll-status="open"><div class="poll-container"><ul>{choices}</ul></div>'
            '<div class="poll-info"><span class="info-number">0</span><span class="info-label">voters</span></div></div>'
        )

    def _votes(self, thread: Thread) -> dict[str, Any]:
        poll = thread.poll
        assert poll is not None
        options = [{"id": "x", "html": esc(choice.text), "votes": choice.votes} for choice in poll.choices]
        return {"name": "poll", "title": esc(poll.question), "type": "regular", "options": options, "voters": poll.votes}

    # -- pages -----------------------------------------------------------------------------------------------------

    def _page(self, held: dict[str, Any], *, missing: bool) -> str:
        """A page for browsers: a frame, and the answers that its scripts show."""
        answers = {name: json.dumps(data, ensure_ascii=False) for name, data in held.items() if not missing or name == "site"}
        shown = '<div class="page-not-found"><h1>Oops! That page doesn’t exist or is private.</h1></div>' if missing else ""
        return f"""<!DOCTYPE html>
<html lang="{self.community.language}" class="anon">
<head>
<meta charset="utf-8">
<title>{esc(self.community.title)}</title>
<meta name="generator" content="Discourse 3.4.1 - https://github.com/discourse/discourse version 0a1b2c">
<meta property="og:site_name" content="{esc(self.community.title)}" />
</head>
<body class="">
<discourse-assets><div class="hidden" id="data-preloaded" data-preloaded="{esc(json.dumps(answers))}"></div></discourse-assets>
<section id='main'>{shown}</section>
</body>
</html>
"""


@dataclass(frozen=True)
class Resolved(Way):
    """What a page calls a post by its topic and number is looked up, as the store does."""

    def read(self, site: Site, address: str) -> Reading:
        reading = super().read(site, address)
        threads = site.community.threads  # type: ignore[attr-defined]
        ids = {f"~{thread.id}/{number}": str(post.id) for thread in threads for number, post in thread.shown}
        return replace(
            reading,
            threads=tuple(replace(page, posts=tuple(_named(post, ids) for post in page.posts)) for page in reading.threads),
        )


def _named(post: Any, ids: dict[str, str]) -> Any:
    if post.content is None:
        return post
    quotes = tuple(replace(quote, source_id=ids.get(quote.source_id, quote.source_id)) for quote in post.content.quotes)
    return replace(post, content=replace(post.content, quotes=quotes))


PRINTS = Prints(
    reactions=False,
    editors=False,
    prefixes=False,
    row_pages=False,
    stubs=False,
    figures_below=False,
    attachments=False,
    bare_categories=False,
)
WAYS = {
    "discourse": Resolved("discourse", Discourse, PRINTS),
    "discourse by its API": Resolved("discourse", partial(Discourse, way="api"), PRINTS),
}
