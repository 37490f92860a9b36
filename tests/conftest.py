"""Options of the whole test-suite."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("project", deadline=None)  # a shared machine tells nothing of time
settings.load_profile("project")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected JSON of the pages in tests/pages")
