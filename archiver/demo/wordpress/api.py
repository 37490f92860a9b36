"""The blog's REST API (``/wp-json/``): articles, pages, comments, users, categories and tags, in pages of up to 100."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from archiver.demo.blog_model import Article, Comment, Term
from archiver.demo.model import Member
from archiver.demo.site import Answer, esc
from archiver.demo.truth import own_text
from archiver.demo.wordpress.theme import Theme

_JSON = "application/json; charset=UTF-8"
Item = dict[str, Any]


class Api:
    """Answers requests under ``/wp-json``."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._blog = theme.blog
        self._root = f"{theme.base}/wp-json"
        self._kinds: dict[str, Callable[[dict[str, str]], Sequence[Item]]] = {
            "posts": lambda _: self._articles(static=False),
            "pages": lambda _: self._articles(static=True),
            "comments": self._comments,
            "users": lambda _: [self._user(member) for member in self._writers],
            "categories": lambda _: [self._term(term, "category") for term in self._blog.categories],
            "tags": lambda _: [self._term(term, "post_tag") for term in self._blog.tags],
        }

    def answer(self, route: str, query: dict[str, str]) -> Answer:
        """The answer to a route, with the query's parameters."""
        parts = [part for part in route.split("/") if part]
        if not parts:
            return self._send(self._index())
        if parts[:2] == ["wp", "v2"] and len(parts) in (3, 4) and parts[2] in self._kinds:
            found = self._kinds[parts[2]](query)
            if len(parts) == 3:
                return self._page(parts[2], list(found), query)
            one = next((item for item in found if str(item["id"]) == parts[3]), None)
            if one is not None:
                return self._send(one)
        return self._error(404, "rest_no_route", "No route was found matching the URL and request method.")

    def _page(self, kind: str, items: list[Item], query: dict[str, str]) -> Answer:
        size, number = int(query.get("per_page", 10)), int(query.get("page", 1))
        if not 1 <= size <= 100:
            return self._error(400, "rest_invalid_param", "Invalid parameter(s): per_page")
        if query.get("order", "asc" if kind in ("users", "categories", "tags") else "desc") == "desc":
            items.reverse()
        pages = -(-len(items) // size)
        if number > max(1, pages):
            return self._error(
                400, "rest_post_invalid_page_number", "The page number requested is larger than the number of pages available."
            )
        headers = {"X-WP-Total": str(len(items)), "X-WP-TotalPages": str(pages)}
        if number < pages:
            others = "&".join(f"{name}={value}" for name, value in query.items() if name != "page")
            following = f"{self._root}/wp/v2/{kind}?{others}{'&' * bool(others)}page={number + 1}"
            headers["Link"] = f'<{self._root}/>; rel="https://api.w.org/", <{following}>; rel="next"'
        return self._send(items[(number - 1) * size : number * size], headers)

    def _send(self, content: object, headers: dict[str, str] | None = None) -> Answer:
        body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
        always = {
            "Link": f'<{self._root}/>; rel="https://api.w.org/"',
            "X-Robots-Tag": "noindex",
            "Access-Control-Expose-Headers": "X-WP-Total, X-WP-TotalPages, Link",
        }
        return Answer(body=body, content_type=_JSON, headers=always | (headers or {}))

    def _error(self, status: int, code: str, message: str) -> Answer:
        body = json.dumps({"code": code, "message": message, "data": {"status": status}}).encode()
        return Answer(body=body, content_type=_JSON, status=status)

    def _index(self) -> Item:
        blog = self._blog
        routes = {
            f"/wp/v2/{kind}": {
                "namespace": "wp/v2",
                "methods": ["GET"],
                "_links": {"self": [{"href": f"{self._root}/wp/v2/{kind}"}]},
            }
            for kind in self._kinds
        }
        return {
            "name": esc(blog.title),
            "description": esc(blog.tagline),
            "url": self._theme.base,
            "home": self._theme.base,
            "gmt_offset": 0,
            "timezone_string": blog.zone,
            "namespaces": ["oembed/1.0", "wp/v2"],
            "authentication": {},
            "routes": {"/": {"namespace": "", "methods": ["GET"]}, **routes},
            "_links": {"help": [{"href": "https://developer.wordpress.org/rest-api/"}]},
        }

    # -- the things ------------------------------------------------------------------------------------------------

    @property
    def _writers(self) -> list[Member]:
        """The users that the API shows: those who have published."""
        return [member for member in self._blog.members if any(article.author == member for article in self._blog.articles)]

    def _articles(self, *, static: bool) -> list[Item]:
        found = sorted((a for a in self._blog.articles if a.static is static), key=lambda a: (a.posted, a.id))
        return [self._article(article) for article in found]

    def _article(self, article: Article) -> Item:
        kind = "page" if article.static else "post"
        url = self._theme.to.article(article)
        modified = article.modified or article.posted
        itself = f"{self._root}/wp/v2/{kind}s/{article.id}"
        item: Item = {
            "id": article.id,
            **self._times("date", article.posted),
            "guid": {"rendered": f"{self._theme.base}/?p={article.id}"},
            **self._times("modified", modified),
            "slug": article.slug,
            "status": "publish",
            "type": kind,
            "link": url,
            "title": {"rendered": esc(article.title)},
            "content": {"rendered": self._theme.entry_body(article, single=True), "protected": False},
            "excerpt": {
                "rendered": f"<p>{esc(' '.join(own_text(article.body).split()[:30]))} [&hellip;]</p>\n",
                "protected": False,
            },
            "author": article.author.id,
            "featured_media": 0,
            "comment_status": "closed" if article.closed else "open",
            "ping_status": "open",
            "template": "",
            "meta": {},
            "_links": {
                "self": [{"href": itself}],
                "collection": [{"href": f"{self._root}/wp/v2/{kind}s"}],
                "author": [{"embeddable": True, "href": f"{self._root}/wp/v2/users/{article.author.id}"}],
                "replies": [{"embeddable": True, "href": f"{self._root}/wp/v2/comments?post={article.id}"}],
            },
        }
        if article.static:
            return item | {"parent": 0, "menu_order": 0}
        labels = {"categories": [term.id for term in article.categories], "tags": [term.id for term in article.tags]}
        return item | {"sticky": False, "format": "standard"} | labels

    def _comments(self, query: dict[str, str]) -> list[Item]:
        only = query.get("post")
        pairs = [(a, c) for a in self._blog.articles for c in a.comments if only is None or str(a.id) in only.split(",")]
        return [
            self._comment(article, comment) for article, comment in sorted(pairs, key=lambda pair: (pair[1].posted, pair[1].id))
        ]

    def _comment(self, article: Article, comment: Comment) -> Item:
        writer = comment.author
        links: Item = {
            "self": [{"href": f"{self._root}/wp/v2/comments/{comment.id}"}],
            "collection": [{"href": f"{self._root}/wp/v2/comments"}],
            "up": [{"embeddable": True, "post_type": "post", "href": f"{self._root}/wp/v2/posts/{article.id}"}],
        }
        if comment.parent:
            links["in-reply-to"] = [{"embeddable": True, "href": f"{self._root}/wp/v2/comments/{comment.parent}"}]
        return {
            "id": comment.id,
            "post": article.id,
            "parent": comment.parent or 0,
            "author": writer.id if isinstance(writer, Member) else 0,
            "author_name": writer.name,
            "author_url": writer.url,
            **self._times("date", comment.posted),
            "content": {"rendered": self._theme.comment_markup.body(comment.body) + "\n"},
            "link": self._theme.to.comment(article, comment),
            "status": "approved",
            "type": comment.kind,
            "author_avatar_urls": {"96": f"{self._theme.base}/avatars/0.png?s=96&d=mm&r=g"},
            "meta": [],
            "_links": links,
        }

    def _user(self, member: Member) -> Item:
        return {
            "id": member.id,
            "name": member.name,
            "url": member.url,
            "description": "",
            "link": self._theme.to.author(member),
            "slug": self._theme.to.nicename(member),
            "avatar_urls": {"96": f"{self._theme.base}/avatars/0.png?s=96&d=mm&r=g"},
            "meta": [],
            "_links": {"self": [{"href": f"{self._root}/wp/v2/users/{member.id}"}]},
        }

    def _term(self, term: Term, taxonomy: str) -> Item:
        kind, category = ("categories", True) if taxonomy == "category" else ("tags", False)
        used = sum(term in (article.categories if category else article.tags) for article in self._blog.entries)
        item: Item = {
            "id": term.id,
            "count": used,
            "description": "",
            "link": self._theme.to.category(term) if category else self._theme.to.tag(term),
            "name": esc(term.name),
            "slug": term.slug,
            "taxonomy": taxonomy,
            "meta": [],
            "_links": {"self": [{"href": f"{self._root}/wp/v2/{kind}/{term.id}"}]},
        }
        return item | {"parent": term.parent or 0} if category else item

    def _times(self, name: str, moment: datetime) -> dict[str, str]:
        local = self._theme.to.local(moment)
        return {name: f"{local:%Y-%m-%dT%H:%M:%S}", f"{name}_gmt": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"}
