"""Bodies of Vanilla's rich editor: what its scripts would show in place of an embed, which the page carries as JSON.

A quote made by the "Quote" button is such an embed: its words, their author, time and source stand in ``data-embedjson`` and
nowhere else. Such a body is written out as a browser shows it and parsed anew; the page's own tree is never changed.
"""

from __future__ import annotations

from html import escape
from typing import Any

import msgspec
from selectolax.lexbor import LexborHTMLParser, LexborNode

EMBED = ".js-embed[data-embedjson], .js-quoteEmbed[data-json], .embedExternal[data-embedjson]"
_MOST = 200
"""Embeds of one body; what has more was made to be slow."""


def written_out(body: LexborNode) -> LexborNode:
    """The body with its embeds written out; itself where it has none."""
    if body.css_first(EMBED) is None:
        return body
    tree = LexborHTMLParser(f'<div class="Message">{body.inner_html or ""}</div>', scripting=True)
    for _ in range(_MOST):  # what is quoted may quote
        node = tree.css_first(EMBED)
        if node is None:
            break
        shown = _shown(node)
        inner = LexborHTMLParser(f"<div>{shown}</div>", scripting=True).css_first("body > div") if shown else None
        if inner is not None:
            node.insert_before(inner)
        node.decompose()
    for quote in tree.css("blockquote"):  # the marks on the page's tree do not reach here
        quote.attrs["class"] = f"{quote.attrs.get('class') or ''} UserQuote".strip()
    return tree.css_first(".Message") or body


def _shown(node: LexborNode) -> str:
    try:
        data = msgspec.json.decode(node.attributes.get("data-embedjson") or node.attributes.get("data-json") or "")
    except (msgspec.DecodeError, RecursionError):
        data = None
    if not isinstance(data, dict):
        return "".join(link.html or "" for link in node.css("a[href]"))
    inner = data.get("attributes")
    if isinstance(inner, dict):  # before 3.0
        data = {**inner, **{name: value for name, value in data.items() if value is not None}}
    kind = _text(data, "embedType") or _text(data, "type")
    url, name = escape(_text(data, "url")), escape(_text(data, "name"))
    if kind == "quote":
        return _quote(data, url)
    if kind == "image":
        return f'<img class="embedImage-img" src="{url}" alt="{name}">'
    if kind in ("link", "error"):
        return f'<a class="js-card" href="{url}">{name or url}</a>'
    if kind == "file":
        return f'<span class="js-file" data-url="{url}" data-name="{name}"></span>'
    return f'<iframe src="{url}" title="{name}"></iframe>' if url else ""


def _quote(data: dict[str, Any], url: str) -> str:
    """As the older quotes of Vanilla are written."""
    user = data.get("insertUser")
    user = user if isinstance(user, dict) else {}
    name = escape(_text(user, "name"))
    number = user.get("userID")
    member = escape(_text(user, "url") or (f"/profile/{_text(user, 'name')}" if name else ""))
    words = data.get("body")
    return (
        '<blockquote class="UserQuote"><div class="QuoteAuthor">'
        f'<a class="QuoteMember" href="{member}" data-userid="{number if isinstance(number, int) else ""}">{name}</a>'
        f'<a class="QuoteLink" href="{url}"></a><time datetime="{escape(_text(data, "dateInserted"))}"></time></div>'
        f'<div class="QuoteText">{words if isinstance(words, str) else ""}</div></blockquote>'
    )


def _text(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""
