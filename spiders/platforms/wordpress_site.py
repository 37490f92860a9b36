"""What a page says of its WordPress site and of its own place in it: maker, version, addresses, numbers, neighbours.

Told by content only, never by the host: a mirror kept elsewhere says the same of itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spiders.page import Page
from spiders.platforms import wordpress_index as index
from spiders.platforms import wordpress_once as once
from spiders.platforms import wordpress_urls as urls
from spiders.platforms.wordpress_counts import CommentPages, figure
from spiders.text import label
from spiders.urls import query, same_site, split

_API = "https://api.w.org/"
_RSS = "application/rss+xml"
_ASSETS = 'link[href*="wp-includes/"], script[src*="wp-includes/"], link[rel~="stylesheet"][href*="wp-content/"]'
_CORE = (
    'link#wp-block-library-css[href*="ver="], script[src*="wp-includes/js/comment-reply"], '
    'script[src*="wp-includes/js/wp-embed"], '
    'script[src*="wp-includes/js/wp-emoji-release"], link[href*="wp-includes/css/dist/block-library/style"]'
)
_BODY = re.compile(
    r"(?:^|\s)(?:wp-singular|wp-embed-responsive|wp-custom-logo|postid-\d+|page-id-\d+|single-format-\w+|\w+-template-default)(?=\s|$)"
)
_OTHERS = (
    "body.bbpress, #bbpress-forums, body.single-topic, body.single-forum, body.forum-archive, #wpforo, #wpforo-wrap, body.wpforo"
)
_FOREIGN = "html#XF, html#XenForo, body#phpbb, body#vbulletin_html, #ipsLayout_body, body.crawler #main-outlet"
_MORE_PAGES = re.compile(r"/paged?/(\d{1,9})/?$")


# -- who made it -----------------------------------------------------------------------------------------------------


def is_json(page: Page) -> bool:
    """Whether the body is JSON, whatever the response calls itself."""
    return page.is_json or (not page.content_type.startswith("text/html") and page.body.lstrip()[:1] in (b"{", b"["))


def is_ours(page: Page) -> bool:
    """Whether WordPress made the page, and not a forum that runs inside it or beside it."""
    return _is_wordpress(page) and index.first(page, _FOREIGN) is None and not is_other_made(page)


def _is_wordpress(page: Page) -> bool:
    """Whether WordPress or one of its plugins made it. Asked of every page of every site, so of the head, which is cheap."""
    if any(stated.lower().startswith("wordpress") for stated, is_in_head in once.head(page).generators if is_in_head):
        return True
    if once.head(page).linked(_API) is not None or 'rel="https://api.w.org/"' in page.headers.get("link", ""):
        return True
    if page.first(_ASSETS) is None:
        return False
    return (
        bool(_BODY.search(once.body_class(page)))
        or page.first('link[rel="pingback"], link[rel="EditURI"], link[rel="wlwmanifest"], form[action*="wp-comments-post.php"]')
        is not None
    )


def is_other_made(page: Page) -> bool:
    """Whether a forum plugin made the page (bbPress, wpForo): posts of markup of their own, read by platforms of their own."""
    made: bool = page.memo["wordpress plugin"] if "wordpress plugin" in page.memo else index.first(page, _OTHERS) is not None
    page.memo["wordpress plugin"] = made
    return made


def version(page: Page) -> str | None:
    """The version the generator names, else the one that the core's own files carry."""
    for stated, _ in once.head(page).generators:
        found = re.match(r"wordpress (\d[\w.-]*)", stated, re.IGNORECASE)
        if found:
            return found[1]
    for node in index.select(page, _CORE):
        found = re.search(r"[?&]ver=(\d+\.\d+(?:\.\d+)?)(?:&|$)", node.attributes.get("href") or node.attributes.get("src") or "")
        if found:
            return found[1]
    return None


def has_sitemap(page: Page) -> bool:
    """Whether the site may have the core's own sitemap, which came with 5.5."""
    found = re.match(r"(\d{1,4})\.(\d{1,4})", version(page) or "")
    return found is None or (int(found[1]), int(found[2])) >= (5, 5)


# -- the site --------------------------------------------------------------------------------------------------------


def rest_root(page: Page) -> str | None:
    """The root of the REST API, where the page says there is one: in its head or in its Link header."""
    stated = page.absolute(once.head(page).linked(_API))
    if stated is None:
        found = re.search(r'<([^<>]+)>;\s*rel="https://api\.w\.org/"', page.headers.get("link", ""))
        stated = found[1] if found else None
    return stated


def site_url(page: Page) -> str:
    """Where the site begins: what stands before the API's or the feed's path, else the root of the host."""
    parts = split(page.url)
    root = f"{parts.scheme}://{parts.netloc}/" if parts is not None else page.url
    feed = once.head(page).linked("alternate", _RSS) or ""
    for stated in (rest_root(page), page.absolute(feed) if feed.rstrip("/").endswith("/feed") else None):
        if stated and same_site(stated, page.url):
            base = re.sub(r"(?:index\.php/?)?(?:wp-json/?|\?rest_route=.*|feed/?)$", "", stated)
            if base.endswith("/") and urls.canonical(page.url).startswith(urls.canonical(base)):
                return urls.canonical(base)
    return urls.canonical(root)


def site_title(page: Page) -> str | None:
    """The site's name."""
    stated = once.head(page).meta("property", "og:site_name")
    node = index.first(page, ".site-title, .wp-block-site-title, #site-title, .blog-title")
    if stated or node is not None:
        return stated or label(node)
    titled = once.head(page).linked("alternate", _RSS, name="title") or ""
    return titled.rpartition("»")[0].strip(" »") or None


# -- the article -----------------------------------------------------------------------------------------------------


def article_id(page: Page) -> str | None:
    """The number of the post a page is about: from the body's classes, the short link, REST, the comment form, its address."""
    found = re.search(r"(?:^|\s)(?:postid|page-id|attachmentid)-(\d+)(?=\s|$)", once.body_class(page))
    if found:
        return found[1]
    header = re.search(r"<([^<>]+)>;\s*rel=\"?shortlink", page.headers.get("link", ""))
    for stated in (once.head(page).linked("shortlink"), header[1] if header else None):
        if (number := urls.post_id(stated)) is not None:
            return number
    rest = re.search(r"/wp/v2/\w+/(\d+)$", once.head(page).linked("alternate", "application/json") or "")
    if rest:
        return rest[1]
    value = page.attribute("input#comment_post_ID, input[name=comment_post_ID]", "value") or page.attribute(
        "[data-postid]", "data-postid"
    )
    if value and value.isascii() and value.isdigit():
        return value
    numbers = {
        found[1]
        for node in page.tree.css('[id^="post-"]')
        if (found := re.fullmatch(r"post-(\d+)", node.attributes.get("id") or ""))
    }
    return numbers.pop() if len(numbers) == 1 else urls.post_id(page.url)


def article_url(page: Page) -> str:
    """The article's permalink: what the oEmbed link was made for, else the canonical link, without comment page and part."""
    embed = once.head(page).linked(None, "application/json+oembed") or ""
    stated = [query(embed).get("url"), page.absolute(once.head(page).linked("canonical"))]
    for url in stated:
        if url and same_site(url, page.url):
            return _whole(page, urls.without_comment_page(url))
    return _whole(page, urls.without_comment_page(page.url))


def _whole(page: Page, url: str) -> str:
    """The address without the number of an article's part."""
    found = re.search(r"\b(?:single|page)-paged-(\d+)\b", once.body_class(page))
    return re.sub(rf"/{found[1]}/?$", "/", url) if found else url


def aliases(page: Page, url: str) -> Iterator[str]:
    """Other addresses of the same article."""
    short = page.absolute(once.head(page).linked("shortlink"))
    for other in dict.fromkeys((urls.canonical(short) if short else None, _whole(page, urls.without_comment_page(page.url)))):
        if other and other != url:
            yield other


def all_comment_pages(pages: CommentPages) -> Iterator[tuple[int, str]]:
    """Every other comment page, those too that a long pagination leaves out between its ends."""
    known = dict(pages.links)
    if not known:
        return
    pattern = next(iter(known.values()))
    for number in range(1, min(pages.count or max(known), 10_000) + 1):
        if number != pages.number:
            yield number, known.get(number) or urls.on_comment_page(pattern, number)


# -- listings --------------------------------------------------------------------------------------------------------


def page_number(page: Page) -> int:
    """The number of an index or archive page: what the page says, then what its address does."""
    found = re.search(r"(?:^|\s)paged-(\d{1,9})(?=\s|$)", once.body_class(page))
    if found:
        return int(found[1])
    current = index.first(page, ".nav-links .page-numbers.current, .pagination .page-numbers.current")
    shown = figure(label(current) or "") if current is not None else None
    return shown or number_in(page.url) or 1


def next_page(page: Page, number: int) -> str | None:
    """The following page of an index: the one whose number is one higher; "older" is back in time and on in pages."""
    for href in _forward(page):
        url = page.absolute(href)
        if url and same_site(url, page.url) and number_in(url) == number + 1:
            return url
    return None


def _forward(page: Page) -> Iterator[str | None]:
    """Where the next page may be, the surest places first."""
    yield from once.head(page).all_linked("next")
    for selector in (
        "a.next.page-numbers[href]",
        ".wp-block-query-pagination-next[href]",
        ".nav-previous a[href]",
        ".nav-links a[href]",
    ):
        for node in index.select(page, selector):
            yield node.attributes.get("href")
    for _, href in once.links(page):
        if "/page/" in href or "paged=" in href:
            yield href


def number_in(url: str) -> int | None:
    """The number of an index page that an address names."""
    path, _, search = url.partition("#")[0].partition("?")
    found = _MORE_PAGES.search(path) or re.search(r"(?:^|&)(?:wpf)?paged=(\d{1,9})(?:&|$)", search)
    return int(found[1]) if found else None


def page_count(page: Page, number: int) -> int | None:
    """How many pages an index has, where it numbers them; None where it only leads on."""
    listed = [
        n
        for node in index.select(page, "a.page-numbers[href]")
        if (n := number_in(page.absolute(node.attributes.get("href")) or ""))
    ]
    return max([number, *listed]) if listed else None
