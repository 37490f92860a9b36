"""Conversations whose quotes have known sources: cut, corrected, elided, nested, misattributed, of what was edited, of nothing.

The language is made up, and behaves like one: few words make up most of what is said (Zipf), and stock phrases come back in many
posts, so that short quotes are ambiguous as they are in life.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Literal

Way = Literal["whole", "cut", "corrected", "elided", "typed", "short", "edited", "nested", "misattributed", "vanished", "nothing"]
WAYS: tuple[Way, ...] = (
    "whole", "cut", "cut", "corrected", "elided", "typed", "short", "edited", "nested", "misattributed", "vanished", "nothing",
)  # fmt: skip
_SYLLABLES = "ba ko ri ten sal mu dor vi en pla sto gri ha lun wex fo cha ny ter om qua sil bra du nem".split()
_SMALL = "the of and to a in is it you that he was for on are with as I his they be at one have this from".split()
_STOCK = (
    "I think that is the point", "thanks for the reply", "as far as I know", "to be honest", "on the other hand",
    "it is what it is", "I could not agree more", "for what it is worth", "at the end of the day", "that is not what I said",
)  # fmt: skip
NAMES = tuple(
    f"{first}{last}" for first in ("Anna", "bert_", "Čeněk ", "dora.", "Emil-") for last in ("K", "78", "the boat", "", "X")
)


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody said; ``earlier`` is what stood there before it was edited."""

    number: int
    author: str
    text: str
    earlier: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words quoted in a post, and where they come from: the post's number and the characters, None of nothing."""

    post: int
    author: str | None
    text: str
    way: Way
    source: int | None = None
    start: int = 0
    end: int = 0
    from_earlier: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """Posts in order, and the quotes in them."""

    posts: tuple[Post, ...]
    """Those that are held: some that were quoted have vanished."""
    quotes: tuple[Quote, ...]


class Talk:
    """Says things at random."""

    def __init__(self, random: Random) -> None:
        self.random = random
        made: dict[str, None] = dict.fromkeys(_SMALL)
        while len(made) < 4_000:
            made["".join(random.choices(_SYLLABLES, k=random.choice((1, 2, 2, 3, 3, 4))))] = None
        self._words = list(made)
        self._weights = list(accumulate(1 / (rank + 2) for rank in range(len(self._words))))

    def sentence(self) -> str:
        words = self.random.choices(self._words, cum_weights=self._weights, k=self.random.randint(3, 22))
        if self.random.random() < 0.15:
            words[self.random.randrange(len(words)) : 0] = self.random.choice(_STOCK).split()
        if len(words) > 8 and self.random.random() < 0.4:
            words[4] += ","
        return " ".join(words).capitalize() + self.random.choice(".....!?")

    def post(self) -> str:
        return "\n".join(self._paragraph() for _ in range(self.random.choice((1, 1, 1, 2, 3))))

    def _paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.random.randint(1, 9)))

    def word(self) -> str:
        return self.random.choices(self._words, cum_weights=self._weights)[0]


def conversation(posts: int, *, seed: int) -> Conversation:
    """A conversation of so many posts, with a quote in most of them."""
    random = Random(seed)
    talk = Talk(random)
    said: list[Post] = []
    vanished: list[Post] = []
    found: list[Quote] = []
    for number in range(posts):
        text = talk.post()
        edited = random.random() < 0.1
        post = Post(number, random.choice(NAMES), text, earlier=_edit(text, talk) if edited else None)
        if said:
            for _ in range(random.choice((0, 1, 1, 1, 2))):
                found += _quotes(number, said, vanished, talk)
        (vanished if random.random() < 0.03 and said else said).append(post)
    return Conversation(tuple(said), tuple(found))


def _edit(text: str, talk: Talk) -> str:
    """What stood there before: a sentence more, and one that was said differently."""
    return f"{talk.sentence()} {text}" if talk.random.random() < 0.5 else f"{text}\n{talk.sentence()} {talk.sentence()}"


def _quotes(number: int, said: list[Post], vanished: list[Post], talk: Talk) -> list[Quote]:
    """A quote, or several fragments of one post, one after the other."""
    random = talk.random
    way = random.choice(WAYS)
    if way == "vanished" and not vanished:
        way = "nothing"
    among = vanished if way == "vanished" else said[: max(1, len(said) // 2)] if way == "nested" else said
    source = among[-1 - min(int(random.expovariate(0.15)), len(among) - 1)]
    times = 2 if way == "cut" and random.random() < 0.3 else 1
    return [_quote(number, source, way, said, talk) for _ in range(times)]


def _quote(number: int, source: Post, way: Way, said: list[Post], talk: Talk) -> Quote:
    random = talk.random
    if way == "edited":
        edited = [post for post in said if post.earlier is not None]
        if not edited:
            way = "cut"
        else:
            source = edited[-1]
    author = source.author if random.random() < 0.85 else None
    if way == "nothing":
        return Quote(number, author, " ".join(talk.sentence() for _ in range(random.randint(1, 3))), way)
    if way == "misattributed":
        author = random.choice([name for name in NAMES if name != source.author])
    whole = source.earlier if way == "edited" and source.earlier is not None else source.text
    start, end = _span(whole, way, random)
    words = whole[start:end]
    if way == "corrected":
        words = _corrected(words, talk)
    elif way == "elided":
        words = _elided(words, random)
    elif way == "typed":
        words = words.replace("I ", "i ").replace(",", "").replace("\n", " ").replace(".", " .")
    held = None if way == "vanished" else source.number
    return Quote(number, author, words, way, held, start, end, from_earlier=way == "edited" and source.earlier is not None)


def _span(text: str, way: Way, random: Random) -> tuple[int, int]:
    """Characters of a text, from the beginning of a word to the end of one."""
    starts = [0] + [at + 1 for at, sign in enumerate(text) if sign in " \n"]
    if way in ("whole", "misattributed"):
        return 0, len(text)
    ends = [at for at, sign in enumerate(text) if sign in " \n"] + [len(text)]
    wanted = random.randint(3, 5) if way == "short" else random.randint(6, 40)
    first = random.randrange(max(1, len(starts) - wanted))
    return starts[first], ends[min(first + wanted, len(ends)) - 1]


def _corrected(text: str, talk: Talk) -> str:
    """A word in twelve mistyped, dropped, put in or said differently, none at the ends."""
    words = text.split(" ")
    made = []
    for place, word in enumerate(words):
        if 0 < place < len(words) - 1 and talk.random.random() < 1 / 12:
            how = talk.random.randrange(4)
            made += [(), (word, talk.word()), (talk.word(),), (word[:1] + word[2:3] + word[1:2] + word[3:],)][how]
        else:
            made.append(word)
    return " ".join(made)


def _elided(text: str, random: Random) -> str:
    """The middle left out, and that said."""
    words = text.split(" ")
    if len(words) < 8:
        return text
    first, second = sorted(random.sample(range(3, len(words) - 2), 2)) if len(words) > 9 else (3, 5)
    mark = random.choice(("...", "[...]", "…", "(...)", "[snip]"))
    return " ".join([*words[:first], mark, *words[second:]])
