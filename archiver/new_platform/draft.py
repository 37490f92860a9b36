"""Which files a new platform begins with, inside this repository or as a package of its own, and how they are written.

Nothing that exists is written over: either all files are new, or none is written.
"""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from archiver.new_platform.guess import guess
from archiver.new_platform.template import MARK, class_name, module
from spiders.errors import ReadError, StorageError, UsageError
from spiders.page import Page
from spiders.platforms import platforms
from spiders.platforms.base import Platform

_NAME = re.compile(r"[a-z][a-z0-9]{1,39}")
_KEPT = ("content-type", "date", "link")
"""Headers that reading may ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A page that the platform is drafted from. ``case`` is what its files are called."""

    case: str
    page: Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The files of a new platform, by path below its folder. ``module`` is the platform's own."""

    name: str
    module: str
    inside: bool
    files: Mapping[str, bytes]
    to_fill: int


def refuse_taken(name: str) -> None:
    """Say no to a name that is none, or that another platform has.

    Raises:
        UsageError: it may not be called so.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} cannot be a platform's name: lower-case letters and digits, a letter first (as in 'mybb')")
    if name in platforms():
        raise UsageError(f"there is a platform called {name!r} already; see `archiver platforms`")


def drafted(name: str, sources: list[Source], *, folder: Path) -> Draft:
    """The draft of a platform, by its pages: the first that shows posts tells most."""
    inside = (folder / "spiders" / "platforms" / "base.py").is_file()
    found = [(source, guess(source.page)) for source in sources]
    told_by, guesses = next(((source, one) for source, one in found if one.post is not None), found[0])
    place = f"spiders/platforms/{name}.py" if inside else f"{name}.py"
    text = module(name, guesses, f"{told_by.case}{suffix(told_by.page)}")
    files: dict[str, bytes] = {place: text.encode()}
    for source in sources:
        files[f"tests/pages/{name}/{source.case}{suffix(source.page)}"] = source.page.body
        files[f"tests/pages/{name}/{source.case}.meta.json"] = _json(_meta(source.page))
    if not inside:
        files["pyproject.toml"] = _PYPROJECT.format(name=name, cls=class_name(name)).encode()
        files[f"tests/test_{name}.py"] = _TEST.format(name=name).encode()
    return Draft(name=name, module=place, inside=inside, files=files, to_fill=text.count(MARK))


def write(draft: Draft, folder: Path) -> list[Path]:
    """Write all files of a draft; which they are.

    Raises:
        UsageError: one of them exists; none was written.
        StorageError: one cannot be written.
    """
    paths = {folder / name: body for name, body in draft.files.items()}
    for path in (*paths, *expected_paths(draft, folder).values()):
        if path.exists():
            raise UsageError(f"{path} exists; nothing was written (choose another name or --directory, or remove it)")
    for path, body in paths.items():
        _store(path, body)
    return list(paths)


def expected(draft: Draft, sources: Iterable[Source], folder: Path) -> tuple[list[Path], list[str]]:
    """Write what the draft reads of its own pages as the JSON that the tests expect; the paths, and what cannot be read yet."""
    written: list[Path] = []
    unread: list[str] = []
    platform = _loaded(folder / draft.module)
    paths = expected_paths(draft, folder)
    for source in sources:
        try:
            reading = platform.read(source.page)
        except ReadError as error:
            unread.append(f"{source.case}: {error}")
            continue
        _store(paths[source.case], _json(_without_empty(msgspec.to_builtins(reading))))
        written.append(paths[source.case])
    return written, unread


def expected_paths(draft: Draft, folder: Path) -> dict[str, Path]:
    """Where the JSON of each page goes."""
    metas = [folder / name for name in draft.files if name.endswith(".meta.json")]
    return {path.name.removesuffix(".meta.json"): path.with_name(path.name.replace(".meta.json", ".json")) for path in metas}


def suffix(page: Page) -> str:
    """How a saved page's name ends, as the tests of pages know them."""
    return ".body" if page.is_json else ".xml" if page.is_xml else ".html"


def _loaded(path: Path) -> Platform:
    """The platform that a module defines, of the file as it is now."""
    defined = runpy.run_path(str(path), run_name=path.stem)
    found = [one for one in defined.values() if isinstance(one, type) and issubclass(one, Platform) and one is not Platform]
    return found[0]()


def _meta(page: Page) -> dict[str, Any]:
    headers = {name: page.headers[name] for name in _KEPT if name in page.headers}
    return {
        "url": page.url,
        "headers": headers or {"content-type": "text/html; charset=utf-8"},
        "fetched_at": page.fetched_at.isoformat(timespec="seconds"),
    }


def _without_empty(value: Any) -> Any:
    """As the tests of pages compare it."""
    if isinstance(value, dict):
        return {key: kept for key, item in value.items() if (kept := _without_empty(item)) not in (None, [], {})}
    if isinstance(value, (list, tuple)):
        return [_without_empty(item) for item in value]
    return value


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _store(path: Path, body: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror or error}") from error


_PYPROJECT = """[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "archiver-{name}"
version = "1"
dependencies = ["archiver"]

[project.entry-points."archiver.platforms"]
{name} = "{name}:{cls}"

[tool.hatch.build.targets.wheel]
include = ["{name}.py"]
"""

_TEST = '''"""The saved pages are read as the JSON beside them says; run as a script, this file writes the JSON anew."""

import json
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from spiders.page import Page
from spiders.platforms import platform_named

CASES = sorted(Path(__file__).parent.glob("pages/{name}/*.meta.json"))


def read(meta):
    stated = json.loads(meta.read_text(encoding="utf-8"))
    case = meta.name.removesuffix(".meta.json")
    body = next(path for path in meta.parent.iterdir() if path.stem == case and path.suffix != ".json").read_bytes()
    moment = datetime.fromisoformat(stated["fetched_at"])
    page = Page(url=stated["url"], body=body, headers=stated["headers"], fetched_at=moment)
    return without_empty(msgspec.to_builtins(platform_named("{name}").read(page)))


def without_empty(value):
    if isinstance(value, dict):
        return {{key: kept for key, item in value.items() if (kept := without_empty(item)) not in (None, [], {{}})}}
    if isinstance(value, (list, tuple)):
        return [without_empty(item) for item in value]
    return value


def expected(meta):
    return meta.with_name(meta.name.replace(".meta.json", ".json"))


@pytest.mark.parametrize("meta", CASES, ids=lambda path: path.name)
def test_page_is_read_as_expected(meta):
    assert read(meta) == json.loads(expected(meta).read_text(encoding="utf-8"))


if __name__ == "__main__":
    for case in CASES:
        expected(case).write_text(json.dumps(read(case), ensure_ascii=False, indent=1) + "\\n", encoding="utf-8")
'''
