"""The whole way on real software: a capture served on loopback, crawled, stored, exported, scored against the truth.

The truth is that software's own database (`*.truth.json`); the scorer is `tools/score.py` beside the captures. Nothing in the
project knows these captures. A figure that falls short on purpose stands in `SHORT`, with the reason.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.captures import CAPTURES, need_captures
from tests.crawl.sites import TOOLS, Crawled

need_captures()

pytestmark = pytest.mark.captures

WHOLE = ("wordpress", "phpbb", "nodebb", "fluxbb", "punbb", "xmb", "mybb", "smf", "hyperkitty")
"""Whole sites: all that the truth holds must be found, and nothing else."""

VARIANTS = {
    "fluxbb": ("nocookie",),
    "punbb": ("sef", "nocookie"),
    "wordpress": ("tt1", "tt2", "tt3", "tt17", "tt19", "de", "el", "ja"),
    "mybb": ("seo", "nocookie"),
    "phpbb": ("reldate", "nocookie"),
    "smf": ("queryless", "nocookie"),
    "nodebb": ("persona",),
}
"""Part of the pages of the same site: what is read must be true."""

AT_LEAST = {"text equal": 0.99, "article text equal": 0.99}
"""Where the issue asks for less than all."""

SHORT: dict[tuple[str, str], int] = {
    # No source is stated, and its words stand in two posts of one author.
    ("fluxbb", "quote linked"): 1,
    ("punbb", "quote linked"): 1,
    ("hyperkitty", "quote linked"): 1,
    ("hyperkitty", "attachments"): 1,  # HyperKitty takes spaces out of the names of files
    ("smf", "attachments"): 1,  # guests are shown none, and no word of them
    ("phpbb", "attachments"): 1,  # "[The extension txt has been deactivated ...]" stands where the second file's name would
    # REST is not in the variants, so the comment written in the hour that the clocks repeat has the offset its page prints.
    **{(f"wordpress-{name}", "post time"): 1 for name in ("tt2", "tt3", "de", "el", "ja")},
    # These themes print of a pingback and a trackback only where they come from: no words, no time.
    **{(f"wordpress-{name}", "post time"): 3 for name in ("tt1", "tt17", "tt19")},
    **{(f"wordpress-{name}", "text equal"): 2 for name in ("tt1", "tt17", "tt19")},
    # The Greek locale prints 'single' quotation marks as "double" ones.
    ("wordpress-el", "text equal"): 21,
    # XMB cuts titles by what they take as numeric references: two end in the middle of one.
    ("xmb", "thread title"): 2,
    ("xmb", "thread poll"): 1,  # the question is never printed, but the thread's title
    ("xmb", "quote linked"): 1,
}
"""Misses that the pages cannot avoid, by capture and figure."""


def score(truth: str, export: Path) -> dict[str, list[int]]:
    """The figures of the scorer."""
    return json.loads(_scored(truth, export, "--json"))


def misses(truth: str, export: Path) -> str:
    """What the scorer misses, for people."""
    return _scored(truth, export, "--show", "5")


def _scored(truth: str, export: Path, *options: str) -> str:
    command = [sys.executable, str(TOOLS / "score.py"), str(CAPTURES / f"{truth}.truth.json"), str(export), *options]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_site_is_archived_as_its_own_database_has_it(name: str, crawled: Callable[[str], Crawled]) -> None:
    archive = crawled(name)
    assert "Traceback" not in archive.said, archive.said
    for figure, (hit, total) in score(name, archive.export).items():
        enough = total * AT_LEAST.get(figure, 1.0) - SHORT.get((name, figure), 0)
        assert hit >= enough, f"{figure}: {hit}/{total}\n{misses(name, archive.export)}"
    assert archive.code == 0


@pytest.mark.parametrize("name", [f"{name}-{variant}" for name, variants in VARIANTS.items() for variant in variants])
def test_what_is_read_of_a_variant_is_true(name: str, crawled: Callable[[str], Crawled]) -> None:
    truth = name.partition("-")[0]
    archive = crawled(name)
    assert "Traceback" not in archive.said, archive.said
    figures = score(truth, archive.export)
    for figure in ("threads true", "posts true", "post author", "post time", "text equal"):
        hit, total = figures[figure]
        assert total > 0
        enough = total - SHORT.get((name, figure), 0)
        assert hit >= enough, f"{figure}: {hit}/{total}\n{misses(truth, archive.export)}"
