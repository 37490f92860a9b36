"""A community as NodeBB 4 shows it: the API's answers, and the same in pages of Harmony that carry them. It stands under a path.

Prefixes, polls, several edits and their reasons it does not know, nor stubs of what was moved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from archiver.demo.markup import Markup
from archiver.demo.model import Board, Code, Community, Member, Mention, Picture, Post, Quotation, Smiley, Thread, Writer
from archiver.demo.site import Answer, esc, redirect
from archiver.demo.site import slug as address
from tests.fakeforum.facts import Prints
from tests.fakeforum.nodebb_pages import page
from tests.fakeforum.ways import Way

PATH = "/forum"
_THING = re.compile(r"(?:/api)?/(topic|category)/(\d+)(?:/([^/]+))?(?:/(\d+))?$")


def slug(title: str) -> str:
    """A title in an address, as it is written there: not encoded."""
    return unquote(address(title))


def iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1_000:03}Z"


def epoch(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000)


class NodeBBMarkup(Markup):
    """Markdown as HTML: paragraphs, and quotes that begin with whose words they are."""

    BREAK = "<br />\n"
    BETWEEN = "\n"

    def body(self, body: Any) -> str:
        return "".join(f"{self.block(block)}\n" for block in body)

    def paragraph(self, inner: str) -> str:
        return f'<p dir="auto">{inner}</p>'

    def strong(self, text: str) -> str:
        return f"<strong>{esc(text)}</strong>"

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" rel="nofollow ugc">{esc(text)}</a>'

    def mention(self, mention: Mention) -> str:
        name = mention.member.name
        kind = 'class="plugin-mentions-user plugin-mentions-a"'
        return f'<a {kind} href="{PATH}/user/{quote(slug(name))}" aria-label="Profile: {esc(name)}">@<bdi>{esc(name)}</bdi></a>'

    def smiley(self, smiley: Smiley) -> str:
        return self._emoji(smiley.code, smiley.code)

    def emoji(self, emoji: str) -> str:
        return self._emoji(emoji, emoji)

    def _emoji(self, typed: str, shown: str) -> str:
        source = f"{PATH}/assets/plugins/nodebb-plugin-emoji/emoji/android/1f642.png?v=1"
        classes = "not-responsive emoji emoji-android emoji--x"
        return f'<img src="{source}" class="{classes}" style="height:23px" title="{esc(typed)}" alt="{esc(shown)}" />'

    def quotation(self, quotation: Quotation) -> str:
        said = ""
        if quotation.name is not None:
            who = self.mention(Mention(quotation.member)) if quotation.member else f"@{esc(quotation.name)}"
            verb = f'<a href="{PATH}/post/{quotation.post}">said</a>' if quotation.post else "said"
            said = f'<p dir="auto">{who} {verb}:</p>\n'
        return f"<blockquote>\n{said}{self.body(quotation.blocks)}</blockquote>"

    def code(self, code: Code) -> str:
        language = f' class="language-{code.language}"' if code.language else ""
        return f"<pre><code{language}>{esc(code.text)}\n</code></pre>"

    def picture(self, picture: Picture) -> str:
        return f'<p dir="auto"><img src="{esc(picture.url)}" alt="{esc(picture.name)}" class=" img-fluid img-markdown" /></p>'


class NodeBB:
    """The forum at ``base``. ``way`` is how it is read: pages with their answers, without them (``"saved"``), or the API."""

    def __init__(self, community: Community, base: str, *, way: str = "page") -> None:
        self.community = community
        self.base = base
        self.way = way
        self._markup = NodeBBMarkup()

    # -- addresses -------------------------------------------------------------------------------------------------

    def addresses(self) -> Iterator[str]:
        yield f"{PATH}/" if self.way != "api" else f"{PATH}/api/categories"
        size = self.community.threads_per_page
        for board in self.community.boards:
            if not board.gated:
                yield from self._numbered("category", board.id, board.title, -(-len(self._rows(board)) // size))
        for thread in self.community.threads:
            if thread.moved_to is None and not self.community.board[thread.board].gated:
                yield from self._numbered("topic", thread.id, thread.title, self.community.pages(thread))

    def _numbered(self, what: str, number: int, title: str, pages: int) -> Iterator[str]:
        root = f"{PATH}/api" if self.way == "api" else PATH
        yield f"{root}/{what}/{number}" if self.way == "api" else f"{root}/{what}/{number}/{quote(slug(title))}"
        yield from (f"{root}/{what}/{number}?page={page}" for page in range(2, pages + 1))

    def answer(self, target: str) -> Answer:
        parts = urlsplit(target)
        path = unquote(parts.path).removeprefix(PATH)
        asked = parse_qs(parts.query).get("page", ["1"])[0]
        number = int(asked) if asked.isdecimal() else 1
        is_api = path.startswith("/api/")
        data, status = self._data(path, number), 200
        if data is None:
            data, status = self._frame("404", {"path": esc(path), "title": "[[global:404.title]]"}, path), 404
        if isinstance(data, str):
            return redirect(data, 308)
        data["bodyClass"] += f" page-status-{status} theme-harmony user-guest"
        if is_api:
            body = json.dumps(data, ensure_ascii=False).encode()
            return Answer(body=body, status=status, content_type="application/json; charset=utf-8")
        return Answer(body=page(self.community, self.base, data, carried=self.way != "saved").encode(), status=status)

    def _data(self, path: str, number: int) -> dict[str, Any] | str | None:
        if path in ("/", "/categories", "/api/categories"):
            return self.categories()
        if found := re.match(r"(?:/api)?/post/(\d+)$", path):
            place = self.community.place.get(int(found[1]))
            if place is None:
                return None
            ordinal = next(n for n, post in place[0].shown if post.id == int(found[1]))
            return f"{self.base}{PATH}/topic/{place[0].id}/{quote(slug(place[0].title))}/{ordinal}"
        found = _THING.match(path)
        if found is None:
            return None
        if found[1] == "category":
            board = self.community.board.get(int(found[2]))
            return self.category(board, number) if board is not None and not board.gated else None
        thread = self.community.thread.get(int(found[2]))
        if thread is None or self.community.board[thread.board].gated:
            return None
        if thread.moved_to is not None:
            return f"{self.base}{PATH}/topic/{thread.moved_to}"
        return self.topic(thread, number)

    # -- answers ---------------------------------------------------------------------------------------------------

    def _frame(self, name: str, data: dict[str, Any], url: str, *, pages: int = 1, number: int = 1) -> dict[str, Any]:
        return data | {
            "pagination": {"currentPage": number, "pageCount": pages},
            "loggedIn": False,
            "loggedInUser": {"uid": 0, "username": "[[global:guest]]"},
            "relative_path": PATH,
            "template": {"name": name, name: True},
            "url": f"{PATH}{url}",
            "bodyClass": f"page-{name} template-{name}",
            "_header": {"tags": {"meta": [{"property": "og:site_name", "content": esc(self.community.title)}]}},
        }

    def user(self, writer: Writer) -> dict[str, Any]:
        if isinstance(writer, Member):
            return {
                "uid": writer.id,
                "username": esc(writer.name),
                "userslug": slug(writer.name),
                "displayname": esc(writer.name),
            }
        return {"uid": 0, "username": esc(writer.name), "userslug": "", "displayname": esc(writer.name)}

    def _category(self, board: Board) -> dict[str, Any]:
        threads = [] if board.gated else self._rows(board)
        return {
            "cid": board.id,
            "name": esc(board.title),
            "description": esc(board.description),
            "slug": f"{board.id}/{slug(board.title)}",
            "parentCid": board.parent or 0,
            "isSection": int(board.category),
            "link": "",
            "topic_count": len(threads),
            "post_count": sum(len(thread.shown) for thread in threads),
            "children": [self._category(child) for child in self.community.children(board)],
        }

    def _rows(self, board: Board) -> list[Thread]:
        return [thread for thread in self.community.threads_of(board) if thread.moved_to is None]

    def categories(self) -> dict[str, Any]:
        found = [self._category(board) for board in self.community.children(None)]
        return self._frame("categories", {"title": "[[pages:home]]", "categories": found}, "/categories")

    def category(self, board: Board, number: int) -> dict[str, Any]:
        rows, size = self._rows(board), self.community.threads_per_page
        data = self._category(board) | {
            "topics": [
                self._topic(thread) | {"teaser": self._teaser(thread)} for thread in rows[(number - 1) * size : number * size]
            ],
            "breadcrumbs": self._crumbs(board),
        }
        url = f"/category/{board.id}/{slug(board.title)}"
        return self._frame("category", data, url, pages=max(1, -(-len(rows) // size)), number=number)

    def _topic(self, thread: Thread) -> dict[str, Any]:
        return {
            "tid": thread.id,
            "cid": thread.board,
            "mainPid": thread.first.id,
            "title": esc(thread.title),
            "titleRaw": thread.title,
            "slug": f"{thread.id}/{slug(thread.title)}",
            "timestamp": epoch(thread.first.posted),
            "timestampISO": iso(thread.first.posted),
            "lastposttime": epoch(thread.last.posted),
            "lastposttimeISO": iso(thread.last.posted),
            "postcount": len(thread.shown),
            "viewcount": thread.views,
            "deleted": 0,
            "locked": int(thread.locked),
            "pinned": int(thread.sticky),
            "tags": [{"value": esc(tag), "valueEscaped": esc(tag)} for tag in thread.tags],
            "user": self.user(thread.first.author),
        }

    def _teaser(self, thread: Thread) -> dict[str, Any]:
        last = thread.last
        return {"pid": last.id, "timestamp": epoch(last.posted), "timestampISO": iso(last.posted), "user": self.user(last.author)}

    def _crumbs(self, board: Board) -> list[dict[str, Any]]:
        home = [{"text": "[[global:home]]", "url": f"{self.base}{PATH}"}]
        path = self.community.path(board)
        return home + [
            {"text": esc(one.title), "url": f"{self.base}{PATH}/category/{one.id}/{slug(one.title)}", "cid": one.id}
            for one in path
        ]

    def topic(self, thread: Thread, number: int) -> dict[str, Any]:
        posts = [self.post(ordinal, post) for ordinal, post in self.community.page(thread, number)]
        if posts:  # "8 replies": with this, everybody who may be named is
            posts[0]["replies"] = {"users": [self.user(member) for member in self.community.members], "count": 8}
        board = self.community.board[thread.board]
        data = self._topic(thread)
        del data["user"]
        data |= {
            "posts": posts,
            "author": self.user(thread.first.author),
            "category": self._category(board),
            "breadcrumbs": [*self._crumbs(board), {"text": esc(thread.title)}],
        }
        url = f"/topic/{thread.id}/{slug(thread.title)}"
        return self._frame("topic", data, url, pages=self.community.pages(thread), number=number)

    def post(self, ordinal: int, post: Post) -> dict[str, Any]:
        gone = post.state == "placeholder"
        edit = post.edit if not gone else None
        return {
            "pid": post.id,
            "index": ordinal - 1,
            "timestamp": epoch(post.posted),
            "timestampISO": iso(post.posted),
            "deleted": int(gone),
            "content": "[[topic:post-is-deleted]]" if gone else self._markup.body(post.body),
            "edited": epoch(edit.at) if edit else 0,
            "editedISO": iso(edit.at) if edit else "",
            "editor": self.user(edit.by) if edit else None,
            "user": self.user(post.author),
            "upvotes": 0,
            "downvotes": 0,
            "attachments": []
            if gone
            else [{"mediaType": "text/plain", "url": f"{self.base}/f/{file.id}", "name": file.name} for file in post.attachments],
        }


PRINTS = Prints(
    reactions=False,
    edit_reasons=False,
    edit_counts=False,
    prefixes=False,
    polls=False,
    row_pages=False,
    stubs=False,
    figures_below=False,
)
WAYS = {
    "nodebb": Way("nodebb", NodeBB, PRINTS),
    "nodebb by its API": Way("nodebb", partial(NodeBB, way="api"), PRINTS),
}
