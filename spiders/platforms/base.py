"""The contract of a platform: what each of them answers about a page, and how a page is read by asking.

A platform is one class in one file. Its regular facts are CSS selectors in class attributes; its irregular facts are small
methods, one fact each. It is stateless: every method takes the page. It reads and never fetches: no clock, no network, no
database, no logging. Facts are taken in this order: machine data (JSON-LD, ``data-*``, ``<time datetime>``, epochs), ids,
classes, text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import ClassVar, Literal

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, mark, read_content
from spiders.errors import ParseError, Walled
from spiders.items import (
    GONE,
    Author,
    Content,
    Edit,
    Follow,
    Link,
    Listing,
    Loss,
    Media,
    Mention,
    Moment,
    PageKind,
    Post,
    PostKind,
    PostState,
    Reaction,
    Reading,
    Site,
    Thread,
    ThreadPage,
    View,
)
from spiders.leads import another_page, leads
from spiders.notices import is_gone
from spiders.page import Page
from spiders.pictures import read_image
from spiders.urls import normalise
from spiders.walls import wall_of

_BOXES = (b"From ", b"\x1f\x8b")
"""How mail boxes begin, packed or not: no pages, and only those who read mail are asked whether they are theirs."""


@dataclass(frozen=True, slots=True)
class Detected:
    """A platform recognised. ``version`` is what the page says or shows of it, None where it does not tell."""

    version: str | None = None


class Platform:
    """Base of all platforms. Subclasses set the selectors and override the facts that need more."""

    name: ClassVar[str]
    """As written to the database: lower case, no version ("xenforo")."""
    title: ClassVar[str]
    """As people write it ("XenForo")."""
    family: ClassVar[Literal["forum", "blog", "mail"]] = "forum"
    versions: ClassVar[str] = ""
    """The versions that are read, for people ("2.0 to 2.3")."""
    parser_version: ClassVar[int] = 1
    """Raised whenever the same bytes would be read differently; stored with every revision."""

    POST: ClassVar[str] = ""
    """Each post of a thread page."""
    BODY: ClassVar[str] = ""
    """The body, inside a post."""
    QUOTE: ClassVar[str] = ""
    """Each quote, with its attribution inside it."""
    DROP: ClassVar[str] = ""
    """What stands in bodies and is not the author's: attributions, "Click to expand", edit notes, signatures."""
    CARD: ClassVar[str] = ""
    """Link cards: a link, and no words of the author's."""
    OBJECT: ClassVar[str] = ""
    """Embedded things that are no ``<img>`` or ``<iframe>``: read by `image`, their inside left alone."""
    VERBATIM: ClassVar[str] = ""
    """Code that is no ``<pre>``: its spaces and lines count."""
    SMILEYS: ClassVar[frozenset[str]] = frozenset({"smilie", "smilies", "smiley", "emoji", "wp-smiley", "emoticon"})
    """Classes of images that stand for text."""

    # -- what the page is ------------------------------------------------------------------------------------------

    def detect(self, page: Page) -> Detected | None:
        """Whether this platform made the page, by what the page says of itself, never by the host of its address."""
        raise NotImplementedError

    def recognise(self, page: Page) -> Detected | None:
        """What `detect` says, asked once of each page."""
        known: dict[type[Platform], Detected | None] = page.memo.setdefault("detected", {})
        if type(self) not in known:  # two platforms may have one name: XenForo 1 and 2
            is_box = self.family != "mail" and page.body.startswith(_BOXES)
            known[type(self)] = None if is_box else self.detect(page)
        return known[type(self)]

    def kind(self, page: Page) -> PageKind:
        """What sort of page it is."""
        raise NotImplementedError

    def site(self, page: Page) -> Site:
        """What the page says of the whole site. Overrides add what they know with `dataclasses.replace`."""
        detected = self.recognise(page) if not page.is_json and not page.is_xml else None
        return Site(
            url=self.site_url(page),
            platform=self.name,
            version=detected.version if detected else None,
            title=self.site_title(page),
            language=self.language(page),
        )

    def site_url(self, page: Page) -> str:
        """Where the site begins: scheme, host and the path it is installed under, with a slash at the end."""
        raise NotImplementedError

    def site_title(self, page: Page) -> str | None:
        """The site's name, None where the page does not give it."""
        return page.attribute('meta[property="og:site_name"]', "content")

    def language(self, page: Page) -> str | None:
        """The page's language, a BCP 47 tag."""
        return page.language

    def zone(self, page: Page) -> tzinfo | None:
        """The zone the page's times are written in: as the page states it, else as it is known of the site."""
        return page.zone

    def logged_in(self, page: Page) -> bool | None:
        """Whether the page was written for a member, None where it does not tell."""
        return None

    def message(self, page: Page) -> str | None:
        """What a page of kind error says, in the site's own words."""
        return None

    def says_gone(self, page: Page) -> bool:
        """Whether a page of kind error says that what was asked for is not there. An error of the server's is not that."""
        return page.status in GONE or is_gone(self.message(page))

    # -- addresses -------------------------------------------------------------------------------------------------

    def canonical(self, url: str) -> str:
        """The one address of the thing a URL leads to: no session id, slug, highlight parameter or fragment."""
        return normalise(url)

    def follows(self, url: str) -> bool:
        """Whether a crawl may fetch the address: never log in, reply, report, mark read, sort, print."""
        return True

    def endpoint(self, url: str) -> str:
        """Where what stands at an address is fetched: where its API tells the same, and more. Records keep the address itself."""
        return url

    def since(self, url: str, moment: datetime) -> str:
        """The address of an API's collection that lists only what changed since then, where the API can be asked that."""
        return url

    # -- listings --------------------------------------------------------------------------------------------------

    def listing(self, page: Page) -> Listing:
        """The boards and thread rows of an index or board page, with all they declare."""
        raise NotImplementedError

    # -- threads ---------------------------------------------------------------------------------------------------

    def header(self, page: Page) -> Thread:
        """The thread as its own page states it.

        Raises:
            ParseError: the page does not say which thread it is.
        """
        raise NotImplementedError

    def page_number(self, page: Page) -> tuple[int | None, int | None]:
        """This page's number from 1, and the number of pages."""
        return None, None

    def page_asked(self, page: Page) -> int | None:
        """Which page of the thread or listing the address asks for, by the address alone; None where it names none."""
        return None

    def next_url(self, page: Page) -> str | None:
        """The next page of the same thread or listing."""
        return page.absolute(page.attribute('link[rel="next"], a[rel~="next"]', "href"))

    def thread(self, page: Page) -> ThreadPage:
        """The thread's header and its posts in the page's order. A post that cannot be read is a loss; the others stay."""
        rules = self.rules(page)
        posts: list[Post] = []
        losses: list[Loss] = []
        seen: set[tuple[PostKind, str]] = set()  # posts of two kinds may be numbered apart
        for node in self.nodes(page):
            try:
                post = self.post(page, node, rules)
            except ParseError as error:
                losses.append(Loss(kind="post", what=error.what, url=page.url, post_id=self.post_id(page, node)))
                continue
            if post is not None and (post.kind, post.id) not in seen:
                seen.add((post.kind, post.id))
                posts.append(post)
        number, pages = self.page_number(page)
        return ThreadPage(
            thread=self.header(page),
            posts=tuple(posts),
            number=number,
            pages=pages,
            next_url=self.next_url(page),
            view=self.view(page),
            losses=tuple(losses),
        )

    def nodes(self, page: Page) -> list[LexborNode]:
        """The elements of `POST`, looked up once: by them a page is known for a thread's, too."""
        found: list[LexborNode] | None = page.memo.get("nodes")
        if found is None:
            found = page.memo["nodes"] = page.tree.css(self.POST)
        return found

    def view(self, page: Page) -> View:
        """Through what the posts are seen; only revisions of the same view are compared."""
        return "page"

    # -- posts: one method, one fact -------------------------------------------------------------------------------

    def post(self, page: Page, node: LexborNode, rules: Rules) -> Post | None:
        """One post, or None where the element turns out not to be one (an advert in a post's clothes).

        Raises:
            ParseError: a fact that is promised of every post is missing.
        """
        post_id = self.post_id(page, node)
        if post_id is None:
            return None
        state = self.state(page, node)
        content = self.content(page, node, rules)
        if content is None and state == "visible":
            raise ParseError(self.name, page.url, f"post {post_id} has no body ({self.BODY})")
        return Post(
            id=post_id,
            ordinal=self.ordinal(page, node),
            author=self.author(page, node),
            posted=self.posted(page, node),
            url=self.permalink(page, node),
            subject=self.subject(page, node),
            state=state,
            content=content,
            edits=tuple(self.edits(page, node)),
            reactions=tuple(self.reactions(page, node)),
        )

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        """The post's own id as the site has it."""
        raise NotImplementedError

    def state(self, page: Page, node: LexborNode) -> PostState:
        """Visible, or what the placeholder says."""
        return "visible"

    def ordinal(self, page: Page, node: LexborNode) -> int | None:
        """The number printed beside the post."""
        return None

    def author(self, page: Page, node: LexborNode) -> Author | None:
        """Who wrote the post."""
        raise NotImplementedError

    def posted(self, page: Page, node: LexborNode) -> Moment | None:
        """When it was written."""
        raise NotImplementedError

    def permalink(self, page: Page, node: LexborNode) -> str | None:
        """The post's own address."""
        return None

    def subject(self, page: Page, node: LexborNode) -> str | None:
        """The post's own subject line, on platforms that print one."""
        return None

    def edits(self, page: Page, node: LexborNode) -> Iterable[Edit]:
        """The edit markers on the post."""
        return ()

    def reactions(self, page: Page, node: LexborNode) -> Iterable[Reaction]:
        """Likes and their kin."""
        return ()

    def attachments(self, page: Page, node: LexborNode) -> Iterable[Media]:
        """Files listed beside the body."""
        return ()

    # -- bodies ----------------------------------------------------------------------------------------------------

    def bodies(self, page: Page, node: LexborNode) -> list[LexborNode]:
        """The elements that hold the post's body: one, on most platforms."""
        body = node.css_first(self.BODY)
        return [body] if body is not None else []

    def content(self, page: Page, node: LexborNode, rules: Rules) -> Content | None:
        """What the post says; None where its words are not on the page."""
        bodies = self.bodies(page, node)
        if not bodies:
            return None
        content = read_content(bodies, rules)
        listed = [media for media in self.attachments(page, node) if media not in content.media]
        return replace(content, media=(*content.media, *listed)) if listed else content

    def rules(self, page: Page) -> Rules:
        """What stands in the bodies of this page, marked once."""
        return Rules(
            page=page,
            quotes=mark(page, self.QUOTE),
            dropped=mark(page, self.DROP),
            heads=self.quote_head,
            mention=self.mention,
            image=self.image,
            card=self.card,
            cards=mark(page, self.CARD),
            objects=mark(page, self.OBJECT),
            verbatim=mark(page, self.VERBATIM),
        )

    def quote_head(self, page: Page, node: LexborNode) -> QuoteHead:
        """What a quote says of its origin."""
        return QuoteHead()

    def mention(self, page: Page, node: LexborNode) -> Mention | None:
        """A link read as a mention of a member; None where it is just a link."""
        return None

    def image(self, page: Page, node: LexborNode) -> str | Media | None:
        """An image or embedded thing: see `spiders.pictures.read_image`."""
        return read_image(page, node, smileys=self.SMILEYS)

    def card(self, page: Page, node: LexborNode) -> Link | None:
        """A link card."""
        return None

    # -- the whole -------------------------------------------------------------------------------------------------

    def more(self, page: Page, kind: PageKind, listing: Listing | None, threads: tuple[ThreadPage, ...]) -> Iterable[Follow]:
        """Further addresses worth fetching that this page leads to: sitemaps, APIs, other comment pages."""
        return ()

    def read(self, page: Page) -> Reading:
        """Read all that the page states.

        Raises:
            ReadError: the page is not one, or does not hold what its kind promises.
            Walled: it holds nothing, and is somebody's wall.
        """
        kind = self.kind(page)
        listing = self.listing(page) if kind in ("index", "board") else None
        shown = self.threads(page, kind)
        threads = tuple(replace(one, next_url=self.canonical(one.next_url)) if one.next_url else one for one in shown)
        if listing is not None and listing.next_url:
            listing = replace(listing, next_url=self.canonical(listing.next_url))
        if not (listing and (listing.threads or listing.boards)) and not any(one.posts for one in threads):
            whose = wall_of(page)
            if whose is not None:
                raise Walled(page.url, whose)
        here = self.canonical(page.url)
        follows: dict[str, Follow] = {}
        for follow in (*leads(kind, listing, threads, blog=self.family == "blog"), *self.more(page, kind, listing, threads)):
            url = self.canonical(follow.url)
            if url != here and self.follows(follow.url):
                follows.setdefault(url, follow if follow.url == url else replace(follow, url=url))
        return Reading(
            kind=kind,
            url=here,
            site=self.site(page),
            parser=f"{self.name}/{self.parser_version}",
            listing=listing,
            threads=threads,
            follows=tuple(follows.values()),
            losses=(
                *(loss for thread in threads for loss in thread.losses),
                *another_page(page, self.page_asked(page), listing, threads),
            ),
            logged_in=self.logged_in(page),
            message=self.message(page) if kind == "error" else None,
            gone=self.says_gone(page) if kind == "error" else None,
        )

    def explain(self, page: Page) -> Iterable[str]:
        """Why a page is read as it is, in lines for people; nothing where all follows from the platform's own marks."""
        return ()

    def threads(self, page: Page, kind: PageKind) -> Iterable[ThreadPage]:
        """The threads of which this page shows posts. Blogs override: their indexes show whole articles."""
        if kind in ("thread", "article"):
            yield self.thread(page)


def derived_id(thread_id: str, *facts: object) -> str:
    """The id of a post whose page gives none: ``~`` and a hash of the thread and the first reading."""
    seed = "\x1f".join([thread_id, *map(str, facts)])
    return "~" + hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:16]
