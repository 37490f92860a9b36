"""Every markup that the proving ground can write, each with the reader that has to understand it.

A module of this package that writes a platform's pages says so in its ``WAYS``: a name for people, and a `Way`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from archiver.demo.site import Site
from spiders.items import Reading
from spiders.page import Page
from spiders.platforms import Platform, platform_named
from tests.fakeforum.facts import Prints

BASE = "http://forum.example"


@dataclass(frozen=True)
class Way:
    """One platform's markup: who reads it, who writes it, and what it prints of the model."""

    platform: str
    make: Callable[[Any, str], Site]
    prints: Prints

    @property
    def reader(self) -> Platform:
        return platform_named(self.platform)

    def read(self, site: Site, address: str) -> Reading:
        answer = site.answer(address)
        assert answer.status == 200
        now = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
        headers = {"content-type": answer.content_type} | {name.lower(): value for name, value in answer.headers.items()}
        page = Page(url=BASE + address, body=answer.body, headers=headers, fetched_at=now)
        assert self.reader.detect(page) is not None
        return self.reader.read(page)


@cache
def ways() -> dict[str, Way]:
    """All of them by name, as the modules of this package declare them."""
    package = __name__.rpartition(".")[0]
    path = import_module(package).__path__
    found: dict[str, Way] = {}
    for module in sorted(iter_modules(path), key=lambda module: module.name):
        for name, way in getattr(import_module(f"{package}.{module.name}"), "WAYS", {}).items():
            if name in found:
                raise LookupError(f"two modules of {package} write {name!r}")
            found[name] = way
    return found
