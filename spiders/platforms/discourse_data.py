"""What a Discourse page was made from: the API's answer, or the same as browsers get it, stored in the page for the first look.

Owns where the answers stand and the values in them; says nothing of what they mean for a thread.
"""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

import msgspec

from spiders.errors import NotAPage
from spiders.items import Author
from spiders.json_values import Json, is_object, objects
from spiders.page import Page
from spiders.platforms.discourse_links import root_of

What = Literal["topic", "posts", "post", "latest", "list", "categories", "site", "error"]

_STORED_BY_SCRIPT = re.compile(rb"PreloadStore\.store\(\"([a-zA-Z_0-9/-]+)\",\s?(\{.*?\})\);?\s*(?:\n|</script>)")
"""Before 1.9: a line of a script for each answer."""


class _Site(msgspec.Struct):
    """Of the site's settings, which each page holds, only what is asked for: the rest is not made into objects."""

    categories: list[Any] = []


class Answer(NamedTuple):
    """An answer, and what it tells of."""

    what: What
    data: Json


def is_json(page: Page) -> bool:
    """Whether a page is JSON, be it only by its first byte, as files are that were saved without headers."""
    return page.is_json or (page.body[:1] == b"{" and not page.is_xml)


def answer(page: Page) -> Answer | None:
    """The answer that a page is or holds, worked out once; None where there is none."""
    if "discourse" not in page.memo:
        page.memo["discourse"] = _from_api(page) if is_json(page) else None if page.is_xml else _from_page(page)
    found: Answer | None = page.memo["discourse"]
    return found


def _from_api(page: Page) -> Answer | None:
    try:
        data = page.json
    except NotAPage:
        return None
    return _told(data) if is_object(data) else None


def _told(data: Json) -> Answer | None:
    """What an answer tells of, by the names that only Discourse uses."""
    stream = data.get("post_stream")
    if is_object(stream) and isinstance(stream.get("posts"), list):
        return Answer("topic" if "title" in data or "stream" in stream else "posts", data)
    listed = data.get("topic_list")
    if is_object(listed) and isinstance(listed.get("topics"), list):
        return Answer("list", data)
    listed = data.get("category_list")
    if is_object(listed) and isinstance(listed.get("categories"), list):
        return Answer("categories", data)
    if isinstance(data.get("categories"), list) and ("post_action_types" in data or "notification_types" in data):
        return Answer("site", data)
    if "cooked" in data and "post_number" in data and "topic_id" in data:
        return Answer("post", data)
    if isinstance(data.get("latest_posts"), list):
        return Answer("latest", data)
    if isinstance(data.get("errors"), list) and isinstance(data.get("error_type"), str):
        return Answer("error", data)
    return None


def _from_page(page: Page) -> Answer | None:
    """The answer among those that a page holds which it is about; what else it holds is the same on all pages."""
    for name, value in stored(page).items():
        if name.startswith(("topic_", "categories")):
            data = decoded(value)
            found = _told(data) if data is not None else None
            if found is not None:
                return found
    return None


def stored(page: Page) -> Json:
    """The answers that a page holds for its scripts, by the names they are stored under; each is a string of JSON."""
    if "stored" not in page.memo:
        page.memo["stored"] = _stored(page) if b"reload" in page.body else {}
    found: Json = page.memo["stored"]
    return found


def _stored(page: Page) -> Json:
    written = page.attribute("#data-preloaded", "data-preloaded")
    if written is not None:
        return decoded(written) or {}
    return {name.decode(): value.replace(b"<\\/", b"</") for name, value in _STORED_BY_SCRIPT.findall(page.body)}


def decoded(value: object) -> Json | None:
    """A stored answer; None where it is cut off or no object."""
    if not isinstance(value, (str, bytes)):
        return value if is_object(value) else None
    try:
        data = msgspec.json.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return data if is_object(data) else None


def stored_categories(page: Page) -> list[Json]:
    """All categories of the site, which each page holds for its menus, unless there are very many."""
    if "categories" not in page.memo:
        held = stored(page).get("site")
        try:
            site = msgspec.json.decode(held, type=_Site) if isinstance(held, (str, bytes)) else _Site()
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            site = _Site()
        page.memo["categories"] = objects(site.categories)
    found: list[Json] = page.memo["categories"]
    return found


def identity(item: Json, name: str) -> str | None:
    """An id. Those of what the system itself made are negative."""
    value = item.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and value:
        return str(value)
    return value if isinstance(value, str) and value.isdecimal() and value != "0" else None


def root(page: Page) -> str:
    """Where the site begins."""
    if "root" not in page.memo:
        page.memo["root"] = root_of(page.url)
    found: str = page.memo["root"]
    return found


# -- people ------------------------------------------------------------------------------------------------------------


def member(page: Page, username: str | None, user_id: str | None = None) -> Author | None:
    """A member. Their number is told in JSON only, everything else goes by the name they log in with: it is an alias."""
    if not username or not username.strip():
        return None
    known: dict[tuple[str, str | None], Author] = page.memo.setdefault("members", {})
    key = (username, user_id)
    if key not in known:
        name = username.strip()
        known[key] = Author(name=name, id=user_id, url=f"{root(page)}u/{name}", guest=False, aliases=(alias_of(name),))
    return known[key]


def writer(page: Page, username: str | None, user_id: str | None) -> Author | None:
    """Who wrote something, where their number is told too: a name without one is of somebody who has no account here."""
    if user_id is None and username and username.strip():
        return Author(name=username.strip(), guest=True)
    return member(page, username, user_id)


def alias_of(username: str) -> str:
    """By what name a member is known where no number is told: names differ in more than their case."""
    return f"@{username.lower()}"
