"""Invision Community 4 and 5: topics, forums, the index. Its other applications (blogs, files, gallery) are not read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, mark, roles
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Declared,
    Edit,
    Listing,
    Media,
    Mention,
    Moment,
    PageKind,
    PostState,
    Reaction,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.pictures import read_image
from spiders.platforms.base import Detected, Platform
from spiders.platforms.ips_frame import (
    read_crumbs,
    read_locked,
    read_next,
    read_pages,
    read_poll,
    read_root,
    read_stated,
    read_sticky,
    read_tags,
    read_title,
    read_version,
)
from spiders.platforms.ips_links import board_in, canonical, member_in, page_in, profile, thread_in
from spiders.platforms.ips_links import may_follow as follows
from spiders.platforms.ips_listing import FORUM_ROWS, TOPIC_ROWS, read_listing
from spiders.platforms.ips_posts import (
    find_notes,
    permalink,
    read_author,
    read_edit_note,
    read_file,
    read_posted,
    read_quote_head,
    read_reactions,
    thread_address,
)
from spiders.text import label

_POST = "elComment_"
_ERROR = "#elErrorMessage, #elError"
_MEMBER = "#elUserLink, #elSignOut, #elUserSignOut"
_GUEST = "#elUserSignIn, #elSignInLink, #elSigninButton_mobile, #elRegisterButton, html[data-ips-guest]"
_ADVERT = "[data-nosnippet], [data-nbenhadv]"
"""What add-ons set into bodies, and search engines shall not show as the author's words."""
_BARE_BODY = ".cPost_contentWrap .ipsType_richText, .ipsEntry__post .ipsRichText, .ipsComment_content .ipsType_richText"
"""The body where attributes were taken away."""


class InvisionCommunity(Platform):
    """Invision Community 4 and 5."""

    name = "ips"
    title = "Invision Community"
    versions = "4 and 5"

    POST = 'article[id^="elComment_"]'
    BODY = '[data-role="commentContent"]'
    QUOTE = ".ipsQuote, .ipsBlockquote"
    DROP = ".ipsQuote_citation, .ipsQuote__citation, .ipsSpoiler_header, .ipsEdited"
    OBJECT = ".ipsAttachLink"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the class of its body, or by posts in its markup where a theme has lost that."""
        body = page.tree.body if not page.is_json and not page.is_xml else None
        if body is None:
            return None
        is_ours = "ipsApp" in (body.attrs.get("class") or "").split() or page.first(self.POST) is not None
        return Detected(version=read_version(page)) if is_ours else None

    def kind(self, page: Page) -> PageKind:
        """As the body says, which application and controller made the page; else by the address and what stands on the page."""
        if "kind" not in page.memo:
            page.memo["kind"] = self._kind(page)
        kind: PageKind = page.memo["kind"]
        return kind

    def _kind(self, page: Page) -> PageKind:
        body = page.tree.body
        application = body.attrs.get("data-pageapp") if body is not None else None
        controller = body.attrs.get("data-pagecontroller") if body is not None else None
        if application in (None, "forums") and controller in (None, "topic") and self._shows_posts(page):
            return "thread"
        if page.first(_ERROR) is not None:
            return "error"
        if controller == "login" or (application is None and page.first("#elSignIn_form") is not None):
            return "login"
        if application not in (None, "forums") or controller == "topic":
            return "other"
        if controller == "index":
            return "index"
        if controller == "forums" or (controller is None and board_in(page.url)):
            return "board"
        rows = controller is None and page.first(f"{FORUM_ROWS}, {TOPIC_ROWS}") is not None
        return "index" if rows and not thread_in(page.url) else "other"

    def _shows_posts(self, page: Page) -> bool:
        """Where the body says nothing: comments of other applications have the markup of posts."""
        if page.first(self.POST) is None:
            return False
        stated = page.attribute('link[rel="canonical"]', "href") or page.url
        return thread_in(stated) is not None or page.first("#elPostFeed, body[data-pagecontroller='topic']") is not None

    def logged_in(self, page: Page) -> bool | None:
        """By the visitor's own menu, or by the link to sign in."""
        found = page.first(f"{_GUEST}, {_MEMBER}")
        if found is None:
            return None
        return f"#{found.id}" in _MEMBER

    def message(self, page: Page) -> str | None:
        """What an error page says."""
        place = page.first('#elError [data-role="errorMessage"], #elErrorMessage') or page.first(_ERROR)
        return label(place)

    def site_url(self, page: Page) -> str:
        """See `spiders.platforms.ips_frame.read_root`."""
        return read_root(page)

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.ips_links.canonical`."""
        return canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.ips_links.may_follow`."""
        return follows(url)

    def next_url(self, page: Page) -> str | None:
        """By the page controls."""
        return read_next(page)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page controls."""
        if "pages" not in page.memo:
            page.memo["pages"] = read_pages(page)
        pages: tuple[int | None, int | None] = page.memo["pages"]
        return pages

    def page_asked(self, page: Page) -> int | None:
        """By ``/page/N/`` or ``page=N``."""
        return page_in(page.url)

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.ips_listing`."""
        return read_listing(page, is_index=self.kind(page) == "index")

    def header(self, page: Page) -> Thread:
        """The topic as its own page states it, to people and to machines."""
        url = thread_address(page)
        stated = read_stated(page)
        thread_id = (
            thread_in(url) or page.attribute("body[data-pageid]", "data-pageid") or page.attribute("body[data-id]", "data-id")
        )
        if thread_id is None:
            raise ParseError(self.name, page.url, "no address or attribute on the page says which topic it is")
        prefix, title = read_title(page)
        head = page.first(".ipsPageHeader")
        return Thread(
            id=thread_id,
            kind="question" if stated.is_question else "forum",
            title=title or stated.title,
            prefix=prefix,
            url=url,
            author=stated.author,
            created=stated.created,
            boards=read_crumbs(page),
            labels=read_tags(page, head) if head is not None else (),
            poll=read_poll(page),
            sticky=read_sticky(page),
            locked=read_locked(page),
            declared=Declared(
                replies=stated.replies,
                views=stated.views,
                pages=self.page_number(page)[1],
                last_post=stated.last_post,
            ),
        )

    def thread(self, page: Page) -> ThreadPage:
        """On the first page the first post opens the topic, and tells who began it and when as people see it."""
        read = super().thread(page)
        if read.number != 1 or not read.posts:
            return read
        opening = read.posts[0]
        created = read.thread.created
        if created is not None and opening.posted is not None and opening.posted.at != created.at:
            return read  # the posts are in another order: best answers first, or the latest
        return replace(read, thread=replace(read.thread, author=opening.author, created=opening.posted))

    # -- posts -----------------------------------------------------------------------------------------------------

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``elComment_N``."""
        number = (node.id or "").removeprefix(_POST)
        return number if number.isdecimal() else None

    def state(self, page: Page, node: LexborNode) -> PostState:
        """Moderators see what is hidden, in another colour."""
        return "moderated" if "ipsModerated" in (node.attrs.get("class") or "") else "visible"

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """See `spiders.platforms.ips_posts.read_author`."""
        known: dict[int, Author | None] = page.memo.setdefault("authors", {})
        if node.mem_id not in known:
            known[node.mem_id] = read_author(page, node)
        return known[node.mem_id]

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """See `spiders.platforms.ips_posts.read_posted`."""
        return read_posted(page, node)

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The address at which the post is found wherever it stands."""
        post_id = self.post_id(page, node)
        return permalink(thread_address(page), post_id) if post_id else None

    def edits(self, page: Page, node: LexborNode) -> Iterator[Edit]:
        """The note at the end of the body."""
        lang = self.language(page) if node.mem_id in find_notes(page) else None
        for note in find_notes(page).get(node.mem_id, ()):
            edit = read_edit_note(note, author=self.author(page, node), languages=(lang,) if lang else ())
            if edit is not None:
                yield edit

    def reactions(self, page: Page, node: LexborNode) -> Iterator[Reaction]:
        """Below the body."""
        return read_reactions(page, node)

    # -- bodies ----------------------------------------------------------------------------------------------------

    def bodies(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """The first; a signature has the same class."""
        body = node.css_first(self.BODY) or node.css_first(_BARE_BODY)
        return [body] if body is not None else []

    def rules(self, page: Page) -> Rules:
        """By class names, since few selectors are needed then."""
        notes = {note.mem_id for notes in find_notes(page).values() for note in notes}
        return Rules(
            page=page,
            quotes=frozenset(),
            dropped=mark(page, _ADVERT) | notes,
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            classes=roles(quote=self.QUOTE, drop=self.DROP, object=self.OBJECT),
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """See `spiders.platforms.ips_posts.read_quote_head`."""
        return read_quote_head(page, node)

    def mention(self, page: Page, node: LexborNode) -> Mention | None:
        """A profile's link that says that it is one, or begins with an @."""
        href = page.absolute(node.attrs.get("href"))
        member = node.attrs.get("data-mentionid") or member_in(href)
        name = label(node) if member else None
        if name is None or href is None or not (node.attrs.get("data-mentionid") or name.startswith("@")):
            return None
        return Mention(name=name.removeprefix("@"), id=member, url=profile(href))

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """Smileys say so by an attribute; files are set into the words; players and pages of the same site come by script."""
        if node.tag == "a":
            return read_file(page, node)
        attributes = node.attributes
        if node.tag == "img" and ("data-emoticon" in attributes or "/emoticons/" in (attributes.get("src") or "")):
            return attributes.get("alt") or attributes.get("title") or ""
        if node.tag == "iframe":
            source = page.absolute(attributes.get("data-embed-src") or attributes.get("src"))
            return Media(kind="embed", url=canonical(source) if "data-embedcontent" in attributes else source) if source else None
        return read_image(page, node, smileys=self.SMILEYS)
