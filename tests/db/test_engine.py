"""Opening, making and upgrading a database, and every way in which it can be unusable: one line, exit code 5."""

from __future__ import annotations

import multiprocessing
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from db import engine as module
from db.engine import open_database, revision_of, shown, upgrade
from db.models import VIEWS, Base
from spiders.errors import DatabaseError, UsageError, WrongRevision


def refusal(url: str, *, create: bool = False) -> str:
    """The one line with which a database is refused."""
    with pytest.raises(DatabaseError) as caught:
        open_database(url, create=create)
    assert caught.value.exit_code == 5
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_the_migrations_build_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_tables_without_rowid_are_so_in_the_file(tmp_path: Path) -> None:
    engine = open_database(str(tmp_path / "a.db"), create=True)
    with engine.connect() as connection:
        made = {row.name: "WITHOUT ROWID" in row.sql for row in connection.execute(text("SELECT name, sql FROM sqlite_master"))
                if row.name in Base.metadata.tables and row.sql}  # fmt: skip
    engine.dispose()
    meant = {name: table.dialect_options["sqlite"]["with_rowid"] is False for name, table in Base.metadata.tables.items()}
    assert made == meant


def test_every_table_and_column_has_its_comment_in_postgresql(postgres) -> None:
    engine = open_database(postgres.new_database(), create=True)
    there = inspect(engine)
    for table in Base.metadata.tables.values():
        assert there.get_table_comment(table.name)["text"] == table.comment
        comments = {column["name"]: column["comment"] for column in there.get_columns(table.name)}
        assert comments == {column.name: column.comment for column in table.columns}
        assert all(comments.values()), f"{table.name} has a column without a word"
    for view in VIEWS:
        assert {column["name"]: column["comment"] for column in there.get_columns(view.name)} == view.columns
    engine.dispose()


def test_the_views_are_those_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        for view in VIEWS:
            made = connection.execute(text(f"SELECT * FROM {view.name}"))
            meant = connection.execute(text(view.select))
            assert list(made.keys()) == list(meant.keys()) == list(view.columns)


def test_a_new_file_is_made_and_migrated_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    assert "does not exist" in refusal(f"sqlite:///{path}")
    assert not path.exists()
    open_database(str(path), create=True).dispose()
    again = open_database(f"sqlite:///{path}")
    with again.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL: a commit is on the disk
    again.dispose()


def test_an_empty_postgresql_database_is_migrated_only_when_asked(postgres) -> None:
    url = postgres.new_database()
    assert "is empty" in refusal(url)
    open_database(url, create=True).dispose()
    open_database(url).dispose()


def test_a_missing_directory_and_a_directory(tmp_path: Path) -> None:
    assert "the directory" in refusal(f"sqlite:///{tmp_path}/no/such/archive.db", create=True)
    assert "is a directory" in refusal(f"sqlite:///{tmp_path}", create=True)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear archivist, " * 500)
    assert "not a database" in refusal(str(path), create=True)
    assert path.read_text().startswith("Dear archivist")


def test_a_database_of_another_program(empty_url: str) -> None:
    engine = module.connectable(empty_url, create=True)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE recipe (id INTEGER)"))
    engine.dispose()
    assert "not an archive of this program" in refusal(empty_url, create=True)
    with pytest.raises(DatabaseError, match="not an archive"):
        upgrade(empty_url)


def test_an_older_revision_names_the_command_that_helps(engine: Engine, archive_url: str, monkeypatch) -> None:
    monkeypatch.setattr(module, "_heads", lambda: ("9999",))
    with pytest.raises(WrongRevision, match=r"older version .*run `archiver db upgrade`"):
        open_database(archive_url)


def test_a_newer_revision_is_left_alone(engine: Engine, archive_url: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for attempt in (open_database, upgrade):
        with pytest.raises(WrongRevision, match="newer version") as caught:
            attempt(archive_url)
        assert caught.value.exit_code == 5


def test_upgrade_builds_an_empty_database_and_leaves_a_current_one(empty_url: str) -> None:
    upgrade(empty_url)
    upgrade(empty_url)
    engine = open_database(empty_url)
    with engine.connect() as connection:
        assert revision_of(connection) in module._heads()
    engine.dispose()


def test_many_processes_may_make_the_same_database_at_once(empty_url: str) -> None:
    context = multiprocessing.get_context("spawn")
    makers = [context.Process(target=upgrade, args=(empty_url,)) for _ in range(3)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join(60)
    assert [maker.exitcode for maker in makers] == [0, 0, 0]
    open_database(empty_url).dispose()


def test_the_first_migration_can_be_undone(engine: Engine) -> None:
    from alembic import command

    with engine.begin() as connection:
        config = module.alembic_config()
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert set(inspect(connection).get_table_names()) == {"alembic_version"}


def test_a_file_that_another_holds(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "held.db"
    open_database(str(path), create=True).dispose()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr(module, "BUSY_SECONDS", 0)
    assert "another program has held the database" in refusal(str(path))
    holder.close()
    open_database(str(path)).dispose()


def test_a_server_that_is_not_there_and_a_database_it_has_not(postgres) -> None:
    assert "cannot be reached" in refusal("postgresql://somebody:secret@127.0.0.1:1/archive")
    assert "no such database" in refusal(postgres.url("nowhere"))


def test_a_password_is_never_shown() -> None:
    assert "secret" not in refusal("postgresql://somebody:secret@127.0.0.1:1/archive")
    assert "secret" not in shown(create_engine("postgresql+psycopg://a:secret@h/d").url)


@pytest.mark.parametrize(
    "url", ["mysql://host/name", "oracle://x/y", "http://forum.example/", "://", "sqlite"[:0] + "postgres//x"]
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises((UsageError, DatabaseError)) as caught:
        open_database(url)
    assert "\n" not in str(caught.value)


def test_postgres_urls_of_all_spellings_lead_to_psycopg() -> None:
    for url in ("postgresql://h/d", "postgres://h/d", "postgresql+psycopg://h/d", "postgresql+psycopg2://h/d"):
        engine = module.connectable(url)
        assert engine.url.drivername == "postgresql+psycopg"
