"""NodeBB's answers as pages of Harmony: the parts that say something, by the names NodeBB gives them."""

from __future__ import annotations

import json
from typing import Any

from archiver.demo.model import Community
from archiver.demo.site import esc

PATH = "/forum"


def page(community: Community, base: str, data: dict[str, Any], *, carried: bool) -> str:
    """A page made from an answer; ``carried`` is whether it holds it, as all do until a browser has run their scripts."""
    name = data["template"]["name"]
    content = {"topic": _topic, "category": _category, "categories": _categories}.get(name, _missing)(data)
    answer = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    own = f"{base}{data['url']}"
    number, pages = data["pagination"]["currentPage"], data["pagination"]["pageCount"]
    classes = data["bodyClass"] + (f" page-category-{data['cid']}" if name == "category" else "")
    times = ""
    if name == "topic":
        times = (
            f'<meta property="article:published_time" content="{data["timestampISO"]}" />\n'
            f'<meta property="article:modified_time" content="{data["lastposttimeISO"]}" />\n'
        )
    return f"""<!DOCTYPE html>
<html lang="{community.language}" data-dir="ltr" style="direction: ltr;">
<head>
<title>{data.get("title", "")} | {esc(community.title)}</title>
<link rel="stylesheet" type="text/css" href="{PATH}/assets/client.css?v=1" />
<meta property="og:site_name" content="{esc(community.title)}" />
{times}<link rel="canonical" href="{esc(own)}" />
{f'<link rel="next" href="{esc(own)}?page={number + 1}" />' if number < pages else ""}
<script>
var config = JSON.parse('{{"relative_path":"{PATH}","postsPerPage":{community.posts_per_page},"activitypub":{{"probe":0}}}}');
</script>
</head>
<body class="{classes} skin-noskin">
<div id="content" class="container-lg px-md-4">
<noscript><div class="alert alert-danger"><p>Your browser does not seem to support JavaScript.</p></div></noscript>
{content}
{_pages(number, pages)}
</div>
{f'<script id="ajaxify-data" type="application/json">{answer}</script>' if carried else ""}
<script defer src="{PATH}/assets/nodebb.min.js?v=1"></script>
</body>
</html>
"""


def _pages(number: int, pages: int) -> str:
    links = "".join(
        f'<li class="page-item page{" active" * (page == number)}"><a class="page-link" href="?page={page}" data-page="{page}">{page}</a></li>'
        for page in range(1, pages + 1)
    )
    return (
        f'<noscript><nav component="pagination" class="pagination-container"><ul class="pagination">{links}</ul></nav></noscript>'
    )


def _missing(data: dict[str, Any]) -> str:
    return '<div class="flex-fill"><h2 class="fw-semibold tracking-tight text-center">Not Found</h2></div>'


def _categories(data: dict[str, Any]) -> str:
    return f'<ul class="categories-list list-unstyled" itemscope>\n{"".join(map(_board, data["categories"]))}</ul>'


def _board(item: dict[str, Any]) -> str:
    below = "".join(
        f'<li data-cid="{child["cid"]}" class="category-children-item small"><a href="{PATH}/category/{esc(child["slug"])}">{child["name"]}</a></li>'
        for child in item["children"]
    )
    figures = "".join(
        f'<div class="card"><span class="fs-5 ff-secondary lh-1" title="{item[name]:,}">{item[name]}</span></div>'
        for name in ("topic_count", "post_count")
    )
    return (
        f'<li component="categories/category" data-cid="{item["cid"]}" class="category-{item["cid"]}">'
        f'<h2 class="title"><a class="text-reset" href="{PATH}/category/{esc(item["slug"])}" itemprop="url">{item["name"]}</a></h2>'
        f'<ul class="category-children">{below}</ul><div class="meta stats d-none d-lg-grid">{figures}</div></li>\n'
    )


def _category(data: dict[str, Any]) -> str:
    rows = "".join(_row(topic) for topic in data["topics"])
    below = "".join(map(_board, data["children"]))
    title = f'<h1 class="tracking-tight fs-2 fw-semibold">{data["name"]}</h1>'
    return (
        f'{title}<ul class="categories-list">{below}</ul>\n<ul component="category" class="topics-list" data-set="">\n{rows}</ul>'
    )


def _row(topic: dict[str, Any]) -> str:
    marks = " pinned" * topic["pinned"] + " locked" * topic["locked"]
    figures = "".join(
        f'<div class="stats-{name} card"><span class="fs-5" title="{topic[name]}">{topic[name]}</span></div>'
        for name in ("postcount", "viewcount")
    )
    writer, last = topic["user"], topic["teaser"]
    return (
        f'<li component="category/topic" class="category-item{marks}" data-tid="{topic["tid"]}" data-cid="{topic["cid"]}">'
        f'<a class="avatar-tooltip" href="{PATH}/user/{writer["userslug"]}">'
        f'<span title="{writer["username"]}" data-uid="{writer["uid"]}" class="avatar" component="avatar/icon">A</span></a>'
        f'<h3 component="topic/header" class="title"><a href="{PATH}/topic/{esc(topic["slug"])}">{topic["title"]}</a></h3>'
        f'<span component="topic/labels"><span component="topic/pinned" class="badge hidden">Pinned</span></span>'
        f'<div class="meta stats">{figures}</div><div component="topic/teaser" class="meta teaser">'
        f'<a class="permalink timeago" href="{PATH}/topic/{esc(topic["slug"])}/9" title="{last["timestampISO"]}"></a></div></li>\n'
    )


def _topic(data: dict[str, Any]) -> str:
    tags = "".join(
        f'<a href="{PATH}/tags/{tag["value"]}"><span class="badge tag" data-tag="{tag["value"]}">{tag["value"]}</span></a>'
        for tag in data["tags"]
    )
    category = data["category"]

    def badge(name: str, *, shown: bool) -> str:
        return f'<span component="topic/{name}" class="badge border{"" if shown else " hidden"}">{name}</span>'

    return f"""<h1 component="post/header"><span class="topic-title" component="topic/title">{data["title"]}</span></h1>
<span component="topic/labels" class="d-flex gap-2">{badge("pinned", shown=data["pinned"])}{badge("locked", shown=data["locked"])}</span>
<a component="topic/category" href="{PATH}/category/{esc(category["slug"])}" class="badge">
<i class="fa fa-fw hidden"></i>
{category["name"]}
</a>
<div data-tid="{data["tid"]}" component="topic/tags" class="tags tag-list">{tags}</div>
<div class="d-flex gap-2" component="topic/stats">
<span class="badge stats"><i class="fa-regular fa-fw fa-message" title="Posts"></i>
<span component="topic/post-count" title="{data["postcount"]}" class="fw-bold">{data["postcount"]}</span></span>
<span class="badge stats"><i class="fa fa-fw fa-eye" title="Views"></i><span class="fw-bold" title="{data["viewcount"]:,}">12.3k</span></span>
</div>
<ul component="topic" class="posts timeline" data-tid="{data["tid"]}" data-cid="{data["cid"]}">
{"".join(map(_post, data["posts"]))}</ul>"""


def _post(post: dict[str, Any]) -> str:
    user, editor = post["user"], post["editor"]
    body = "This post is deleted!" if post["deleted"] else post["content"]
    edited = f'<meta itemprop="dateModified" content="{post["editedISO"]}">\n' if post["editedISO"] else ""
    by, slug = (editor["username"], editor["userslug"]) if editor else ("", "")
    when = "6/1/25, 7:07 AM" if editor else "Invalid Date"
    return f"""<li component="post" class="pt-4{" deleted" * post["deleted"]}" data-index="{post["index"]}" data-pid="{post["pid"]}" \
data-uid="{user["uid"]}" data-timestamp="{post["timestamp"]}" data-username="{user["username"]}" data-userslug="{user["userslug"]}" \
itemprop="comment" itemtype="http://schema.org/Comment" itemscope="">
<a component="post/anchor" data-index="{post["index"]}" id="{post["index"] + 1}"></a>
<meta itemprop="datePublished" content="{post["timestampISO"]}">
{edited}<div class="post-header"><a href="{PATH}/user/{user["userslug"]}" data-username="{user["username"]}">{user["username"]}</a>
<i component="post/edit-indicator" class="fa fa-edit edit-icon{"" if editor else " hidden"}" title="Edited {when}"></i>
<span data-editor="{slug}" component="post/editor" class="visually-hidden">last edited by {by} <span class="timeago" title="{when}"></span></span>
</div>
<div class="content text-break" component="post/content" itemprop="text">
{body}
</div>
<div component="post/footer" class="post-footer"><a href="#" component="post/vote-count" data-votes="0">0</a></div>
</li>
"""
