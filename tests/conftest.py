"""Options of the whole test-suite."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.captures import CAPTURES

# A shared machine tells nothing of time. `pytest --hypothesis-profile=thorough` is for whoever changes a reader or its renderer.
settings.register_profile("project", deadline=None, max_examples=12)
settings.register_profile("thorough", deadline=None, max_examples=300)
settings.load_profile("project")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected JSON of the pages in tests/pages")


_ran_on_captures = 0


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    global _ran_on_captures  # noqa: PLW0603 - pytest's hooks have no other place to count
    if report.when == "call" and "captures" in report.keywords and report.outcome == "passed":
        _ran_on_captures += 1


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """In CI a run that had the captures and used none of them has shown nothing."""
    is_worker = hasattr(session.config, "workerinput")  # reports reach the process that started it
    if os.environ.get("CI") == "true" and not is_worker and CAPTURES.is_dir() and not _ran_on_captures and exitstatus == 0:
        session.exitstatus = 1
        print(f"\ncaptures are at {CAPTURES}, and no test passed on them")
