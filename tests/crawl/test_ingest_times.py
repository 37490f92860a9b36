"""Captures of one forum at two times, ingested in any order: the same history. What moved or went answers as servers answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from archiver.demo.model import Community
from archiver.demo.xenforo import XenForo
from tests.captured import BASE, capture_site
from tests.crawl.test_ingest import take_in
from tests.db.test_two_times import NEWEST, without
from tests.fakeforum.dump import Tables, differences, dump
from tests.fakeforum.evolve import Evolution
from tests.fakeforum.invent import Inventor
from tests.fakeforum.phpbb import PhpBB

FIRST = datetime(2024, 5, 1, 12, tzinfo=UTC)
WEEK = timedelta(days=7)
SITES: dict[str, Callable[[Community, str], Any]] = {"xenforo": partial(XenForo, version="2.3"), "phpbb": PhpBB}


def two_times(folder: Path, platform: str, seed: int) -> tuple[Path, Path]:
    """A WARC of a forum, and one of a week later, for which all addresses of the first were asked again."""
    community = Inventor(Random(seed)).community(threads=6, posts=(2, 9), posts_per_page=3)
    evolution = Evolution(community, Random(seed), FIRST)
    before = SITES[platform](community, BASE)
    capture_site(before, folder / "first", when=FIRST)
    evolution.now = FIRST + WEEK / 2
    evolution.delete(way="gap")
    for change in (evolution.edit, evolution.delete, evolution.move, evolution.merge, evolution.remove, evolution.retitle):
        change()
    after = SITES[platform](evolution.community, BASE)
    capture_site(after, folder / "second", when=FIRST + WEEK, also=before.addresses())
    return folder / "first", folder / "second"


def history(database: Path) -> Tables:
    return without(dump(str(database), times=True, captures=True), NEWEST)


@pytest.mark.parametrize("platform", SITES)
@pytest.mark.parametrize("seed", range(3))
def test_either_order_gives_the_same_history(platform: str, seed: int, tmp_path: Path) -> None:
    first, second = two_times(tmp_path, platform, seed)
    for place in (first, second):
        take_in(place, database=tmp_path / "forth.db", warc=tmp_path)
    for place in (second, first):
        take_in(place, database=tmp_path / "back.db", warc=tmp_path)
    take_in(tmp_path, database=tmp_path / "at once.db", warc=tmp_path, jobs=2)
    forth = history(tmp_path / "forth.db")
    assert {row["state"] for row in forth["thread"].values()} >= {"visible", "gone"}
    assert "post_state" in forth
    assert differences(forth, history(tmp_path / "at once.db")) == []
    assert differences(forth, history(tmp_path / "back.db")) == []
