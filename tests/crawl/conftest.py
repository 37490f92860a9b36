"""One process for all tests of crawls, from which their crawls are forked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crawl.zygote import Zygote, zygote


@pytest.fixture(scope="session")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    """Crawls that begin at once."""
    with zygote(tmp_path_factory.mktemp("zygote")) as process:
        yield process
