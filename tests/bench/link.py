"""How fast the source of a quote is found, against rapidfuzz's `extractOne` over all posts; asked are 300 times as many fragments.

In a thread of 1,000 posts, and what a fragment costs in one of 10,000 against that (asked: at most twice). Both are measured in turn
in one run; nothing passes or fails.

    python tests/bench/link.py
"""

from __future__ import annotations

import gc
import statistics
import sys
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from rapidfuzz.fuzz import partial_ratio
from rapidfuzz.process import extractOne

from archiver.quotes.find import find
from archiver.quotes.index import Index
from tests.quotes.conversation import Conversation, conversation
from tests.quotes.judged import index_of

FRAGMENTS = 500
ROUNDS = 5


def main() -> None:
    """Measure and print."""
    short, long = conversation(1_000, seed=1), conversation(10_000, seed=1)
    start = process_time()
    indexes = {id(one): index_of(one) for one in (short, long)}
    indexed = process_time() - start
    gc.collect()
    gc.freeze()
    texts = [post.text for post in short.posts]
    seek: list[float] = []
    seek_long: list[float] = []
    fuzzy: list[float] = []
    for number in range(ROUNDS):
        for one, times in ((short, seek), (long, seek_long)):
            times.append(_seek(one, indexes[id(one)]))
        quotes = short.quotes[-FRAGMENTS:][number * 4 : number * 4 + 4]
        start = process_time()
        for quote in quotes:
            extractOne(quote.text, texts, scorer=partial_ratio)
        fuzzy.append((process_time() - start) / len(quotes))
    here, there, everywhere = map(statistics.median, (seek, seek_long, fuzzy))
    sys.stdout.write(
        f"index   {indexed / 11_000 * 1e6:8.0f} us a post\n"
        f"seek    {here * 1e6:8.0f} us a fragment, 1,000 posts: {1 / here:,.0f} a second, {everywhere / here:,.0f} times extractOne's "
        f"{1 / everywhere:,.1f}\n"
        f"seek    {there * 1e6:8.0f} us a fragment, 10,000 posts: {there / here:.2f} times that\n"
    )


def _seek(one: Conversation, index: Index) -> float:
    quotes = one.quotes[-FRAGMENTS:]
    start = process_time()
    for quote in quotes:
        find(index, quote.text, before=quote.post, author=quote.author)
    return (process_time() - start) / len(quotes)


if __name__ == "__main__":
    main()
