"""What stands in the bodies of posts: quotes and whose words they are, and what is not the author's (edit notes, buttons).

Elements are told by what they are called and by what repeats from post to post. `spiders.content` reads the bodies by these
rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from spiders.content import QuoteHead, Rules
from spiders.edits import read_edit
from spiders.items import Edit, Media, Mention, Moment
from spiders.page import Page
from spiders.pictures import read_image
from spiders.platforms.generic_blocks import Block, Survey
from spiders.platforms.generic_fields import Found
from spiders.platforms.generic_ids import _in_link as ids_in_link
from spiders.platforms.generic_marks import EDITED, called
from spiders.platforms.generic_soup import Element
from spiders.quotes import read_attribution
from spiders.text import fold

_QUOTE = re.compile(
    r"(?:^|[-_ ])(?:bb-?|bbc-?|bbcode-?|bbcode_|forum-?|post-?|d4p-bbt-|mycode_?|text)?(?:block)?(?:quote|quoted|zitat|"
    r"citat|citation|citazione)"
    r"(?:[-_]?(?:box|block|container|content|text|body|wrap(?:per)?|main|message|post|table|cell|div))?(?=$|[ #])",
    re.IGNORECASE,
)
_NO_QUOTE = re.compile(
    r"quote-?(?:button|link|author|header|title|user|icon|count|btn|info|by|top|head)|multiquote|btn|button|link|toolbar",
    re.IGNORECASE,
)
_QUOTING = frozenset("div table fieldset section aside dl td span p figure blockquote q".split())
_FURNITURE = re.compile(
    r"(?:^|[-_ ])(?:sig|signature|signatur|userinfo|user-info|author-info|share|sharing|social|sharedaddy|toolbar|tools|"
    r"buttons?|btn-group|actions?|"
    r"controls?|reactions?|likes?|votes?|voting|rating|edited|edited-by|edit-?note|lastedit|post-?footer|comment-?footer|"
    r"comment-?meta|entry-?meta|"
    r"post-?meta|postmetadata|byline|advert\w*|ads?|adsbygoogle|sponsor\w*|nocontent|breadcrumbs?|jp-relatedposts|"
    r"related-?posts?|reply|"
    r"replies|children|sr-only|screen-reader-text|visually-hidden|clicktoexpand|expand-?link|report)(?=$|[-_ #])|"
    r"signature|lastedit|edited_by",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "header"})
_TITLES = re.compile(r"(?:author|title|head|attribution|cite|legend|user|top|by|info)", re.IGNORECASE)
_SMILEYS = frozenset(
    {"smilie", "smilies", "smiley", "emoji", "wp-smiley", "emoticon", "inlineimg", "emote", "bbc_emoticon", "smile"}
)


@dataclass
class Inside:
    """What was found in the bodies of a page."""

    quotes: set[int] = field(default_factory=set)
    dropped: set[int] = field(default_factory=set)
    heads: dict[int, QuoteHead] = field(default_factory=dict)

    def rules(self, page: Page, *, quotes_stay: bool = False) -> Rules:
        """For `spiders.content`."""
        return Rules(
            page=page,
            quotes=frozenset(self.quotes),
            dropped=frozenset(self.dropped),
            heads=lambda _, node: self.heads.get(node.mem_id, QuoteHead()),
            mention=_mention,
            image=_image,
            quotes_stay=quotes_stay,
        )


def look_inside(survey: Survey, posts: Sequence[Found]) -> Inside:
    """Find quotes and furniture in the bodies of posts of one kind."""
    inside = Inside()
    common = _common(survey, posts)
    for post in posts:
        for body in post.body:
            _sort(survey, post, body, common, inside)
    return inside


def _common(survey: Survey, posts: Sequence[Found]) -> frozenset[str]:
    """Short lines that stand in half of the posts and more: names of buttons."""
    if len(posts) < 3:
        return frozenset()
    counted: Counter[str] = Counter()
    for post in posts:
        for body in post.body:
            counted.update({survey.own[order] for order in range(body.order + 1, body.last + 1) if survey.own[order]})
    return frozenset(words for words, count in counted.items() if count >= max(3, len(posts) / 2) and len(words) < 60)


def _sort(survey: Survey, post: Found, body: Element, common: frozenset[str], inside: Inside) -> None:
    soup, novel = survey.soup, survey.novel
    whole = max(1, novel[body.last + 1] - novel[body.order])
    nested = dict(post.block.nested)
    fields = [one.order for one in (post.name, post.time.element if post.time else None) if one is not None and body.holds(one)]
    order = body.order + 1
    open_quotes: list[Element] = []
    while order <= body.last:
        element = soup.elements[order]
        while open_quotes and open_quotes[-1].last < order:
            open_quotes.pop()
        share = (novel[element.last + 1] - novel[order]) / whole
        if order in nested or element.name in ("form", "nav", "footer") or _is_furniture(survey, element, share, common, fields):
            inside.dropped.add(element.node.mem_id)
            order = element.last + 1
            continue
        if _is_quote(element) and not (open_quotes and _is_shell(soup.elements[open_quotes[-1].order], element)):
            _head(survey, body, element, inside)
            inside.quotes.add(element.node.mem_id)
            open_quotes.append(element)
        order += 1


def _is_furniture(survey: Survey, element: Element, share: float, common: frozenset[str], fields: list[int]) -> bool:
    if any(element.order <= order <= element.last for order in fields) and share < 0.4:
        return True
    if share < 0.5 and element.attrs and _FURNITURE.search(called(element)) and element.name not in ("blockquote", "code", "pre"):
        return True
    words = survey.own[element.order]
    if element.name in _HEADINGS and survey.is_title(survey.soup.words(element)):
        return True
    if words and words in common and element.above is not None and element.above.prose == 0:
        return survey.soup.words(element) == words
    mark = survey.mark_at.get(element.order)
    return mark is not None and bool(EDITED.search(mark.around)) and len(survey.soup.words(element)) < 200 and share < 0.5


def _is_quote(element: Element) -> bool:
    if element.name in ("blockquote", "q"):
        return element.name == "blockquote"
    if element.name not in _QUOTING or not element.attrs:
        return False
    names = called(element)
    return bool(_QUOTE.search(names)) and not _NO_QUOTE.search(names) and element.prose + element.linked > 0


def _is_shell(outer: Element, inner: Element) -> bool:
    """Whether the outer one is nothing but the inner with its heading: they are one quote."""
    around = outer.prose + outer.linked - inner.prose - inner.linked
    return around < 100 and not (outer.name == "blockquote" and inner.name == "blockquote" and around > 12)


def _head(survey: Survey, body: Element, quote: Element, inside: Inside) -> None:
    """Whose words a quote holds, by the line in or above it, which is then no words of anybody's."""
    stated = quote.attrs.get("data-author") or quote.attrs.get("data-quote") or quote.attrs.get("data-username")
    author, source_id, source_url = stated or None, None, None
    for line in _lines_of(survey, body, quote):
        words = survey.soup.words(line)
        name = read_attribution(words)
        named = _TITLES.search(called(line)) or line.name in ("cite", "legend", "dt", "summary")
        if name is None and not (named and len(words) < 80):
            continue
        if name is None and not words.rstrip().endswith(":") and line.name == "cite":
            name = words.strip(" :") or None
        inside.dropped.add(line.node.mem_id)
        author = author or name
        for link in survey.soup.within(line):
            if link.name == "a":
                source_url = source_url or link.attrs.get("href")
                source_id = source_id or next((value for _, value, _ in ids_in_link(link.attrs.get("href", ""))), None)
        break
    if author or source_id:
        inside.heads[quote.node.mem_id] = QuoteHead(author=author, source_id=source_id)


def _lines_of(survey: Survey, body: Element, quote: Element) -> Iterator[Element]:
    """Short elements at the beginning of a quote, and the one right above it."""
    for element in survey.soup.elements[quote.order + 1 : min(quote.last, quote.order + 6) + 1]:
        if 0 < element.prose + element.linked < 120 and element.prose + element.linked < quote.prose + quote.linked:
            yield element
    above = quote.above
    if above is None or not body.holds(quote):
        return
    before = None
    for child in above.contents:
        if child is quote:
            break
        if isinstance(child, Element):
            before = child
        elif str(child).strip():
            before = None
    if before is not None and body.holds(before) and before is not body and 0 < before.prose + before.linked < 120:
        yield before


def read_edits(
    survey: Survey, block: Block, date: Callable[[str], Moment], languages: tuple[str, ...]
) -> list[tuple[Edit, Element]]:
    """The edit markers on a post, and where they stand."""
    found: list[tuple[Edit, Element]] = []
    for order in block.orders():
        mark = survey.mark_at.get(order)
        if mark is None or (not EDITED.search(mark.around or "") and not EDITED.search(_above_words(survey, mark.element))):
            continue
        element = mark.element
        best: tuple[Edit, Element] | None = None
        for _ in range(4):
            words = survey.soup.words(element) if element.prose + element.linked <= 240 else ""
            if not words:
                break
            edit = read_edit(fold(words), date=date, languages=languages)
            if edit is not None and edit.time is not None and edit.time.precision is not None:
                best = edit, element
            if element.above is None or element.above.order < block.start:
                break
            element = element.above
        if best is not None and all(best[0].raw != edit.raw for edit, _ in found):
            found.append(best)
    return found


def _above_words(survey: Survey, element: Element) -> str:
    above = element.above
    return survey.soup.words(above) if above is not None and above.prose + above.linked <= 240 else ""


def _mention(page: Page, node: LexborNode) -> Mention | None:
    words = node.text().strip()
    if not words.startswith("@") or len(words) < 2 or " " in words.strip():
        return None
    return Mention(name=words[1:], url=page.absolute(node.attributes.get("href")))


def _image(page: Page, node: LexborNode) -> str | Media | None:
    if node.tag == "img":
        source = node.attributes.get("src") or ""
        if re.search(r"/(?:smil|emo|emoji)\w*/", source, re.IGNORECASE):
            return node.attributes.get("alt") or node.attributes.get("title") or ""
    return read_image(page, node, smileys=_SMILEYS)
