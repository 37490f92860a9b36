"""A database that goes away in the middle of a crawl costs what was not yet committed; the next crawl goes on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, text

from archiver.demo.server import running
from tests.crawl.zygote import zygote
from tests.db.conftest import Postgres
from tests.fakeforum.dump import differences, dump
from tests.fakeforum.large import LargeServer, large_community

END_ALL = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
PAGES = text("SELECT count(*) FROM thread_page WHERE view = 'page'")


def test_a_crawl_whose_connections_are_cut_goes_on_and_holds_what_sqlite_holds(postgres: Postgres, tmp_path: Path) -> None:
    community = large_community(40, boards=3, now=datetime.now(UTC))
    url = postgres.new_archive()
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with running(LargeServer(community)) as server, zygote(tmp_path) as crawls:
        command = ("crawl", server.url + "/", "--delay", "0", "--quiet")
        into_sqlite = ("--database", str(tmp_path / "archive.db"), "--warc-dir", str(tmp_path / "one"))
        assert crawls.run(*command, *into_sqlite).code == 0
        into_postgres = ("--database", url, "--warc-dir", str(tmp_path / "two"))
        seen = len(server.requests)
        pid = crawls.start(*command, *into_postgres)
        while len(server.requests) < seen + 25 and not crawls.has_ended(0.002):
            pass
        with admin.connect() as connection:
            connection.execute(END_ALL)
        ended = crawls.wait(pid)
        assert ended.code == 5, ended
        assert "the connection was lost" in ended.said, ended.said
        assert "Traceback" not in ended.said
        with admin.connect() as connection:
            held = connection.execute(PAGES).scalar_one()
        assert held > 0
        before = len(server.requests)
        assert crawls.run(*command, *into_postgres).code == 0
        asked = server.counted(since=before)
        pages = sum(community.pages(thread) for thread in community.threads)
        assert asked["thread"] + asked["thread page"] == pages - held
    admin.dispose()
    assert not differences(dump(str(tmp_path / "archive.db")), dump(url))
