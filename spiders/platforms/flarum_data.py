"""What a Flarum page was made from: the API's answer (JSON:API), which each page carries; and the things in it by kind and id."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import msgspec

from spiders.errors import NotAPage
from spiders.items import Author
from spiders.json_values import Json, is_object, objects, plain, text
from spiders.page import Page
from spiders.platforms.flarum_links import is_api, root_of

_LOADED = re.compile(rb"\bapp\.(?:load|boot)\((\{.*?\})\);\s*(?:flarum\.|app\.|</script>|\})", re.DOTALL)
"""Before 1.0, in a script."""
_OWN = {
    "discussions": {"commentCount", "commentsCount", "participantCount", "lastPostNumber"},
    "posts": {"contentType", "contentHtml"},
    "tags": {"discussionCount", "discussionsCount", "isChild"},
    "forums": {"apiUrl", "baseUrl", "welcomeTitle"},
}
"""Attributes that tell Flarum's things from those of others who speak JSON:API."""


class Document:
    """An answer: its main thing or things, all others by kind and id, and what the page says of the forum."""

    def __init__(self, answer: Json, payload: Json) -> None:
        data = answer.get("data")
        self.main = data if is_object(data) else None
        self.listed = objects(data)
        self.included = objects(answer.get("included"))
        self.links = links if is_object(links := answer.get("links")) else {}
        self.payload = payload
        self._known: dict[tuple[str, str], Json] = {}
        for item in (*objects(payload.get("resources")), *self.included, *self.listed, *([self.main] if self.main else [])):
            self._known[_kind(item), _id(item)] = item

    @property
    def what(self) -> str | None:
        """The kind of the main thing or things."""
        first = self.main or (self.listed[0] if self.listed else None)
        return _kind(first) if first is not None else None

    @property
    def forum(self) -> Json:
        """What the forum says of itself."""
        return next((attributes(item) for (kind, _), item in self._known.items() if kind == "forums"), {})

    def of(self, kind: str) -> list[Json]:
        """All things of a kind."""
        return [item for (own, _), item in self._known.items() if own == kind]

    def find(self, kind: str, number: str | None) -> Json | None:
        """A thing by kind and id."""
        return self._known.get((kind, number or ""))

    def related(self, item: Json, *names: str) -> list[Json]:
        """The things that one is related to by any of these names, as far as the answer holds them."""
        return [found for kind, number in relations(item, *names) if (found := self.find(kind, number)) is not None]


def _kind(item: Json) -> str:
    value = item.get("type")
    return value if isinstance(value, str) else ""


def _id(item: Json) -> str:
    value = item.get("id")
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def identity(item: Json) -> str | None:
    """The id of a thing."""
    return _id(item) or None


def attributes(item: Json) -> Json:
    """What a thing says of itself."""
    found = item.get("attributes")
    return found if is_object(found) else {}


def relations(item: Json, *names: str) -> list[tuple[str, str]]:
    """Kind and id of what a thing is related to; of several names the first that is told counts."""
    related = item.get("relationships")
    if not isinstance(related, dict):
        return []
    for name in names:
        told = related.get(name)
        data = told.get("data") if isinstance(told, dict) else None
        if isinstance(data, dict):
            return [(_kind(data), _id(data))]
        if data is not None:
            return [(_kind(one), _id(one)) for one in objects(data)]
    return []


def document(page: Page) -> Document | None:
    """The answer that a page is or carries, worked out once; None where Flarum did not make it."""
    if "flarum" not in page.memo:
        page.memo["flarum"] = _from_api(page) if is_json(page) else None if page.is_xml else _from_page(page)
    found: Document | None = page.memo["flarum"]
    return found


def is_json(page: Page) -> bool:
    """Whether a page is JSON, be it only by its first byte, as files are that were saved without headers."""
    return page.is_json or (page.body[:1] == b"{" and not page.is_xml)


def _from_api(page: Page) -> Document | None:
    try:
        answer = page.json
    except NotAPage:
        return None
    if not is_object(answer) or "data" not in answer:
        return None
    found = Document(answer, {})
    first = found.main or (found.listed[0] if found.listed else None)
    if first is None:  # an empty list: whose it is, only its address tells
        return found if is_api(page.url) and page.content_type == "application/vnd.api+json" and "links" in answer else None
    return found if _OWN.get(_kind(first), set()) & attributes(first).keys() else None


def _from_page(page: Page) -> Document | None:
    """Taken out of the bytes: in what people wrote, no tag begins with a bare ``<``."""
    written = _cut_out(page.body) if is_marked(page) else None
    if written is None:
        return None
    try:
        payload = msgspec.json.decode(written)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not is_object(payload) or not isinstance(payload.get("resources"), list):
        return None
    answer: Any = payload.get("apiDocument") or payload.get("document") or payload.get("preloadedApiDocument")
    return Document(answer if is_object(answer) else {}, payload)


def _cut_out(body: bytes) -> bytes | None:
    """What is written in the element that holds the answer. It is looked for by its end, which is quick."""
    name = body.find(b"flarum-json-payload")
    start = body.find(b">", name) + 1 if name >= 0 and body[body.rfind(b"<", 0, name) :].startswith(b"<script") else 0
    end = body.find(b"</script>", start) if start else -1
    if end >= 0:
        return body[start:end]
    found = _LOADED.search(body)
    return found[1] if found is not None else None


def is_marked(page: Page) -> bool:
    """Whether anything on a page is called after Flarum, looked for once."""
    if "marked" not in page.memo:
        page.memo["marked"] = b"flarum-" in page.body
    marked: bool = page.memo["marked"]
    return marked


def root(page: Page) -> str:
    """Where the site begins: pages name the path it is installed under."""
    if "root" not in page.memo:
        found = document(page)
        base = text(found.forum, "baseUrl") if found is not None else None
        if base is not None:
            parts = urlsplit(page.url)
            page.memo["root"] = f"{parts.scheme}://{parts.netloc}{urlsplit(base).path.rstrip('/')}/"
        else:
            page.memo["root"] = root_of(page.url)
    site: str = page.memo["root"]
    return site


def member(page: Page, user: Json | None) -> Author | None:
    """A member, read once a page; None for one whose account is gone."""
    if user is None:
        return None
    known: dict[str, Author | None] = page.memo.setdefault("members", {})
    number = _id(user)
    if number not in known:
        known[number] = _member(page, user)
    return known[number]


def _member(page: Page, user: Json) -> Author | None:
    told = attributes(user)
    name = plain(told, "displayName") or plain(told, "username")
    if name is None:
        return None
    slug = text(told, "slug") or text(told, "username")
    return Author(name=name, id=identity(user), url=f"{root(page)}u/{slug}" if slug else None, guest=False)


def user_of(page: Page, found: Document, item: Json, *names: str) -> Author | None:
    """The member that a thing is related to."""
    users = found.related(item, *names)
    return member(page, users[0]) if users else None


__all__ = ["Document", "Json", "attributes", "document", "identity", "is_json", "member", "relations", "root", "user_of"]
