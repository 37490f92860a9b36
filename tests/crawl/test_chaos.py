"""Whatever happens to a crawl, and however often: the archive ends as it would have without, and nothing held is fetched again."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from warcio.archiveiterator import ArchiveIterator

from archiver.demo.server import running
from tests.crawl.archives import PATIENCE, Archive
from tests.crawl.zygote import Zygote
from tests.fakeforum.dump import Tables, differences
from tests.fakeforum.large import large_community
from tests.fakeforum.misbehave import FAULTS as KINDS
from tests.fakeforum.misbehave import MisbehavingServer

SEED = int(os.environ.get("CHAOS_SEED", "3"))
THREADS, FAULTS, KILLS = 160, 200, 20
TAKEN_AT_ITS_WORD = {"404", "soft 404"}
"""A site that says that something is not there is not asked again for it."""


@pytest.fixture(scope="module")
def server() -> Iterator[MisbehavingServer]:
    community = large_community(THREADS, boards=6, now=datetime.now(UTC), gated=True, seed=SEED)
    faults = tuple(name for name in KINDS if name not in TAKEN_AT_ITS_WORD)
    with running(MisbehavingServer(community, seed=SEED, share=0.5, most=FAULTS, faults=faults)) as server:
        server.misbehaving = False
        yield server


@pytest.fixture(scope="module")
def undisturbed(server: MisbehavingServer, crawls: Zygote, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """What a crawl without any trouble holds."""
    archive = Archive(tmp_path_factory.mktemp("undisturbed"), server.url + "/", crawls)
    assert archive.crawl().code == 0
    tables = archive.dump()
    assert len(tables["thread"]) == THREADS
    return tables


@pytest.fixture
def archive(server: MisbehavingServer, crawls: Zygote, tmp_path: Path) -> Archive:
    return Archive(tmp_path, server.url + "/", crawls)


def test_a_crawl_through_faults_and_kills_ends_as_one_without(
    server: MisbehavingServer, undisturbed: Tables, archive: Archive
) -> None:
    random = Random(SEED)
    server.misbehaving = True
    killed = 0
    for _ in range(KILLS + PATIENCE):
        archive.make_due()
        held, before = archive.held(), len(server.requests)
        pid = archive.start()
        if random.random() < 0.2:
            archive.zygote.has_ended(random.random() * 0.5)
        else:
            wait_for(archive.zygote, server, before + random.randint(1, 25))
            time.sleep(random.random() * 0.03)
        ended = archive.zygote.kill(pid)
        assert "Traceback" not in ended.said, ended.said
        again = held & {target for _, target in server.requests[before:]}
        assert not again, f"held, and fetched again: {again}"
        killed += ended.code == -9
        if killed == KILLS:
            break
    assert killed == KILLS, "the forum is too small: the crawls were over before they could be killed"
    archive.crawl_to_the_end()
    assert sum(server.tally().values()) == FAULTS, f"the forum is too small: {server.tally()}"
    assert_same(archive, undisturbed)


def test_a_crawl_that_met_a_full_disk_goes_on_when_there_is_room(
    server: MisbehavingServer, undisturbed: Tables, archive: Archive
) -> None:
    """A limit on the size of files stands in for the full disk."""
    server.misbehaving = False
    for limit in (700_000, 1_000_000):
        held, before = archive.held(), len(server.requests)
        ended = archive.crawl(limit=limit)
        assert ended.code in (2, 5), ended
        assert ended.said.startswith("Error: ")
        assert not held & {target for _, target in server.requests[before:]}
    held, before = archive.held(), len(server.requests)
    assert held
    assert archive.crawl_to_the_end() == 1
    assert not held & {target for _, target in server.requests[before:]}
    assert_same(archive, undisturbed)


def test_the_records_of_crawls_that_were_killed_are_whole_and_each_has_its_row(
    server: MisbehavingServer, undisturbed: Tables, archive: Archive
) -> None:
    """Read with a foreign tool: what was torn is mended, and rows and records are the same ones."""
    server.misbehaving = False
    for requests in (15, 30, 45, 60):
        pid = archive.start()
        wait_for(archive.zygote, server, len(server.requests) + requests)
        assert archive.zygote.kill(pid).code == -9
    archive.crawl_to_the_end()
    assert_same(archive, undisturbed)
    records = set()
    for path in (archive.folder / "warc").iterdir():
        assert path.name.endswith(".warc.gz")
        with path.open("rb") as stream:
            found = ArchiveIterator(stream, check_digests="raise")
            for record in found:
                record.content_stream().read()
                if record.rec_type in ("response", "revisit"):
                    records.add((path.name, found.get_record_offset(), record.rec_headers["WARC-Target-URI"]))
    rows = archive.rows("SELECT warc, record_offset, url FROM capture")
    assert len(rows) > len(server.community.threads)
    assert {(Path(warc).name, offset, url) for warc, offset, url in rows} == records
    assert len(rows) == len(records)


def wait_for(zygote: Zygote, server: MisbehavingServer, requests: int) -> None:
    """Until the server was asked so often, or the crawl is over."""
    while len(server.requests) < requests and not zygote.has_ended(0.002):
        pass


def assert_same(archive: Archive, undisturbed: Tables) -> None:
    found = differences(undisturbed, archive.dump())
    assert not found, "\n".join(found)
