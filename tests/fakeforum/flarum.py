"""A community as Flarum shows it: the API's answers (JSON:API), and the pages that carry them. It stands under a path.

Boards are its tags with a place, a thread's own tags those without. It knows no guests: of who has no account it tells nothing. It
knows no prefixes, no stubs of what was moved, neither reasons of edits nor their number.
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
from archiver.demo.site import Answer, Site, esc
from archiver.demo.site import slug as address
from spiders.items import Author, Reading
from tests.fakeforum.facts import Prints
from tests.fakeforum.ways import Way

PATH = "/forum"
_DISCUSSION = re.compile(r"/(?:d|api/discussions)/(\d+)(?:-[^/]*)?(?:/(\d+))?$")
_LABEL = 1_000
"""Ids of tags without a place begin here."""


def iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond:06}Z"


class FlarumMarkup(Markup):
    """Markdown as HTML: a quote begins with a link to the post it was taken from."""

    BETWEEN = "\n\n"

    def __init__(self, community: Community) -> None:
        threads = (thread for thread in community.threads if thread.moved_to is None)
        self._numbers = {post.id: (thread.id, number) for thread in threads for number, post in thread.shown}

    def body(self, body: Any) -> str:
        return "\n\n".join(self.block(block) for block in body)

    def paragraph(self, inner: str) -> str:
        return f"<p>{inner}</p>"

    def strong(self, text: str) -> str:
        return f"<strong>{esc(text)}</strong>"

    def anchor(self, url: str, text: str) -> str:
        return f'<a href="{esc(url)}" rel="ugc noopener nofollow" target="_blank">{esc(text)}</a>'

    def mention(self, mention: Mention) -> str:
        name = mention.member.name
        return f'<a href="{PATH}/u/{mention.member.id}" class="UserMention">@{esc(name)}</a>'

    def smiley(self, smiley: Smiley) -> str:
        return self.emoji(smiley.code)

    def emoji(self, emoji: str) -> str:
        return f'<img alt="{esc(emoji)}" class="emoji" draggable="false" loading="lazy" src="//cdn.example/emoji/1f642.png">'

    def quotation(self, quotation: Quotation) -> str:
        inside = self.body(quotation.blocks)
        place = self._numbers.get(quotation.post or 0)
        if quotation.name is None:
            return f'<blockquote class="uncited"><div>{inside}</div></blockquote>'
        if place is None:
            return f"<blockquote><div><cite>{esc(quotation.name)} wrote:</cite>{inside}</div></blockquote>"
        link = (
            f'<a href="{PATH}/d/{place[0]}/{place[1]}" class="PostMention" data-id="{quotation.post}">'
            f'<i class="icon fas fa-reply"></i>{esc(quotation.name)}</a>'
        )
        begins = inside.startswith("<p>")
        words = f"<p>{link} {inside.removeprefix('<p>')}" if begins else f"<p>{link}</p>\n\n{inside}"
        return f'<blockquote class="uncited"><div>{words}</div></blockquote>'

    def code(self, code: Code) -> str:
        return f'<pre data-s9e-livepreview-hash><code class="language-{code.language}">{esc(code.text)}</code></pre>'

    def picture(self, picture: Picture) -> str:
        return f'<p><img src="{esc(picture.url)}" title="" alt="{esc(picture.name)}"></p>'


class Flarum:
    """The forum at ``base``. ``way`` is how it is read: pages with their answers, or the API."""

    def __init__(self, community: Community, base: str, *, way: str = "page") -> None:
        self.community = community
        self.base = base
        self.way = way
        self._markup = FlarumMarkup(community)
        names = dict.fromkeys(tag for thread in community.threads for tag in thread.tags)
        self._labels = {name: _LABEL + number for number, name in enumerate(names)}

    # -- addresses -------------------------------------------------------------------------------------------------

    def addresses(self) -> Iterator[str]:
        is_api = self.way == "api"
        yield f"{PATH}/api/tags" if is_api else f"{PATH}/tags"
        rows, posts = self.community.threads_per_page, self.community.posts_per_page
        for board in self.community.boards:
            if not board.gated:
                for number in range(max(1, -(-len(self._rows(board)) // rows))):
                    further = f"?page={number + 1}" if number else ""
                    query = f"?filter[tag]={self._slug(board)}&page[limit]={rows}&page[offset]={number * rows}"
                    yield f"{PATH}/api/discussions{query}" if is_api else f"{PATH}/t/{self._slug(board)}{further}"
        for thread in self.community.threads:
            if thread.moved_to is None and not self.community.board[thread.board].gated:
                for number in range(self.community.pages(thread)):
                    further = f"?page={number + 1}" if number else ""
                    query = f"?page[limit]={posts}&page[offset]={number * posts}"
                    own = f"{PATH}/d/{thread.id}-{address(thread.title)}"
                    yield f"{PATH}/api/discussions/{thread.id}{query}" if is_api else f"{own}{further}"

    def _slug(self, board: Board) -> str:
        return f"board-{board.id}"

    def answer(self, target: str) -> Answer:
        parts = urlsplit(target)
        path = parts.path.removeprefix(PATH)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        is_api = path.startswith("/api/")
        document = self._document(path, asked, is_api=is_api)
        if is_api:
            body = document or {"errors": [{"status": "404", "code": "not_found"}]}
            return Answer(
                body=json.dumps(body, ensure_ascii=False).encode(),
                status=200 if document else 404,
                content_type="application/vnd.api+json",
            )
        if document is None:
            return Answer(body=b"<!doctype html><title>404</title><body><div class=container><p>Not found.</p></div>", status=404)
        return Answer(body=self._page(document).encode())

    def _document(self, path: str, asked: dict[str, str], *, is_api: bool) -> dict[str, Any] | None:
        if path in ("/tags", "/api/tags"):
            return {"data": [self.tag(board) for board in self.community.boards if not board.gated], "included": []}
        if found := _DISCUSSION.match(path):
            thread = self.community.thread.get(int(found[1]))
            if thread is None or thread.moved_to is not None or self.community.board[thread.board].gated:
                return None
            size = self.community.posts_per_page
            start = int(asked.get("page[offset]", 0)) if is_api else (int(asked.get("page", 1)) - 1) * size
            return self.discussion(thread, thread.shown[start : start + size])
        slug = asked.get("filter[tag]") if is_api else path.removeprefix("/t/")
        rows = [
            thread
            for board in self.community.boards
            if not board.gated and slug in (self._slug(board), "/", "")
            for thread in self._rows(board)
        ]
        if path not in ("/", "", "/api/discussions") and slug not in [self._slug(board) for board in self.community.boards]:
            return None
        size = self.community.threads_per_page
        start = int(asked.get("page[offset]", 0)) if is_api else (int(asked.get("page", 1)) - 1) * size
        return self.rows(rows, start, slug or "")

    # -- answers ---------------------------------------------------------------------------------------------------

    def _rows(self, board: Board) -> list[Thread]:
        return [thread for thread in self.community.threads_of(board) if thread.moved_to is None]

    def _count(self, board: Board) -> int:
        """Discussions, those of the tags below included, as far as everybody sees them."""
        return (0 if board.gated else len(self._rows(board))) + sum(map(self._count, self.community.children(board)))

    def tag(self, board: Board) -> dict[str, Any]:
        told = {
            "name": board.title,
            "slug": self._slug(board),
            "description": board.description or None,
            "position": self.community.boards.index(board),
            "isChild": board.parent is not None,
            "discussionCount": self._count(board),
        }
        parent = {"type": "tags", "id": str(board.parent)} if board.parent else None
        return {"type": "tags", "id": str(board.id), "attributes": told, "relationships": {"parent": {"data": parent}}}

    def _tags(self, thread: Thread) -> list[dict[str, Any]]:
        labels = [
            {
                "type": "tags",
                "id": str(self._labels[name]),
                "attributes": {"name": name, "slug": address(name), "position": None, "isChild": False, "discussionCount": 1},
            }
            for name in thread.tags
        ]
        return [*(self.tag(board) for board in self.community.path(self.community.board[thread.board])), *labels]

    def _user(self, member: Member) -> dict[str, Any]:
        told = {"username": member.name, "displayName": member.name, "slug": str(member.id)}
        return {"type": "users", "id": str(member.id), "attributes": told}

    def _to(self, kind: str, *numbers: int, one: bool = True) -> dict[str, Any]:
        data = [{"type": kind, "id": str(number)} for number in numbers]
        return {"data": data[0] if one and data else None if one else data}

    def _by(self, writer: Writer) -> dict[str, Any]:
        return self._to("users", *([writer.id] if isinstance(writer, Member) else []))

    def _discussion(self, thread: Thread) -> dict[str, Any]:
        told = {
            "title": thread.title,
            "slug": f"{thread.id}-{address(thread.title)}",
            "commentCount": len(thread.shown),
            "participantCount": 1,
            "createdAt": iso(thread.first.posted),
            "lastPostedAt": iso(thread.last.posted),
            "lastPostNumber": thread.shown[-1][0],
            "isApproved": True,
            "isLocked": thread.locked,
            "isSticky": thread.sticky,
            "viewCount": thread.views,
        }
        related = {
            "user": self._by(thread.first.author),
            "lastPostedUser": self._by(thread.last.author),
            "lastPost": self._to("posts", thread.last.id),
            "tags": {"data": [{"type": "tags", "id": tag["id"]} for tag in self._tags(thread)]},
        }
        return {"type": "discussions", "id": str(thread.id), "attributes": told, "relationships": related}

    def rows(self, rows: list[Thread], start: int, slug: str) -> dict[str, Any]:
        size = self.community.threads_per_page
        url = f"{self.base}{PATH}/api/discussions?filter[tag]={slug}&page[limit]={size}&page[offset]="
        further = {"next": f"{url}{start + size}"} if len(rows) > start + size else {}
        shown = rows[start : start + size]
        tags = {tag["id"]: tag for thread in shown for tag in self._tags(thread)}
        users = [self._user(member) for member in self.community.members]
        return {
            "links": {"first": f"{url}0", **further},
            "data": [self._discussion(thread) for thread in shown],
            "included": [*users, *tags.values()],
        }

    def discussion(self, thread: Thread, shown: tuple[tuple[int, Post], ...]) -> dict[str, Any]:
        data = self._discussion(thread)
        data["relationships"]["posts"] = self._to("posts", *(post.id for _, post in thread.shown), one=False)
        on_page = {post.id for _, post in shown}
        quoted = [  # posts that are quoted come along, in short
            (own.id, number, post)
            for own in self.community.threads
            if own.moved_to is None
            for number, post in own.shown
            if post.id not in on_page
        ]
        included = [
            *(self.post(thread.id, number, post) for number, post in shown),
            *(self.post(own, number, post, whole=False) for own, number, post in quoted),
            *(self._user(member) for member in self.community.members),
            *self._tags(thread),
        ]
        if thread.poll is not None and shown and shown[0][0] == 1:
            included += self._poll(thread)
            data["relationships"]["polls"] = self._to("polls", thread.id, one=False)
        return {"data": data, "included": included}

    def _poll(self, thread: Thread) -> list[dict[str, Any]]:
        poll = thread.poll
        assert poll is not None
        options = [
            {
                "type": "poll_options",
                "id": str(thread.id * 10 + number),
                "attributes": {"answer": choice.text, "voteCount": choice.votes},
            }
            for number, choice in enumerate(poll.choices)
        ]
        told = {"question": poll.question, "voteCount": poll.votes, "endDate": iso(poll.closed) if poll.closed else None}
        related = {"options": {"data": [{"type": "poll_options", "id": option["id"]} for option in options]}}
        return [{"type": "polls", "id": str(thread.id), "attributes": told, "relationships": related}, *options]

    def post(self, thread: int, number: int, post: Post, *, whole: bool = True) -> dict[str, Any]:
        gone = post.state == "placeholder"
        edit = post.edit if not gone else None
        told: dict[str, Any] = {"number": number, "createdAt": iso(post.posted), "contentType": "comment"}
        if whole and gone:
            told["isHidden"] = True
        elif whole:
            told["contentHtml"] = self._markup.body(post.body)
            told["editedAt"] = iso(edit.at) if edit else None
        related = {
            "user": self._by(post.author),
            "discussion": self._to("discussions", thread),
            "editedUser": self._to("users", *([edit.by.id] if edit else [])),
        }
        return {"type": "posts", "id": str(post.id), "attributes": told, "relationships": related}

    # -- pages -----------------------------------------------------------------------------------------------------

    def _page(self, document: dict[str, Any]) -> str:
        forum = {
            "title": self.community.title,
            "baseUrl": f"{self.base}{PATH}",
            "basePath": PATH,
            "apiUrl": f"{self.base}{PATH}/api",
        }
        payload = {
            "resources": [{"type": "forums", "id": "1", "attributes": forum}],
            "session": {"userId": 0, "csrfToken": "x"},
            "locale": self.community.language,
            "apiDocument": document,
        }
        written = json.dumps(payload, ensure_ascii=False).replace("<", "\\u003C").replace("/", "\\/")
        return f"""<!doctype html>
<html dir="ltr" lang="{self.community.language}">
<head><meta charset="utf-8"><title>{esc(self.community.title)}</title></head>
<body>
<div id="app" class="App"><div id="flarum-loading" style="display: none">Loading...</div></div>
<noscript id="flarum-content"><div class="container"></div></noscript>
<script id="flarum-json-payload" type="application/json">{written}</script>
</body>
</html>
"""


@dataclass(frozen=True)
class WithoutGuests(Way):
    """Where nobody is told, the model must have a guest, and nowhere else."""

    def read(self, site: Site, address: str) -> Reading:
        reading = super().read(site, address)
        community: Community = site.community  # type: ignore[attr-defined]
        guests = {
            str(post.id): Author(name=post.author.name, guest=True)
            for thread in community.threads
            for post in thread.posts
            if not isinstance(post.author, Member)
        }

        def told(thread: Any) -> Any:
            own = community.thread[int(thread.id)]
            first, last = guests.get(str(own.first.id)), guests.get(str(own.last.id))
            declared = replace(thread.declared, last_author=thread.declared.last_author or last)
            return replace(thread, author=thread.author or first, declared=declared)

        threads = tuple(
            replace(
                page,
                thread=told(page.thread),
                posts=tuple(replace(post, author=post.author or guests.get(post.id)) for post in page.posts),
            )
            for page in reading.threads
        )
        listing = reading.listing
        if listing is not None:
            listing = replace(listing, threads=tuple(map(told, listing.threads)))
        return replace(reading, threads=threads, listing=listing)


PRINTS = Prints(
    reactions=False,
    edit_reasons=False,
    edit_counts=False,
    prefixes=False,
    poll_voters=False,
    row_pages=False,
    stubs=False,
    attachments=False,
    bare_categories=False,
    board_posts=False,
)
WAYS = {
    "flarum": WithoutGuests("flarum", Flarum, PRINTS),
    "flarum by its API": WithoutGuests("flarum", partial(Flarum, way="api"), PRINTS),
}
