"""Articles of a blog that was flattened to text: one with its comments, or several of an index, each whole.

Told by what software leaves behind: a heading with a figure that quotes the title opens the comments, the hidden line
"Categories" stands at an article, a short line that comes again and again ends one. Knows no blog and no author. Where one
comment ends and the next begins is not in the text, and guessed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spiders.flattened_posts import is_blank, paragraphs_of
from spiders.flattened_words import ANSWER_HEADS, CATEGORIES, GREETINGS
from spiders.text import fold, number
from spiders.words import words_of

_MARKS = re.compile(r"[“”„«»「」『』\"]"), re.compile(r"[‚‘’'‹›]")
"""Quotation marks; the second kind only where none of the first stands, since apostrophes look like it."""
_FIGURE = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,'’\u066c\u00a0\u202f ]\d{3})+(?!\d)|\d+")
_HEADING_WORDS = 6
"""Words of a heading beside the title that it quotes."""
_TITLE_WORDS, _LABEL_WORDS, _CLOSER_WORDS = 40, 8, 6
_TITLE_LETTERS = 400
_BODY_WORDS = 20
"""Words of an article, if nothing but its place on an index says that it is one."""
_CLOSE_WORDS = 4
"""Words of a line that ends a comment ("Kind regards"), where others stand before it."""
_FORM_LINES = 20
"""Lines from the one about required fields to the end."""
_CANDIDATES = 20
"""Short lines that are tried as the end of articles, the most frequent."""
_STOPS = (".", "!", "?", ":", ";", ",", "…", "。", "！", "？")
_SENTENCE = (".", "?", "…", "。", "？")
_CUT_OFF = re.compile(r"(?:\.\.\.|…|\[[.…]+\])\W*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as it was cut out, and its comments.

    ``declared`` is the figure of the heading over the comments. ``is_whole`` is False for a teaser that says that it is none.
    """

    title: str
    lines: tuple[str, ...]
    labels: tuple[str, ...] = ()
    comments: tuple[tuple[str, ...], ...] = ()
    declared: int | None = None
    is_whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The articles of a page, how sure it is that they are that, and what tells."""

    articles: tuple[Article, ...]
    confidence: float
    reason: str
    is_index: bool = True


def find_articles(lines: Sequence[str]) -> Found | None:
    """The articles of a page; None where nothing tells that there are any."""
    blocks = _blocks(lines)
    return _single(lines) or _by_categories(blocks) or _by_closers(blocks)


# -- one article, with its comments ----------------------------------------------------------------------------------------


def _single(lines: Sequence[str]) -> Found | None:
    """An article by the heading over its comments, which quotes its title."""
    headings = {place: found for place, line in enumerate(lines) if (found := _heading(line)) is not None}
    titles: dict[tuple[str, ...], int] = {}
    for place, line in enumerate(lines[: max(headings, default=-1) + 1]):
        found = headings.get(place)
        title = titles.get(tuple(found[0])) if found is not None else None
        if len(line) <= _TITLE_LETTERS and not is_blank(line):
            titles[tuple(words_of(line))] = place
        if found is None or title is None or not any(not is_blank(one) for one in lines[title + 1 : place]):
            continue
        count = found[1]
        end = next((after for after in range(place + 1, len(lines)) if _closes(lines, after)), len(lines))
        comments = tuple(_comments(lines[place + 1 : end], count))
        article = Article(
            title=fold(lines[title]),
            lines=tuple(lines[title + 1 : place]),
            labels=_labels_before(lines[:title]),
            comments=comments,
            declared=count if count is not None else 1 if len(comments) == 1 else None,
        )
        sure = 0.9 if not comments else 0.8 if count == len(comments) == 1 else 0.5
        reason = f"the heading {fold(line)!r} quotes the title" + ("; borders between comments are guessed" if comments else "")
        return Found(articles=(article,), confidence=sure, reason=reason, is_index=False)
    return None


def _heading(line: str) -> tuple[list[str], int | None] | None:
    """The words that a heading over comments quotes, and its figure; None where a line is none."""
    if len(line) > 2 * _TITLE_LETTERS:
        return None
    kind = next((kind for kind in _MARKS if kind.search(line)), None)
    if kind is None:
        return None
    text = fold(line)
    marks = [found.start() for found in kind.finditer(text)]
    if len(marks) < 2:
        return None
    start, end = marks[0], marks[-1]
    quoted, beside = words_of(text[start + 1 : end]), text[:start] + " " + text[end + 1 :]
    if not quoted or not 0 < len(words_of(beside)) <= _HEADING_WORDS:
        return None
    figure = _FIGURE.search(beside)
    return quoted, number(re.sub(r"\s", " ", figure[0])) if figure else None


def _closes(lines: Sequence[str], place: int) -> bool:
    """Whether comments end at a line: one invites to answer, or says which fields must be filled in (a line ends with *)."""
    if len(lines[place]) > _TITLE_LETTERS:
        return False
    words = fold(lines[place]).casefold()
    if words.startswith(ANSWER_HEADS) and len(words_of(words)) <= _TITLE_WORDS:
        return True
    return words.endswith(" *") and len(lines) - place <= _FORM_LINES and all(is_blank(line) for line in lines[place + 1 :])


def _labels_before(lines: Sequence[str]) -> tuple[str, ...]:
    """The categories that stand right over a title."""
    block = (list(paragraphs_of(lines)) or [[]])[-1]
    heads = [place for place, line in enumerate(block) if fold(line).casefold() in CATEGORIES]
    return _labels(block[heads[-1] :]) if heads else ()


def _comments(lines: Sequence[str], declared: int | None) -> Iterator[tuple[str, ...]]:
    """The comments, guessed: one begins where somebody is greeted or thanked, and behind a line that takes leave.

    There are no more than the heading declares: what is too much stays with the one before.
    """
    comment: list[str] = []
    count, is_closed = 1, False
    for paragraph in _blocks(lines):
        leaves = bool(comment) and _takes_leave(paragraph)
        begins = bool(comment) and ((is_closed and not leaves) or _greets(paragraph))
        if begins and (declared is None or count < declared):
            yield tuple(comment)
            comment, count = [], count + 1
        is_closed = leaves and not begins
        comment = [*comment, "", *paragraph] if comment else list(paragraph)
    if comment:
        yield tuple(comment)


def _greets(paragraph: Sequence[str]) -> bool:
    """Whether a paragraph speaks to somebody from its first words: "Thanks Ida, ...", "@Ida ...", "Dear all"."""
    start = fold(paragraph[0])
    words = words_of(start)
    if start.startswith("@"):
        return True
    return bool(words) and words[0] in GREETINGS and (len(words) > _CLOSE_WORDS or "," in start)


def _takes_leave(paragraph: Sequence[str]) -> bool:
    """Whether a paragraph is one short line and no sentence, as a name or a thank-you under what was said."""
    return len(paragraph) == 1 and len(words_of(paragraph[0])) <= _CLOSE_WORDS and not paragraph[0].rstrip().endswith(_SENTENCE)


# -- several articles ------------------------------------------------------------------------------------------------------


def _by_categories(blocks: list[list[str]]) -> Found | None:
    """Articles that each have the line "Categories" over their titles, or below their ends."""
    marks = [place for place, block in enumerate(blocks) if fold(block[0]).casefold() in CATEGORIES]
    if not marks or any(len(words_of(line)) > _LABEL_WORDS for place in marks for line in blocks[place][1:]):
        return None
    parts = [blocks[start + 1 : end] for start, end in zip([-1, *marks], [*marks, len(blocks)], strict=True)]
    labels = [_labels(blocks[place]) for place in marks]
    is_under = bool(parts[0]) and not parts[-1]
    pairs = zip(parts[:-1], labels, strict=True) if is_under else zip(parts[1:], labels, strict=True)
    articles = [replace(article, labels=names) for part, names in pairs if (article := _article(part)) is not None]
    if not articles:
        return None
    where = "under" if is_under else "over"
    return Found(articles=tuple(articles), confidence=0.7, reason=f"{len(articles)} articles with their categories {where} them")


def _labels(block: Sequence[str]) -> tuple[str, ...]:
    return tuple(fold(line) for line in block[1:])


def _by_closers(blocks: list[list[str]]) -> Found | None:
    """Articles that each end with the same short line, behind which stands the next one's title."""
    lone = Counter(fold(block[0]) for block in blocks if len(block) == 1 and _may_close(fold(block[0])))
    best: list[Article] = []
    reason = ""
    for line, count in lone.most_common(_CANDIDATES):
        if count < 2:
            continue
        ends = [place for place, block in enumerate(blocks) if len(block) == 1 and fold(block[0]) == line]
        parts = [blocks[start + 1 : end + 1] for start, end in zip([-1, *ends], [*ends, len(blocks) - 1], strict=True)]
        articles = [_article(part) for part in parts if part]
        whole = [article for article in articles if article is not None]
        if len(whole) == len(articles) > max(1, len(best)):
            best, reason = whole, f"{count} articles end with the line {line!r}"
    return Found(articles=tuple(best), confidence=0.6, reason=reason) if best else None


def _may_close(line: str) -> bool:
    words = words_of(line) if len(line) <= _TITLE_LETTERS else []
    return 2 <= len(words) <= _CLOSER_WORDS and not line.endswith(_STOPS) and not any(word.isdecimal() for word in words)


def _article(blocks: Sequence[Sequence[str]]) -> Article | None:
    """An article by its place: a line of its own, and the words under it."""
    if len(blocks) < 2 or len(blocks[0]) != 1 or not 0 < len(words_of(blocks[0][0])) <= _TITLE_WORDS:
        return None
    lines = [line for block in blocks[1:] for line in (*block, "")]
    if len(words_of("\n".join(lines))) < _BODY_WORDS:
        return None
    return Article(title=fold(blocks[0][0]), lines=tuple(lines[:-1]), is_whole=not _CUT_OFF.search(lines[-2]))


def _blocks(lines: Sequence[str]) -> list[list[str]]:
    """The paragraphs; in text that has no blank lines at all each line is one."""
    if not any(is_blank(line) for line in lines):
        return [[line] for line in lines]
    return list(paragraphs_of(lines))


__all__ = ["Article", "Found", "find_articles"]
