"""Bodies of Discourse's posts ("cooked"), the same in the API, in pages for crawlers and in feeds: what in them is a quote and
whose, a mention, a picture, a card.

A quote names the number of the post in its topic, not its id; the topic may be another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules, read_content, roles
from spiders.items import Author, Content, Link, Media, Mention
from spiders.page import Page
from spiders.pictures import read_image
from spiders.platforms.discourse_data import root
from spiders.platforms.discourse_links import number_name, post_in
from spiders.quotes import read_attribution
from spiders.text import fold, label, text_outside

SMILEYS = frozenset({"emoji"})
ROLES = roles(
    drop=".poll-info, .poll-buttons, .footnote-backref, .cooked-selection-barrier, .anchor, .clicks, .codeblock-button-wrapper",
    object=".lightbox, .lazy-video-container, .lazyYT, .video-placeholder-container, .onebox-placeholder-container",
)
_OPENING = {**ROLES, "poll": "drop"}


@dataclass(frozen=True, slots=True)
class Known:
    """What a page tells of posts and members that its bodies name: posts by topic and number, members by name in lower case."""

    topic_id: str | None = None
    posts: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Author] = field(default_factory=dict)

    def post(self, topic_id: str | None, number: str | None) -> str | None:
        """What to call a post: by its id where the page tells it, else by topic and number."""
        topic = topic_id or self.topic_id
        if topic is None or not number or not number.isdecimal():
            return None
        name = number_name(topic, number)
        return self.posts.get(name, name)

    def member(self, name: str) -> str | None:
        """The id of a member."""
        known = self.members.get(name.lower())
        return known.id if known is not None else None


def rules_of(page: Page) -> Rules:
    """What holds for every body; where quotes stand is told body by body. Links are relative to the address, so that the page's
    own tree is not needed.
    """
    bare = replace(page, body=b"", headers={"content-type": "application/json"})
    nothing: frozenset[int] = frozenset()
    return Rules(
        page=bare,
        quotes=nothing,
        dropped=nothing,
        heads=lambda *_: QuoteHead(),
        mention=lambda *_: None,
        image=read_picture,
        card=read_card,
        classes=ROLES,
    )


def read_body(body: LexborNode, rules: Rules, known: Known, *, opening: bool = False, html: str | None = None) -> Content:
    """What a body says. A poll in an ``opening`` post is the thread's, told with its votes elsewhere."""
    html = html if html is not None else body.inner_html or ""
    if opening and "poll" in html:
        rules = replace(rules, classes=_OPENING)
    if "mention" in html:
        rules = replace(rules, mention=lambda page, node: read_mention(page, node, known))
    if "<aside" in html or "<blockquote" in html:
        asides = body.css("aside.quote, aside[data-post]")
        own = {node.mem_id for node in asides}
        plain = [node for node in body.css("blockquote") if node.parent is None or node.parent.mem_id not in own]
        rules = replace(
            rules,
            quotes=frozenset(own | {node.mem_id for node in plain}),
            dropped=frozenset(title.mem_id for node in asides if (title := _title(node)) is not None),
            cards=frozenset(node.mem_id for node in body.css("aside.onebox")),
            heads=lambda page, node: quote_head(page, node, known),
        )
    content = read_content(body, rules)
    if "clicks" in html:
        content = replace(content, links=_without_clicks(rules.page, body, content.links))
    if "attachment" in html:
        files = {rules.page.absolute(node.attributes.get("href")) for node in body.css("a.attachment")}
        listed = [Media(kind="attachment", url=link.url, name=link.text or None) for link in content.links if link.url in files]
        content = replace(content, media=(*content.media, *listed))
    return content


def _without_clicks(page: Page, body: LexborNode, links: tuple[Link, ...]) -> tuple[Link, ...]:
    """Links without the figure behind each that tells how often it was followed."""
    told = {
        (page.absolute(link.attributes.get("href")), fold(link.text())): text_outside(link, ".clicks") or ""
        for link in body.css("a[href]")
        if link.css_first(".clicks") is not None
    }
    return tuple(replace(link, text=told.get((link.url, link.text), link.text)) for link in links)


def _title(aside: LexborNode) -> LexborNode | None:
    """The attribution of a quote: what stands before its words."""
    first = next(iter(aside.iter()), None)
    return first if first is not None and first.tag != "blockquote" else None


def quote_head(page: Page, node: LexborNode, known: Known) -> QuoteHead:
    """What a quote says of its origin. One made of a mere link to a post names nobody."""
    if node.tag != "aside":
        return QuoteHead()
    stated = node.attributes
    name = stated.get("data-username")
    title = _title(node)
    link = title.css_first("a[href]") if title is not None else None
    place = post_in(page.absolute(link.attributes.get("href"))) if link is not None else None
    topic, number = stated.get("data-topic"), stated.get("data-post")
    if number is None and place is not None:
        topic, number = place[0], str(place[1])
    if name is None and title is not None and link is None:
        shown = label(title) or ""
        name = read_attribution(shown) or shown.rstrip(":： ") or None
    source = known.post(topic, number)
    where = topic or known.topic_id
    return QuoteHead(
        author=name,
        author_id=known.member(name) if name else None,
        source_id=source,
        source_url=f"{root(page)}t/{where}/{number}" if source is not None else None,
    )


def read_mention(page: Page, node: LexborNode, known: Known) -> Mention | None:
    """A member named with an @; groups are no members."""
    if "mention" not in (node.attributes.get("class") or "").split():
        return None
    name = fold(node.text()).removeprefix("@")
    return Mention(name=name, id=known.member(name), url=page.absolute(node.attributes.get("href"))) if name else None


def read_picture(page: Page, node: LexborNode) -> str | Media | None:
    """A picture, by its largest size where a smaller one links to it; a video that waits for a click."""
    stated = node.attributes
    if node.tag == "a":
        inner = node.css_first("img")
        name = stated.get("title") or (inner.attributes.get("alt") if inner is not None else None)
        url = page.absolute(stated.get("href"))
        return Media(kind="image", url=url, name=name or None) if url else None
    if node.tag != "div":
        return read_image(page, node, smileys=SMILEYS)
    if stated.get("data-video-src"):
        return Media(kind="video", url=page.absolute(stated.get("data-video-src")))
    link = node.css_first("a[href]")
    url = page.absolute(link.attributes.get("href")) if link is not None else None
    if url is None and stated.get("data-youtube-id"):
        url = f"https://www.youtube.com/watch?v={stated['data-youtube-id']}"
    name = stated.get("data-video-title") or stated.get("data-youtube-title")
    return Media(kind="embed", url=url, name=name or None) if url else None


def read_card(page: Page, node: LexborNode) -> Link | None:
    """What a onebox leads to, on its title."""
    title = node.css_first("h3 a[href], h4 a[href]")
    source = title or node.css_first("header a[href], a[href]")
    url = page.absolute(node.attributes.get("data-onebox-src") or (source.attributes.get("href") if source is not None else None))
    if url is None:
        return None
    words = text_outside(source, "script, style") if source is not None else None
    return Link(url=url, text=words or "")
