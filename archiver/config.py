"""Every setting: its name, meaning, environment variable and default, and where its value came from.

Flags beat the environment, the environment beats ``archiver.toml`` (in the current folder, or where ``ARCHIVER_CONFIG`` says),
the file beats the default. Reads only; nothing is written.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from spiders.errors import UsageError


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. ``kind`` turns the text of an environment variable into the value."""

    name: str
    variable: str
    default: Any
    kind: type[str | float | int]
    help: str


SETTINGS = (
    Setting(
        "database",
        "DATABASE_URL",
        "sqlite:///archive.db",
        str,
        "The archive: an SQLAlchemy URL or the path of an SQLite file.",
    ),
    Setting("warc_dir", "ARCHIVER_WARC_DIR", "warc", str, "Folder of the WARC files."),
    Setting(
        "contact",
        "ARCHIVER_CONTACT",
        "",
        str,
        "Mail or web address by which a site's owner can reach you.",
    ),
    Setting("operator", "ARCHIVER_OPERATOR", "", str, "Who runs the crawl; goes into each WARC."),
    Setting(
        "delay",
        "ARCHIVER_DELAY",
        1.0,
        float,
        "Seconds between two requests to a host; never less.",
    ),
    Setting("timeout", "ARCHIVER_TIMEOUT", 60.0, float, "Seconds to wait for an answer."),
    Setting("max_bytes", "ARCHIVER_MAX_BYTES", 64 * 1024 * 1024, int, "Bytes after which a response is given up."),
    Setting("timezone", "ARCHIVER_TIMEZONE", "", str, "IANA zone of a site that does not tell its own (Europe/Berlin)."),
    Setting("cookies", "ARCHIVER_COOKIES", "", str, "A cookies.txt (Netscape format) for sites where you have an account."),
    Setting(
        "patience",
        "ARCHIVER_PATIENCE",
        300.0,
        float,
        "Longest Retry-After in seconds that a crawl waits for.",
    ),
    Setting("recheck_min", "ARCHIVER_RECHECK_MIN", 1.0, float, "Days after which a thread is looked at again at the soonest."),
    Setting("recheck_max", "ARCHIVER_RECHECK_MAX", 180.0, float, "Days after which a thread is looked at again at the latest."),
)

ENVIRONMENT = {setting.name: setting.variable for setting in SETTINGS}


@dataclass(frozen=True, slots=True)
class Value:
    """A setting's value and where it came from ("--delay", "ARCHIVER_DELAY", "archiver.toml", "default")."""

    setting: Setting
    value: Any
    origin: str


class Config(Mapping[str, Any]):
    """The values in force, by name; `values` also tells their origins."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        self.values_by_name = dict(values)

    def __getitem__(self, name: str) -> Any:
        return self.values_by_name[name].value

    def __iter__(self) -> Any:
        return iter(self.values_by_name)

    def __len__(self) -> int:
        return len(self.values_by_name)

    @property
    def database_url(self) -> str:
        """The database as an SQLAlchemy URL."""
        stated = str(self["database"])
        return stated if "://" in stated else f"sqlite:///{stated}"

    @property
    def user_agent(self) -> str:
        """Who we say we are."""
        contact = self["contact"]
        return f"archiver/{version('archiver')}" + (f" (+{contact})" if contact else " (forum and blog archiver)")


def load_config(flags: Mapping[str, Any] | None = None, environment: Mapping[str, str] | None = None) -> Config:
    """Read all settings; a flag of None was not given.

    Raises:
        UsageError: the file cannot be read, names an unknown setting, or a value does not fit.
    """
    environment = os.environ if environment is None else environment
    flags = flags or {}
    place, stated = _read_file(environment)
    values: dict[str, Value] = {}
    for setting in SETTINGS:
        if flags.get(setting.name) is not None:
            values[setting.name] = Value(setting, flags[setting.name], f"--{setting.name.replace('_', '-')}")
        elif environment.get(setting.variable):
            values[setting.name] = Value(
                setting, _convert(setting, environment[setting.variable], setting.variable), setting.variable
            )
        elif setting.name in stated:
            values[setting.name] = Value(setting, _convert(setting, stated[setting.name], f"{place}: {setting.name}"), str(place))
        else:
            values[setting.name] = Value(setting, setting.default, "default")
    _check_zone(values["timezone"])
    return Config(values)


def _read_file(environment: Mapping[str, str]) -> tuple[Path, dict[str, Any]]:
    named = environment.get("ARCHIVER_CONFIG")
    path = Path(named or "archiver.toml")
    try:
        with path.open("rb") as file:
            stated = tomllib.load(file)
    except FileNotFoundError:
        if named:
            raise UsageError(f"{path}: no such file (named by ARCHIVER_CONFIG)") from None
        return path, {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as TOML: {error}") from error
    unknown = set(stated) - set(ENVIRONMENT)
    if unknown:
        raise UsageError(f"{path}: unknown setting {min(unknown)!r}; `archiver config` lists them all")
    return path, stated


def _convert(setting: Setting, value: Any, place: str) -> Any:
    if setting.kind is str:
        if not isinstance(value, str):
            raise UsageError(f"{place}: expected text, not {value!r}")
        return value
    try:
        number = float(value) if setting.kind is float else int(value)
    except (TypeError, ValueError):
        raise UsageError(f"{place}: expected a number, not {value!r}") from None
    if number < 0:
        raise UsageError(f"{place}: expected 0 or more, not {value!r}")
    return number


def _check_zone(value: Value) -> None:
    if not value.value:
        return
    try:
        ZoneInfo(value.value)
    except (ZoneInfoNotFoundError, ValueError):
        raise UsageError(
            f"{value.origin}: no time zone is called {value.value!r}; give an IANA name such as Europe/Berlin"
        ) from None
