"""Vanilla 2 to 4 and its successor in the cloud: discussions, their comments, boards, feeds and API."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, roles
from spiders.dates import stamp
from spiders.errors import ParseError
from spiders.items import (
    Author,
    Content,
    Declared,
    Edit,
    Follow,
    Link,
    Listing,
    Media,
    Mention,
    Moment,
    PageKind,
    Post,
    Reaction,
    Site,
    Thread,
    ThreadPage,
)
from spiders.page import Page
from spiders.platforms import vanilla_links as links
from spiders.platforms.base import Detected, Platform
from spiders.platforms.vanilla_bodies import EMBED, written_out
from spiders.platforms.vanilla_feeds import answer_threads, feed_of, feed_threads, is_answer, next_answer
from spiders.platforms.vanilla_frame import (
    asked,
    boards,
    crumbs,
    labels,
    linked_member,
    locked,
    of_category,
    page_numbers,
    printed_time,
    site_root,
)
from spiders.platforms.vanilla_listing import read_listing
from spiders.platforms.vanilla_posts import (
    attributing,
    is_own,
    opening_alias,
    read_edits,
    read_poll,
    read_reactions,
    without_warning,
)
from spiders.quotes import read_attribution
from spiders.text import fold, label

_APPLICATIONS = frozenset({"Vanilla", "Dashboard", "Conversations"})
_VERSION = re.compile(r"[?&][vh]=(\d+(?:\.\d+)+)")
_POST = re.compile(r"(Discussion|Comment)_(\d{1,18})")


class Vanilla(Platform):
    """Vanilla."""

    name = "vanilla"
    title = "Vanilla"
    versions = "2.0 to 4, Vanilla Cloud"

    POST = '[id^="Discussion_"], [id^="Comment_"]'
    BODY = ".Message"
    QUOTE = "blockquote"
    DROP = ".QuoteAuthor, .embedQuote-header, .embedText-header, .Signature, .UserSignature, .SpoilerTitle, .SpoilerReveal"

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """By the names that Vanilla gives to the body of each page: its application, controller and section."""
        if page.is_json:
            return Detected() if is_answer(page) else None
        if page.is_xml:
            return Detected() if feed_of(page) is not None else None
        body = page.tree.body
        classes = frozenset((body.attributes.get("class") or "").split()) if body is not None else frozenset()
        named = body is not None and (body.id or "").startswith(("vanilla_", "dashboard_", "conversations_"))
        known = not _APPLICATIONS.isdisjoint(classes) and (named or any(name.startswith("Section-") for name in classes))
        if not known and b"gdn.meta" not in page.body:
            return None
        core = page.attribute('script[src*="/js/global.js?"]', "src")
        core = core or page.attribute('link[href*="/applications/dashboard/design/style"]', "href")
        found = _VERSION.search(core or "")
        return Detected(version=found[1] if found else None)

    def kind(self, page: Page) -> PageKind:
        """By the body's name, and by what stands on the page where a theme has none."""
        if page.is_json:
            return "api"
        if page.is_xml:
            return "feed"
        body = page.tree.body
        named = (body.id or "").lower() if body is not None else ""
        classes = frozenset((body.attributes.get("class") or "").split()) if body is not None else frozenset()
        if named.startswith("dashboard_entry") or "Section-Entry" in classes:
            return "login"
        if named in ("dashboard_home_permission", "dashboard_home_unauthorized"):
            return "login"
        if named.startswith(("dashboard_home_", "vanilla_home_")) or page.first(".SplashInfo") is not None:
            return "error"
        if named.startswith("dashboard_profile") or "Section-Profile" in classes:
            return "author"
        if named.startswith("vanilla_discussion_") or {"Vanilla", "Discussion"} <= classes or "Section-Discussion" in classes:
            return "thread" if links.thread_in(self._address(page)) or page.first(".MessageList") is not None else "other"
        if page.first(".ItemDiscussion, .DataList.Discussions, .DiscussionsTable") is not None:
            return "board" if links.board_in(page.url) or of_category(classes) else "index"
        if page.first(".CategoryTable, .CategoryList, .CategoryGroup, .DataList.Categories") is not None:
            return "board" if links.board_in(page.url) else "index"
        return "other"

    def site(self, page: Page) -> Site:
        """Times are given in UTC, so that no zone is needed."""
        return Site(url=self.site_url(page), platform=self.name) if page.is_json or page.is_xml else super().site(page)

    def site_url(self, page: Page) -> str:
        """Where the breadcrumbs begin, else where the page's own route does."""
        return site_root(page)

    def logged_in(self, page: Page) -> bool | None:
        """By the menu: it offers to sign out, or in."""
        if page.is_json or page.is_xml:
            return None
        if page.first('a[href*="/entry/signout"], .MeBox:not(.MeBox-SignIn) a.Username') is not None:
            return True
        return False if page.first('a[href*="/entry/signin"], .SignInPopup, body.UserLoggedOut') is not None else None

    def message(self, page: Page) -> str | None:
        """What stands in the middle of the page."""
        place = page.first(".SplashInfo, .Center")
        return label(place.css_first("#Message, p") or place.css_first("h1") or place) if place is not None else None

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """See `spiders.platforms.vanilla_links.canonical`."""
        return links.canonical(url)

    def follows(self, url: str) -> bool:
        """See `spiders.platforms.vanilla_links.may_follow`."""
        return links.may_follow(url)

    def page_asked(self, page: Page) -> int | None:
        """By ``/p2`` at the end."""
        return None if page.is_json else links.page_in(page.url)

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """By the page links; a discussion without any has one page."""
        return page_numbers(page)

    def next_url(self, page: Page) -> str | None:
        """By relation, else the link that older pages call so."""
        stated = page.attribute('link[rel="next"]', "href")
        return page.absolute(stated or page.attribute(".Pager a[rel~=next], .Pager a.Next, .MorePager a", "href"))

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterable[Follow]:
        """From a page that scripts fill, the API, which holds what they would show; from an answer of it, the next one."""
        if kind == "api":
            following = next_answer(page)
            if following is not None:
                yield Follow(url=following, kind="api")
        for shown in threads:
            if kind == "thread" and not shown.posts:
                api, key = f"{self.site_url(page)}api/v2", shown.thread.id
                yield Follow(url=f"{api}/discussions/{key}", kind="api", thread_id=key)
                yield Follow(url=f"{api}/comments?discussionID={key}&limit=100&page=1", kind="api", thread_id=key)

    # -- listings and threads --------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """See `spiders.platforms.vanilla_listing`."""
        current, pages = self.page_number(page)
        is_board = self.kind(page) == "board"
        return replace(read_listing(page, is_board=is_board), number=current, pages=pages, next_url=self.next_url(page))

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        """Those of feeds and of the API too."""
        if kind == "api":
            return answer_threads(page, self.rules(page))
        return feed_threads(page) if kind == "feed" else super().threads(page, kind)

    def _address(self, page: Page) -> str:
        """The address the page gives itself, which its kind and its header are told by."""
        if "address" not in page.memo:
            page.memo["address"] = self._find_address(page)
        address: str = page.memo["address"]
        return address

    def _find_address(self, page: Page) -> str:
        stated = page.attribute('link[rel="canonical"]', "href") or page.attribute('meta[property="og:url"]', "content")
        url = page.absolute(stated)
        return url if url and links.thread_in(url) else page.url

    def header(self, page: Page) -> Thread:
        """By the opening post, the address, or the form to answer."""
        opening = page.first('[id^="Discussion_"].ItemDiscussion, .MessageList [id^="Discussion_"]')
        address = self._address(page)
        found = _POST.fullmatch((opening.id or "") if opening is not None else "")
        thread_id = (found[2] if found else None) or links.thread_in(address) or asked(page)
        if thread_id is None:
            raise ParseError(self.name, page.url, "no element, address or form says which discussion it is (#Discussion_N)")
        title = page.first(".PageTitle h1, #Item_0 h1, .MessageList h1, h1.HomepageTitle, .HomepageTitle, #Content h1, h1")
        url = links.canonical(address) if links.thread_in(address) else f"{self.site_url(page)}discussion/{thread_id}"
        states = frozenset((opening.attributes.get("class") or "").split()) if opening is not None else frozenset()
        return Thread(
            id=thread_id,
            title=label(title) or page.attribute('meta[property="og:title"]', "content"),
            url=re.sub(r"/p\d+$", "", url),
            boards=boards(page, crumbs(page)),
            labels=labels(page),
            poll=read_poll(page),
            sticky=_is(states, "Announcement") if opening is not None else None,
            locked=_is(states, "Closed") or locked(page),
            declared=Declared(pages=self.page_number(page)[1]),
        )

    def thread(self, page: Page) -> ThreadPage:
        """The opening post tells who began the discussion and when; the last of the last page is its latest."""
        read = super().thread(page)
        if not read.posts:
            return read
        thread, opening, last = read.thread, read.posts[0], read.posts[-1]
        if opening.kind == "article":
            thread = replace(thread, author=opening.author, created=opening.posted)
        if read.number is not None and read.number == read.pages:
            comment = last.id if last.kind == "comment" else None
            latest = replace(thread.declared, last_post=last.posted, last_post_id=comment, last_author=last.author)
            thread = replace(thread, declared=latest)
        return replace(read, thread=thread)

    # -- posts -----------------------------------------------------------------------------------------------------

    def post(self, page: Page, node: LexborNode, rules: Rules) -> Post | None:
        """Discussions and comments are numbered apart, as articles and comments of blogs are, and told apart as those are."""
        if "Item" not in (node.attrs.get("class") or "") or ((node.id or "")[0] == "D" and node.css_first(self.BODY) is None):
            return None  # the row of another discussion, in a panel
        post_id, content = self.post_id(page, node), self.content(page, node, rules)
        if post_id is None:
            return None
        if content is None:
            raise ParseError(self.name, page.url, f"comment {post_id} has no body ({self.BODY})")
        is_comment = (node.id or "").startswith("Comment_")
        return Post(
            id=post_id,
            kind="comment" if is_comment else "article",
            author=self.author(page, node),
            posted=self.posted(page, node),
            url=self.permalink(page, node),
            content=content,
            edits=tuple(self.edits(page, node)),
            reactions=tuple(self.reactions(page, node)),
            aliases=() if is_comment else (opening_alias(post_id),),
        )

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """``Discussion_N`` is the opening post, which has the discussion's number; ``Comment_N``."""
        found = _POST.fullmatch(node.id or "")
        return found[2] if found else None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """The name over a profile; who has none is no member."""
        link = node.css_first("a.Username")
        if link is not None:
            return linked_member(page, link)
        place = node.css_first(".Author, .AuthorWrap")
        if place is None:
            return None
        link = next((one for one in place.css("a[href]") if label(one) or one.attrs.get("title")), None)
        if link is not None:
            return linked_member(page, link)
        name = label(place.css_first(".Username") or place)
        return Author(name=name, guest=True) if name else None

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """The time beside the name, given in UTC since 2.1."""
        place = node.css_first(".DateCreated")
        place = place if place is not None else node.css_first(".CommentDate, .Permalink")
        return printed_time(page, place) if place is not None else None

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The comment's own address; the opening post's is the discussion's."""
        post_id = self.post_id(page, node)
        if (node.id or "").startswith("Comment_"):
            return f"{self.site_url(page)}discussion/comment/{post_id}#Comment_{post_id}"
        link = node.css_first(".Permalink")
        url = page.absolute(link.attributes.get("href")) if link is not None else None
        return links.canonical(url) if links.thread_in(url) and url else f"{self.site_url(page)}discussion/{post_id}"

    def edits(self, page: Page, node: LexborNode) -> Iterable[Edit]:
        """The whole marker stands in ``title``: what is shown is no more than a month."""
        if "edited" not in page.memo:
            page.memo["edited"] = page.first(".DateUpdated") is not None
        return read_edits(page, node) if page.memo["edited"] else ()

    def reactions(self, page: Page, node: LexborNode) -> Iterable[Reaction]:
        """Buttons with a figure, and thanks with the names of those who gave them."""
        if "reacted" not in page.memo:
            page.memo["reacted"] = page.first(".ReactButton .Count, .ThankedByBox") is not None
        return read_reactions(node) if page.memo["reacted"] else ()

    def attachments(self, page: Page, node: LexborNode) -> Iterator[Media]:
        """Files listed under the words."""
        if "files" not in page.memo:
            page.memo["files"] = page.first(".Attachment") is not None
        for file in node.css(".Attachment") if page.memo["files"] else ():
            link = file.css_first('a[href*="/download/"]') or file.css_first("a[href]")
            name = label(file.css_first(".FileName")) or label(link)
            if link is not None:
                yield Media(kind="attachment", url=page.absolute(link.attributes.get("href")), name=name)

    # -- bodies ----------------------------------------------------------------------------------------------------

    def bodies(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """With what scripts would show in place of embeds."""
        body = node.css_first(self.BODY)
        if "embeds" not in page.memo:
            page.memo["embeds"] = page.first(EMBED) is not None
        return [] if body is None else [written_out(body)] if page.memo["embeds"] else [body]

    def content(self, page: Page, node: LexborNode, rules: Rules) -> Content | None:
        """Links lead where they lead, not to the page that warns of leaving."""
        content = super().content(page, node, rules)
        if content is None or not any("/home/leaving?" in link.url for link in content.links):
            return content
        return replace(content, links=tuple(replace(link, url=without_warning(link.url)) for link in content.links))

    def rules(self, page: Page) -> Rules:
        """Attributions that stand in a paragraph before the quoted words ("@Ada said:") are none of the author's."""
        quotes = [] if page.is_json else page.tree.css(self.QUOTE)
        said = [one.mem_id for quote in quotes if (one := attributing(quote)) is not None]
        return Rules(
            page=page,
            quotes=frozenset(quote.mem_id for quote in quotes),
            dropped=frozenset(said),
            classes=roles(quote=".UserQuote", drop=self.DROP, card=".js-card, .embedLink-link", object=".js-file"),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            card=self.card,
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """Name, source and time, as far as they are told: the link over a quote leads to what is quoted."""
        head = next((one for one in node.css(".QuoteAuthor, .embedQuote-header, .embedText-header") if is_own(one, node)), None)
        if head is None:
            said = attributing(node)
            name = read_attribution(label(said)) or node.attributes.get("rel")
            mention = said.css_first('a[href*="/profile/"]') if said is not None else None
            author = linked_member(page, mention) if mention is not None else None
            return QuoteHead(author=name.lstrip("@") if name else None, author_id=author.id if author else None)
        link = head.css_first('a.QuoteMember, a[href*="/profile/"]')
        member = linked_member(page, link) if link is not None else None
        stated = [page.absolute(one.attributes.get("href")) for one in head.css("a[href]")]
        source = next((url for url in stated if links.comment_in(url) or links.thread_in(url)), None)
        time, thread_id = head.css_first("time"), links.thread_in(source)
        return QuoteHead(
            author=(member.name if member else None) or read_attribution(label(head)),
            author_id=member.id if member else None,
            source_id=links.comment_in(source) or (opening_alias(thread_id) if thread_id else None),
            source_url=source,
            time=stamp(time.attributes.get("datetime"), label(time)) if time is not None else None,
        )

    def mention(self, page: Page, node: LexborNode) -> Mention | None:
        """A link to a profile that stands on an @name."""
        name = fold(node.text())
        if not name.startswith("@") or "/profile/" not in (node.attributes.get("href") or ""):
            return None
        author = linked_member(page, node)
        return Mention(name=name[1:], id=author.id, url=author.url) if author is not None else None

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """Emoji by their characters; files of the rich editor."""
        if "js-file" in (node.attributes.get("class") or ""):
            url = page.absolute(node.attributes.get("data-url"))
            return Media(kind="attachment", url=url, name=node.attributes.get("data-name") or None)
        return super().image(page, node)

    def card(self, page: Page, node: LexborNode) -> Link | None:
        """A link of the rich editor."""
        url = page.absolute(node.attributes.get("href"))
        return Link(url=url, text=fold(node.text())) if url else None


def _is(classes: frozenset[str], state: str) -> bool:
    return any(name == state or name.startswith(f"{state}-") for name in classes)
