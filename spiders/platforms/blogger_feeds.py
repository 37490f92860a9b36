"""Blogger's feeds (GData: Atom, and the same as JSON): articles with all their words, comments with the comment they answer.

They tell what templates do not: times to the millisecond with the blog's distance from UTC, ids and parents of all comments, and
everything of blogs that are drawn by script (dynamic views). What Blogger says in Atom is brought into the form of its JSON.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

from spiders.content import Rules, read_content
from spiders.dates import stamp
from spiders.items import Author, Content, Declared, Follow, Label, Moment, Post, Site, Thread, ThreadPage, View
from spiders.page import Page
from spiders.platforms import blogger_urls as urls
from spiders.sitemaps import name_of
from spiders.text import fold, number
from spiders.urls import same_site

Json = dict[str, Any]

_SEVERAL = frozenset({"entry", "link", "category", "author", "gd$extendedProperty"})
_PREFIX = {
    "http://www.w3.org/2005/Atom": "",
    "http://a9.com/-/spec/opensearchrss/1.0/": "openSearch$",
    "http://a9.com/-/spec/opensearch/1.1/": "openSearch$",
    "http://schemas.google.com/g/2005": "gd$",
    "http://purl.org/syndication/thread/1.0": "thr$",
}
_ARTICLE = re.compile(r"blog-\d+\.(?:post|page)-(\d{1,25})$")


def is_json(page: Page) -> bool:
    """Whether the body is JSON, whatever the response calls itself (Blogger says ``text/javascript`` of some)."""
    return page.is_json or (not page.content_type.startswith("text/html") and page.body.lstrip()[:1] == b"{")


def is_feed(page: Page) -> bool:
    """Whether the page is a feed of Blogger's, in either form."""
    if is_json(page):
        return b"tag:blogger.com,1999:" in page.body[:4_000]
    return page.is_xml and b"tag:blogger.com,1999:" in page.body[:4_000]


def entries(page: Page) -> list[Json]:
    """The entries of a feed, or the one that was asked for alone."""
    root = feed(page)
    found = root.get("entry")
    several = found if isinstance(found, list) else [found] if isinstance(found, dict) else []
    return [entry for entry in several if isinstance(entry, dict)] if "entry" in root else [root] if "id" in root else []


def feed(page: Page) -> Json:
    """The feed's own element; empty where there is none."""
    if "blogger feed" not in page.memo:
        page.memo["blogger feed"] = _decode(page)
    found: Json = page.memo["blogger feed"]
    return found


def _decode(page: Page) -> Json:
    if not is_json(page):
        whole = _as_json(page.xml)
        return whole if isinstance(whole, dict) else {}
    answer = page.json
    if not isinstance(answer, dict):
        return {}
    inner = answer.get("feed")
    return inner if isinstance(inner, dict) else answer


def _as_json(node: Element) -> Json:
    """An element of Atom as GData writes it in JSON."""
    found: Json = dict(node.attrib)
    if node.text and node.text.strip():
        found["$t"] = node.text
    for child in node:
        space, _, _ = child.tag.rpartition("}")
        name = _PREFIX.get(space.lstrip("{"), "?$") + name_of(child)
        if name in _SEVERAL:
            found.setdefault(name, []).append(_as_json(child))
        else:
            found[name] = _as_json(child)
    return found


def text(thing: Any, name: str) -> str | None:
    """The words of a member of an element."""
    inner = thing.get(name) if isinstance(thing, dict) else None
    words = inner.get("$t") if isinstance(inner, dict) else None
    return words if isinstance(words, str) and words else None


def things(thing: Json, name: str) -> list[Json]:
    """The members of that name."""
    found = thing.get(name)
    several = found if isinstance(found, list) else [found]
    return [one for one in several if isinstance(one, dict)]


def link(entry: Json, rel: str, type_: str | None = None) -> str | None:
    """Where a link of that relation leads."""
    for one in things(entry, "link"):
        href = one.get("href")
        if one.get("rel") == rel and isinstance(href, str) and (type_ is None or one.get("type") == type_):
            return href
    return None


def site(page: Page, platform: str) -> Site:
    """The blog as its feed tells it."""
    root = feed(page)
    own = link(root, "alternate", "text/html") or ""
    home = re.match(r"https?://[^/]+/", page.url)
    title = text(root, "title") if "entry" in root or "openSearch$totalResults" in root else None
    is_comments = urls.commented(page.url) is not None
    base = urls.canonical(home[0]) if home else urls.canonical(own)
    return Site(url=base, platform=platform, title=None if is_comments else title)


def author(entry: Json) -> Author | None:
    """Who wrote an article or comment: members by the number of their profile."""
    for one in things(entry, "author"):
        name = text(one, "name")
        if name:
            return writer(fold(name), text(one, "uri"))
    return None


def moment(value: str | None, raw: str | None = None) -> Moment | None:
    """A machine's time, to the second: Blogger counts milliseconds in some places only."""
    found = stamp(value, raw)
    if found is None or found.at is None:
        return found
    local = found.local.replace(microsecond=0) if found.local is not None else None
    return replace(found, at=found.at.replace(microsecond=0), local=local)


def writer(name: str, url: str | None) -> Author:
    """A name and where it leads: a profile at Blogger, somebody's own page, or nowhere."""
    found = re.search(r"(?:blogger\.com/profile|plus\.google\.com)/(\d{6,25})", url or "")
    own = f"https://www.blogger.com/profile/{found[1]}" if found and "blogger.com" in (url or "") else url
    return Author(name=name, id=found[1] if found else None, url=own or None, guest=found is None)


def threads(page: Page, rules: Callable[[Page], Rules]) -> Iterator[ThreadPage]:
    """The articles of a feed of articles; the comments of a feed of comments, article by article."""
    by_article: dict[str, list[Json]] = {}
    for entry in entries(page):
        article = _answered(entry)
        if article is not None:
            by_article.setdefault(article, []).append(entry)
        elif (found := _article(page, entry, rules)) is not None:
            yield found
    for article, several in by_article.items():
        posts = tuple(post for one in several if (post := comment(page, one, rules)) is not None)
        one_link = next((link(one, "alternate", "text/html") for one in several), None)
        url = urls.canonical(one_link.partition("#")[0]) if one_link else None
        yield ThreadPage(thread=Thread(id=article, kind="article", url=url), posts=posts, view="feed")


def _answered(entry: Json) -> str | None:
    """The article that an entry is a comment on."""
    for one in things(entry, "thr$in-reply-to"):
        found = _ARTICLE.search(str(one.get("ref") or ""))
        if found:
            return found[1]
    return None


def _article(page: Page, entry: Json, rules: Callable[[Page], Rules]) -> ThreadPage | None:
    found = _ARTICLE.search(text(entry, "id") or "")
    address = link(entry, "alternate", "text/html")
    if found is None or address is None or not same_site(address, page.url):
        return None
    words = text(entry, "content")
    view: View = "feed" if words is not None else "excerpt"
    content = _content(page, words if words is not None else text(entry, "summary") or "", rules, is_article=True)
    total = number(text(entry, "thr$total"))
    named, when = author(entry), moment(text(entry, "published"))
    who = replace(named, guest=False) if named is not None else None
    url = urls.canonical(address)
    terms = [str(one.get("term")) for one in things(entry, "category") if "kind#" not in str(one.get("term")) and one.get("term")]
    thread = Thread(
        id=found[1],
        kind="page" if urls.kind_of(url) == "page" else "article",
        title=fold(text(entry, "title") or "") or None,
        url=url,
        author=who,
        created=when,
        labels=tuple(Label(kind="tag", title=term, id=term) for term in terms),
        declared=Declared(replies=total),
    )
    post = Post(id=found[1], kind="article", author=who, posted=when, url=url, content=content)
    return ThreadPage(thread=thread, posts=(post,), view=view)


def comment(page: Page, entry: Json, rules: Callable[[Page], Rules]) -> Post | None:
    """A comment; of one that was removed only its place is left."""
    found = _ARTICLE.search(text(entry, "id") or "")
    if found is None:
        return None
    above = re.search(r"/comments/default/(\d{1,25})$", link(entry, "related") or "")
    properties = {str(one.get("name")): one.get("value") for one in things(entry, "gd$extendedProperty")}
    is_removed = properties.get("blogger.contentRemoved") == "true"
    words = text(entry, "content") or text(entry, "summary")
    address = link(entry, "alternate", "text/html")
    base, mark, fragment = (address or "").partition("#")
    return Post(
        id=found[1],
        kind="comment",
        author=author(entry),
        posted=moment(text(entry, "published")),
        url=f"{urls.canonical(base)}{mark}{fragment}" if base else None,
        parent_id=above[1] if above else None,
        parent_kind="stated" if above else None,
        state="deleted" if is_removed else "visible",
        content=None if is_removed or words is None else _content(page, words, rules, is_article=False),
    )


def _content(page: Page, html: str, rules: Callable[[Page], Rules], *, is_article: bool) -> Content:
    """The words of an entry, which is HTML without a page."""
    inner = replace(page, body=html.encode("utf-8", "replace"), headers={"content-type": "text/html; charset=utf-8"})
    if not html.strip() or inner.tree.body is None:
        return Content(text="", html="")
    return read_content(inner.tree.body, replace(rules(inner), quotes_stay=is_article))


def follows(page: Page) -> Iterator[Follow]:
    """The next part of the feed, and the articles of which it tells: their pages have the comments in their places."""
    root = feed(page)
    after = link(root, "next")
    if after is not None:
        parts = re.search(r"[?&]start-index=(\d{1,9})", after)
        base = re.sub(r"[?&]start-index=\d+", "", page.url)
        if parts:
            yield Follow(url=f"{base}{'&' if '?' in base else '?'}start-index={parts[1]}", kind="api")
    for entry in entries(page):
        article, address = _ARTICLE.search(text(entry, "id") or ""), link(entry, "alternate", "text/html")
        if article and address and _answered(entry) is None and same_site(address, page.url):
            yield Follow(url=address, kind="article", thread_id=article[1], modified=moment(text(entry, "updated")))
