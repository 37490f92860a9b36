"""`archiver quotes`, `archiver tree` and `archiver link` on the demo."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import DemoArchive, archiver

KINDS = ("posts", "sentences", "who", "altered", "edited", "vanished")


def of_forum(archive: DemoArchive, *arguments: str) -> str:
    done = archiver(*arguments, "--database", archive.database, "--site", archive.sites.forum)
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("kind", KINDS)
def test_each_question_has_an_answer_for_people_and_one_for_programs(demo_archive: DemoArchive, kind: str) -> None:
    told = of_forum(demo_archive, "quotes", kind, "--limit", "3")
    rows = json.loads(of_forum(demo_archive, "quotes", kind, "--limit", "3", "--json"))
    assert len(rows) <= 3
    assert bool(told) == bool(rows)


def test_who_quotes_whom_on_the_demo(demo_archive: DemoArchive) -> None:
    pairs = json.loads(of_forum(demo_archive, "quotes", "who", "--json"))
    assert {"O'Neil & Son", "Tom_on_Ada"} <= {pair["author"] for pair in pairs}
    assert "O'Neil & Son quotes Tom_on_Ada" in of_forum(demo_archive, "quotes", "who")


def test_a_sentence_is_followed(demo_archive: DemoArchive) -> None:
    lines = of_forum(demo_archive, "quotes", "travel", "crack the bleed screw").splitlines()
    assert [("said" in line, "quoted" in line) for line in lines] == [(True, False), (False, True)]


def test_the_tree_shows_derived_answers_with_a_tilde(demo_archive: DemoArchive) -> None:
    drawn = of_forum(demo_archive, "tree", "27")
    rows = json.loads(of_forum(demo_archive, "tree", "27", "--json"))
    assert len(drawn.splitlines()) == len(rows) == 23
    derived = [row for row in rows if row["parent_kind"] == "derived"]
    assert derived
    assert drawn.count("~#") == len(derived)


def test_what_is_linked_is_not_sought_again(demo_archive: DemoArchive) -> None:
    done = archiver("link", "--database", demo_archive.database)
    assert done.stdout == "0 quotes in 0 threads: 0 stated, 0 exact, 0 fuzzy, 0 none\n"
    assert json.loads(archiver("link", "--database", demo_archive.database, "--json").stdout)["threads"] == 0
