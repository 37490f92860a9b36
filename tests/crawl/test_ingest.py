"""Ingest gives the rows that a crawl gives: of a crawl's own WARC, of a made forum in every form, of the captured sites."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from fastwarc.stream_io import ZstdWriter, zstd_train_dictionary_from_samples

from archiver.captures.ingest import ingest
from archiver.captures.intake import Ears
from archiver.captures.payload import decoded
from archiver.captures.reading import Manner
from archiver.captures.reparse import Choice, reparse
from archiver.captures.report import Report
from archiver.demo.server import serve_demo
from archiver.demo.xenforo import XenForo
from spiders.items import Reading
from spiders.page import Page
from spiders.platforms import Platform, platforms
from tests.captured import BASE, WHEN, capture_site, long_threads, members_of
from tests.cli.conftest import archiver
from tests.fakeforum.dump import Tables, differences, dump


def take_in(
    *places: Path, database: Path | str, warc: Path, jobs: int = 1, manner: Manner | None = None
) -> tuple[Report, list[str]]:
    """Ingest; what is said comes along."""
    said: list[str] = []
    report = ingest(
        places,
        database_url=database if isinstance(database, str) else f"sqlite:///{database}",
        warc_dir=warc,
        manner=manner or Manner(),
        jobs=jobs,
        ears=Ears(note=said.append, progress=lambda _: None),
    )
    return report, said


def everything(database: Path | str) -> Tables:
    return dump(str(database), times=True, captures=True, runs=True)


def content(database: Path | str) -> Tables:
    """What does not depend on the file that the bytes are in."""
    return dump(str(database), times=True, captures=True)


# -- a crawl's own records -------------------------------------------------------------------------------------------------


def test_a_crawls_own_records_give_the_rows_of_the_crawl_and_again_nothing(tmp_path: Path) -> None:
    with serve_demo() as sites:
        for url in (sites.forum, sites.blog):
            folder = tmp_path / url.rsplit(":", 1)[1].strip("/")
            for _ in range(2):  # the second finds pages unchanged: revisits
                archiver("crawl", url, "--database", f"{folder}.db", "--warc-dir", str(folder), "--delay", "0")
            taken = Path(f"{folder}-again.db")
            report, said = take_in(folder, database=taken, warc=folder)
            assert said == []
            assert report["without_body"] == 0
            assert differences(content(f"{folder}.db"), content(taken)) == []
            before = everything(taken)
            again, _ = take_in(folder, database=taken, warc=folder)
            assert again["pages"] == 0
            assert again["held"] == again["records"] - report["losses"] - report["gated"]  # what was lost is tried again
            assert differences(before, everything(taken)) == []
            held = tmp_path / "held.db"
            with closing(sqlite3.connect(f"{folder}.db")) as archive, closing(sqlite3.connect(held)) as copy:
                archive.backup(copy)  # what the file alone holds is not all while its WAL is there
            take_in(folder, database=held, warc=folder)
            assert differences(everything(f"{folder}.db"), everything(held)) == []


# -- forms -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the WARC of a made forum, and the archive of it."""
    folder = tmp_path_factory.mktemp("made")
    capture_site(XenForo(long_threads(6, 45), BASE), folder / "warc")
    report, said = take_in(folder / "warc", database=folder / "archive.db", warc=folder / "warc")
    assert (report.exit_code, said) == (0, [])
    assert report["pages"] > 20
    return folder


def zstd(data: bytes, dictionary: bytes | None = None) -> bytes:
    out = io.BytesIO()
    writer = ZstdWriter(out, dictionary=dictionary)
    writer.write(data)
    writer.finish()
    writer.flush()
    return out.getvalue()


def as_plain(folder: Path, records: list[bytes]) -> None:
    (folder / "a.warc").write_bytes(b"".join(records))


def as_one_member(folder: Path, records: list[bytes]) -> None:
    (folder / "a.warc.gz").write_bytes(gzip.compress(b"".join(records)))


def as_zstd(folder: Path, records: list[bytes]) -> None:
    dictionary = zstd_train_dictionary_from_samples(records, 20_000)
    head = b"\x5d\x2a\x4d\x18" + len(dictionary).to_bytes(4, "little") + dictionary
    (folder / "a.warc.zst").write_bytes(head + b"".join(zstd(record, dictionary) for record in records))


def as_wacz(folder: Path, records: list[bytes]) -> None:
    with zipfile.ZipFile(folder / "a.wacz", "w") as packed:
        packed.writestr("datapackage.json", "{}")
        for number, some in enumerate((records[:20], records[20:])):
            packed.writestr(f"nested/archive/data-{number}.warc.gz", b"".join(map(gzip.compress, some)))


def as_two_files_in_a_folder(folder: Path, records: list[bytes]) -> None:
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "1.warc.gz").write_bytes(b"".join(map(gzip.compress, records[20:])))
    (folder / "deep" / "er" / "2.warc").write_bytes(b"".join(records[:20]))


@pytest.mark.parametrize("form", [as_plain, as_one_member, as_zstd, as_wacz, as_two_files_in_a_folder])
@pytest.mark.parametrize("jobs", [1, 2])
def test_every_form_gives_the_rows_of_the_gzip_warc(
    form: Callable[[Path, list[bytes]], None], jobs: int, made: Path, tmp_path: Path
) -> None:
    (path,) = (made / "warc").iterdir()
    form(tmp_path, list(members_of(path)))
    report, said = take_in(tmp_path, database=tmp_path / "archive.db", warc=tmp_path / "warc", jobs=jobs)
    assert (report.exit_code, said) == (0, [])
    assert differences(content(made / "archive.db"), content(tmp_path / "archive.db")) == []
    report, said = read_again(tmp_path / "archive.db", tmp_path / "warc")
    assert said == []
    assert report["pages"] == report["records"] > 20
    assert differences(content(made / "archive.db"), content(tmp_path / "archive.db")) == []


def read_again(database: Path, warc: Path, *, manner: Manner | None = None, **choice: object) -> tuple[Report, list[str]]:
    """Reparse all; what is said comes along."""
    said: list[str] = []
    report = reparse(
        Choice(**{"current_too": True, **choice}),  # type: ignore[arg-type]
        database_url=f"sqlite:///{database}",
        warc_dir=warc,
        manner=manner or Manner(),
        jobs=1,
        ears=Ears(note=said.append, progress=lambda _: None),
    )
    return report, said


@pytest.mark.parametrize("layout", ["wget", "browser"])
def test_saved_pages_give_the_posts_of_the_warc(layout: str, made: Path, tmp_path: Path) -> None:
    """As wget mirrors them, or as a browser saves them; without their headers, so only what the pages say is the same."""
    (path,) = (made / "warc").iterdir()
    folder = tmp_path / "saved"
    for number, record in enumerate(members_of(path)):
        if b"\nWARC-Type: response" not in record:
            continue
        url = record.partition(b"WARC-Target-URI: ")[2].partition(b"\r\n")[0].decode()
        body = decoded(record.partition(b"\r\n\r\n")[2].partition(b"\r\n\r\n")[2][:-4], "gzip", url)
        if not body.lstrip().startswith(b"<!DOCTYPE"):
            continue
        if layout == "wget":
            page = folder / "forum.example" / url.removeprefix(BASE)
            page = page / "index.html" if url.endswith("/") else page
            body = body.replace(b'<link rel="canonical"', b'<link rel="alternate"')
            body = body.replace(b'property="og:url"', b'property="og:elsewhere"')
        else:
            page = folder / f"page {number}.html"
            head, mark, rest = body.partition(b"<html")
            body = head + f"<!-- saved from url=({len(url):04}){url} -->\n".encode() + mark + rest
            (folder / f"page {number}_files").mkdir(parents=True)
            (folder / f"page {number}_files" / "frame.html").write_bytes(b"<html>an advertisement</html>")
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_bytes(body)
        os.utime(page, (WHEN.timestamp() + number, WHEN.timestamp() + number))
    (folder / "style.css").write_text("p { color: red }")
    report, said = take_in(folder, database=tmp_path / "archive.db", warc=tmp_path / "warc", jobs=2)
    assert (report.exit_code, said) == (0, [])
    one, two = dump(str(made / "archive.db")), dump(str(tmp_path / "archive.db"))
    for table in ("post", "thread", "author", "quote", "edit", "board", "media", "link"):
        assert differences({table: one[table]}, {table: two[table]}) == []
    again, _ = take_in(folder, database=tmp_path / "archive.db", warc=tmp_path / "warc")
    assert again["held"] == report["records"]
    report, said = read_again(tmp_path / "archive.db", tmp_path / "warc")
    assert (said, report["pages"]) == ([], report["records"])
    assert differences(two, dump(str(tmp_path / "archive.db"))) == []


def test_a_page_that_tells_no_address_is_skipped_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_bytes(b"<html><p>hello</p></html>")
    report, said = take_in(tmp_path / "x.html", database=tmp_path / "archive.db", warc=tmp_path)
    assert report.exit_code == 3
    assert len(said) == 1
    assert "which address" in said[0]


# -- what has to wait ------------------------------------------------------------------------------------------------------


def test_a_feed_that_comes_before_every_page_of_its_site_is_read_all_the_same(made: Path, tmp_path: Path) -> None:
    """Pages that do not tell are read when others have: the file backwards."""
    (path,) = (made / "warc").iterdir()
    records = list(members_of(path))
    (tmp_path / "a.warc").write_bytes(b"".join(reversed(records)))
    report, said = take_in(tmp_path / "a.warc", database=tmp_path / "archive.db", warc=tmp_path)
    assert (report.exit_code, said) == (0, [])
    one, two = content(made / "archive.db"), content(tmp_path / "archive.db")
    for tables in (one, two):
        for table in ("source", "source_page", "capture"):  # walks and notes of them go with the order of reading
            tables.pop(table, None)
    assert differences(one, two) == []


# -- damage and death ------------------------------------------------------------------------------------------------------


def test_a_damaged_file_costs_what_is_damaged(made: Path, tmp_path: Path) -> None:
    (path,) = (made / "warc").iterdir()
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 40] = bytes(40)
    (tmp_path / "a.warc.gz").write_bytes(bytes(data))
    (tmp_path / "empty.warc.gz").write_bytes(b"")
    (tmp_path / "other.warc").write_bytes(b"%PDF-1.4 no WARC")
    report, said = take_in(tmp_path, database=tmp_path / "archive.db", warc=tmp_path)
    whole, _ = take_in(made / "warc", database=tmp_path / "whole.db", warc=tmp_path)
    assert report.exit_code == 3
    assert whole["pages"] - 1 <= report["pages"] <= whole["pages"]
    assert sorted(line.partition(",")[0].partition(":")[0] for line in said) == ["a.warc.gz", "empty.warc.gz", "other.warc"]
    assert not any("\n" in line for line in said)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_at_any_moment_and_run_again_it_gives_the_same_archive(jobs: str, tmp_path: Path) -> None:
    capture_site(XenForo(long_threads(25, 45), BASE), tmp_path / "warc")
    take_in(tmp_path / "warc", database=tmp_path / "whole.db", warc=tmp_path / "warc")
    command = [sys.executable, "-m", "archiver", "ingest", str(tmp_path / "warc"), "--warc-dir", str(tmp_path / "warc")]
    command += ["--jobs", jobs, "--database", str(tmp_path / "archive.db"), "--json"]
    stored, kills = 0, 0
    while stored < 45:
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            before = stored
            while process.poll() is None and stored - before < 10:
                time.sleep(0.02)
                stored = captures_in(tmp_path / "archive.db")
            kills += process.poll() is None
            process.send_signal(signal.SIGKILL)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert kills, "no run was killed"
    assert json.loads(done.stdout)["held"] > 0
    assert differences(everything(tmp_path / "whole.db"), everything(tmp_path / "archive.db")) == []


@pytest.fixture
def hears_ctrl_c() -> Iterator[None]:
    """Commands started meanwhile hear SIGINT, even if we were started in the background of a shell, where it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("hears_ctrl_c")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_is_one_line_and_costs_nothing(jobs: str, tmp_path: Path) -> None:
    capture_site(XenForo(long_threads(90, 45), BASE), tmp_path / "warc")
    command = [sys.executable, "-m", "archiver", "ingest", str(tmp_path / "warc"), "--warc-dir", str(tmp_path / "warc")]
    command += ["--jobs", jobs, "--database", str(tmp_path / "archive.db")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        while not captures_in(tmp_path / "archive.db"):
            time.sleep(0.002)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said.strip()) == (130, "Interrupted; what was read is stored, run it again to go on.")
    stored = captures_in(tmp_path / "archive.db")
    again = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    assert json.loads(again.stdout)["held"] == stored


def captures_in(database: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
            return int(connection.execute("SELECT count(*) FROM capture").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


# -- reading again ---------------------------------------------------------------------------------------------------------


def test_a_reader_that_reads_one_more_thing_makes_no_revision(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Path(shutil.copy(made / "archive.db", tmp_path / "archive.db"))
    before = content(database)
    reader = platforms()["xenforo"]
    read = type(reader).read

    def more(self: Platform, page: Page) -> Reading:
        reading = read(self, page)
        threads = []
        for thread in reading.threads:
            posts = (
                replace(post, content=post.content and replace(post.content, text=post.content.text + "\nmore"))
                for post in thread.posts
            )
            threads.append(replace(thread, posts=tuple(posts)))
        return replace(reading, threads=tuple(threads), parser=f"{self.name}/{self.parser_version}")

    monkeypatch.setattr(type(reader), "read", more)
    monkeypatch.setattr(type(reader), "parser_version", reader.parser_version + 1)
    report, said = read_again(database, made / "warc", current_too=False)
    assert (said, report.exit_code) == ([], 0)
    assert report["pages"] == report["records"] > 20
    after = content(database)
    assert after["revision"].keys() == before["revision"].keys()
    changed = [key for key, row in after["revision"].items() if row["text"] != before["revision"][key]["text"]]
    assert len(changed) == len(after["revision"])
    assert {row["parser"] for row in after["revision"].values()} == {f"xenforo/{reader.parser_version}"}
    assert after["post"].keys() == before["post"].keys()
    report, _ = read_again(database, made / "warc", current_too=False)
    assert report["records"] == 0


def test_records_that_are_gone_are_lines_and_change_nothing(made: Path, tmp_path: Path) -> None:
    database = Path(shutil.copy(made / "archive.db", tmp_path / "archive.db"))
    before = everything(database)
    report, said = read_again(database, tmp_path / "elsewhere")
    assert report.exit_code == 3
    assert len(said) == report["records"] == report["troubles"]
    assert differences(before, everything(database)) == []
