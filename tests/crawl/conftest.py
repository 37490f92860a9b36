"""One process for all tests of crawls, from which their crawls are forked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawl.sites import crawled
from tests.crawl.watched import Watched, watched
from tests.crawl.zygote import Zygote, zygote

__all__ = ["crawled", "crawls", "forum"]


@pytest.fixture(scope="session")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    """Crawls that begin at once."""
    with zygote(tmp_path_factory.mktemp("zygote")) as process:
        yield process


@pytest.fixture
def forum(tmp_path: Path, crawls: Zygote) -> Iterator[Watched]:
    """The demo's forum, which may be told to misbehave."""
    with watched(tmp_path, crawls) as forum:
        yield forum
