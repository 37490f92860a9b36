"""The two direct peers on the same pages in the same run: forum-dl and forumscraper read phpBB and XenForo beside us.

Prints a Markdown table: what each finds, and pages a second. Each reader runs in a process and an environment of its own; the
page goes from one to the next, so that a busy machine slows all. Each is called as its own crawler calls it, with a stand-in
for the network; only that call is timed. Nothing passes or fails.

    python tests/bench/peers.py [--rounds 5] [--environments FOLDER] [--python PYTHON]

The environments are made with pip where they are missing. forumscraper needs Python 3.12 or newer (it says 3.8, and calls
`itertools.batched`); PYTHON names one where the search path has none. The pages are the captures' (see `tests/captures.py`).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PINNED = {"forum-dl": ("forum-dl==0.3.0", "pydantic<2"), "forumscraper": ("forumscraper==0.1.21",)}
OLDEST = {"forum-dl": (3, 11), "forumscraper": (3, 12)}
OURS = "this project"
COLUMNS = (
    *("pages", "reader", "posts", "authors", "times", "quotes", "edits"),
    *("pages that failed", "pages a second", "we, on the same pages"),
)


@dataclass(frozen=True)
class Saved:
    """A page with what a person counted on it; ``quotes`` and ``edits`` are None where nobody did."""

    group: str
    engine: str
    url: str
    path: str
    posts: int
    quotes: int | None = None
    edits: int | None = None


class Found(NamedTuple):
    """What one reader made of one page; ``failed`` names the exception that ended it."""

    seconds: float
    posts: int = 0
    authors: int = 0
    times: int = 0
    quotes: int = 0
    edits: int = 0
    failed: str = ""


# -- the pages -----------------------------------------------------------------------------------------------------------


def pages(captures: Path, folder: Path) -> Iterator[Saved]:
    """Threads saved from many sites, and the thread pages of a whole phpBB forum."""
    engines = {
        "xenforo2": ("XenForo 2", "xenforo2"),
        "xenforo1": ("XenForo 1", "xenforo1"),
        "phpbb3": ("phpBB 3, prosilver", "phpbb"),
        "phpbb3-subsilver2": ("phpBB 3, subsilver2", "phpbb"),
    }
    for line in (captures / "samples" / "INDEX.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["platform"] in engines and row["kind"] == "thread" and not row["data_attrs_stripped"]:
            group, engine = engines[row["platform"]]
            path = str(captures / "samples" / row["file"])
            yield Saved(group, engine, _address(engine), path, row["posts"], row.get("quotes"), row.get("edit_markers"))
    yield from _captured(captures / "phpbb.warc.gz", folder)


def _captured(warc: Path, folder: Path) -> Iterator[Saved]:
    """The thread pages of a captured forum; its stock theme gives each post an id, by which the posts are counted."""
    import re

    from fastwarc.warc import ArchiveIterator, WarcRecordType

    from spiders.page import decompress

    with warc.open("rb") as stream:
        for number, record in enumerate(ArchiveIterator(stream, record_types=WarcRecordType.response)):
            headers = {name.lower(): value for name, value in record.http_headers}
            body = decompress(record.reader.read(), headers.get("content-encoding", ""))
            if "viewtopic.php" not in record.headers["WARC-Target-URI"] or not headers["content-type"].startswith("text/html"):
                continue
            posts = len(re.findall(rb'<div id="p\d+" class="post ', body))
            quotes, edits = body.count(b"<blockquote"), body.count(b'<div class="notice">')
            if posts:
                path = folder / f"{number}.html"
                path.write_bytes(body)
                yield Saved("phpBB 3.3, a whole forum", "phpbb", _address("phpbb"), str(path), posts, quotes, edits)


def _address(engine: str) -> str:
    """An address that each reader takes for a thread's: forumscraper refuses some real ones, pages saved without one have none."""
    return "https://forum.example.org/" + ("viewtopic.php?t=12" if engine == "phpbb" else "threads/boats.12/")


# -- the readers, each in a process of its own -----------------------------------------------------------------------------


def read_ours(saved: Saved) -> Callable[[], Found]:
    """Detection, reading, safe HTML; from bytes, as they come from the wire."""
    sys.path.insert(0, str(ROOT))
    from datetime import UTC, datetime

    from spiders.page import Page
    from spiders.platforms import detect

    body = Path(saved.path).read_bytes()
    headers = {"content-type": "text/html; charset=utf-8" if _is_utf8(body) else "text/html"}
    moment = datetime(2025, 1, 1, tzinfo=UTC)

    def read() -> Found:
        start = process_time()
        page = Page(url=saved.url, body=body, headers=headers, fetched_at=moment)
        reading = detect(page)[0].read(page)
        spent = process_time() - start
        posts = [post for thread in reading.threads for post in thread.posts]
        return Found(
            spent,
            len(posts),
            sum(post.author is not None for post in posts),
            sum(post.posted is not None and (post.posted.at or post.posted.local) is not None for post in posts),
            sum(len(post.content.quotes) for post in posts if post.content),
            sum(len(post.edits) for post in posts),
        )

    return read


def read_forum_dl(saved: Saved) -> Callable[[], Found]:
    """One page through `_fetch_thread_page_posts`. An exception ends the page: what came before it is found."""
    from forum_dl.extractors.common import ExtractorOptions, PageState, Post, Thread
    from forum_dl.extractors.phpbb import PhpbbExtractor
    from forum_dl.extractors.xenforo import XenforoExtractor

    body = Path(saved.path).read_bytes()
    extractor = PhpbbExtractor if saved.engine == "phpbb" else XenforoExtractor

    class Response:
        url, content, status_code, headers = saved.url, body, 200, {}

        @property
        def text(self) -> str:
            return body.decode("utf-8", "replace")

        def raise_for_status(self) -> None: ...

    class Session:
        def get(self, _url: str, **_: Any) -> Response:
            return Response()

        try_get = get

    def read() -> Found:
        posts: list[Any] = []
        failed = ""
        start = process_time()
        try:
            reader = extractor(Session(), saved.url, ExtractorOptions(path=False))
            thread = Thread(path=("1", "2", "3"), url=saved.url, origin=saved.url, data={}, title="")
            for item in reader._fetch_thread_page_posts(thread, PageState(url=saved.url, page=1)):
                if isinstance(item, Post):
                    posts.append(item)  # noqa: PERF401  those before an exception count
        except Exception as error:  # noqa: BLE001  whatever it is, it ends the page, and is counted
            failed = type(error).__name__
        spent = process_time() - start
        authors, times = sum(bool(post.author) for post in posts), sum(_is_time(post.creation_time) for post in posts)
        return Found(spent, len(posts), authors, times, failed=failed)

    return read


def read_forumscraper(saved: Saved) -> Callable[[], Found]:
    """One page through `get_thread`, from text: decoding the bytes is not in its time."""
    from forumscraper.defs import Outputs
    from forumscraper.extractors import extractor

    text = Path(saved.path).read_text(encoding="utf-8", errors="replace")
    reader = getattr(extractor, saved.engine)()

    def read() -> Found:
        posts: list[dict[str, Any]] = []
        failed = ""
        start = process_time()
        try:
            state = reader.get_thread(saved.url, rq=text, output=Outputs.data | Outputs.threads, thread_pages_max=1)
            posts = state["data"]["threads"][0]["posts"]
        except Exception as error:  # noqa: BLE001  as above
            failed = type(error).__name__
        spent = process_time() - start
        authors, times = sum(bool(post["user"]) for post in posts), sum(_is_time(post["date"]) for post in posts)
        return Found(spent, len(posts), authors, times, failed=failed)

    return read


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


READERS = {OURS: read_ours, "forum-dl": read_forum_dl, "forumscraper": read_forumscraper}


def _is_time(value: str | None) -> bool:
    """Whether a time is one that a program can read, and not words as they were printed."""
    from datetime import datetime

    try:
        return bool(value) and datetime.fromisoformat(str(value)) is not None
    except ValueError:
        return False


def serve(reader: str) -> None:
    """Read the pages that are asked for, one line each: first the list of pages, then numbers in it."""
    work = [READERS[reader](Saved(**page)) for page in json.loads(sys.stdin.readline())]
    for line in sys.stdin:
        sys.stdout.write(json.dumps(work[int(line)]()) + "\n")
        sys.stdout.flush()


# -- the environments ------------------------------------------------------------------------------------------------------


def environment(name: str, folder: Path, python: str | None) -> str:
    """The interpreter of an environment that holds a peer; the environment is made where it is missing."""
    place = folder / name
    interpreter = place / "bin" / "python"
    if not interpreter.exists():
        sys.stderr.write(f"making {place} with {', '.join(PINNED[name])}\n")
        subprocess.run([_new_enough(OLDEST[name], python), "-m", "venv", str(place)], check=True)
        try:
            pip = [str(interpreter), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PINNED[name]]
            subprocess.run(pip, check=True)
        except subprocess.CalledProcessError:
            shutil.rmtree(place)
            raise SystemExit(f"{name} could not be installed; nothing is measured") from None
    return str(interpreter)


def _new_enough(oldest: tuple[int, int], python: str | None) -> str:
    named = [python] if python else [sys.executable, *(f"python3.{minor}" for minor in (12, 13, 14))]
    for candidate in filter(None, map(shutil.which, named)):
        test = f"import sys; sys.exit(sys.version_info < {oldest})"
        if subprocess.run([candidate, "-c", test], check=False, capture_output=True).returncode == 0:
            return candidate
    raise SystemExit(f"Python {oldest[0]}.{oldest[1]} or newer is needed; name one with --python")


def _version(interpreter: str) -> str:
    command = [interpreter, "-c", "import platform; print(platform.python_version())"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


# -- the table -------------------------------------------------------------------------------------------------------------


def measure(saved: list[Saved], interpreters: dict[str, str], rounds: int) -> dict[str, list[list[Found]]]:
    """For each reader and page what was found in each round; the first round warms up and is left out."""
    found: dict[str, list[list[Found]]] = {name: [[] for _ in saved] for name in interpreters}
    listed = json.dumps([asdict(page) for page in saved]) + "\n"
    with ExitStack() as stack:
        readers = {}
        for name, interpreter in interpreters.items():
            command = [interpreter, str(Path(__file__).resolve()), "--serve", name]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
            readers[name] = stack.enter_context(subprocess.Popen(command, **pipes))
            readers[name].stdin.write(listed)
        began = perf_counter()
        for turn in range(rounds + 1):
            for number in range(len(saved)):
                for name, reader in readers.items():
                    reader.stdin.write(f"{number}\n")
                    reader.stdin.flush()
                    answer = reader.stdout.readline()
                    if not answer:
                        raise SystemExit(f"{name} died on {saved[number].path}")
                    if turn:
                        found[name][number].append(Found(*json.loads(answer)))
            if sys.stderr.isatty():
                sys.stderr.write(f"\rround {turn} of {rounds}, {perf_counter() - began:.0f} s")
    return found


def table(saved: list[Saved], found: dict[str, list[list[Found]]]) -> Iterator[str]:
    """One row for each kind of page and each reader. Speed is over the pages of which a reader found all posts."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield "|---|---|--:|--:|--:|--:|--:|---|--:|--:|"
    for group in dict.fromkeys(page.group for page in saved):
        numbers = [number for number, page in enumerate(saved) if page.group == group]
        for name, of_all in found.items():
            last = [of_all[number][-1] for number in numbers]
            counted = [saved[number] for number in numbers]
            posts = sum(min(f.posts, page.posts) for f, page in zip(last, counted, strict=True))
            whole = [number for number in numbers if of_all[number][-1].posts == saved[number].posts]
            cells = [
                f"{group} ({len(numbers)})",
                name,
                f"{posts} of {sum(page.posts for page in counted)}",
                str(sum(f.authors for f in last)),
                str(sum(f.times for f in last)),
                f"{sum(f.quotes for f in last)} of {sum(page.quotes or 0 for page in counted)}",
                f"{sum(f.edits for f in last)} of {sum(page.edits or 0 for page in counted)}",
                _failures(last, counted),
                f"{_speed(of_all, whole):.0f}" if whole else "-",
                f"{_speed(found[OURS], whole) / _speed(of_all, whole):.1f} times as fast" if whole and name != OURS else "-",
            ]
            yield f"| {' | '.join(cells)} |"


def _failures(found: list[Found], counted: list[Saved]) -> str:
    """How many pages ended in an exception, and how many without one and without a post."""
    names = sorted({f.failed for f in found if f.failed})
    raised = f"{sum(bool(f.failed) for f in found)} ({', '.join(names)})" if names else "0"
    empty = sum(not f.posts and not f.failed and page.posts > 0 for f, page in zip(found, counted, strict=True))
    return f"{raised}, {empty} read as empty" if empty else raised


def _speed(found: list[list[Found]], numbers: list[int]) -> float:
    """Pages a second of processor time, by the median of each page."""
    return len(numbers) / sum(statistics.median(f.seconds for f in found[number]) for number in numbers)


def main() -> None:
    """Make the environments, read the pages in turn, print the table."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "archiver-bench"
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--environments", type=Path, default=cache, help="where the peers' environments are kept")
    parser.add_argument("--python", help="an interpreter of 3.12 or newer to make the environments with")
    parser.add_argument("--serve", choices=READERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    sys.path.insert(0, str(ROOT))
    from tests.captures import CAPTURES

    if not CAPTURES.is_dir():
        sys.stderr.write(f"no captures at {CAPTURES}, nothing to compare; set ARCHIVER_CAPTURES\n")
        return
    peers = {name: environment(name, options.environments, options.python) for name in PINNED}
    with tempfile.TemporaryDirectory() as folder:
        saved = list(pages(CAPTURES, Path(folder)))
        found = measure(saved, {OURS: sys.executable, **peers}, options.rounds)
    versions = [f"{PINNED[name][0].replace('==', ' ')} on Python {_version(peer)}" for name, peer in peers.items()]
    versions.append(f"{OURS} on Python {_version(sys.executable)}")
    sys.stdout.write(f"{len(saved)} pages, {options.rounds} rounds; {'; '.join(versions)}\n\n")
    sys.stdout.writelines(f"{line}\n" for line in table(saved, found))


if __name__ == "__main__":
    main()
