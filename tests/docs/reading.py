"""What the documentation says, in pieces that tests can ask about: console sessions, commands in the text, links."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])

_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Command:
    """A command that a document shows, and what it says the command prints (nothing, for one in the text)."""

    document: Path
    words: tuple[str, ...]
    output: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.document.name}: {' '.join(self.words)}"


def commands(document: Path) -> Iterator[Command]:
    """The commands of a document's console sessions, comments left out."""
    for session in _CONSOLE.findall(document.read_text(encoding="utf-8")):
        line: str | None = None
        output: list[str] = []
        for text in [*session.splitlines(), "$ "]:
            if not text.startswith("$ "):
                output.append(text)
                continue
            if line:
                yield Command(document, tuple(shlex.split(line, comments=True)), tuple(output))
            line, output = text.removeprefix("$ "), []


def named_commands(document: Path) -> Iterator[Command]:
    """The commands that a document's text names: `archiver export --schema`."""
    for words in _INLINE.findall(_FENCED.sub("", document.read_text(encoding="utf-8"))):
        if words.startswith("archiver "):
            yield Command(document, tuple(shlex.split(words)))


def links(document: Path) -> Iterator[str]:
    """Where the links of a document lead, as written."""
    yield from _LINK.findall(_FENCED.sub("", document.read_text(encoding="utf-8")))


def anchors(document: Path) -> set[str]:
    """The fragments by which the headings of a document are reached, as GitHub makes them."""
    headings = _HEADING.findall(_FENCED.sub("", document.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
