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

from spiders.content import QuoteHead, Rules
from spiders.edits import read_edit
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
    read_heading,
    read_locked,
    read_moment,
    read_next,
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
from spiders.platforms.phpbb_listing import MEMBER, Rows, read_member
from spiders.quotes import read_attribution
from spiders.text import fold, label

_ANCHOR = re.compile(r"p_?(\d+)$")
_SIZE = re.compile(r"(?P<name>.+?)\s*[(\[]\s*[\d.,]+\s*[^\s\d)\]]+\s*[)|\]]")
_SESSION = re.compile(r"(?:(\?)sid=[0-9a-f]{32}&amp;|[?&](?:amp;)?sid=[0-9a-f]{32}(?![0-9a-f]))")
_LABEL = re.compile(r"^[^:：\d]{1,40}[:：]\s*")


class PhpBB(Platform):
    """phpBB 3."""

    name = "phpbb"
    title = "phpBB"
    versions = "3.0 to 3.3"

    POST = '.post[id^="p"], table.tablebg:has(> tbody > tr > td > a[name^="p"])'
    QUOTE = ".content blockquote, .postbody .quotecontent"
    DROP = (
        "blockquote > div > cite, blockquote > cite, .quotetitle, .codebox > p, dl.codebox > dt, .codetitle,"
        ".spoiler-header, .inline-attachment, .attachtitle, .attachcontent, .content .signature"
    )
    VERBATIM = "dl.codebox code, .codecontent"
    SMILEYS = frozenset({"smilies", "emoji"})

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """Prosilver by ``body#phpbb``; other styles by the places phpBB 3 keeps them and the scripts it links to."""
        if page.is_json or page.is_xml:
            return None
        tree = page.tree
        if tree.css_first("body#phpbb") is not None:
            return Detected(version=read_version(page))
        styled = tree.css_first(
            'link[href*="styles/"][href*="/theme/"], link[href*="style.php?id="], meta[name="copyright"][content*="phpBB"]'
        )
        framed = tree.css_first("#wrapcentre, #page-body, ul.topiclist, #wrapheader")
        linked = tree.css_first(
            'a[href*="viewforum.php?f="], a[href*="viewtopic.php?"], a[href*="ucp.php?mode="], .breadcrumbs a'
        )
        return Detected(version=read_version(page)) if styled is not None and framed is not None and linked is not None else None

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page; ``body``'s class (``section-viewtopic``) only settles what is empty."""
        tree = page.tree
        if tree.css_first(self.POST) is not None:
            return "thread"
        if tree.css_first("ul.topiclist.topics a.topictitle, tr > td > a.topictitle") is not None and not self._is(
            page, "search"
        ):
            return "board"
        if tree.css_first("form#login, fieldset.fields1 input[type=password], th + td input[type=password]") is not None:
            return "login"
        if tree.css_first("#message") is not None:
            return "error"
        if tree.css_first("a.forumtitle, a.forumlink") is not None:
            return "board" if self._lists_one_board(page) else "index"
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
        return bool(read_path(page)) or page.first("ul.topiclist.topics, a.topictitle") is not None

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
        return label(page.first("#site-description h1, #logodesc h1")) or super().site_title(page)

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

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.phpbb_listing`."""
        return Rows(page, self.zone(page), self._languages(page)).read(is_index=not self._lists_one_board(page))

    def header(self, page: Page) -> Thread:
        """The thread as its own page states it; its opening post adds author and time, in `thread`."""
        thread_id = read_thread_id(page)
        if thread_id is None:
            raise ParseError(self.name, page.url, "no link, form or address on the page says which thread it is")
        heading = read_heading(page)
        href = page.absolute(heading.attrs.get("href")) if heading is not None else None
        posts = read_total(page)
        return Thread(
            id=thread_id,
            title=label(heading),
            url=self._thread_url(page, href, thread_id),
            boards=read_path(page),
            poll=read_poll(page, self.zone(page), self._languages(page)),
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

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``<div id="pN">``, or the anchor in a table."""
        anchor = node.css_first('td > a[name^="p"]') if node.tag == "table" else None
        name = anchor.attrs.get("name") if anchor is not None else node.attrs.get("id")
        found = _ANCHOR.match(name or "")
        return found[1] if found else None

    def state(self, page: Page, node: LexborNode) -> PostState:
        """Deleted, waiting for approval, or by somebody the reader ignores (then the words may be left out)."""
        if "deleted" in (node.attrs.get("class") or "").split() or node.css_first(".post_deleted_msg") is not None:
            return "deleted"
        if node.css_first(".post-notice.unapproved, .postapprove") is not None:
            return "moderated"
        if node.css_first(".ignore") is not None or (node.tag == "table" and node.css_first(".postbody") is None):
            return "ignored"
        return "visible"

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """The name beside the time, else over the profile."""
        if node.tag == "table":
            return self._author_of_table(page, node)
        for place in node.css("p.author, dl.postprofile dt"):
            for selector in (MEMBER, "strong a[href]", "strong"):
                for found in place.css(selector):
                    author = read_member(page, found)
                    if author is not None:
                        return author
        profile = next((link for link in node.css("dl.postprofile dt a[href]") if label(link)), None)
        return read_member(page, profile) if profile is not None else None

    def _author_of_table(self, page: Page, node: LexborNode) -> Author | None:
        """The name in the first row; the profile's button, which guests have none of, is the last of the table."""
        name = label(node.css_first(".postauthor"))
        if name is None:
            return None
        buttons = node.css('a[href*="mode=viewprofile"]:has(> img), a.imageset[href*="mode=viewprofile"]')
        href = page.absolute(buttons[-1].attrs.get("href")) if buttons else None
        member = member_in(href)
        return Author(name=name, id=member, url=profile(href) if href and member else None, guest=member is None)

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """``<time datetime>`` from 3.2 on; before, text after "»" in the board's zone."""
        if node.tag == "table":
            cells = self._head(node)
            return self._moment(page, _LABEL.sub("", fold(cells[-1].text()))) if cells else None
        line = node.css_first("p.author")
        if line is None:
            return None
        time = line.css_first("time[datetime]")
        if time is not None:
            return read_stamp(time, self.zone(page))
        return self._moment(page, fold(line.text()).rpartition("»")[2].strip())

    def _head(self, node: LexborNode) -> list[LexborNode]:
        """Subject and time in the first row of a table."""
        anchor = node.css_first('td > a[name^="p"]')
        row = anchor.parent.parent if anchor is not None and anchor.parent is not None else None
        return row.css("td.gensmall > div") if row is not None else []

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The post's own address; a rewritten one as the site has it."""
        post_id = self.post_id(page, node)
        link = node.css_first("p.author a[href]")
        href = (link.attrs.get("href") or "") if link is not None else ""
        if ".html" in href and post_in(href) == post_id:
            return canonical(page.absolute(href) or href)
        return f"{self.site_url(page)}viewtopic.php?p={post_id}"

    def subject(self, page: Page, node: LexborNode) -> str | None:
        """The post's own subject, "Re: ..." as a rule."""
        if node.tag == "table":
            cells = self._head(node)
            return _LABEL.sub("", fold(cells[0].text())) or None if len(cells) > 1 else None
        return label(node.css_first(".postbody h3 a") or node.css_first(".postbody h3"))

    def bodies(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """A table's second ``.postbody`` is the signature."""
        body = (
            node.css_first(".postbody")
            if node.tag == "table"
            else node.css_first(".postbody .content") or node.css_first(".content")
        )
        return [body] if body is not None else []

    # -- edit markers ----------------------------------------------------------------------------------------------

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """``.notice`` under the body, or small print in a table; the same places tell of bumps and deletions."""
        date = partial(self._moment, page)
        languages = self._languages(page)
        for notice in node.css(".notice") if node.tag != "table" else self._small_print(node):
            if "post_deleted_msg" in (notice.attrs.get("class") or ""):
                continue
            words, reason = self._notice(node, notice)
            member = notice.css_first(MEMBER)
            author = read_member(page, member) if member is not None else None
            edit = read_edit(
                words,
                date=date,
                marked=bool(reason),
                by=author.name if author else None,
                by_id=author.id if author else None,
                reason=reason,
                languages=languages,
            )
            if edit is not None:
                yield replace(edit, raw=fold(f"{words} {self._told(notice, words)}")) if reason else edit

    def _small_print(self, node: LexborNode) -> Iterator[LexborNode]:
        """What follows the body in its cell; with a reason it stands in a small table of its own."""
        body = node.css_first(".postbody")
        place = body.next if body is not None else None
        while place is not None:
            if place.tag == "span" and "gensmall" in (place.attrs.get("class") or ""):
                yield place
            elif place.tag == "table" and (found := place.css_first("td.row3 > span.gensmall")) is not None:
                yield found
            place = place.next

    def _notice(self, node: LexborNode, notice: LexborNode) -> tuple[str, str | None]:
        """The words before the reason, and the reason: in ``<em>`` after a line break, or in a table's next row."""
        if node.tag == "table":
            row = notice.parent.parent if notice.parent is not None else None
            below = row.next if row is not None else None
            while below is not None and not below.is_element_node:
                below = below.next
            has_reason = (
                notice.parent is not None and notice.parent.tag == "td" and "row3" in (notice.parent.attrs.get("class") or "")
            )
            return fold(notice.text()), label(below) if has_reason else None
        reason = None
        words: list[str] = []
        for child in notice.iter(include_text=True):
            if child.tag == "em":
                reason = label(child)
            elif child.tag == "br" and fold("".join(words)):
                words.append("\x00")
            else:
                words.append(child.text_content or "" if child.is_text_node else child.text())
        text = "".join(words)
        return fold(text.partition("\x00")[0] if reason else text.replace("\x00", " ")), reason

    def _told(self, notice: LexborNode, words: str) -> str:
        return fold(notice.text()).removeprefix(words).strip()

    # -- bodies ----------------------------------------------------------------------------------------------------

    def content(self, page: Page, node: LexborNode, rules: Rules) -> Content | None:
        """Links to the board itself carry the visitor's session id; it says nothing of the post."""
        content = super().content(page, node, rules)
        if content is None or "sid=" not in content.html:
            return content
        links = tuple(replace(link, url=without_session(link.url)) for link in content.links)
        return replace(content, links=links, html=_SESSION.sub(r"\1", content.html))

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """The ``<cite>`` at the quote's beginning, or the ``.quotetitle`` before it."""
        cite = self._attribution(node)
        if cite is None:
            return QuoteHead(source_id=post_in(node.attrs.get("cite")))
        profile = cite.css_first('a[href*="mode=viewprofile"], .username, .username-coloured')
        source = cite.css_first('a[data-post-id], a[href*="viewtopic.php"], a[href*="#p"]')
        href = page.absolute(source.attrs.get("href") if source is not None else node.attrs.get("cite"))
        when = cite.css_first(".responsive-hide, .responsive-show")
        stated = source.attrs.get("data-post-id") if source is not None else None
        return QuoteHead(
            author=label(profile) or self._quoted_name(cite),
            author_id=member_in(profile.attrs.get("href")) if profile is not None else None,
            source_id=stated or post_in(href),
            source_url=canonical(href) if href else None,
            time=self._moment(page, fold(when.text())) if when is not None else None,
        )

    def _attribution(self, node: LexborNode) -> LexborNode | None:
        if "quotecontent" in (node.attrs.get("class") or ""):
            before = node.prev
            while before is not None and not before.is_element_node:
                before = before.prev
            return before if before is not None and "quotetitle" in (before.attrs.get("class") or "") else None
        cite = node.css_first("cite")
        above = cite.parent if cite is not None else None
        is_own = above is not None and (
            above.mem_id == node.mem_id or (above.parent is not None and above.parent.mem_id == node.mem_id)
        )
        return cite if is_own else None

    def _quoted_name(self, cite: LexborNode) -> str | None:
        """The name in "NAME wrote:", without the arrow and the quoted post's time."""
        words = [
            child.text_content or "" if child.is_text_node else child.text()
            for child in cite.iter(include_text=True)
            if child.is_text_node
            or not (child.attrs.get("data-post-id") or "responsive-hide" in (child.attrs.get("class") or ""))
        ]
        return read_attribution("".join(words))

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

    def attachments(self, page: Page, node: LexborNode) -> Iterator[Media]:
        """Files listed under the body, and those set into it."""
        if node.tag == "table":
            yield from self._files_of_table(page, node)
            return
        for box in node.css("dl.file, dl.thumbnail"):
            link = box.css_first("dt a.postlink, dt a[href]")
            image = box.css_first("dt img")
            href = link.attrs.get("href") if link is not None else image.attrs.get("src") if image is not None else None
            lines = [fold(line.text()) for line in box.css("dd")]
            named = (image.attrs.get("title") or "" if image is not None else "", *reversed(lines))
            name = label(link) or next((found["name"] for text in named if (found := _SIZE.match(text))), None)
            yield self._file(page, href, name or (image.attrs.get("alt") if image is not None else None))

    def _files_of_table(self, page: Page, node: LexborNode) -> Iterator[Media]:
        for found in node.css('a[href*="download/file.php?id="], img[src*="download/file.php?id="]'):
            if found.tag == "img" and found.parent is not None and found.parent.tag == "a":
                continue
            image = found if found.tag == "img" else found.css_first("img")
            name = label(found) or (image.attrs.get("alt") if image is not None else None)
            yield self._file(page, found.attrs.get("href") or found.attrs.get("src"), name)

    def _file(self, page: Page, href: str | None, name: str | None) -> Media:
        url = page.absolute(href)
        return Media(kind="attachment", url=without_session(url) if url else None, name=name)

    # -- common ----------------------------------------------------------------------------------------------------

    def _languages(self, page: Page) -> tuple[str, ...]:
        if "languages" not in page.memo:
            language = self.language(page)
            page.memo["languages"] = (language,) if language else ()
        languages: tuple[str, ...] = page.memo["languages"]
        return languages

    def _moment(self, page: Page, raw: str) -> Moment:
        return read_moment(page, raw, self.zone(page), self._languages(page))
