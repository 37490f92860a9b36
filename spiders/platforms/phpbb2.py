"""phpBB 2, in subSilver and the styles made from it, and in the ports of it into portals.

All is tables without ids; most facts are told by class and place. Times are in the board's zone, one distance from UTC all the
year. Edit markers always name the author; quotes keep a name and no source.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, read_content
from spiders.errors import ParseError
from spiders.items import Author, Content, Declared, Edit, Listing, Media, Moment, PageKind, Site, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.platforms.phpbb2_frame import (
    read_heading,
    read_locked,
    read_moment,
    read_next,
    read_notice,
    read_page_asked,
    read_pages,
    read_path,
    read_poll,
    read_thread_id,
    read_title,
    read_version,
    read_zone,
)
from spiders.platforms.phpbb2_links import board_in, canonical, first_page, may_follow, root, thread_in
from spiders.platforms.phpbb2_listing import read_listing
from spiders.platforms.phpbb2_posts import (
    CODE,
    QUOTE,
    Rows,
    body_of,
    head_line,
    head_of,
    read_author,
    read_edits,
    read_files,
    read_quote_head,
    rows_of,
)
from spiders.platforms.phpbb_frame import FORUMOTION
from spiders.platforms.phpbb_links import without_session
from spiders.text import fold, label

_SESSION = re.compile(r"(?:(\?)sid=[0-9a-f]{32}&amp;|[?&](?:amp;)?sid=[0-9a-f]{32}(?![0-9a-f]))")
_MARKED = re.compile(r'class="[^"]*?(quote|code)')


class PhpBB2(Platform):
    """phpBB 2."""

    name = "phpbb"
    title = "phpBB 2"
    versions = "2.0"

    POST = "a[name], a[id]"
    QUOTE = QUOTE
    VERBATIM = CODE

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By links to the scripts that only it has, and the classes of its tables; phpBB 3 has other scripts."""
        if page.is_json or page.is_xml or FORUMOTION in page.body:
            return None
        tree = page.tree
        own = tree.css_first(
            'a[href*="profile.php?mode="], a[href*="groupcp.php"], a[href*="privmsg.php?folder="],'
            '.copyright a[href*="phpbb.com"], a.copyright[href*="phpbb.com"], .gensmall > a[href*="www.phpbb.com"]'
        )
        if own is None or tree.css_first(".forumline, .bodyline, .postbody, .topictitle, .forumlink") is None:
            return None
        if tree.css_first('body#phpbb, #wrapcentre, #page-body, a[href*="ucp.php"], link[href*="style.php?id="]') is not None:
            return None
        return Detected(version=read_version(page))

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page."""
        if "kind" not in page.memo:
            page.memo["kind"] = self._kind(page)
        kind: PageKind = page.memo["kind"]
        return kind

    def _kind(self, page: Page) -> PageKind:
        tree = page.tree
        if rows_of(page) and tree.css_first('input[name="split_type_all"], textarea[name="message"]') is None:
            return "thread"
        heading = read_heading(page)
        if tree.css_first('select[name="topicdays"]') is not None or (
            heading is not None and board_in(heading.attrs.get("href")) and thread_in(heading.attrs.get("href")) is None
        ):
            return "board"
        if tree.css_first("a.forumlink, .forumlink a") is not None:
            return "index"
        if tree.css_first('form[action*="login"] input[type="password"]') is not None:
            return "login"
        return "error" if read_notice(page) is not None else "other"

    def logged_in(self, page: Page) -> bool | None:
        """By the link to log out or in."""
        if page.first('a[href*="login.php?logout="], a[href*="logout=true"]') is not None:
            return True
        return False if page.first('a[href*="login.php"], a[href*="profile.php?mode=register"]') is not None else None

    def message(self, page: Page) -> str | None:
        """Under its heading."""
        return read_notice(page)

    def site(self, page: Page) -> Site:
        """Adds the zone, which pages of threads and rows state."""
        zone = self.zone(page)
        name = zone.tzname(None) if zone is not None and zone is not page.zone else None
        return replace(super().site(page), timezone=name, timezone_source="stated" if name else None, fixed_clock=True)

    def site_url(self, page: Page) -> str:
        """By a link to one of its scripts, else by the page's address."""
        if "root" not in page.memo:
            own = 'a[href*="memberlist.php"], a[href*="groupcp.php"], a[href*="profile.php?mode="], a[href*="viewforum.php"]'
            page.memo["root"] = root(page.absolute(page.attribute(own, "href")) or page.url)
        address: str = page.memo["root"]
        return address

    def site_title(self, page: Page) -> str | None:
        """Over the menu, else at the beginning of the page's title."""
        title = page.first("title")
        return label(page.first("span.maintitle")) or (fold(title.text()).partition(" ::")[0] or None if title else None)

    def zone(self, page: Page) -> tzinfo | None:
        """The zone below the posts or rows."""
        if "zone" not in page.memo:
            page.memo["zone"] = read_zone(page) or page.zone
        zone: tzinfo | None = page.memo["zone"]
        return zone

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.phpbb2_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.phpbb2_links.may_follow`."""
        return may_follow(url)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        return read_pages(page)

    def page_asked(self, page: Page) -> int | None:
        """By ``start=``, which counts posts or rows."""
        return read_page_asked(page)

    def next_url(self, page: Page) -> str | None:
        """By number."""
        return read_next(page)

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.phpbb2_listing`."""
        return read_listing(page, zone=self.zone(page), is_index=self.kind(page) == "index")

    def header(self, page: Page) -> Thread:
        """The thread as its own page states it."""
        thread_id = read_thread_id(page)
        if thread_id is None:
            raise ParseError(self.name, page.url, "no link, form or address on the page says which thread it is (t=)")
        heading = read_heading(page)
        href = page.absolute(heading.attrs.get("href")) if heading is not None else None
        own = href if href and thread_in(href) == thread_id else f"{self.site_url(page)}viewtopic.php?t={thread_id}"
        return Thread(
            id=thread_id,
            title=read_title(page),
            url=first_page(own),
            boards=read_path(page),
            poll=read_poll(page),
            locked=read_locked(page),
            declared=Declared(pages=self.page_number(page)[1]),
        )

    def thread(self, page: Page) -> ThreadPage:
        """On the first page in the usual order, the first post opens the thread and tells who began it and when."""
        read = super().thread(page)
        if read.number != 1 or not read.posts:
            return read
        if page.first('select[name="postorder"] option[value="desc"][selected]') is not None:
            return read
        opening = read.posts[0]
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    # -- posts -----------------------------------------------------------------------------------------------------

    def _rows(self, page: Page, node: LexborNode) -> Rows:
        return rows_of(page)[node.mem_id]

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``<a name="N">``, before the name."""
        rows = rows_of(page).get(node.mem_id)
        return rows.id if rows is not None else None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """The name, and the button to the profile."""
        return read_author(page, self._rows(page, node))

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """After "Posted:"."""
        when = head_line(self._rows(page, node))[0]
        return read_moment(page, when, self.zone(page)) if when else None

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The post's own address; a rewritten one as the site has it."""
        rows = self._rows(page, node)
        url = page.absolute(rows.permalink)
        return canonical(url) if url else f"{self.site_url(page)}viewtopic.php?p={rows.id}"

    def subject(self, page: Page, node: LexborNode) -> str | None:
        """After "Post subject:"; most replies have none."""
        return head_line(self._rows(page, node))[1]

    def edits(self, page: Page, node: LexborNode) -> Iterable[Edit]:
        """Under the words."""
        zone = self.zone(page)
        return read_edits(self._rows(page, node), date=lambda raw: read_moment(page, raw, zone))

    def attachments(self, page: Page, node: LexborNode) -> Iterable[Media]:
        """Under the words."""
        return read_files(page, self._rows(page, node))

    # -- bodies ----------------------------------------------------------------------------------------------------

    def content(self, page: Page, node: LexborNode, rules: Rules) -> Content | None:
        """A body that had to be cut is a tree of its own; what holds quotes or code has rules of its own."""
        body, html = body_of(self._rows(page, node))
        # What is marked is looked for in the bodies that may hold some: over the whole page that takes as long as half a parse.
        marked = _MARKED.findall(html.lower()) if "class=" in html else ()
        if marked:
            quotes = body.css(self.QUOTE) if "quote" in marked else []
            rules = self._rules_in(page, quotes, body.css(self.VERBATIM) if "code" in marked else [])
        content = read_content(body, rules)
        files = tuple(self.attachments(page, node))
        if files:
            content = replace(content, media=(*content.media, *files))
        if "sid=" not in content.html:
            return content
        links = tuple(replace(link, url=without_session(link.url)) if "sid=" in link.url else link for link in content.links)
        return replace(content, links=links, html=_SESSION.sub(r"\1", content.html))

    def rules(self, page: Page) -> Rules:
        """Those of bodies without quotes and code."""
        return self._rules_in(page, [], [])

    def _rules_in(self, page: Page, quotes: list[LexborNode], code: list[LexborNode]) -> Rules:
        """The quotes and code of a body, and the line above each."""
        heads = [head for found in (*quotes, *code) if (head := head_of(found)) is not None]
        return Rules(
            page=page,
            quotes=frozenset(found.mem_id for found in quotes),
            dropped=frozenset(head.mem_id for head in heads),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            verbatim=frozenset(found.mem_id for found in code),
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """The name above the quote."""
        return read_quote_head(node)

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """Smileys have no class, but a folder."""
        source = node.attrs.get("src") or ""
        if node.tag == "img" and ("/smiles/" in source or "/smilies/" in source or source.startswith("images/smil")):
            return node.attrs.get("alt") or ""
        return super().image(page, node)
