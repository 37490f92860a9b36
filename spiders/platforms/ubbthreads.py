"""UBB.threads 7, and what 6 has in common with it. A post is a table after an anchor ``PostN``; its number is its address.

A thread has the number of its opening post. Replies name the post they answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, mark, roles
from spiders.edits import read_edit
from spiders.errors import ParseError
from spiders.items import Author, Declared, Edit, Listing, Media, Moment, PageKind, Post, Reaction, Thread, ThreadPage
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.platforms.ubbthreads_frame import (
    languages,
    read_member,
    read_moment,
    read_moment_in,
    read_next,
    read_pages,
    read_path,
)
from spiders.platforms.ubbthreads_links import canonical, id_in, may_follow, post_in, root, thing_in
from spiders.platforms.ubbthreads_listing import read_listing
from spiders.quotes import read_attribution
from spiders.text import fold, label, number

_MADE_BY = re.compile(r"UBB\.threads\S*(?: PHP Forum Software)?\s+(\d+(?:\.\d+)+)")
_ANCHOR = re.compile(r"Post(\d{1,12})$")
_COUNT = re.compile(r"\d[\d,.]*")
_FILE = 'a[href*="ubb=download"], a[href*="/ubb/download"]'
_EDIT_PARTS = ".edited-wording, .edited, .post-edited, .edit-info"


class UBBThreads(Platform):
    """UBB.threads."""

    name = "ubbthreads"
    title = "UBB.threads"
    versions = "6 and 7"

    POST = 'a[id^="Post"], a[name^="Post"]'
    BODY = '[id^="body"], .post_inner, td.post-content, font.post'
    DROP = f".ubbcode-header, .signature, .post-likes, {_EDIT_PARTS}"
    VERBATIM = ".ubbcode-pre"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the generator, else by its name in the footer and the script in its links."""
        if page.is_json or page.is_xml:
            return None
        made_by = page.attribute('meta[name="generator"]', "content") or ""
        if not made_by.startswith("UBB.threads"):
            if b"ubb" not in page.body.lower():
                return None
            footer = page.first('a[href*="ubbcentral.com"], a[href*="ubbthreads.com"], a[href*="infopop.com"]')
            own = page.first('a[href*="ubbthreads.php"], a[href*="showflat.php"], a[href*="postlist.php"]')
            if footer is None or own is None:
                return None
            made_by = label(footer) or ""
        found = _MADE_BY.search(made_by)
        return Detected(version=found[1] if found else None)

    def kind(self, page: Page) -> PageKind:
        """By what stands on the page."""
        tree = page.tree
        if self._shown(page):
            return "thread"
        if tree.css_first(".topicsubject") is not None or id_in(page.url, "board"):
            return "board"
        if tree.css_first(".forumtitle") is not None:
            return "index"
        if tree.css_first('input[name="Loginpass"], form input[type="password"]') is not None:
            return "login"
        return "error" if self.message(page) is not None else "other"

    def message(self, page: Page) -> str | None:
        """In the one table of the page."""
        if page.first("td.post-content, .topicsubject") is not None:
            return None
        return label(page.first("td.alt-1 .standouttext, td.standouttext, .t_inner td.alt-1"))

    def logged_in(self, page: Page) -> bool | None:
        """By the link to log out or in."""
        if _leads(page, "logout"):
            return True
        return False if _leads(page, "login") else None

    def site_url(self, page: Page) -> str:
        """By a link to its script."""
        own = page.absolute(page.attribute('a[href*="ubbthreads.php"], a[href*="postlist.php"]', "href"))
        return root(own or page.url)

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.ubbthreads_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.ubbthreads_links.may_follow`."""
        return may_follow(url)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        return read_pages(page)

    def page_asked(self, page: Page) -> int | None:
        """By the address."""
        thing = thing_in(page.url)
        return thing[2] if thing is not None else None

    def next_url(self, page: Page) -> str | None:
        """By relation or number."""
        return read_next(page)

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.ubbthreads_listing`."""
        return read_listing(page, is_index=self.kind(page) == "index")

    def header(self, page: Page) -> Thread:
        """The thread as its own page states it."""
        stated = [
            page.attribute('meta[property="og:url"]', "content"),
            page.absolute(page.attribute('link[rel="canonical"]', "href")),
            page.url,
        ]
        own = next((href for href in stated if id_in(href, "thread")), None)
        shown = self._shown(page)
        thread_id = id_in(own, "thread")
        if shown and self.page_number(page)[0] == 1 and (thread_id is None or thread_id in shown):
            thread_id = shown[0]  # an address may name any post of the thread
        if thread_id is None:
            raise ParseError(self.name, page.url, "no address on the page says which thread it is")
        boards, title = read_path(page)
        return Thread(
            id=thread_id,
            title=page.attribute('meta[property="og:title"]', "content") or title or label(page.first(".subjecttable a[href]")),
            url=self._thread_url(page, own, thread_id),
            boards=boards,
            declared=Declared(pages=self.page_number(page)[1]),
        )

    def _shown(self, page: Page) -> list[str]:
        """The ids of the page's posts."""
        if "shown" not in page.memo:
            page.memo["shown"] = [found for node in page.tree.css(self.POST) if (found := self.post_id(page, node))]
        shown: list[str] = page.memo["shown"]
        return shown

    def _thread_url(self, page: Page, own: str | None, thread_id: str) -> str:
        """The first page, in the manner of the site's own addresses."""
        if own and ".php/" in own:
            kind = "galleries" if "/galleries/" in own else "topics"
            return f"{self.site_url(page)}ubbthreads.php/{kind}/{thread_id}"
        if own and "showflat.php" in own:
            return f"{self.site_url(page)}showflat.php?Number={thread_id}"
        return f"{self.site_url(page)}ubbthreads.php?ubb=showflat&Number={thread_id}"

    def thread(self, page: Page) -> ThreadPage:
        """On the first page, the first post opens the thread and tells who began it and when."""
        read = super().thread(page)
        if read.number != 1 or not read.posts:
            return read
        opening = read.posts[0]
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    # -- posts -----------------------------------------------------------------------------------------------------

    def _table(self, page: Page, node: LexborNode) -> LexborNode:
        """What holds the post: the element after its anchor, or the table around it."""
        known: dict[int, LexborNode] = page.memo.setdefault("tables", {})
        if node.mem_id not in known:
            after = node.next
            while after is not None and not after.is_element_node:
                after = after.next
            around = node.parent
            while around is not None and around.tag not in {"table", "body"}:
                around = around.parent
            known[node.mem_id] = after if after is not None and after.tag in {"table", "div"} else around or node
        return known[node.mem_id]

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``<a id="PostN">``."""
        found = _ANCHOR.match(node.id or node.attrs.get("name") or "")
        return found[1] if found else None

    def post(self, page: Page, node: LexborNode, rules: Rules) -> Post | None:
        """Adds the post that it answers, which its head names."""
        read = super().post(page, node, rules)
        if read is None:
            return None
        links = self._table(page, node).css(".subjecttable a[href*='#Post']")
        answered = next((found for link in links if (found := post_in(link.attrs.get("href"))) and found != read.id), None)
        return replace(read, parent_id=answered, parent_kind="stated") if answered else read

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """Beside the words, or in the menu that opens there; guests have no profile."""
        table = self._table(page, node)
        link = next(
            (
                one
                for one in table.css('a[href*="users/"], a[href*="showprofile"]')
                if id_in(page.absolute(one.attrs.get("href")), "member")
            ),
            None,
        )
        name = next(
            (
                words
                for place in (
                    ".author-name a",
                    ".author-name",
                    'span[id^="menu_control"]',
                    "td.author-content a, .author-content b",
                )
                if (words := label(table.css_first(place)))
            ),
            None,
        )
        if link is None:
            menu = self._menus(page).get(f"profile_popup_{self.post_id(page, node)}")
            link = menu if menu is not None and id_in(page.absolute(menu.attrs.get("href")), "member") else None
        if link is None:
            return Author(name=name, guest=True) if name else None
        found = read_member(page, link)
        member = id_in(page.absolute(link.attrs.get("href")), "member")
        url = page.absolute(link.attrs.get("href"))
        if found is None and name is None:
            return None
        return Author(name=name or (found.name if found else ""), id=member, url=canonical(url) if url else None, guest=False)

    def _menus(self, page: Page) -> dict[str, LexborNode]:
        """The first link of each author's menu, by the menu's id: they stand behind the posts."""
        if "menus" not in page.memo:
            menus = page.tree.css('[id^="profile_popup_"]')
            page.memo["menus"] = {one.id: link for one in menus if (link := one.css_first("a[href]")) is not None}
        known: dict[str, LexborNode] = page.memo["menus"]
        return known

    def _has(self, page: Page, selector: str) -> bool:
        """Whether the page has any: looked for once, and not in each post."""
        if selector not in page.memo:
            page.memo[selector] = page.first(selector) is not None
        has: bool = page.memo[selector]
        return has

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """Over the words."""
        head = self._table(page, node).css_first(".subjecttable")
        moment = read_moment_in(page, head)
        if moment is None and head is not None:
            words = fold(head.text()).rpartition(" - ")[2]
            found = read_moment(page, words)
            moment = found if found.precision is not None else None
        return moment

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The address that the number leads to."""
        post_id = self.post_id(page, node)
        link = self._table(page, node).css_first(f"#number{post_id}")
        url = page.absolute(link.attrs.get("href")) if link is not None else None
        return url or f"{self.site_url(page)}ubbthreads.php?ubb=showflat&Number={post_id}#Post{post_id}"

    def subject(self, page: Page, node: LexborNode) -> str | None:
        """Over the words."""
        return label(self._table(page, node).css_first(".subjecttable .truncate a, .subjecttable b a, .subjecttable b"))

    def bodies(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """The words without what stands below them."""
        table = self._table(page, node)
        body = next((found for place in self.BODY.split(",") if (found := table.css_first(place.strip())) is not None), None)
        return [body] if body is not None else []

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """Under the words, in an element of its own or as the last of them."""
        table = self._table(page, node)
        place = table.css_first(_EDIT_PARTS) if self._has(page, _EDIT_PARTS) else None
        words = label(place)
        if words is None:
            body = table.css_first('[id^="body"]')
            after = body.next if body is not None else None
            parts = []
            while after is not None:
                if after.is_text_node or (after.is_element_node and "signature" not in (after.attrs.get("class") or "")):
                    parts.append(after.text_content or "" if after.is_text_node else f" {after.text(separator=' ')} ")
                after = after.next
            words = fold("".join(parts)) or None
        if words:
            edit = read_edit(words, date=lambda raw: read_moment(page, raw), marked=place is not None, languages=languages(page))
            if edit is not None:
                yield edit

    def reactions(self, page: Page, node: LexborNode) -> Iterable[Reaction]:
        """One line for all of them: "3 members like this"."""
        line = self._table(page, node).css_first(".post-likes") if self._has(page, ".post-likes") else None
        names = tuple(name for link in line.css("a[href]") if (name := label(link))) if line is not None else ()
        if line is not None and names:
            found = _COUNT.search(label(line) or "")
            yield Reaction(kind="Like", count=number(found[0]) if found else len(names), names=names)

    def attachments(self, page: Page, node: LexborNode) -> Iterable[Media]:
        """Linked below the words."""
        for link in self._table(page, node).css(_FILE) if self._has(page, _FILE) else ():
            yield Media(kind="attachment", url=page.absolute(link.attrs.get("href")), name=label(link))

    # -- bodies ----------------------------------------------------------------------------------------------------

    def rules(self, page: Page) -> Rules:
        """Quotes, code and spoilers are blocks alike: a quote is neither code nor has it a button."""
        quotes = set()
        for block in page.tree.css(".ubbcode-block"):
            head, body = block.css_first(".ubbcode-header"), block.css_first(".ubbcode-body")
            is_code = body is None or "ubbcode-pre" in (body.attrs.get("class") or "") or _first_tag(body) == "pre"
            if not is_code and (head is None or head.css_first("input, button, [onclick]") is None):
                quotes.add(block.mem_id)
        old = {node.mem_id for node in page.tree.css("font.post blockquote")}
        return Rules(
            page=page,
            quotes=frozenset(quotes | old),
            dropped=frozenset(),
            classes=roles(drop=self.DROP),
            verbatim=mark(page, self.VERBATIM),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """Name, and the post where the head links to it."""
        head = node.css_first(".ubbcode-header")
        links = head.css("a[href]") if head is not None else []
        source = next((href for link in links if (href := page.absolute(link.attrs.get("href"))) and post_in(href)), None)
        return QuoteHead(author=read_attribution(label(head)), source_id=post_in(source), source_url=source)

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """Smileys are called graemlins, and kept in a folder of that name."""
        if node.tag == "img" and "graemlins" in (node.attrs.get("src") or ""):
            return node.attrs.get("alt") or ""
        return super().image(page, node)


def _leads(page: Page, action: str) -> bool:
    """Whether a link leads to an action, in any of the manners of addresses: one selector for the three."""
    links = [one.attrs.get("href") or "" for one in page.tree.css(f'a[href*="{action}"]')]
    return any(part in href for href in links for part in (f"ubb={action}", f"/ubb/{action}", f"{action}.php"))


def _first_tag(node: LexborNode) -> str | None:
    return next((child.tag for child in node.iter()), None)
