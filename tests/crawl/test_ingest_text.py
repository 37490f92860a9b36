"""Texts without markup, ingested: as plain files, in WET files and as lines of JSONL they give the same threads, once."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from warcio.warcwriter import WARCWriter

from archiver.captures import parts
from archiver.captures.intake import Ears
from archiver.captures.reading import Manner
from archiver.captures.reparse import Choice, reparse
from archiver.demo.xenforo import XenForo
from tests.captured import BASE, capture_site, long_threads
from tests.captures import CAPTURES
from tests.cli.conftest import archiver
from tests.crawl.test_ingest import everything, take_in
from tests.fakeforum.dump import differences, dump

END = "\u00a0"
REEDS = "The reeds are high this year, and nobody has cut them since the boat house burnt down."
THREAD = f"My kite fell down. {REEDS}\n{END}\n{REEDS}\n\nI shall cut them on Friday.\n{END}\nLast edited:\nBack\nTop Bottom"
BODY = "Every spring somebody asks me how many bows a tail needs, and every spring I say that it depends on the wind, and on the kite."
INDEX = f"Bows\n\n{BODY}\n\nIda Kestrel\n\nReeds\n\n{BODY}\n\nIda Kestrel"
ARTICLE = f"Before\n\nBows\n\n{BODY}\n\nIda Kestrel\n\n7 replies on “Bows”\n\nNine.\n\nLeave a Reply"
NOTES = "From here on\n\nthere is nothing that any forum said."
TEXTS = {"thread": THREAD, "index": INDEX, "article": ARTICLE, "notes": NOTES}
URLS = {name: f"https://kites.example/{name}/" for name in TEXTS}
DATE = "2024-03-02T10:00:00Z"


def rows(database: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


def as_files(folder: Path) -> None:
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / "robots.txt").write_text("User-agent: *\nDisallow: /search\n", encoding="utf-8")


def as_wet(folder: Path) -> None:
    with (folder / "part-00000.warc.wet.gz").open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        writer.write_record(writer.create_warcinfo_record("part-00000.warc.wet.gz", {"software": "somebody's"}))
        for name, text in TEXTS.items():
            record = writer.create_warc_record(
                URLS[name],
                "conversion",
                payload=io.BytesIO(text.encode()),
                warc_content_type="text/plain",
                warc_headers_dict={"WARC-Date": DATE},
            )
            writer.write_record(record)
        picture = writer.create_warc_record(
            URLS["thread"], "conversion", payload=io.BytesIO(b"\x89PNG"), warc_content_type="image/png"
        )
        writer.write_record(picture)


def lines(*, addressed: bool = True) -> bytes:
    stated = {"url": URLS, "date": dict.fromkeys(TEXTS, DATE)} if addressed else {}
    return b"".join(
        json.dumps({"id": number, "text": text, **{field: values[name] for field, values in stated.items()}}).encode() + b"\n"
        for number, (name, text) in enumerate(TEXTS.items())
    )


def as_lines(folder: Path) -> None:
    (folder / "corpus.jsonl").write_bytes(lines())


def as_packed_lines(folder: Path) -> None:
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(lines()))


def as_lines_of_others(folder: Path) -> None:
    """As OSCAR has them: other names, and the address in an object of its own."""
    written = [
        {"content": text, "warc_headers": {"warc-target-uri": URLS[name], "warc-date": DATE}} for name, text in TEXTS.items()
    ]
    (folder / "corpus.jsonl").write_text("\n".join(json.dumps(line) for line in written), encoding="utf-8")


def check(database: Path) -> None:
    """What is certain in the texts is held, and what is guessed is marked."""
    assert rows(database, "SELECT title, declared_replies FROM thread ORDER BY title IS NULL, title") == [
        ("Bows", 7),
        ("Reeds", None),
        (None, None),
    ]
    assert [number for (number,) in rows(database, "SELECT count(*) FROM post GROUP BY thread_id ORDER BY 1")] == [1, 2, 2]
    assert rows(database, "SELECT count(*) FROM revision") == [(5,)], "the article is the same in both captures"
    assert rows(database, "SELECT DISTINCT confidence IS NULL FROM thread_page") == [(0,)]
    assert rows(database, "SELECT DISTINCT id_kind FROM post") == [("derived",)]
    assert rows(database, "SELECT count(*) FROM post WHERE author_id IS NOT NULL OR posted_at IS NOT NULL") == [(0,)]
    (quote,) = rows(database, "SELECT match, source_start, source_end, text FROM quote")
    assert quote == ("exact", len("My kite fell down. "), len("My kite fell down. " + REEDS), REEDS)
    assert rows(database, "SELECT raw FROM edit") == [("Last edited:",)]
    assert rows(database, "SELECT count(*) FROM capture") == [(3,)], "what no forum left is not stored"


FORMS = [as_files, as_wet, as_lines, as_packed_lines, as_lines_of_others]


@pytest.mark.parametrize("write", FORMS, ids=lambda write: write.__name__)
def test_texts_in_every_form_give_the_same_threads_once(tmp_path: Path, write: Any) -> None:
    folder = tmp_path / "kites"
    folder.mkdir()
    write(folder)
    database = tmp_path / "a.db"
    report, said = take_in(folder, database=database, warc=tmp_path)
    assert (report["pages"], report.exit_code, said) == (3, 0, [])
    check(database)
    before = everything(database)
    again, _ = take_in(folder, database=database, warc=tmp_path)
    assert (again["pages"], again["held"]) == (0, 3)
    assert differences(before, everything(database)) == []


@pytest.mark.parametrize("write", FORMS, ids=lambda write: write.__name__)
def test_texts_are_found_again_where_they_lie(tmp_path: Path, write: Any) -> None:
    folder = tmp_path / "kites"
    folder.mkdir()
    write(folder)
    database = tmp_path / "a.db"
    take_in(folder, database=database, warc=tmp_path)
    before = dump(str(database))
    report = reparse(
        Choice(current_too=True),
        database_url=f"sqlite:///{database}",
        warc_dir=tmp_path,
        manner=Manner(),
        jobs=1,
        ears=Ears(note=pytest.fail, progress=lambda _: None),
    )
    assert report["records"] == 3
    assert differences(before, dump(str(database))) == []
    where = ("--database", f"sqlite:///{database}", "--warc-dir", str(tmp_path))
    verified = archiver("verify", *where)
    assert "all as they should be" in verified.stderr, verified


@pytest.mark.parametrize("write", FORMS, ids=lambda write: write.__name__)
def test_texts_are_given_on_as_warc(tmp_path: Path, write: Any) -> None:
    folder = tmp_path / "kites"
    folder.mkdir()
    write(folder)
    database, other = tmp_path / "a.db", tmp_path / "b.db"
    take_in(folder, database=database, warc=tmp_path)
    packed = tmp_path / "kites.warc.gz"
    archiver("export", "--format", "warc", "-o", str(packed), "--database", f"sqlite:///{database}", "--warc-dir", str(tmp_path))
    take_in(packed, database=other, warc=tmp_path)
    assert differences(dump(str(database)), dump(str(other))) == []


def test_a_line_that_was_changed_is_told_of(tmp_path: Path) -> None:
    as_lines(tmp_path)
    take_in(tmp_path, database=tmp_path / "a.db", warc=tmp_path)
    corpus = tmp_path / "corpus.jsonl"
    corpus.write_bytes(corpus.read_bytes().replace(b"fell down", b"came down", 1))
    where = ("--database", f"sqlite:///{tmp_path / 'a.db'}", "--warc-dir", str(tmp_path))
    verified = archiver("verify", *where, check=False)
    assert verified.returncode == 3
    assert f"{corpus.name}!/0" in verified.stdout + verified.stderr


def test_texts_without_an_address_get_one_of_their_folder_and_name(tmp_path: Path) -> None:
    folder = tmp_path / "of kites"
    folder.mkdir()
    (folder / "thread.txt").write_text(THREAD, encoding="utf-8")
    (folder / "corpus.jsonl").write_bytes(lines(addressed=False))
    database = tmp_path / "a.db"
    take_in(folder, database=database, warc=tmp_path)
    found = [url for (url,) in rows(database, "SELECT url FROM capture ORDER BY url")]
    assert found[0] == "http://text.invalid/of%20kites/corpus.jsonl/0"
    assert found[-1] == "http://text.invalid/of%20kites/thread.txt"
    assert rows(database, "SELECT url FROM site") == [("http://text.invalid/of%20kites/",)]
    assert rows(database, "SELECT count(*) FROM thread") == [(3,)], "the thread is the same in both files"
    alone = tmp_path / "b.db"
    take_in(folder / "thread.txt", database=alone, warc=tmp_path)
    assert rows(alone, "SELECT url FROM capture") == [(found[-1],)], "the file named, or its folder: the address is the same"


def test_a_run_that_was_cut_short_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PLAIN_BYTES", 300)
    folder = tmp_path / "kites"
    folder.mkdir()
    whole = lines()
    (folder / "corpus.jsonl").write_bytes(whole[: whole.index(b"\n") + 1])
    database, other = tmp_path / "a.db", tmp_path / "b.db"
    take_in(folder, database=database, warc=tmp_path)
    (folder / "corpus.jsonl").write_bytes(whole)
    report, _ = take_in(folder, database=database, warc=tmp_path)
    assert (report["held"], report["pages"]) == (1, 2)
    take_in(folder, database=other, warc=tmp_path)
    assert differences(dump(str(database)), dump(str(other))) == []


@pytest.mark.parametrize("first", ["texts", "pages"])
def test_texts_of_a_forum_that_is_held_are_a_site_beside_it(tmp_path: Path, first: str) -> None:
    """What is guessed never mixes with what a platform's own pages say."""
    pages, texts = tmp_path / "warc", tmp_path / "texts"
    texts.mkdir()
    capture_site(XenForo(long_threads(1, 5), BASE), pages)
    text = {"text": THREAD, "url": f"{BASE}threads/a-thread.1/", "date": DATE}
    (texts / "corpus.jsonl").write_text(json.dumps(text), encoding="utf-8")
    database, alone = tmp_path / "a.db", tmp_path / "b.db"
    take_in(pages, database=alone, warc=tmp_path)
    for place in (texts, pages) if first == "texts" else (pages, texts):
        take_in(place, database=database, warc=tmp_path)
    query = "SELECT t.native_id, t.declared_replies, count(p.id) FROM site s JOIN thread t ON t.site_id = s.id JOIN post p "
    query += "ON p.thread_id = t.id WHERE s.platform = '{}' GROUP BY t.id ORDER BY 1"
    assert rows(database, query.format("xenforo")) == rows(alone, query.format("xenforo")) != []
    assert [count for _, _, count in rows(database, query.format("flattened"))] == [2]
    assert rows(database, "SELECT count(*) FROM site") == [(2,)]


def test_a_spoilt_line_costs_itself_only(tmp_path: Path) -> None:
    written = lines().splitlines(keepends=True)
    (tmp_path / "corpus.jsonl").write_bytes(b"".join([written[0][:40] + b"\n", b"[1]\n", b'{"text": 5}\n', b"\n", *written[1:]]))
    report, said = take_in(tmp_path / "corpus.jsonl", database=tmp_path / "a.db", warc=tmp_path)
    assert (report["pages"], report.exit_code) == (2, 3)
    (line,) = said
    assert "corpus.jsonl, line at 0: no JSON" in line


def test_a_text_that_is_named_and_nobodys_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text(NOTES, encoding="utf-8")
    report, said = take_in(tmp_path / "notes.txt", database=tmp_path / "a.db", warc=tmp_path)
    assert (report["pages"], report.exit_code) == (0, 3)
    assert said == [f"{tmp_path / 'notes.txt'}: no forum or blog that is known left this text; skipped"]
    report, said = take_in(tmp_path, database=tmp_path / "a.db", warc=tmp_path / "warc")
    assert (report["records"], said) == (0, []), "in a folder that is searched it is passed over"


def test_parse_shows_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "thread.txt").write_text(THREAD, encoding="utf-8")
    shown = archiver("parse", str(tmp_path / "thread.txt"))
    assert "read by flattened/1" in shown.stdout, shown
    assert f"http://text.invalid/{tmp_path.name}/thread.txt" in shown.stdout
    assert "2 posts" in shown.stdout
    assert "left out at the end: Back / Top Bottom" in shown.stdout


def test_an_archive_of_texts_is_exported_with_what_was_guessed(tmp_path: Path) -> None:
    as_files(tmp_path)
    database = f"sqlite:///{tmp_path / 'a.db'}"
    take_in(tmp_path, database=tmp_path / "a.db", warc=tmp_path)
    archiver("export", "--format", "jsonl", "-o", str(tmp_path / "out.json"), "--database", database)
    threads = [json.loads(line) for line in (tmp_path / "out.json").read_text("utf-8").splitlines()]
    assert {thread["parsed_by"] for thread in threads} == {"flattened"}
    assert {thread["title"]: thread["confidence"] for thread in threads} == {"Bows": 0.5, "Reeds": 0.6, None: 0.9}


# -- the pages that this was made for --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of the seeds."""
    where = CAPTURES.parent / "seeds"
    if not where.is_dir():
        pytest.skip(f"no seeds at {where}; they lie beside the captures, which ARCHIVER_CAPTURES names")
    folder = tmp_path_factory.mktemp("seeds")
    shutil.copytree(where, folder / "seeds")
    for path in (folder / "seeds").iterdir():
        path.chmod(0o644)
    report, said = take_in(folder / "seeds", database=folder / "a.db", warc=folder)
    assert (report["pages"], report.exit_code, said) == (5, 0, [])
    return folder / "a.db"


def shown(database: Path, page: str) -> list[tuple[str | None, int | None, list[str]]]:
    """Of each thread in a file its title, the figure declared, and the kinds of its posts in order."""
    kinds = dict(rows(database, "SELECT id, kind FROM post"))
    found = rows(
        database,
        "SELECT t.title, t.declared_replies, g.posts FROM capture c JOIN thread_page g ON g.capture_id = c.id "
        f"JOIN thread t ON t.id = g.thread_id WHERE c.url LIKE '%/{page}%' ORDER BY g.id",
    )
    return [(title, declared, [kinds[one[0]] for one in json.loads(posts)]) for title, declared, posts in found]


@pytest.mark.captures
def test_the_articles_of_the_seeds(seeds: Path) -> None:
    first, *others = shown(seeds, "000")
    assert [kinds for _, _, kinds in (first, *others)] == [["article"]] * 3
    (alone,) = shown(seeds, "001")
    assert alone[:2] == first[:2] == ("Rapport vs 6 Sessions In High Intensity IAPT", 13)
    assert alone[2] == ["article", "comment", "comment"]
    assert [kinds for _, _, kinds in shown(seeds, "002")] == [["article"]] * 2
    (con,) = shown(seeds, "003")
    assert (con[0], con[1], con[2][0], set(con[2][1:])) == ("Talking Therapies Con", 116, "article", {"comment"})
    assert rows(seeds, "SELECT count(*) FROM thread WHERE kind = 'article'") == [(6,)], "000 and 001 share one"
    assert rows(seeds, "SELECT count(*) FROM revision r JOIN post p ON p.id = r.post_id WHERE p.kind = 'article'") == [(6,)]


@pytest.mark.captures
def test_the_references_of_an_article_stay_and_what_is_no_part_of_it_goes(seeds: Path) -> None:
    texts = "\n".join(text for (text,) in rows(seeds, "SELECT text FROM revision"))
    assert "10.1111/bjc.12268" in texts
    for chrome in (
        "BABCP Response - NICE",
        "Leave a Reply",
        "Required fields",
        "Top Bottom",
        "Last edited",
        "Categories",
        "replies on",
    ):
        assert chrome not in texts


@pytest.mark.captures
def test_the_thread_of_the_seeds(seeds: Path) -> None:
    ((_, _, kinds),) = shown(seeds, "004")
    assert kinds == ["post"] * 15
    ((posts,),) = rows(seeds, "SELECT g.posts FROM thread_page g JOIN capture c ON c.id = g.capture_id WHERE c.url LIKE '%/004%'")
    place = {one[0]: number for number, one in enumerate(json.loads(posts), 1)}
    assert sorted(place[post] for (post,) in rows(seeds, "SELECT post_id FROM edit")) == [4, 8, 15]
    quotes = rows(
        seeds,
        "SELECT r.post_id, q.source_post_id, q.match, q.position, q.source_start, q.source_end, q.text, s.text FROM quote q "
        "JOIN revision r ON r.id = q.revision_id LEFT JOIN revision s ON s.id = q.source_revision_id ORDER BY r.id, q.ordinal",
    )
    linked = [(place[post], place[source]) for post, source, *_ in quotes]
    assert linked == [(3, 2), (5, 2), (10, 9), (13, 7), (14, 13), (15, 14)]
    assert [position > 0 for _, _, _, position, *_ in quotes] == [False] * 5 + [True]
    assert all(match == "exact" and source[start:end] == text for *_, match, _, start, end, text, source in quotes)
