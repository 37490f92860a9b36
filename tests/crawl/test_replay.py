"""Packages in other people's tools: `warcio check`, fastwarc, and a replay in pywb. What proves who somebody is, in none of them.

pywb lives in an environment of its own (`make test` makes it from requirements-replay.lock); without it its test skips, and fails
in CI.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastwarc.warc import ArchiveIterator, WarcRecordType

from archiver.captures.members import members
from archiver.cli.main import cli
from archiver.demo.forum_content import demo_community
from archiver.demo.server import Exchange, running
from archiver.demo.xenforo import XenForo
from tests.captures import PROJECT
from tests.crawl.zygote import Zygote
from tests.fakeforum.server import FaultyServer

PYWB = PROJECT / ".venv-replay" / "bin"
SECRETS = (b"SECRET-cookie", b"SECRET-session", b"SECRET-password", b"set-cookie", b"cookie:", b"authorization:")


class Server(FaultyServer):
    """A forum that gives everybody a cookie."""

    def respond(self, exchange: Exchange) -> None:
        send = exchange.send_response

        def with_cookie(code: int, message: str | None = None) -> None:
            send(code, message)
            exchange.send_header("Set-Cookie", "xf_csrf=SECRET-cookie; path=/; HttpOnly")
            exchange.send_header("Authentication-Info", 'nextnonce="SECRET-session"')

        exchange.send_response = with_cookie  # type: ignore[method-assign]
        super().respond(exchange)


@dataclass(frozen=True, slots=True)
class Crawled:
    """An archive of two crawls, and the forum it is of."""

    folder: Path
    url: str
    site: XenForo

    def export(self, name: str, *arguments: str) -> Path:
        path = self.folder / name
        where = ["--database", str(self.folder / "archive.db"), "--warc-dir", str(self.folder / "warc"), "-o", str(path)]
        result = CliRunner().invoke(cli, ["export", *arguments, *where], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return path

    def rows(self, query: str) -> list[tuple]:
        with sqlite3.connect(self.folder / "archive.db") as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def crawled(crawls: Zygote, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """Crawled twice, so that there are revisits of both kinds: of pages that had validators, and of boards that had none."""
    folder = tmp_path_factory.mktemp("replay")
    with running(Server(lambda base: XenForo(demo_community(), base))) as server:
        where = ["--database", str(folder / "archive.db"), "--warc-dir", str(folder / "warc"), "--delay", "0", "--quiet"]
        assert crawls.run("crawl", server.url + "/", *where).code == 0
        with sqlite3.connect(folder / "archive.db") as connection:
            connection.execute("UPDATE capture SET etag = NULL, last_modified = NULL WHERE url LIKE '%/forums/%'")
        assert crawls.run("crawl", server.url + "/", *where).code == 0
        yield Crawled(folder, server.url, XenForo(demo_community(), server.url))


def unpacked(wacz: Path) -> bytes:
    with zipfile.ZipFile(wacz) as package:
        assert package.getinfo("archive/data.warc.gz").compress_type == zipfile.ZIP_STORED
        return package.read("archive/data.warc.gz")


def warc_of(path: Path) -> Path:
    if path.suffix != ".wacz":
        return path
    inner = path.with_suffix(".inner.warc.gz")
    inner.write_bytes(unpacked(path))
    return inner


@pytest.fixture(scope="module", params=["warc", "wacz"])
def exported(request: pytest.FixtureRequest, crawled: Crawled) -> Path:
    """The whole site, in each of the two forms."""
    suffix = {"warc": "warc.gz", "wacz": "wacz"}[request.param]
    return crawled.export(f"site.{suffix}", "--format", request.param)


def test_there_are_revisits_of_both_kinds_to_export(crawled: Crawled) -> None:
    counts = dict(crawled.rows("SELECT status, count(*) FROM capture WHERE revisit_of_id IS NOT NULL GROUP BY status"))
    assert counts.keys() == {200, 304}


def test_warcio_and_fastwarc_find_every_record_sound(crawled: Crawled, exported: Path) -> None:
    warc = warc_of(exported)
    check = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(warc)], capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stdout
    with warc.open("rb") as stream:
        kinds = [record.record_type for record in ArchiveIterator(stream, parse_http=False) if record.verify_block_digest()]
    captures = crawled.rows("SELECT count(*), count(revisit_of_id) FROM capture")[0]
    assert kinds[0] == WarcRecordType.warcinfo
    assert kinds.count(WarcRecordType.request) == captures[0]
    assert kinds.count(WarcRecordType.revisit) == captures[1]
    assert kinds.count(WarcRecordType.response) == captures[0] - captures[1]
    with warc.open("rb") as stream:
        payloads = [record.verify_payload_digest() for record in ArchiveIterator(stream, record_types=WarcRecordType.response)]
    assert payloads == [True] * kinds.count(WarcRecordType.response)


def test_the_bodies_are_those_of_the_archive(crawled: Crawled, exported: Path) -> None:
    held = {digest for (digest,) in crawled.rows("SELECT digest FROM capture")}
    with warc_of(exported).open("rb") as stream:
        digests = {record.headers["WARC-Payload-Digest"] for record in ArchiveIterator(stream) if record.is_http and
                   record.record_type != WarcRecordType.request}  # fmt: skip
    assert digests == held


def test_nothing_that_proves_who_somebody_is_leaves_the_archive(crawled: Crawled, exported: Path) -> None:
    kept = b"".join(gzip.decompress(path.read_bytes()) for path in (crawled.folder / "warc").iterdir())
    assert b"SECRET-cookie" in kept, "the server sent none, so this shows nothing"
    whole = gzip.decompress(warc_of(exported).read_bytes())
    heads = b"".join(block.partition(b"\r\n\r\n")[0] for block in whole.split(b"WARC/1.1\r\n"))
    assert b"HTTP/1.1 200 OK" in whole
    for secret in SECRETS:
        assert secret not in heads.lower()
        if secret.startswith(b"SECRET"):
            assert secret not in whole
    if exported.suffix == ".wacz":
        with zipfile.ZipFile(exported) as package:
            assert not any(b"SECRET" in package.read(name) for name in package.namelist())


def test_a_thread_is_packed_with_its_pages_and_robots_txt_and_no_more(crawled: Crawled) -> None:
    (number,) = next(iter(crawled.rows("SELECT native_id FROM thread WHERE declared_pages > 1 LIMIT 1")))
    path = crawled.export("thread.warc.gz", number, "--format", "warc")
    with path.open("rb") as stream:
        urls = {
            record.headers["WARC-Target-URI"]
            for record in ArchiveIterator(stream)
            if record.record_type == WarcRecordType.response
        }
    robots = f"{crawled.url}/robots.txt"
    assert robots in urls
    pages = crawled.rows(
        "SELECT DISTINCT c.url FROM capture c JOIN thread_page p ON p.capture_id = c.id JOIN thread t ON t.id = p.thread_id "
        f"WHERE t.native_id = '{number}'"
    )
    assert urls == {robots} | {url for (url,) in pages}


def test_the_package_describes_itself_truly(crawled: Crawled) -> None:
    path = crawled.export("described.wacz", "--format", "wacz")
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        described = json.loads(package.read("datapackage.json"))
        assert (described["profile"], described["wacz_version"]) == ("data-package", "1.1.1")
        listed = {resource["path"]: resource for resource in described["resources"]}
        assert listed.keys() == set(package.namelist()) - {"datapackage.json", "datapackage-digest.json"}
        for name, resource in listed.items():
            data = package.read(name)
            assert (resource["hash"], resource["bytes"]) == (f"sha256:{hashlib.sha256(data).hexdigest()}", len(data))
        digest = json.loads(package.read("datapackage-digest.json"))
        assert digest["hash"] == f"sha256:{hashlib.sha256(package.read('datapackage.json')).hexdigest()}"
        warc = package.read("archive/data.warc.gz")
        lines = gzip.decompress(package.read("indexes/index.cdx.gz")).splitlines()
        pages = [json.loads(line) for line in package.read("pages/pages.jsonl").splitlines()]
    assert lines == sorted(lines)
    for line in lines:
        entry = json.loads(line.split(b" ", 2)[2])
        begin = int(entry["offset"])
        record = next(iter(ArchiveIterator(BytesIO(warc[begin : begin + int(entry["length"])]))))
        assert record.headers["WARC-Target-URI"] == entry["url"]
        assert record.headers["WARC-Payload-Digest"] == entry["digest"]
    assert pages[0]["format"] == "json-pages-1.0"
    titles = {page["url"]: page["title"] for page in pages[1:]}
    assert set(titles) <= {json.loads(line.split(b" ", 2)[2])["url"] for line in lines}
    held = crawled.rows("SELECT url, title FROM thread WHERE id IN (SELECT thread_id FROM thread_page WHERE number = 1)")
    assert held
    for url, title in held:
        assert titles[url] == title
    assert described["mainPageUrl"] == crawled.url + "/"


def test_a_capture_whose_record_is_gone_is_named_and_the_rest_exported(crawled: Crawled, tmp_path: Path) -> None:
    for path in (crawled.folder / "warc").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    largest = max(tmp_path.iterdir(), key=lambda path: path.stat().st_size)
    with largest.open("rb") as stream:
        place = [found.offset for found in members(stream)][3]
    with largest.open("r+b") as stream:
        stream.seek(place + 40)
        stream.write(b"\xff\xff\xff")
    where = ["--database", str(crawled.folder / "archive.db"), "--warc-dir", str(tmp_path), "-o", str(tmp_path / "out.warc.gz")]
    result = CliRunner().invoke(cli, ["export", "--format", "warc", *where], catch_exceptions=False)
    assert result.exit_code == 3
    assert result.stderr.count("left out: ") == 1
    (count,) = crawled.rows("SELECT count(*) FROM capture")[0]
    assert f"{count - 1} captures written" in result.stderr


@pytest.fixture(scope="module")
def pywb(tmp_path_factory: pytest.TempPathFactory, crawled: Crawled) -> Iterator[int]:
    """A pywb on loopback with the site's WARC and its WACZ as collections; its port."""
    if not (PYWB / "wb-manager").exists():
        message = "pywb is not installed; `make test` does it"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    folder = tmp_path_factory.mktemp("pywb")
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    for collection, name in (("warc", "replayed.warc.gz"), ("wacz", "replayed.wacz")):
        path = crawled.export(name, "--format", collection)
        more = ["--unpack-wacz"] if collection == "wacz" else []
        for arguments in (["init", collection], ["add", *more, collection, str(path)]):
            subprocess.run([PYWB / "wb-manager", *arguments], cwd=folder, env=environment, check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [PYWB / "wayback", "-b", "127.0.0.1", "-p", str(port)]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log) as server,
    ):
        try:
            for _ in range(300):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield port
        finally:
            server.terminate()


def replayed(port: int, collection: str, when: str, url: str) -> tuple[int, bytes]:
    """The capture as it was, nothing rewritten (``id_``)."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    for _ in range(3):
        connection.request("GET", f"/{collection}/{when}id_/{url}")
        response = connection.getresponse()
        body = response.read()
        if response.status not in (302, 307):
            break
        when = re.search(r"/(\d{14})id_/", response.headers["Location"])[1]
    if response.headers["Content-Encoding"] == "gzip":
        body = gzip.decompress(body)
    return response.status, body


@pytest.mark.parametrize("collection", ["warc", "wacz"])
@pytest.mark.parametrize("when", ["2000", "2100"], ids=["first", "latest"])
def test_pywb_replays_every_page_as_the_server_sent_it(pywb: int, crawled: Crawled, collection: str, when: str) -> None:
    """The latest capture of many is a revisit, of one kind or the other."""
    captured = crawled.rows("SELECT DISTINCT url FROM capture WHERE status IN (200, 304)")
    assert len(captured) > 15
    for (url,) in captured:
        status, body = replayed(pywb, collection, f"{when}0101000000", url)
        assert status == 200, url
        assert body == crawled.site.answer(url.removeprefix(crawled.url)).body, url


def test_pywb_makes_the_same_keys(pywb: int, crawled: Crawled) -> None:
    """Its own index of the WARC against the one in the WACZ."""
    script = "import sys, json\nfrom pywb.utils.canonicalize import canonicalize\nprint(json.dumps([canonicalize(u) for u in json.load(sys.stdin)]))"
    with zipfile.ZipFile(crawled.folder / "replayed.wacz") as package:
        lines = gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines()
    entries = [(line.partition(" ")[0], json.loads(line.split(" ", 2)[2])["url"]) for line in lines]
    said = subprocess.run(
        [PYWB / "python", "-W", "ignore", "-c", script], input=json.dumps([url for _, url in entries]), capture_output=True, text=True, check=True
    )  # fmt: skip
    assert [key for key, _ in entries] == json.loads(said.stdout)
