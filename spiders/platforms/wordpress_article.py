"""An article or static page as a WordPress page shows it: its header, its labels, its body. Comments are read elsewhere.

Themes differ, so each fact has several places, machine data before classes before text. An article alone on its page may
also be described by the page's head (``<meta>``, JSON-LD); one among others on an index only by its own element.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from selectolax.lexbor import LexborNode

from spiders.bylines import loose_date, name_in, words
from spiders.content import read_content
from spiders.dates import read_date, stamp
from spiders.items import Author, Content, Edit, Label, Moment
from spiders.page import Page
from spiders.platforms import wordpress_index as index
from spiders.platforms import wordpress_once as once
from spiders.platforms import wordpress_urls as urls
from spiders.platforms.wordpress_frame import Frame, machine_time
from spiders.text import fold, label
from spiders.urls import split

TITLE = ".entry-title, .wp-block-post-title, .post-title, .article-title, .posttitle, [itemprop~=headline]"
_OLD = (
    ".post-content, .e-content, [itemprop~=articleBody], .article-content, .td-post-content, .single-content, .post-entry, "
    ".entry, .the-content, .thecontent, .post__content, .entry__content, .article__content, .post_content, .postcontent, "
    ".postContent, .post-text, .single-post-content, .storycontent, .entrytext, .entry-body, .snap_preview, .format_text, "
    ".article-body, .post-body"
)
FULL = (".wp-block-post-content, .elementor-widget-theme-post-content, .et_pb_post_content", ".entry-content", _OLD)
"""Where an article's words stand, the surest names first; old themes have the vaguer ones inside one another."""
EXCERPT = ".entry-summary, .wp-block-post-excerpt, .post-excerpt, .excerpt"
MORE = 'a.more-link, .more-link a, a[href*="#more-"], .wp-block-post-excerpt__more-link'

_AUTHOR_LINK = (
    'a[rel~="author"], .author.vcard a, .post-author a, .entry-author a, .wp-block-post-author__name a, '
    '.wp-block-post-author-name a, .byline a[href*="author"], a[href*="/author/"], a[href*="?author="]'
)
_AUTHOR_NAME = (
    ".wp-block-post-author__name, .wp-block-post-author-name, .author.vcard .fn, .author.vcard, .entry-author-name, "
    ".entry-author, [itemprop~=author] [itemprop~=name], [itemprop~=author]"
)
_PRINTED = (
    ".entry-date, .published, .wp-block-post-date, .post-date .meta-text, .entry-time, .entry-published, .posted-on, "
    ".post-date, .postdate, .post_date, .entry-meta time, time"
)
_HEADER_DATE = "time.entry-date, time.published, .page-header time, .entry-header time, .single-header time, .post-header time"
"""The time of the only article of a page, where its theme puts it above the article's element."""
_UPDATED = "time.updated, .wp-block-post-date__modified-date time, [itemprop~=dateModified]"


def title(frame: Frame, root: LexborNode) -> str | None:
    """The article's title as printed, with "Protected:" where the site puts it."""
    for selector in (TITLE, "h1") if frame.single else (TITLE, "h1 a, h2 a, h3 a"):
        node = next((node for node in frame.own(root, selector) if label(node)), None)
        if node is not None:
            return label(node)
    if not frame.single:
        return None
    node = frame.first(root, TITLE)
    if node is not None:
        return label(node)
    whole = label(frame.page.first("head title") or frame.page.first("title")) or ""
    inside = (label(node) for node in frame.own(root, "h2, h3"))
    return (
        next((heading for heading in inside if heading and heading in whole), None)
        or once.head(frame.page).meta("property", "og:title")
        or whole
        or None
    )


def link(frame: Frame, root: LexborNode) -> str | None:
    """The address of an article on an index: where its title leads."""
    for selector in (
        ".entry-title a[href], .wp-block-post-title a[href], .post-title a[href], .posttitle a[href]",
        "a[rel~=bookmark][href], h1 a[href], h2 a[href], h3 a[href]",
        ".wp-block-post-date a[href], .entry-date a[href]",
    ):
        node = next(frame.own(root, selector), None)
        if node is not None:
            return frame.page.absolute(node.attributes.get("href"))
    title_node = next(frame.own(root, TITLE), None)
    around = title_node.parent if title_node is not None else None
    if around is not None and around.tag == "a":
        return frame.page.absolute(around.attributes.get("href"))
    return None


def author(frame: Frame, root: LexborNode) -> Author | None:
    """Who wrote the article. His id is the slug of his archive: the one name of a member that nearly every theme prints."""
    body = frame.page.tree.body
    places = [root, body] if frame.single and body is not None else [root]
    for place in places:
        for node in frame.own(place, _AUTHOR_LINK):
            name = label(node)
            url = frame.page.absolute(node.attributes.get("href"))
            if name and "home" not in (node.attributes.get("rel") or "") and not _is_root(url):
                return Author(name=name, id=author_id(url), url=url, guest=False)
    name = next((name for place in places for node in frame.own(place, _AUTHOR_NAME) if (name := _byline(node))), None)
    if not name and frame.single:
        stated = frame.schema.get("author")
        stated = frame.described(stated[0] if isinstance(stated, list) and stated else stated)
        said = stated.get("name") if isinstance(stated, dict) else stated
        name = said if isinstance(said, str) and said else _in_head(frame) or _in_sentence(frame, root)
    return Author(name=fold(name), guest=False) if name else None


def _in_head(frame: Frame) -> str | None:
    """The writer in the head: by name, or in the first of the two lines that Yoast writes ("Written by", "Reading time")."""
    named = once.head(frame.page).meta("name", "author")
    if named is None and once.head(frame.page).has_meta("name", "twitter:label2"):
        named = once.head(frame.page).meta("name", "twitter:data1")
    return named


def _in_sentence(frame: Frame, root: LexborNode) -> str | None:
    """The writer behind the day, as the theme of WordPress 1.5 to 2.9 has it ("May 2nd, 2004 by Ann")."""
    for node in frame.own(root, "small, .date, .post-date, .meta, .post-meta, .entry-meta"):
        text = label(node) or ""
        found = re.search(r"\d.*?\s(?:by|von|par|por|di|door|av|af)\s+([^|,/·•\d]{2,40})$", text) if len(text) <= 80 else None
        if found:
            return found[1].strip()
    return None


def _byline(node: LexborNode) -> str | None:
    """A name that is no link to an archive, without the word before it; the site's own name may stand in the same clothes."""
    around = node.css_first("a[href]")
    if around is not None and _is_root(around.attributes.get("href")):
        return None
    return name_in(label(node))


def _is_root(url: str | None) -> bool:
    """Whether an address is that of a whole host: a blog's name in the clothes of an author (Manifest)."""
    parts = split(url or "")
    return parts is not None and parts.path in ("", "/") and not parts.query


def author_id(url: str | None) -> str | None:
    """The slug in ``/author/slug/``, or the number in ``?author=2`` where the site has plain addresses."""
    if url is None or ("/author/" not in url and "author=" not in url):
        return None
    return urls.slug(url, "author_name", "author")


def posted(frame: Frame, root: LexborNode) -> Moment | None:
    """When the article was published: as the head states it (of an article alone on its page), else as it is printed."""
    node = _printed(frame, root)
    if node is None and frame.single and frame.page.tree.body is not None:
        node = next(frame.own(frame.page.tree.body, _HEADER_DATE), None)
    raw = (words(node.css_first("time")) or words(node)) if node is not None else None
    printed = stamp(machine_time(node), raw) if node is not None else None
    if frame.single:
        value = once.head(frame.page).meta("property", "article:published_time") or frame.schema.get("datePublished")
        stated = stamp(value) if isinstance(value, str) else None
        if stated is not None and stated.at is not None:
            if printed is not None:
                return printed if printed.at == stated.at else _plain_utc(stated)
            return _plain_utc(replace(stated, raw=raw or stated.raw))
    if printed is not None and (printed.at or printed.local):
        return printed
    if node is None or not raw:
        loose = loose_date(frame.page, frame.own(root, "small, span, p, div, li, abbr, b"), frame.languages)
        named = _day_named((frame.page.url if frame.single else link(frame, root)) or "")
        return named if named is not None and (loose is None or _day(loose) != _day(named)) else loose
    read = read_date(raw, clock=frame.page.clock, languages=frame.languages)
    return read if read.at or read.local else _day_named(frame.page.url if frame.single else "") or read


def _day_named(url: str) -> Moment | None:
    """The day of publication in an address (``/2014/05/18/slug/``): the site's own word, where its theme prints no year."""
    found = re.search(r"/((?:19|20)\d\d/(?:0[1-9]|1[0-2])/(?:0[1-9]|[12]\d|3[01]))/[^/?#]", url)
    return stamp(found[1].replace("/", "-"), found[1]) if found else None


def _day(moment: Moment) -> date | None:
    return moment.local.date() if moment.local is not None else None


def _plain_utc(moment: Moment) -> Moment:
    """A time stated in UTC says nothing of the clock on the site's wall: plugins write UTC in every zone."""
    is_utc = moment.at is not None and moment.local == moment.at.replace(tzinfo=None)
    return replace(moment, local=None) if is_utc else moment


def _printed(frame: Frame, root: LexborNode) -> LexborNode | None:
    """The element that prints the publication date: ``time.updated`` alone only where there is no other."""
    spare = None
    for node in frame.own(root, _PRINTED):
        classes = (node.attributes.get("class") or "").split()
        if "updated" not in classes or "published" in classes or "entry-published" in classes:
            return node
        spare = spare or node
    return spare


def edits(frame: Frame, root: LexborNode, published: Moment | None) -> tuple[Edit, ...]:
    """The last edit of the article, where the page states a time of it that is later than that of publication.

    ``time.updated`` stands hidden in many themes and ``article:modified_time`` in the head: both are the site's word.
    """
    if published is None or published.at is None:
        return ()
    node = next((n for n in frame.own(root, _UPDATED) if "published" not in (n.attributes.get("class") or "")), None)
    values: list[tuple[str | None, str | None]] = [(machine_time(node), label(node))] if node is not None else []
    if frame.single:
        said = frame.schema.get("dateModified")
        values += [(once.head(frame.page).meta("property", "article:modified_time"), None)]
        values += [(said if isinstance(said, str) else None, None)]
    for value, raw in values:
        moment = stamp(value, raw or value)
        if moment is not None and moment.at is not None and published.precision == "second":
            return (Edit(raw=moment.raw, time=moment),) if moment.at > published.at else ()
    return ()


def labels(frame: Frame, root: LexborNode) -> tuple[Label, ...]:
    """Categories and tags. Their id is the slug in their address, as in REST."""
    found: dict[tuple[str, str | None, str], Label] = {}
    for node in frame.own(root, 'a[rel~="category"], a[rel~="tag"], .wp-block-post-terms a'):
        words = label(node)
        if not words:
            continue
        url = frame.page.absolute(node.attributes.get("href"))
        around = node.parent.attributes.get("class") or "" if node.parent is not None else ""
        is_category = "category" in (node.attributes.get("rel") or "").split() or "taxonomy-category" in around
        term = urls.slug(url, "cat", "tag")
        found.setdefault(
            (str(is_category), term, words),
            Label(
                kind="category" if is_category else "tag",
                title=words,
                id=term,
                url=urls.canonical(url) if url else None,
                parent_id=parent_slug(url) if is_category else None,
            ),
        )
    return tuple(found.values())


def parent_slug(url: str | None) -> str | None:
    """The category around a category, where the address says it: ``/category/valves/brass-valves/``."""
    if url is None or "/category/" not in url:
        return None
    *above, _ = url.partition("/category/")[2].strip("/").split("/")
    return above[-1].lower() if above else None


def is_gated(frame: Frame, root: LexborNode) -> bool:
    """Whether the article asks for its password."""
    classes = (root.attributes.get("class") or "").split()
    return "post-password-required" in classes or next(frame.own(root, "form.post-password-form"), None) is not None


def body(frame: Frame, root: LexborNode) -> tuple[Content | None, bool]:
    """What the article says, and whether this is the whole of it (as far as the page shows: no "Continue reading")."""
    rules = replace(frame.rules, quotes_stay=True)
    node = _full(frame, root)
    if node is None and frame.single:
        whole = frame.page.tree.body
        node = (_full(frame, whole) if whole is not None else None) or _most_words(frame, root)
    if node is not None:
        content = read_content(node, rules)
        is_cut = not frame.single and (next(frame.own(node, MORE), None) is not None or _may_be_cut(node))
        return (content if content.text or content.media or frame.single else None), not is_cut
    node = next(frame.own(root, EXCERPT), None)
    return (read_content(node, rules) if node is not None else None), False


def _full(frame: Frame, root: LexborNode) -> LexborNode | None:
    """The element of the body: the first of the surest name, and of those inside one another the one nearest to the words."""
    for selector in FULL:
        best = None
        for node in frame.own(root, selector):
            if frame.single and not node.text().strip() and node.css_first("img, iframe, video, audio") is None:
                continue
            if best is None or (_is_inside(node, best) and 2 * len(node.text()) > len(best.text())):
                best = node
            else:
                break
        if best is not None:
            return best
    return None


def _is_inside(node: LexborNode, around: LexborNode) -> bool:
    up = node.parent
    while up is not None and up.mem_id != around.mem_id:
        up = up.parent
    return up is not None


def _may_be_cut(node: LexborNode) -> bool:
    """Whether a body on an index is one bare paragraph: Twenty Twenty-One prints excerpts so, in the place of the body and
    without any mark. An article that truly is no longer is read whole from its own page.
    """
    elements = [child for child in node.iter() if child.tag not in ("br", "script", "style")]
    return len(elements) == 1 and elements[0].tag == "p" and next(iter(elements[0].iter()), None) is None


def _most_words(frame: Frame, root: LexborNode) -> LexborNode | None:
    """The element with the most words in its own paragraphs: the body, in themes that name it nothing we know."""
    words: dict[int, int] = {}
    nodes: dict[int, LexborNode] = {}
    for node in frame.own(root, "p"):
        if node.parent is not None:
            nodes[node.parent.mem_id] = node.parent
            words[node.parent.mem_id] = words.get(node.parent.mem_id, 0) + len(node.text().split())
    return nodes[max(words, key=lambda key: words[key])] if words and max(words.values()) >= 20 else None


def parts(page: Page) -> tuple[int, tuple[str, ...]]:
    """Which part of an article in several pages this is (1 if it is whole), and the addresses of the other parts."""
    linked = index.select(page, "a.post-page-numbers[href], .page-links a[href], .post-nav-links a[href], .page-link a[href]")
    others = tuple(url for node in linked if (url := page.absolute(node.attributes.get("href"))) is not None)
    classes = once.body_class(page)
    found = re.search(r"\b(?:single|page)-paged-(\d{1,6})\b", classes)
    current = index.first(page, ".post-page-numbers.current") if others else None
    number = found[1] if found else re.sub(r"\D", "", label(current) or "")[:6]
    return (int(number) if number and number.isascii() else 1), others
