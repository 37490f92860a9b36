"""The demo, crawled whole: what the commands then show is what the demo's own model holds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

from archiver.cli.main import cli
from archiver.demo import truth
from archiver.demo.model import Thread
from tests.cli.conftest import DemoArchive, archiver


def run(archive: DemoArchive, *arguments: str) -> str:
    """A command on the demo's archive, in process; what it prints."""
    result = CliRunner().invoke(cli, [*arguments, "--database", archive.database], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def exported(archive: DemoArchive) -> dict[tuple[str, str], dict]:
    """All threads, by site and id."""
    threads = [json.loads(line) for line in run(archive, "export").splitlines()]
    return {(thread["site"]["url"], thread["id"]): thread for thread in threads}


def open_threads(archive: DemoArchive) -> list[Thread]:
    """The threads that a guest can read; what a moved one leaves behind is none."""
    community = archive.sites.community
    return [t for t in community.threads if t.moved_to is None and not community.board[t.board].gated]


def lines(text: str) -> list[str]:
    """The lines that hold words."""
    return [line for line in text.split("\n") if line]


def test_the_crawl_reports_what_it_did(demo_archive: DemoArchive) -> None:
    for report in demo_archive.reports:
        assert " 0 losses" in report
        assert "Traceback" not in report


def test_every_post_of_the_forum_is_there_with_its_words(demo_archive: DemoArchive) -> None:
    threads = exported(demo_archive)
    for thread in open_threads(demo_archive):
        got = threads[demo_archive.sites.forum, str(thread.id)]
        assert got["title"] == thread.title
        assert got["completeness"]["complete"], got["completeness"]
        expected = {post.id: post for post in truth.posts(thread) if post.state == "visible"}
        posts = {post["id"]: post for post in got["posts"] if post["state"] == "visible"}
        assert posts.keys() == expected.keys()
        for post_id, post in posts.items():
            want = expected[post_id]
            assert post["author"]["name"] == want.author.name
            assert lines(post["text"]) == lines(want.content.text)
            assert [quote["text"] for quote in post["quotes"]] == [quote.text for quote in want.content.quotes]
            assert len(post["edits"]) == len(want.edits)
            assert post["posted_at"] == want.posted.at.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_every_comment_of_the_blog_is_there_in_its_place(demo_archive: DemoArchive) -> None:
    threads, blog = exported(demo_archive), demo_archive.sites.weblog
    for article in blog.articles:
        got = threads[demo_archive.sites.blog, str(article.id)]
        assert got["posts"][0]["kind"] == "article"
        assert got["posts"][0]["id"] == got["id"]
        comments = {post["id"]: post for post in got["posts"][1:] if post["state"] == "visible"}
        assert comments.keys() == {str(comment.id) for comment in article.comments}
        for comment in article.comments:
            post = comments[str(comment.id)]
            assert post["parent_id"] == (str(comment.parent) if comment.parent else None)
            assert post["author"]["name"] == truth.comment(comment).author.name


def test_quotes_lead_to_the_posts_they_were_taken_from(demo_archive: DemoArchive) -> None:
    community = demo_archive.sites.community
    held = {post.id for thread in community.threads for post in truth.posts(thread)}
    stated = 0
    for (site, _), thread in exported(demo_archive).items():
        if site != demo_archive.sites.forum:
            continue
        for post in thread["posts"]:
            want = {
                q.ordinal: q for t in community.threads for p in truth.posts(t) if p.id == post["id"] for q in p.content.quotes
            }
            for quote in post["quotes"]:
                source = want[quote["ordinal"]].source_id
                if source in held:
                    stated += 1
                    assert quote["source"]["post_id"] == source
                    assert quote["source"]["match"] == "stated"
    assert stated >= 5


def test_every_export_is_valid_against_the_shipped_schema(demo_archive: DemoArchive) -> None:
    schema = json.loads(run(demo_archive, "export", "--schema"))
    for thread in exported(demo_archive).values():
        jsonschema.validate(thread, schema)


def test_each_post_leads_to_its_bytes(demo_archive: DemoArchive) -> None:
    """A post's capture names a WARC record whose payload holds the post."""
    from fastwarc.warc import ArchiveIterator

    _, thread = next(iter(exported(demo_archive).items()))
    capture = thread["posts"][0]["capture"]
    with (demo_archive.warc / capture["warc"]).open("rb") as stream:
        stream.seek(capture["offset"])
        record = next(iter(ArchiveIterator(stream)))
        assert record.headers["WARC-Target-URI"] == capture["url"]
        assert record.headers["WARC-Payload-Digest"] == capture["digest"]


def test_crawling_again_adds_nothing(demo_archive: DemoArchive, tmp_path: Path) -> None:
    before = {key: [p["revisions"] for p in t["posts"]] for key, t in exported(demo_archive).items()}
    archiver("crawl", demo_archive.sites.forum, "--database", demo_archive.database, "--warc-dir", str(tmp_path), "--delay", "0")
    assert {key: [p["revisions"] for p in t["posts"]] for key, t in exported(demo_archive).items()} == before


def test_threads_show_and_stats_are_for_people(demo_archive: DemoArchive) -> None:
    listed = run(demo_archive, "threads")
    assert all(thread.title in listed for thread in open_threads(demo_archive))
    longest = max(demo_archive.sites.community.threads, key=lambda thread: len(thread.posts))
    shown = run(demo_archive, "show", str(longest.id), "--site", demo_archive.sites.forum)
    assert shown.count("\n#") == len(truth.posts(longest))
    assert "(edited" in shown
    assert "\n  > " in shown
    counts = json.loads(run(demo_archive, "stats", "--json"))
    assert (counts["losses"], counts["gated"]) == (0, 1)  # the board for members only


def test_an_export_goes_to_a_file_whole(demo_archive: DemoArchive, tmp_path: Path) -> None:
    target = tmp_path / "threads.jsonl"
    run(demo_archive, "export", "-o", str(target))
    assert len(target.read_text().splitlines()) == len(exported(demo_archive))
    assert list(tmp_path.iterdir()) == [target]


def test_plain_scrapy_crawls_too(demo_archive: DemoArchive, tmp_path: Path) -> None:
    """`scrapy crawl forum -a url=...` from the project's root, with the same middlewares and pipeline."""
    project = Path(__file__).resolve().parents[2]
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/plain.db",
        "WARC_DIR": tmp_path / "warc",
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": 0,
    }
    command = [sys.executable, "-m", "scrapy", "crawl", "forum", "-a", f"url={demo_archive.sites.forum}"]
    command += [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    plain = json.loads(archiver("stats", "--json", "--database", f"{tmp_path}/plain.db").stdout)
    whole = json.loads(
        archiver("stats", "--json", "--site", demo_archive.sites.forum, "--database", demo_archive.database).stdout
    )
    assert (plain["threads"], plain["posts"]) == (whole["threads"], whole["posts"])


def test_scrapy_lists_the_spiders() -> None:
    project = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-m", "scrapy", "list"], cwd=project, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["blog", "forum", "site"]


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_one_thread_is_one_object(demo_archive: DemoArchive, form: str) -> None:
    longest = max(demo_archive.sites.community.threads, key=lambda thread: len(thread.posts))
    text = run(demo_archive, "export", str(longest.id), "--site", demo_archive.sites.forum, "--format", form)
    assert json.loads(text)["id"] == str(longest.id)
