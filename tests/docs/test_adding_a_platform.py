"""docs/adding-a-platform.md, followed to the letter in an empty folder: its files, its commands, what they print."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from spiders.errors import ReadError
from spiders.page import Page
from spiders.platforms import GROUP
from tests.docs.reading import ROOT, Command, commands

DOCUMENT = ROOT / "docs" / "adding-a-platform.md"
FILES = dict(re.findall(r"`([\w.]+)`:\n\n```\w+\n(.*?)```\n", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL))
BEGUN, *SHOWN = [command for command in commands(DOCUMENT) if command.words[0] == "archiver" and command.output]
OTHERS = [command for command in commands(DOCUMENT) if command.words[0] != "archiver"]


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command in the folder, which stands for an installed package."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page; what the command makes of it; the other files; and what installing them would leave: the entry point."""
    folder = tmp_path_factory.mktemp("lantern")
    (folder / "thread.html").write_text(FILES["thread.html"], encoding="utf-8")
    done = run(folder, "-m", *BEGUN.words)
    assert done.stdout.splitlines() == list(BEGUN.output), done.stderr
    assert (folder / "pyproject.toml").read_text(encoding="utf-8") == FILES["pyproject.toml"]
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    section = FILES["pyproject.toml"].partition(f'[project.entry-points."{GROUP}"]\n')[2].partition("\n\n")[0]
    info = folder / "archiver_lantern-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: archiver-lantern\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{section.replace(chr(34), '')}\n")
    return folder


def test_the_document_holds_all_files() -> None:
    assert FILES.keys() == {"thread.html", "lantern.py", "pyproject.toml"}
    assert [command.words[1] for command in (BEGUN, *SHOWN)] == ["new-platform", "platforms", "parse"]
    assert [command.words[0] for command in OTHERS] == ["python", "pytest"]


@pytest.mark.parametrize("command", SHOWN, ids=str)
def test_its_commands_print_what_it_shows(folder: Path, command: Command) -> None:
    done = run(folder, "-m", *command.words)
    assert done.returncode == 0, done.stderr
    printed = done.stdout.splitlines()
    before, dots, after = ("\n" + "\n".join(command.output)).partition("\n...\n")
    if not dots:
        assert printed == list(command.output)
        return
    start, end = before.splitlines(), after.splitlines()  # "..." stands for what grows with each platform
    assert len(printed) > len(start) + len(end)
    assert [line.split() for line in printed[: len(start)]] == [line.split() for line in start]
    assert [line.split() for line in printed[-len(end) :]] == [line.split() for line in end]


def test_its_test_passes_once_its_json_is_written_anew(folder: Path) -> None:
    """And not before: the draft reads less than the class that it becomes."""
    written, tested = (("-m", *command.words) if command.words[0] == "pytest" else command.words[1:] for command in OTHERS)
    assert "1 failed" in run(folder, *tested, "-p", "no:cacheprovider").stdout
    assert run(folder, *written).returncode == 0
    assert "1 passed" in run(folder, *tested, "-p", "no:cacheprovider").stdout


def test_its_platform_keeps_what_it_promises(folder: Path) -> None:
    """The page less any of its lines, or broken off anywhere, is read or refused; nothing else is raised."""
    platform = runpy.run_path(str(folder / "lantern.py"))["Lantern"]()
    lines = FILES["thread.html"].splitlines(keepends=True)
    damaged = ["".join(lines[:at] + lines[at + 1 :]) for at in range(len(lines))] + [
        "".join(lines[:at]) for at in range(len(lines))
    ]
    elements = re.findall(r"<(\w+)", FILES["thread.html"])
    damaged += [re.sub(rf"</?{name}\b[^>]*>", "", FILES["thread.html"]) for name in set(elements)]
    read = 0
    for text in damaged:
        page = Page(url="https://lamps.example/topic/41", body=text.encode(), fetched_at=datetime(2024, 5, 1, tzinfo=UTC))
        try:
            platform.read(page)
        except ReadError:
            continue
        read += 1
    assert read > len(damaged) / 2


def test_its_facts_are_read(folder: Path) -> None:
    platform = runpy.run_path(str(folder / "lantern.py"))["Lantern"]()
    body = FILES["thread.html"].encode()
    page = Page(url="https://lamps.example/topic/41", body=body, fetched_at=datetime(2024, 5, 1, tzinfo=UTC))
    reading = platform.read(page)
    (thread,) = reading.threads
    ida, visitor = thread.posts
    assert (ida.author.id, ida.author.guest, visitor.author.id, visitor.author.guest) == ("7", False, None, True)
    assert (ida.edits[0].by, ida.edits[0].time.at) == ("Ida", datetime(2024, 2, 3, 18, 25, tzinfo=UTC))
    (quote,) = visitor.content.quotes
    assert (quote.author, quote.source_id, quote.text) == ("Ida", "310", "The flat one smokes.")
    assert visitor.content.text == "Trim its corners."
