"""The proving ground keeps its word: forums that change consistently, faults that pass, dumps that tell two archives apart."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine, insert, update

from archiver.demo.model import Community
from archiver.demo.server import running
from archiver.demo.site import HTML
from archiver.demo.xenforo import XenForo
from db.engine import open_database
from db.models import Base
from db.models import tables as t
from tests.fakeforum.dump import differences, dump, natural_key
from tests.fakeforum.evolve import Evolution
from tests.fakeforum.large import LargeServer, kind_of, large_community
from tests.fakeforum.misbehave import FAULTS, MisbehavingServer
from tests.fakeforum.phpbb import PhpBB

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def forum(threads: int = 40, seed: int = 1) -> Community:
    return large_community(threads, boards=4, now=NOW, gated=True, seed=seed)


def ask(server: LargeServer, target: str) -> tuple[int, bytes, str | None] | None:
    """Status, body and type of an answer; None where there is none that is whole."""
    connection = HTTPConnection(urlsplit(server.url).netloc, timeout=10)
    try:
        connection.request("GET", target)
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.headers["Content-Type"]
    except (HTTPException, ConnectionError):
        return None
    finally:
        connection.close()


@pytest.mark.parametrize("seed", range(8))
def test_a_forum_that_changes_answers_at_all_its_addresses(seed: int) -> None:
    evolution = Evolution(forum(seed=seed), Random(seed), NOW)
    evolution.live(60)
    for theme in (XenForo, PhpBB):
        site = theme(evolution.community, "http://forum.example")
        assert [address for address in site.addresses() if site.answer(address).status != 200] == []
    again = Evolution(forum(seed=seed), Random(seed), NOW)
    again.live(60)
    assert again.community == evolution.community
    assert again.changes == evolution.changes


def test_every_kind_of_change_happens() -> None:
    evolution = Evolution(forum(), Random(1), NOW)
    kinds = Counter(change.kind for change in evolution.live(400))
    assert len(kinds) == 14, kinds


def test_a_deleted_post_is_gone_as_the_record_says() -> None:
    evolution = Evolution(forum(), Random(1), NOW)
    for way in ("gap", "gone", "placeholder"):
        change = evolution.delete(way=way)
        thread = evolution.community.thread[change.thread]
        shown = {post.id: (number, post.state) for number, post in thread.shown}
        (post,) = change.posts
        assert shown.get(post, (0, ""))[1] == ("placeholder" if way == "placeholder" else "")
        numbers = [number for number, _ in thread.shown]
        assert (numbers == list(range(1, len(numbers) + 1))) or way != "gone" or any(p.state == "deleted" for p in thread.posts)
        evolution.restore(post)
        assert post in {p.id for _, p in evolution.community.thread[change.thread].shown if p.state == "visible"}


def test_a_member_who_is_renamed_is_renamed_everywhere() -> None:
    evolution = Evolution(forum(), Random(1), NOW)
    change = evolution.rename()
    people = {post.author for thread in evolution.community.threads for post in thread.posts}
    people |= {p.edit.by for thread in evolution.community.threads for p in thread.posts if p.edit is not None}
    assert {one.name for one in people if getattr(one, "id", None) == change.member} == {change.after}


def test_some_threads_are_lively_and_most_are_dead() -> None:
    ages = [NOW - thread.last.posted for thread in forum(400).threads]
    assert min(ages) < timedelta(days=1)
    assert sum(age > timedelta(days=300) for age in ages) > 200


def test_requests_are_counted_by_kind() -> None:
    community = forum(80)
    for theme in (XenForo, PhpBB):
        kinds = Counter(map(kind_of, theme(community, "http://forum.example").addresses()))
        assert kinds["thread"] == len(community.threads)
        assert kinds["thread page"] == sum(community.pages(thread) - 1 for thread in community.threads)
        assert kinds["board page"] > 0


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_passes(name: str) -> None:
    with running(MisbehavingServer(forum(), seed=5, share=1.0, longest=3, faults=(name,))) as server:
        target = next(address for address in server.site.addresses() if "page-2" in address)
        right = server.site.answer(target).body
        answers = [ask(server, target) for _ in range(4)]
        tried = [answer != (200, right, HTML) for answer in answers]
        if name != "slow":
            assert tried[0], "no fault at all"
        assert not all(tried), "never right"
        assert server.tally()[name] >= 1


def test_the_same_seed_is_the_same_trouble() -> None:
    def dealt() -> list[tuple[str, str]]:
        with running(MisbehavingServer(forum(), seed=9, share=0.5, most=15)) as server:
            for target in list(server.site.addresses())[:60]:
                ask(server, target)
            return server.dealt

    assert dealt() == dealt()
    assert len(dealt()) == 15


def test_every_table_has_a_natural_key() -> None:
    for table in Base.metadata.sorted_tables:
        assert set(natural_key(table)) <= set(table.columns.keys())


@pytest.fixture
def archive(tmp_path: Path) -> Engine:
    engine = open_database(f"sqlite:///{tmp_path}/archive.db", create=True)
    with engine.begin() as connection:
        connection.execute(
            insert(t.SITE).values(id=5, url="http://a.example/", platform="xenforo", first_seen=NOW, last_seen=NOW)
        )
        for key, native in ((7, "1"), (9, "2")):
            connection.execute(
                insert(t.BOARD).values(
                    id=key, site_id=5, native_id=native, kind="forum", title=f"Board {native}", first_seen=NOW,
                    parent_id=7 if key == 9 else None,
                )
            )  # fmt: skip
    return engine


def test_two_archives_are_told_apart_by_what_they_hold_and_by_nothing_else(archive: Engine) -> None:
    before, with_times = dump(archive), dump(archive, times=True)
    assert before["board"]["2"]["parent_id"] == "1"
    with archive.begin() as connection:
        connection.execute(update(t.BOARD).values(id=t.BOARD.c.id + 100, parent_id=None))
        connection.execute(update(t.BOARD).where(t.BOARD.c.native_id == "2").values(parent_id=107, first_seen=NOW + timedelta(1)))
    assert not differences(before, dump(archive))
    assert len(differences(with_times, dump(archive, times=True))) == 1
    with archive.begin() as connection:
        connection.execute(update(t.BOARD).where(t.BOARD.c.native_id == "2").values(title="Other"))
    assert differences(before, dump(archive)) == ["~ board 2 title: 'Board 2' | 'Other'"]
