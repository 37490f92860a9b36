"""What a NodeBB page was made from: the API's answer, which each page carries too; where a script has taken it out, the same read
back from the markup (`spiders.platforms.nodebb_markup`). Owns the values in it; says nothing of what they mean for a thread.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any, TypeGuard
from urllib.parse import urlsplit

import msgspec

from spiders.dates import stamp
from spiders.errors import NotAPage
from spiders.items import Author, Moment
from spiders.page import Page
from spiders.platforms import nodebb_markup as markup
from spiders.platforms.nodebb_links import slug_url
from spiders.text import fold

Json = dict[str, Any]

_CARRIED = re.compile(rb"<script id=[\"']?ajaxify-data[\"']? type=[\"']?application/json[\"']?>(.*?)</script>", re.DOTALL)

_WORDS = {"former-user": "A Former User", "former_user": "A Former User"}
"""Names that are no member's, by the keys of NodeBB's language files, as its English has them."""


def is_object(value: object) -> TypeGuard[Json]:
    """Whether a piece of JSON is an object."""
    return isinstance(value, dict)


def objects(value: object) -> list[Json]:
    """The objects in a list; none where it is no list."""
    return [item for item in value if is_object(item)] if isinstance(value, list) else []


def answer(page: Page) -> Json | None:
    """The answer that the page is or carries, worked out once; None where NodeBB did not make it."""
    if "nodebb" not in page.memo:
        page.memo["nodebb"] = _from_api(page) if page.is_json else None if page.is_xml else _from_page(page)
    found: Json | None = page.memo["nodebb"]
    return found


def template(page: Page) -> str | None:
    """By which template the page was made ("topic", "category", "404"); None where it does not tell."""
    data = answer(page) or {}
    named = data.get("template")
    return text(named, "name") if is_object(named) else None


def _from_api(page: Page) -> Json | None:
    try:
        data = page.json
    except NotAPage:
        return None
    if not is_object(data):
        return None
    if is_object(data.get("template")) and "relative_path" in data and "loggedIn" in data:
        return data
    return data if page.headers.get("x-powered-by") == "NodeBB" or _is_envelope(data) else None


def _is_envelope(data: Json) -> bool:
    """The write API and errors: a status with a code in words, and a response."""
    status = data.get("status")
    return data.keys() == {"status", "response"} and is_object(status) and {"code", "message"} <= status.keys()


def code(data: Json) -> str | None:
    """What the API says of how it went ("ok", "not-found"), where the answer says that and nothing else."""
    return text(data["status"], "code") if _is_envelope(data) else None


def _from_page(page: Page) -> Json | None:
    """Taken out of the bytes: in what people wrote, no tag begins with a bare ``<``."""
    found = _CARRIED.search(page.body)
    try:
        data = msgspec.json.decode(found[1]) if found is not None else None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        data = None  # cut off, or changed by whoever kept it: the markup says the same
    if is_object(data) and is_object(data.get("template")):
        return data
    return markup.answer(page)


def meta(page: Page, name: str) -> str | None:
    """A ``<meta property>`` of the page's head, which the answer lists, too."""
    header = (answer(page) or {}).get("_header")
    tags = header.get("tags") if is_object(header) else None
    for tag in objects(tags.get("meta")) if is_object(tags) else []:
        if tag.get("property") == name:
            return plain(tag, "content")
    return None


# -- values ------------------------------------------------------------------------------------------------------------


def text(item: Json, name: str) -> str | None:
    """A string that is not empty."""
    value = item.get(name)
    return value if isinstance(value, str) and value else None


def plain(item: Json, name: str) -> str | None:
    """A string that is stored escaped, as people see it, on one line."""
    value = text(item, name)
    return (fold(unescape(value)) or None) if value else None


def number(item: Json, name: str) -> int | None:
    """A whole number, also where it stands as a string."""
    value = item.get(name)
    if isinstance(value, str) and value.isdecimal() and len(value) <= 18:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def identity(item: Json, name: str) -> str | None:
    """An id: a number, or the address of what came from elsewhere (ActivityPub, since 4.0)."""
    value = item.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value > 0 else None
    return value if isinstance(value, str) and value not in ("", "0") else None


def moment(item: Json, name: str) -> Moment | None:
    """A time: ``nameISO`` where it is there, else milliseconds."""
    value = text(item, f"{name}ISO") or item.get(name)
    return stamp(str(value)) if value else None


def member(page: Page, user: object) -> Author | None:
    """A user, read once a page. Number 0 is a guest, with a name of their own where the site lets them have one, or one who has
    left.
    """
    if not is_object(user):
        return None
    known: dict[tuple[str, str, str], Author | None] = page.memo.setdefault("members", {})
    key = (str(user.get("uid")), str(user.get("username")), str(user.get("userslug")))
    if key not in known:
        known[key] = _member(page, user)
    return known[key]


def _member(page: Page, user: Json) -> Author | None:
    name = plain(user, "username") or plain(user, "displayname")
    if name is None or name == "[[global:guest]]":  # who began a topic, in lists: not the name the guest gave
        return None
    if name.startswith("[[") and name.endswith("]]"):
        name = _WORDS.get(name[2:-2].partition(":")[2], name)
    uid = identity(user, "uid")
    slug = text(user, "userslug")
    return Author(name=name, id=uid, url=slug_url(root(page), "user", slug) if slug and uid else None, guest=uid is None)


def root(page: Page) -> str:
    """Where the site begins: the answer names the path it is installed under."""
    if "root" not in page.memo:
        parts = urlsplit(page.url)
        path = text(answer(page) or {}, "relative_path") or ""
        page.memo["root"] = f"{parts.scheme}://{parts.netloc}{path}/"
    found: str = page.memo["root"]
    return found
