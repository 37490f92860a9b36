"""Flags beat the environment, the environment beats the file, the file beats the default; each value tells its origin."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.config import SETTINGS, load_config
from spiders.errors import UsageError


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_source_beats_the_next(empty_folder: Path) -> None:
    assert load_config(environment={}).values_by_name["delay"].origin == "default"
    (empty_folder / "archiver.toml").write_text("delay = 2\n")
    assert (load_config(environment={})["delay"], load_config(environment={}).values_by_name["delay"].origin) == (
        2.0,
        "archiver.toml",
    )
    environment = {"ARCHIVER_DELAY": "3"}
    assert load_config(environment=environment).values_by_name["delay"].origin == "ARCHIVER_DELAY"
    config = load_config({"delay": 4.0, "timezone": None}, environment)
    assert (config["delay"], config.values_by_name["delay"].origin) == (4.0, "--delay")


def test_a_path_is_an_sqlite_file() -> None:
    assert load_config({"database": "my.db"}, {}).database_url == "sqlite:///my.db"
    assert load_config(environment={"DATABASE_URL": "postgresql://host/name"}).database_url == "postgresql://host/name"


def test_the_contact_goes_into_the_user_agent() -> None:
    assert "(+mailto:me@example.org)" in load_config({"contact": "mailto:me@example.org"}, {}).user_agent


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("delay = 'soon'\n", "expected a number"),
        ("delay = -1\n", "expected 0 or more"),
        ("colour = 'red'\n", "unknown setting 'colour'"),
        ("timezone = 'Mars/Olympus'\n", "no time zone is called"),
        ("database = 3\n", "expected text"),
        ("delay = \n", "cannot be read as TOML"),
    ],
)
def test_a_bad_file_is_one_clear_line(empty_folder: Path, text: str, said: str) -> None:
    (empty_folder / "archiver.toml").write_text(text)
    with pytest.raises(UsageError, match=said) as error:
        load_config(environment={})
    assert "\n" not in str(error.value)
    assert "archiver.toml" in str(error.value)


def test_a_named_file_must_be_there() -> None:
    with pytest.raises(UsageError, match="no such file"):
        load_config(environment={"ARCHIVER_CONFIG": "elsewhere.toml"})


def test_every_setting_has_a_variable_of_its_own() -> None:
    assert len({setting.variable for setting in SETTINGS}) == len(SETTINGS)
