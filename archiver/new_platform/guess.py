"""What a page's own repetition suggests: which element is a post, and what in it is the body, the author, the time.

Every guess is a selector that matches on the page, and says how often; where nothing suggests itself there is none. Reads pages
of any software; decides nothing about what they mean.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from spiders.page import Page
from spiders.text import fold
from spiders.urls import split

_NUMBERED = re.compile(r"([A-Za-z][A-Za-z_:-]*?[_:-]?)(\d+)")
_NAME = re.compile(r"[A-Za-z_][\w-]*")
_AUTHOR = re.compile(r"author|user|member|poster|nick|who\b|name", re.IGNORECASE)
_NOT_A_POST = frozenset(
    {"html", "head", "body", "script", "style", "link", "meta", "option", "input", "path", "img", "br", "a", "span"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A selector or value, and what speaks for it."""

    value: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guesses:
    """All that a thread's page suggests; None where it suggests nothing."""

    generator: Guess | None = None
    post: Guess | None = None
    post_prefix: Guess | None = None
    body: Guess | None = None
    quote: Guess | None = None
    author: Guess | None = None
    time: Guess | None = None
    title: Guess | None = None
    thread: Guess | None = None


def guess(page: Page) -> Guesses:
    """What the page suggests."""
    post, prefix, nodes = _posts(page)
    author = _author(nodes)
    body = _body(nodes, author)
    return Guesses(
        generator=_generator(page),
        post=post,
        post_prefix=prefix,
        body=body,
        quote=_quote(nodes, body),
        author=author,
        time=_in_every(nodes, "time[datetime]", "a time for machines"),
        title=_title(page),
        thread=_thread(page),
    )


def _generator(page: Page) -> Guess | None:
    made_by = page.attribute('meta[name="generator"]', "content")
    stated = fold(made_by or "")[:80]
    name = re.match(r"[^\d(]*[^\d\s(,;-]", stated)
    return Guess(value=name[0], why=f'the page says generator "{stated}"') if name else None


def _posts(page: Page) -> tuple[Guess | None, Guess | None, list[LexborNode]]:
    """The elements whose ids are a word and a number, or that share a class: those that hold most of the page's words."""
    by_id: dict[str, list[LexborNode]] = {}
    by_class: dict[str, list[LexborNode]] = {}
    for node in page.tree.css("body *"):
        if node.tag in _NOT_A_POST:
            continue
        found = _NUMBERED.fullmatch(node.id or "")
        if found:
            by_id.setdefault(found[1], []).append(node)
        for name in (node.attributes.get("class") or "").split():
            if _NAME.fullmatch(name):
                by_class.setdefault(name, []).append(node)
    prefix = max(by_id, key=lambda name: _weight(by_id[name]), default=None)
    if prefix is not None and _weight(by_id[prefix]):
        nodes = by_id[prefix]
        classes = Counter(name for node in nodes for name in (node.attributes.get("class") or "").split())
        shared = next((name for name, count in classes.most_common() if count == len(nodes) and name in by_class), None)
        selector = f'.{shared}[id^="{prefix}"]' if shared else f'[id^="{prefix}"]'
        why = f"{len(nodes)} elements have such an id, and hold most of the words"
        return Guess(value=selector, why=why), Guess(value=prefix, why=why), nodes
    repeated = {name: nodes for name, nodes in by_class.items() if len(nodes) > 1}
    likely = max(repeated, key=lambda name: _weight(repeated[name]), default=None)
    if likely is None or not _weight(repeated[likely]):
        return None, None, []
    nodes = repeated[likely]
    return Guess(value=f".{likely}", why=f"{len(nodes)} elements have this class, and hold most of the words"), None, nodes


def _weight(nodes: list[LexborNode]) -> int:
    """How many letters stand in the elements, where each holds a time or a link and none lies in another."""
    ids = {node.mem_id for node in nodes}
    for node in nodes:
        above = node.parent
        while above is not None:
            if above.mem_id in ids:
                return 0
            above = above.parent
    with_time = sum(1 for node in nodes if node.css_first("time, [datetime], a[href]") is not None)
    return sum(len(fold(node.text())) for node in nodes) if with_time * 2 >= len(nodes) else 0


def _names(node: LexborNode) -> list[str]:
    return [f".{name}" for name in (node.attributes.get("class") or "").split() if _NAME.fullmatch(name)]


def _in_all(nodes: list[LexborNode]) -> dict[str, list[LexborNode]]:
    """Selectors by class that match once in each post, in the order of the first."""
    found: dict[str, list[LexborNode]] = {}
    for node in nodes:
        seen: set[str] = set()
        for inner in node.css("[class]"):
            for name in _names(inner):
                if inner.mem_id != node.mem_id and name not in seen:
                    seen.add(name)
                    found.setdefault(name, []).append(inner)
    return {name: inner for name, inner in found.items() if len(inner) == len(nodes)}


def _body(nodes: list[LexborNode], author: Guess | None) -> Guess | None:
    """Of the elements that hold neither the author nor the post's time, the one with most words; of several the innermost."""
    beside = [node.css_first(selector) for node in nodes for selector in ("time", author.value if author else "time")]
    others = {one.mem_id for one in beside if one is not None}
    best: tuple[int, str] | None = None
    for name, inner in _in_all(nodes).items():
        if any(one.mem_id in others for node in inner for one in (node, *node.css("*"))):
            continue
        held = sum(len(fold(node.text())) for node in inner)
        if held and (best is None or held >= best[0]):
            best = (held, name)
    words = sum(len(fold(node.text())) for node in nodes)
    return Guess(value=best[1], why=f"it holds {best[0]} of the {words} characters of the posts") if best else None


def _quote(nodes: list[LexborNode], body: Guess | None) -> Guess | None:
    selector = f"{body.value} blockquote" if body else "blockquote"
    count = sum(len(node.css(selector)) for node in nodes)
    return Guess(value=selector, why=f"{count} on the page") if count else None


def _author(nodes: list[LexborNode]) -> Guess | None:
    """A short element in each post that is named like one for authors."""
    for name, inner in _in_all(nodes).items():
        texts = [fold(node.text()) for node in inner]
        if _AUTHOR.search(name) and all(0 < len(text) <= 60 for text in texts):
            return Guess(value=name, why=f"it stands in every post: {', '.join(texts[:3])}")
    return None


def _in_every(nodes: list[LexborNode], selector: str, what: str) -> Guess | None:
    count = sum(1 for node in nodes if node.css_first(selector) is not None)
    return Guess(value=selector, why=f"{what}, in {count} of {len(nodes)} posts") if nodes and count == len(nodes) else None


def _title(page: Page) -> Guess | None:
    """The heading whose words begin the page's title."""
    title = page.first("title")
    words = fold(title.text()) if title is not None else ""
    for node in page.tree.css("h1, h2, h3"):
        heading = fold(node.text())
        if heading and words.startswith(heading):
            names = _names(node)
            return Guess(value=f"{node.tag}{names[0] if names else ''}", why="its words begin the page's title")
    return None


def _thread(page: Page) -> Guess | None:
    """What stands before the first number in the address."""
    parts = split(page.url)
    found = re.search(r"/([A-Za-z][\w-]*)/(?:[^/]*?[.-])?(\d+)", parts.path) if parts else None
    if found and parts is not None and parts.scheme.startswith("http"):
        return Guess(value=rf"/{found[1]}/(\d+)", why=f"the address has the number {found[2]} there")
    return None
