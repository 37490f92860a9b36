"""The posts of XenForo 2, in its own style, in other people's themes and in the VerticalScope skin ("MessageCard").

A post is looked through once for its parts, and each fact is read from one of them: a selector costs the same in a small tree
as in a large one, so one that finds ten things is five times as fast as ten that find one.
"""

from __future__ import annotations

from dataclasses import replace

from selectolax.lexbor import LexborNode

from spiders.content import Rules, read_content
from spiders.dates import stamp
from spiders.errors import ParseError
from spiders.items import Author, Content, Edit, Media, Moment, Post, PostState, Reaction
from spiders.page import Page
from spiders.platforms.xenforo_atoms import FIGURE, ORDINAL, read_edit_mark, read_member, read_text_time, read_time
from spiders.platforms.xenforo_bodies import XenForoBodies
from spiders.platforms.xenforo_frame import read_published
from spiders.platforms.xenforo_links import site_root
from spiders.text import fold, label, number

PARTS = (
    ".message-name .username, header time, .message-attribution-opposite, .messageNotice, .message-body .bbWrapper, "
    ".message-lastEdit, .message-attachments, .is-active"
)
PARTS_OF_CARD = (
    ".MessageCard__user-info__name, .MessageCard__date-created time, .MessageCard__post-position, .messageNotice, "
    ".nested-message-deleted, .message-body .bbWrapper, .message-lastEdit, .message-attachments, .is-active"
)
PART_OF_CLASS = {
    "username": "name",
    "MessageCard__user-info__name": "name",
    "message-attribution-opposite": "ordinal",
    "MessageCard__post-position": "ordinal",
    "messageNotice": "notice",
    "nested-message-deleted": "notice",
    "bbWrapper": "body",
    "message-lastEdit": "edit",
    "message-attachments": "shelf",
    "reactionsBar": "reactions",
    "likesBar": "reactions",
}


def find_parts(post: LexborNode, *, is_card: bool) -> dict[str, LexborNode]:
    """The parts of a post by name, the first of each."""
    parts: dict[str, LexborNode] = {}
    for node in post.css(PARTS_OF_CARD if is_card else PARTS):
        if node.tag == "time":
            parts.setdefault("date", node)
            continue
        for name in (node.attrs.get("class") or "").split():
            part = PART_OF_CLASS.get(name)
            if part is not None:
                parts.setdefault(part, node)
                break
    return parts


class XenForoPosts(XenForoBodies):
    """The posts of 2.x."""

    POST = ".js-post"  # by this the page's own scripts know a post, and neither adverts nor the highlighted solution have it

    def post(self, page: Page, node: LexborNode, rules: Rules) -> Post | None:
        post_id = self.post_id(page, node)
        if post_id is None:
            return None
        classes = node.attrs.get("class") or ""
        is_card = "message" not in classes.split()
        parts = find_parts(node, is_card=is_card)
        state = self._state(classes, parts.get("notice"))
        body = parts.get("body")
        if body is None and state == "visible":
            raise ParseError(self.name, page.url, f"post {post_id} has no body ({self.BODY})")
        ordinal = self._ordinal(node, parts.get("ordinal"))
        parent_id = self._answered(node) if is_card else None
        return Post(
            id=post_id,
            ordinal=ordinal,
            author=self._author(page, node, parts.get("name")),
            posted=read_time(page, parts.get("date")) or self._posted(page, node, ordinal),
            url=self._permalink(page, node, post_id, parts),
            parent_id=parent_id,
            parent_kind="stated" if parent_id else None,
            state=state,
            content=self._content(page, body, parts.get("shelf"), rules) if body is not None else None,
            edits=self._edits(page, parts.get("edit")),
            reactions=self._reactions(parts.get("reactions")),
        )

    def post_id(self, page: Page, node: LexborNode) -> str | None:
        stated = node.attrs.get("id") or ""
        found = stated.removeprefix("js-post-")
        if found == stated:  # the placeholder of a deleted post has no id
            stated = node.attrs.get("data-content") or ""
            found = stated.removeprefix("post-")
        return found if found != stated and found.isdecimal() else None

    def _answered(self, card: LexborNode) -> str | None:
        """VerticalScope shows answers below what they answer; the place for the next answer names that post."""
        around = card.parent
        if around is None or "js-nested-children-container" not in (around.attrs.get("class") or ""):
            return None
        place = around.css_first('[id^="js-new-reply-container-"]')
        return (place.id or "").rpartition("-")[2] or None if place is not None else None

    def _state(self, classes: str, notice: LexborNode | None) -> PostState:
        """By the placeholder's class, or by the first notice on the post (a warning is none of these)."""
        signs = f"{classes} {notice.attrs.get('class')}" if notice is not None else classes
        if "message--deleted" in signs or "messageNotice--deleted" in signs or "message-deleted" in signs:
            return "deleted"
        if "messageNotice--moderated" in signs:
            return "moderated"
        return "ignored" if "is-ignored" in signs or "messageNotice--ignored" in signs else "visible"

    def _ordinal(self, post: LexborNode, place: LexborNode | None) -> int | None:
        """As in "#12", or in a theme's header as in "Post #12 of 70"."""
        place = place or post.css_first(".message-header")
        found = ORDINAL.search(place.text()) if place is not None else None
        return number(found[1]) if found else None

    def _author(self, page: Page, post: LexborNode, name: LexborNode | None) -> Author | None:
        shown = name or post.css_first(".message-user .username, .message-attribution .username")
        return read_member(page, shown, name=post.attrs.get("data-author") or None)

    def _posted(self, page: Page, post: LexborNode, ordinal: int | None) -> Moment | None:
        """The date where no header has a ``<time>``: microdata, for the first post JSON-LD, and the captions of its pictures."""
        time = post.css_first(".message-attribution time")  # the placeholder of a deleted post
        if time is not None:
            return read_time(page, time)
        shown = self._date_shown(post)
        stated = post.css_first('meta[itemprop="datePublished"]')
        moment = stamp(stated.attrs.get("content"), shown) if stated is not None else None
        if moment is None and ordinal == 1:
            moment = read_published(page, shown)
        return moment or read_text_time(page, shown)

    def _date_shown(self, post: LexborNode) -> str | None:
        """Pictures of the post are captioned "Name · date"."""
        caption = post.css_first("[data-lb-caption-desc]")
        text = (caption.attrs.get("data-lb-caption-desc") if caption is not None else None) or ""
        name = post.attrs.get("data-author")
        return fold(text.removeprefix(f"{name} · ") if name else text.rpartition(" · ")[2]) or None

    def _permalink(self, page: Page, post: LexborNode, post_id: str, parts: dict[str, LexborNode]) -> str:
        """The link on the date or the number; where a theme prints none, microdata or the route by which all posts are known."""
        ends = (f"post-{post_id}", f"posts/{post_id}", f"posts/{post_id}/")
        date, ordinal = parts.get("date"), parts.get("ordinal")
        around = date.parent if date is not None else None
        href = around.attrs.get("href") if around is not None else None
        if not href or not href.endswith(ends):
            links = ordinal.css("a") if ordinal is not None else post.css(".message-attribution a, .message-header a")
            hrefs = (link.attrs.get("href") or "" for link in links)
            href = next((other for other in hrefs if other.endswith(ends)), None) or post.attrs.get("itemid")
        return page.absolute(href) or f"{site_root(page)}posts/{post_id}/"

    def _edits(self, page: Page, mark: LexborNode | None) -> tuple[Edit, ...]:
        if mark is None:
            return ()
        time = mark.css_first("time")
        edit = read_edit_mark(page, mark, read_time(page, time), label(time))
        return (edit,) if edit is not None else ()

    def _reactions(self, bar: LexborNode | None) -> tuple[Reaction, ...]:
        """Kinds of reactions; under "any" who and how many altogether, where the page does not tell kinds apart.

        The figure in microdata is none: it is a score, in which kinds count differently.
        """
        if bar is None:
            return ()
        kinds: list[str] = []
        people: list[LexborNode] = []
        for part in bar.css("img, bdi"):
            if part.tag == "bdi":
                people.append(part)
            elif kind := part.attrs.get("alt") or part.attrs.get("title"):
                kinds.append(kind)
        names = tuple([fold(person.text()) for person in people])
        count = self._reactors(people)
        if not kinds and names:
            kinds = ["Like"]  # 2.0 has no other kind, and no picture of it
        if len(kinds) == 1:
            return (Reaction(kind=kinds[0], count=count, names=names),)
        apart = [Reaction(kind=kind) for kind in kinds]
        return (*apart, Reaction(kind="any", count=count, names=names)) if names else tuple(apart)

    def _reactors(self, named: list[LexborNode]) -> int | None:
        """How many reacted, by what follows the last who is named: "A, B and 3 others".

        In other languages the others may be a word ("und eine weitere Person"): then how many is not known.
        """
        if not named:
            return None
        after = named[-1].next
        others = after.text().strip(" .\n\t") if after is not None else ""
        if not others:
            return len(named)
        figures = FIGURE.findall(others)
        return len(named) + (number(figures[0]) or 0) if figures else None

    def _content(self, page: Page, body: LexborNode, shelf: LexborNode | None, rules: Rules) -> Content:
        content = self.without_picture_links(read_content(body, rules))
        listed = [media for media in self._attachments(page, shelf) if media not in content.media] if shelf is not None else []
        return replace(content, media=(*content.media, *listed)) if listed else content

    def _attachments(self, page: Page, shelf: LexborNode) -> list[Media]:
        """Files below the post: ``li.file`` since 2.2, ``li.attachment`` before and in VerticalScope."""
        found: list[Media] = []
        for item in shelf.css("li.file, li.attachment"):
            link = item.css_first(".file-name a, .attachment-name a") or item.css_first("a[href]")
            named = item.css_first(".file-name, .attachment-name")
            titled = named.css_first("[title]") if named is not None else None
            name = (titled.attrs.get("title") if titled is not None else None) or label(named)
            url = page.absolute(link.attrs.get("href")) if link is not None else None
            if url or name:
                found.append(Media(kind="attachment", url=url, name=name))
        return found
