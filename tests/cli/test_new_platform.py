"""`archiver new-platform`: what it writes for whom, what it guesses, and that it never invents or overwrites."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archiver.cli.main import cli
from archiver.demo import demo_community
from archiver.demo.server import serve_demo
from archiver.new_platform.guess import guess
from spiders.errors import FetchError, UsageError
from spiders.page import Page
from spiders.platforms import platform_named
from spiders.platforms.base import Platform
from tests.fakeforum.ways import BASE, ways
from tests.unit.test_pages import PAGES, load

NOTHING = "<html><head><title>A page</title></head><body><p>Nothing on it repeats.</p></body></html>"


def begin(*words: str) -> Result:
    return CliRunner().invoke(cli, ["new-platform", *words], catch_exceptions=True)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "thread.html"
    page, _ = load(PAGES / "fluxbb" / "thread.html")
    path.write_bytes(page.body)
    return path


def test_a_package_of_its_own(tmp_path: Path, saved: Path) -> None:
    where = tmp_path / "package"
    result = begin("lamp", str(saved), "--url", "https://lamps.example/topic/5", "--directory", str(where))
    assert result.exit_code == 0, result.output
    assert [str(Path(line).relative_to(where)) for line in result.stdout.splitlines()] == [
        "lamp.py",
        "tests/pages/lamp/thread.html",
        "tests/pages/lamp/thread.meta.json",
        "pyproject.toml",
        "tests/test_lamp.py",
        "tests/pages/lamp/thread.json",
    ]
    assert (where / "tests/pages/lamp/thread.html").read_bytes() == saved.read_bytes()
    assert json.loads((where / "tests/pages/lamp/thread.meta.json").read_text())["url"] == "https://lamps.example/topic/5"
    assert 'lamp = "lamp:Lamp"' in (where / "pyproject.toml").read_text()
    assert "FILL IN" in (where / "lamp.py").read_text()
    assert "pip install -e" in result.stderr


def test_in_a_checkout_there_is_no_package(tmp_path: Path, saved: Path) -> None:
    (tmp_path / "spiders/platforms").mkdir(parents=True)
    (tmp_path / "spiders/platforms/base.py").write_text("")
    result = begin("lamp", str(saved), "--directory", str(tmp_path))
    assert result.exit_code == 0, result.output
    written = {str(Path(line).relative_to(tmp_path)) for line in result.stdout.splitlines()}
    assert "spiders/platforms/lamp.py" in written
    assert not [name for name in written if "pyproject" in name or name == "tests/test_lamp.py"]
    assert "tests/unit/test_pages.py -k lamp --update" in result.stderr


def test_nothing_is_written_over(tmp_path: Path, saved: Path) -> None:
    (tmp_path / "tests/pages/lamp").mkdir(parents=True)
    kept = tmp_path / "tests/pages/lamp/thread.json"
    kept.write_text("mine")
    result = begin("lamp", str(saved), "--directory", str(tmp_path))
    assert isinstance(result.exception, UsageError)
    assert "nothing was written" in str(result.exception)
    assert kept.read_text() == "mine"
    assert not (tmp_path / "lamp.py").exists()


@pytest.mark.parametrize("name", ["mybb", "My", "a_b", "9a", "x", "../x", "a-b"])
def test_names_that_cannot_be(name: str, tmp_path: Path, saved: Path) -> None:
    result = begin(name, str(saved), "--directory", str(tmp_path / "new"))
    assert isinstance(result.exception, UsageError)
    assert not (tmp_path / "new").exists()


def test_a_page_that_suggests_nothing_leaves_everything_to_fill_in(tmp_path: Path) -> None:
    saved = tmp_path / "page.html"
    saved.write_text(NOTHING)
    result = begin("lamp", str(saved), "--directory", str(tmp_path))
    assert result.exit_code == 0, result.output
    text = (tmp_path / "lamp.py").read_text()
    assert "guessed" not in text.partition("class ")[2]
    (platform,) = [
        one for one in runpy.run_path(str(tmp_path / "lamp.py")).values() if isinstance(one, type) and one.__name__ == "Lamp"
    ]
    assert issubclass(platform, Platform)
    assert (
        platform().detect(
            Page(
                url="https://a.example/",
                body=NOTHING.encode(),
                fetched_at=load(PAGES / "mybb" / "mybb18_index.html")[0].fetched_at,
            )
        )
        is None
    )


def test_pages_are_fetched_and_named_by_their_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVER_DELAY", "0")
    with serve_demo() as demo:
        result = begin("lamp", f"{demo.forum}", f"{demo.blog}", "--directory", str(tmp_path))
        missing = begin("lamp", f"{demo.forum}threads/none.99999/", "--directory", str(tmp_path / "other"))
    assert result.exit_code == 0, result.output
    pages = sorted(path.name for path in (tmp_path / "tests/pages/lamp").glob("*.html"))
    assert len(pages) == 2
    assert isinstance(missing.exception, FetchError)
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("name", ["mybb", "fluxbb", "vanilla, in tables", "phpbb", "xenforo 2.3"])
def test_guesses_are_what_a_person_would_have_written(name: str) -> None:
    """On markup that we know: the elements guessed as posts are those that the platform's own reader takes for posts."""

    way = ways()[name]
    site = way.make(demo_community(), BASE)
    for address in site.addresses():
        answer = site.answer(address)
        page = Page(url=BASE + address, body=answer.body, fetched_at=load(PAGES / "mybb" / "mybb18_index.html")[0].fetched_at)
        reader = platform_named(way.platform)
        if reader.kind(page) != "thread":
            continue
        posts = reader.thread(page).posts
        if len(posts) < 3:
            continue
        found = guess(page)
        assert found.post is not None
        assert found.body is not None
        assert abs(len(page.select(found.post.value)) - len(posts)) <= 1, (address, found.post)
        return
    pytest.fail("no thread of three posts")
