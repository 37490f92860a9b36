"""Small commands, and bad input: one clear line, the right exit code, never a traceback."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.captures import PROJECT
from tests.cli.conftest import archiver

PAGE = PROJECT / "tests" / "pages" / "phpbb"


def test_parse_prints_the_record_of_a_saved_page() -> None:
    page = min(PAGE.glob("*thread*.html"), default=None) or min(PAGE.glob("*.html"))
    reading = json.loads(archiver("parse", str(page), "--json", "--url", "http://forum.example/viewtopic.php?t=1").stdout)
    assert reading["site"]["platform"] == "phpbb"
    piped = subprocess.run(
        [sys.executable, "-m", "archiver", "parse", "-", "--json", "--url", "http://forum.example/viewtopic.php?t=1"],
        input=page.read_bytes(),
        capture_output=True,
        check=True,
    )
    assert json.loads(piped.stdout) == reading


def test_platforms_are_listed_with_their_versions() -> None:
    listed = {row["name"]: row for row in json.loads(archiver("platforms", "--json").stdout)}
    assert {"xenforo", "xenforo1", "phpbb", "wordpress"} <= listed.keys()
    assert all(row["versions"] and row["title"] for row in listed.values())


def test_config_tells_where_each_value_came_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ARCHIVER_DELAY", "7")
    values = {row["name"]: row for row in json.loads(archiver("config", "--json").stdout)}
    assert (values["delay"]["value"], values["delay"]["origin"]) == (7.0, "ARCHIVER_DELAY")
    assert values["timeout"]["origin"] == "default"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_of_that_shell(shell: str) -> None:
    script = archiver("completion", shell).stdout
    assert "_ARCHIVER_COMPLETE" in script
    if shell == "bash":
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)


@pytest.fixture
def odd_files(tmp_path: Path) -> Path:
    (tmp_path / "empty.html").write_bytes(b"")
    (tmp_path / "picture.html").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    (tmp_path / "plain.html").write_text("<!DOCTYPE html><title>Hello</title><p>Nothing of a forum.")
    (tmp_path / "deep.html").write_bytes(b"<!DOCTYPE html>" + b"<div>" * 2_000_000)
    (tmp_path / "torn.html.gz").write_bytes(b"\x1f\x8b\x08\x00broken")
    (tmp_path / "text.db").write_text("not a database, however long this text may become")
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE thing (id INTEGER)")
    return tmp_path


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("parse empty.html", 3, "empty"),
        ("parse picture.html", 3, "binary"),
        ("parse plain.html", 4, "no known platform"),
        ("parse deep.html", 3, "nested more than"),
        ("parse torn.html.gz", 2, "not a gzip file"),
        ("parse missing.html", 2, "No such file"),
        ("parse plain.html --platform myspace", 2, "no platform is called 'myspace'"),
        ("parse http://127.0.0.1:9/", 3, "cannot be fetched"),
        ("crawl gopher://site.example/", 2, "only http"),
        ("crawl http://forum.example.org/ --delay 0", 2, "this machine only"),
        ("crawl http://127.0.0.1:9/ --platform myspace", 2, "no platform is called"),
        ("crawl http://127.0.0.1:9/ --cookies missing.txt", 2, "no cookies.txt"),
        ("crawl http://127.0.0.1:9/ --timezone Mars/Olympus", 2, "no time zone is called"),
        ("crawl http://127.0.0.1:9/ -s NONSENSE", 2, "expected NAME=VALUE"),
        ("crawl http://127.0.0.1:9/ --delay 0 --quiet", 3, "cannot be fetched"),
        ("crawl http://127.0.0.1:9/ --database text.db", 5, "not a database"),
        ("stats --database missing.db", 5, "no archive has been made there"),
        ("stats --database text.db", 5, "not a database"),
        ("threads --database other.db", 5, "not an archive"),
        ("threads --database oracle://host/name", 2, "sqlite:///FILE or postgresql://"),
        ("threads --database postgresql://127.0.0.1:1/x", 5, "cannot be reached"),
        ("threads --database no/such/folder/a.db", 5, "does not exist"),
    ],
)
def test_bad_input_is_one_clear_line(odd_files: Path, command: str, code: int, said: str) -> None:
    run = [sys.executable, "-m", "archiver", *command.split()]
    done = subprocess.run(run, cwd=odd_files, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == code, done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("Error: ")
    assert said in line
    assert done.stdout == ""


def test_a_database_of_another_revision_is_told_and_moved(tmp_path: Path) -> None:
    database = str(tmp_path / "archive.db")
    archiver("db", "upgrade", "--database", database)
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    newer = archiver("stats", "--database", database, check=False)
    assert newer.returncode == 5
    assert len(newer.stderr.strip().splitlines()) == 1
    assert "newer" in newer.stderr


def test_a_thread_that_is_not_held_is_told(demo_archive) -> None:
    done = archiver("show", "no-such-thread", "--database", demo_archive.database, check=False)
    assert done.returncode == 2
    assert "no thread 'no-such-thread'" in done.stderr
