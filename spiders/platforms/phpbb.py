"""phpBB 3.0 to 3.3, in prosilver and the styles made from it, and in subsilver2 (tables, 3.0 and 3.1).

Every page is what a guest sees. A subsilver2 post is a table of its own with an anchor ``<a name="pN">``; all else of it is
told by place, so facts are read from the row they stand in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import tzinfo
from functools import partial

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, mark, roles
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Content,
    Declared,
    Edit,
    Listing,
    Media,
    Mention,
    Moment,
    PageKind,
    PostState,
    Site,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.platforms.phpbb_frame import (
    FORUMOTION,
    read_heading,
    read_locked,
    read_moment,
    read_next,
    read_page_asked,
    read_pages,
    read_path,
    read_poll,
    read_stamp,
    read_thread_id,
    read_total,
    read_version,
    read_zone,
)
from spiders.platforms.phpbb_links import (
    canonical,
    first_page,
    may_follow,
    member_in,
    post_in,
    profile,
    root,
    thread_in,
    without_session,
)
from spiders.platforms.phpbb_listing import Rows
from spiders.platforms.phpbb_posts import read_author, read_edits, read_files, read_quote_head
from spiders.platforms.phpbb_tables import TableRows, read_table_author, read_table_head, read_table_poll
from spiders.text import fold, label, number

_ANCHOR = re.compile(r"p_?(\d+)$")
_ROLES = roles(
    quote=".quotecontent", drop=".quotetitle, .codetitle, .spoiler-header, .inline-attachment, .attachtitle, .attachcontent"
)
_SESSION = re.compile(r"(?:(\?)sid=[0-9a-f]{32}&amp;|[?&](?:amp;)?sid=[0-9a-f]{32}(?![0-9a-f]))")


class PhpBB(Platform):
    """phpBB 3."""

    name = "phpbb"
    title = "phpBB"
    versions = "3.0 to 3.3"

    POST = '.post[id^="p"]'
    TABLE_POST = 'table.tablebg:has(> tbody > tr > td > a[name^="p"])'
    VERBATIM = "dl.codebox code, .codecontent"
    SMILEYS = frozenset({"smilies", "emoji"})

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """Prosilver by ``body#phpbb``; other styles by the places phpBB 3 keeps them and the scripts it links to."""
        if page.is_json or page.is_xml:
            return None
        body = page.tree.body
        is_ours = (body is not None and body.id == "phpbb") or self._looks_like(page)
        return Detected(version=read_version(page)) if is_ours and not page.mentions(FORUMOTION) else None

    def _looks_like(self, page: Page) -> bool:
        """All three are needed: other people's pages cost a look for the first."""
        tree = page.tree
        styled = 'link[href*="styles/"][href*="/theme/"], link[href*="style.php?id="], meta[name="copyright"][content*="phpBB"]'
        linked = 'a[href*="viewforum.php?f="], a[href*="viewtopic.php?"], a[href*="ucp.php?mode="], .breadcrumbs a'
        return (
            tree.css_first(styled) is not None
            and tree.css_first("#wrapcentre, #page-body, ul.topiclist, #wrapheader") is not None
            and tree.css_first(linked) is not None
        )

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page; ``body``'s class (``section-viewtopic``) only settles what is empty."""
        tree = page.tree
        if any(self.post_id(page, node) for node in self.nodes(page)):
            return "thread"
        if tree.css_first("ul.topiclist.topics a.topictitle, tr > td > a.topictitle") is not None and not self._is(
            page, "search"
        ):
            return "board"
        if tree.css_first("a.forumtitle, a.forumlink") is not None:
            return "board" if self._lists_one_board(page) else "index"
        if tree.css_first("form#login, fieldset.fields1 input[type=password], th + td input[type=password]") is not None:
            return "login"
        if tree.css_first("#message") is not None:
            return "error"
        if tree.css_first("td.row1 > p.gen, td.row2 input[type=password]") is not None:
            return "login" if tree.css_first('form[action*="mode=login"] input[type=password]') is not None else "error"
        if (
            self._is(page, "viewforum")
            or tree.css_first('h2.forum-title, #pageheader a.titles[href*="viewforum.php"]') is not None
        ):
            return "board"
        return "other"

    def _is(self, page: Page, section: str) -> bool:
        return page.first(f"body.section-{section}") is not None

    def _lists_one_board(self, page: Page) -> bool:
        """The index has no board in its breadcrumbs, and its rows are boards."""
        return bool(read_path(page)) or page.has("ul.topiclist.topics, a.topictitle")

    def logged_in(self, page: Page) -> bool | None:
        """By the link to log out or in; one in a post says nothing."""
        if page.mentions(b"mode=logout") and page.has('a[href*="ucp.php"][href*="mode=logout"]:not(.postbody a, .content a)'):
            return True
        return False if page.first('a[href*="ucp.php"][href*="mode=login"]:not(.postbody a, .content a)') is not None else None

    def message(self, page: Page) -> str | None:
        """Between the heading and the links back, which are paragraphs too."""
        return label(page.first("#message p, td.row1 > p.gen"))

    def site(self, page: Page) -> Site:
        """Adds the zone, which every page states."""
        zone = self.zone(page)
        name: str | None = page.memo["zone"][0]
        stated = name or (zone.tzname(None) if zone else None)
        return replace(super().site(page), timezone=stated, timezone_source="stated" if stated else None)

    def site_url(self, page: Page) -> str:
        """By a link to one of phpBB's own scripts, which rewritten addresses leave alone; else by the page's address."""
        if "root" not in page.memo:
            link = page.attribute('a[href*="ucp.php?mode=login"], a[href*="search.php"]', "href")
            page.memo["root"] = root(page.absolute(link) or page.url)
        address: str = page.memo["root"]
        return address

    def site_title(self, page: Page) -> str | None:
        """The board's name in the page's head."""
        named = label(page.first("#site-description h1, #logodesc h1")) or super().site_title(page)
        if named is None and (title := page.first("title")) is not None:
            named = fold(title.text()).partition(" • ")[0] if " • " in title.text() else None  # 3.0: "SITE • View topic - TITLE"
        return named

    def zone(self, page: Page) -> tzinfo | None:
        """The zone in the footer."""
        if "zone" not in page.memo:
            page.memo["zone"] = read_zone(page)
        zone: tzinfo | None = page.memo["zone"][1]
        return zone

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.phpbb_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.phpbb_links.may_follow`."""
        return may_follow(url)

    def next_url(self, page: Page) -> str | None:
        """By relation or by number."""
        return read_next(page, self.page_number(page)[0])

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        if "pages" not in page.memo:
            page.memo["pages"] = read_pages(page)
        pages: tuple[int | None, int | None] = page.memo["pages"]
        return pages

    def page_asked(self, page: Page) -> int | None:
        """By ``start=``, which counts posts or rows."""
        return read_page_asked(page)

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.phpbb_listing`."""
        rows = TableRows if page.first("ul.topiclist") is None else Rows
        return rows(page, self.zone(page), self._languages(page)).read(is_index=not self._lists_one_board(page))

    def header(self, page: Page) -> Thread:
        """The thread as its own page states it; its opening post adds author and time, in `thread`."""
        thread_id = read_thread_id(page)
        if thread_id is None:
            raise ParseError(self.name, page.url, "no link, form or address on the page says which thread it is")
        heading = read_heading(page)
        href = page.absolute(heading.attrs.get("href")) if heading is not None else None
        posts = read_total(page)
        zone, languages = self.zone(page), self._languages(page)
        return Thread(
            id=thread_id,
            title=label(heading),
            url=self._thread_url(page, href, thread_id),
            boards=read_path(page),
            poll=(read_table_poll if self._in_tables(page) else read_poll)(page, zone, languages),
            locked=read_locked(page),
            declared=Declared(posts=posts, replies=posts - 1 if posts else None, pages=self.page_number(page)[1]),
        )

    def _thread_url(self, page: Page, href: str | None, thread_id: str) -> str:
        """The thread's first page: rewritten addresses as the site has them, else by the id."""
        stated = page.absolute(page.attribute('link[rel="canonical"]', "href")) or href
        if stated and ".html" in stated and thread_in(stated) == thread_id:
            return first_page(stated)
        return canonical(f"{self.site_url(page)}viewtopic.php?t={thread_id}")

    def thread(self, page: Page) -> ThreadPage:
        """On the first page in the usual order, the first post opens the thread and tells who began it and when."""
        read = super().thread(page)
        upside_down = page.first('select#sd option[value="d"][selected]') is not None
        if read.number != 1 or not read.posts or upside_down:
            return read
        opening = read.posts[0]
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    def nodes(self, page: Page) -> list[LexborNode]:
        """Tables are looked for where nothing else is a post: the selector takes as long as all others of a page."""
        if "nodes" not in page.memo:
            page.memo["nodes"] = page.tree.css(self.POST) or page.tree.css(self.TABLE_POST)
        found: list[LexborNode] = page.memo["nodes"]
        return found

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``<div id="pN">``, or the anchor in a table."""
        anchor = node.css_first('td > a[name^="p"]') if node.tag == "table" else None
        name = anchor.attrs.get("name") if anchor is not None else node.attrs.get("id")
        found = _ANCHOR.match(name or "")
        return found[1] if found else None

    def state(self, page: Page, node: LexborNode) -> PostState:
        """Deleted, waiting for approval, or by somebody the reader ignores (then the words may be left out)."""
        if "deleted" in (node.attrs.get("class") or "").split():
            return "deleted"
        sign = page.rare(".post_deleted_msg, .post-notice.unapproved, .postapprove, .ignore", node)
        if sign is not None:
            classes = sign.attrs.get("class") or ""
            return "ignored" if "ignore" in classes else "deleted" if "deleted" in classes else "moderated"
        return "ignored" if node.tag == "table" and node.css_first(".postbody") is None else "visible"

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """The name beside the time, else over the profile."""
        return read_table_author(page, node) if node.tag == "table" else read_author(page, node)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """``<time datetime>`` from 3.2 on; before, text after "»" in the board's zone."""
        if node.tag == "table":
            printed = read_table_head(node)[1]
            return self._moment(page, printed) if printed else None
        line = node.css_first("p.author")
        if line is None:
            return None
        time = line.css_first("time[datetime]")
        if time is not None:
            read = read_stamp(time, self.zone(page))
            shown = line.css_first(".timespan[title]") if read is not None and read.raw == time.attrs.get("datetime") else None
            return replace(read, raw=shown.attrs.get("title") or read.raw) if read is not None and shown is not None else read
        return self._moment(page, fold(line.text()).rpartition("»")[2].strip())

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        """Printed by Tapatalk ("#10"), never by phpBB itself."""
        if "postrow" not in (node.attrs.get("class") or ""):
            return None
        return number((label(node.css_first("p.author a.unread > span")) or "").removeprefix("#"))

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The post's own address; a rewritten one as the site has it."""
        post_id = self.post_id(page, node)
        link = node.css_first("p.author a[href]") if page.has('p.author a[href*=".html"]') else None
        href = (link.attrs.get("href") or "") if link is not None else ""
        if ".html" in href and post_in(href.partition("#")[0]) == post_id:
            return canonical(page.absolute(href) or href)
        return f"{self.site_url(page)}viewtopic.php?p={post_id}"

    def subject(self, page: Page, node: LexborNode) -> str | None:
        """The post's own subject, "Re: ..." as a rule."""
        if node.tag == "table":
            return read_table_head(node)[0]
        return label(node.css_first(".postbody h3 a") or node.css_first(".postbody h3"))

    def bodies(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """A table's second ``.postbody`` is the signature."""
        body = (
            node.css_first(".postbody")
            if node.tag == "table"
            else node.css_first(".postbody .content") or node.css_first(".content")
        )
        return [body] if body is not None else []

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """Under the body."""
        return read_edits(page, node, date=partial(self._moment, page), languages=self._languages(page))

    def attachments(self, page: Page, node: LexborNode) -> Iterator[Media]:
        """Under the body and in it."""
        return read_files(page, node)

    # -- bodies ----------------------------------------------------------------------------------------------------

    def content(self, page: Page, node: LexborNode, rules: Rules) -> Content | None:
        """Links to the board itself carry the visitor's session id; it says nothing of the post."""
        content = super().content(page, node, rules)
        if content is None or "sid=" not in content.html:
            return content
        links = tuple(replace(link, url=without_session(link.url)) for link in content.links)
        return replace(content, links=links, html=_SESSION.sub(r"\1", content.html))

    def rules(self, page: Page) -> Rules:
        """By class names where they tell, and by selectors for what the page mentions."""
        heads = mark(page, "blockquote > div > cite, blockquote > cite") if page.mentions(b"<cite") else frozenset()
        has_code = page.mentions(b"codebox")
        titles = mark(page, ".codebox > p, dl.codebox > dt") if has_code else frozenset()
        return Rules(
            page=page,
            quotes=mark(page, ".content blockquote") if page.mentions(b"<blockquote") else frozenset(),
            dropped=heads | titles | mark(page, ".content .signature"),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            verbatim=mark(page, self.VERBATIM) if has_code or page.mentions(b"codecontent") else frozenset(),
            classes=_ROLES,
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """Name, source and time of the quoted words."""
        return read_quote_head(page, node, date=partial(self._moment, page))

    def mention(self, page: Page, node: LexborNode) -> Mention | None:
        """A profile's link that the mention extensions write: ``.mention``, or "@NAME"."""
        href = node.attrs.get("href") or ""
        name = label(node)
        if "mode=viewprofile" not in href or name is None:
            return None
        if name.startswith("@") or "mention" in (node.attrs.get("class") or ""):
            return Mention(name=name.removeprefix("@"), id=member_in(href), url=profile(page.absolute(href) or href))
        return None

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """In 3.0 smileys have no class, but a folder."""
        if node.tag == "img" and "/smilies/" in (node.attrs.get("src") or ""):
            return node.attrs.get("alt") or ""
        return super().image(page, node)

    # -- common ----------------------------------------------------------------------------------------------------

    def _languages(self, page: Page) -> tuple[str, ...]:
        if "languages" not in page.memo:
            language = self.language(page)
            page.memo["languages"] = (language,) if language else ()
        languages: tuple[str, ...] = page.memo["languages"]
        return languages

    def _in_tables(self, page: Page) -> bool:
        """Whether the posts are those of subsilver2."""
        return any(node.tag == "table" for node in self.nodes(page))

    def _moment(self, page: Page, raw: str) -> Moment:
        return read_moment(page, raw, self.zone(page), self._languages(page))
