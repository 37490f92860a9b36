"""The API's answer read back from the markup of Harmony and Persona, for pages without it: those that a browser saved after
their scripts had run (they take the answer out). NodeBB names what is what by ``component`` attributes, in all its themes.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from spiders.page import Page
from spiders.text import label
from spiders.text import number as figure

Json = dict[str, Any]

_TEMPLATE = re.compile(r"\btemplate-([\w-]+)")
_SLUG = re.compile(r"/(?:topic|category|user)/(\d+/[^/?#]+|[^/?#]+)")
_CATEGORY = re.compile(r"/category/(\d+)(?:/|$)")


def answer(page: Page) -> Json | None:
    """What the page was made from, as far as it shows; None where nothing on it is NodeBB's."""
    if b"component=" not in page.body and b"nodebb.min.js" not in page.body:
        return None
    body = page.tree.body
    classes = (body.attributes.get("class") or "") if body is not None else ""
    topic = page.first('[component="topic"][data-tid]')
    rows = page.first('[component="category/topic"], [component="categories/category"]')
    if topic is None and rows is None and b"/nodebb.min.js" not in page.body:
        return None
    named = _TEMPLATE.search(classes)
    name = named[1] if named else _shown(page, topic)
    data: Json = {"template": {"name": name}, "relative_path": _relative_path(page), "pagination": _pagination(page)}
    if "user-guest" in classes.split() or page.first("#logged-out-menu") is not None:
        data["loggedIn"] = False
    elif page.first('[component="user/logout"], #logged-in-menu') is not None:
        data["loggedIn"] = True
    if name == "topic" and topic is not None:
        data.update(_topic(page, topic))
    else:
        data.update(_listing(page, name))
    return data


def _shown(page: Page, topic: LexborNode | None) -> str:
    if topic is not None:
        return "topic"
    if page.first('[component="category"], [component="category/topic"]') is not None:
        return (
            "category" if page.first('[component="category"][data-cid], body[class*="page-category-"]') is not None else "recent"
        )
    return "categories" if page.first('[component="categories/category"]') is not None else "other"


def _relative_path(page: Page) -> str:
    """Where the site is installed, by the address of its script."""
    source = page.attribute('script[src*="/assets/nodebb.min.js"]', "src") or ""
    return urlsplit(source).path.partition("/assets/")[0]


def _pagination(page: Page) -> Json:
    """By the links in the head; how many pages there are stands in a ``<noscript>`` only."""
    found = re.search(r"[?&]page=(\d+)", page.url)
    here = int(found[1]) if found else 1
    follows = page.first('link[rel="next"]') is not None
    pages = [int(number) for number in re.findall(rb'data-page="(\d{1,6})"', page.body)]
    return {"currentPage": here, "pageCount": max([here + follows, *pages])}


def _topic(page: Page, topic: LexborNode) -> Json:
    tid = topic.attributes.get("data-tid") or ""
    category = page.first('a[component="topic/category"]')
    data: Json = {
        "tid": tid,
        "cid": topic.attributes.get("data-cid"),
        "titleRaw": label(page.first('[component="topic/title"]')),
        "slug": _slug(page.attribute('link[rel="canonical"]', "href")) or tid,
        "pinned": _is_on(page, "topic/pinned"),
        "locked": _is_on(page, "topic/locked"),
        "timestampISO": page.attribute('meta[property="article:published_time"]', "content"),
        "lastposttimeISO": page.attribute('meta[property="article:modified_time"]', "content"),
        "postcount": _titled(page.first('[component="topic/post-count"]')),
        "tags": [{"value": tag} for tag in dict.fromkeys(map(_tag, page.tree.css('[component="topic/tags"] [data-tag]')))],
        "posts": [_post(node) for node in topic.css('[component="post"][data-pid]')],
    }
    eye = page.first(".stats > .fa-eye")
    views = eye.parent.css_first("[title]:not(i)") if eye is not None and eye.parent is not None else None
    figures = [node for node in page.tree.css(".topic-main-buttons .stats > [title]") if views is None]  # posters, posts, views
    data["viewcount"] = _titled(views or (figures[-1] if figures else None))
    if category is not None:
        slug = _slug(category.attributes.get("href"))
        data["category"] = {"cid": data["cid"], "name": label(category), "slug": slug}
    data["breadcrumbs"] = [
        {"text": label(link), "url": href, "cid": found[1]}
        for link in page.tree.css('.breadcrumb a[href*="/category/"]')
        if (found := _CATEGORY.search(href := link.attributes.get("href") or "")) is not None
    ]
    first = next((post for post in data["posts"] if post["index"] == "0"), None)
    if first is not None:
        data["author"] = first["user"]
    return data


def _tag(node: LexborNode) -> str | None:
    return node.attributes.get("data-tag")


def _post(node: LexborNode) -> Json:
    stated = node.attributes
    editor = node.css_first('[component="post/editor"]')
    parent = node.css_first('[component="post/parent"]')
    votes = node.css_first('[component="post/vote-count"]')
    slug = editor.attributes.get("data-editor") if editor is not None else None
    return {
        "pid": stated.get("data-pid"),
        "index": stated.get("data-index"),
        "timestamp": stated.get("data-timestamp"),
        "user": {"uid": stated.get("data-uid"), "username": stated.get("data-username"), "userslug": stated.get("data-userslug")},
        "timestampISO": _stated(node, "datePublished"),
        "editedISO": _stated(node, "dateModified"),
        "editor": {"userslug": slug} if slug else None,
        "toPid": (parent.attributes.get("data-parent-pid") or parent.attributes.get("data-topid"))
        if parent is not None
        else None,
        "upvotes": _stated(node, "upvoteCount") or (votes.attributes.get("data-votes") if votes is not None else None),
        "downvotes": _stated(node, "downvoteCount"),
        "deleted": "deleted" in (stated.get("class") or "").split(),
        "node": node.css_first('[component="post/content"]'),
    }


def _stated(node: LexborNode, name: str) -> str | None:
    found = node.css_first(f'meta[itemprop="{name}"]')
    return found.attributes.get("content") if found is not None else None


def _listing(page: Page, name: str) -> Json:
    data: Json = {"topics": [_row(node) for node in page.tree.css('[component="category/topic"][data-tid]')]}
    boards = [_board(node) for node in page.tree.css('[component="categories/category"][data-cid]')]
    if name != "category":
        data["categories"] = boards
        return data
    classes = page.attribute("body", "class") or ""
    here = re.search(r"\bpage-category-(\d+)\b", classes)
    data.update(
        cid=page.attribute('[component="category"][data-cid]', "data-cid") or (here[1] if here else None),
        name=label(page.first('[component="category/name"], h1')) or page.attribute('meta[property="og:title"]', "content"),
        slug=_slug(page.attribute('link[rel="canonical"]', "href")),
        children=boards,
    )
    return data


def _row(node: LexborNode) -> Json:
    link = node.css_first('[component="topic/header"] a[href*="/topic/"]')
    last = node.css_first('[component="topic/teaser"] .timeago')
    writer = node.css_first('a[href*="/user/"] [data-uid], a[href*="/user/"]')
    return {
        "tid": node.attributes.get("data-tid"),
        "cid": node.attributes.get("data-cid"),
        "titleRaw": label(link),
        "slug": _slug(link.attributes.get("href") if link is not None else None),
        "pinned": "pinned" in (node.attributes.get("class") or "").split(),
        "locked": "locked" in (node.attributes.get("class") or "").split(),
        "postcount": _titled(node.css_first(".stats-postcount [title]")),
        "viewcount": _titled(node.css_first(".stats-viewcount [title]")),
        "lastposttimeISO": last.attributes.get("title") if last is not None else None,
        "user": {"uid": writer.attributes.get("data-uid"), "username": writer.attributes.get("title")}
        if writer is not None and writer.attributes.get("data-uid")
        else None,
    }


def _board(node: LexborNode) -> Json:
    link = node.css_first('a[href*="/category/"]')
    counts = [_titled(count) for count in node.css(".stats [title]")]
    both = counts if len(counts) == 2 else [None, None]
    return {
        "cid": node.attributes.get("data-cid"),
        "name": label(link),
        "slug": _slug(link.attributes.get("href") if link is not None else None),
        "topic_count": both[0],
        "post_count": both[1],
        "children": [
            {"cid": child.attributes.get("data-cid"), "name": label(inner), "slug": _slug(inner.attributes.get("href"))}
            for child in node.css(".category-children-item[data-cid], .category-children [data-cid]")
            if (inner := child.css_first('a[href*="/category/"]')) is not None
        ],
    }


def _slug(url: str | None) -> str | None:
    found = _SLUG.search(url or "")
    return found[1] if found else None


def _is_on(page: Page, component: str) -> bool:
    """Whether a mark is shown: all of them are on every page, and hidden where they do not apply."""
    node = page.first(f'[component="{component}"]:not([component="category/topic"] *)')
    return node is not None and "hidden" not in (node.attributes.get("class") or "").split()


def _titled(node: LexborNode | None) -> int | None:
    """A figure: the exact one stands in the title, the words may be rounded ("3.2k")."""
    return (figure(node.attributes.get("title")) or figure(label(node))) if node is not None else None
