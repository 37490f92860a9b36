"""The registry: which platforms there are, and which of them made a page.

A built-in one is a module of this package without an underscore in its name, which is the platform's; parts that platforms are
made of have one (``phpbb_posts``). Others come through the entry-point group ``archiver.platforms`` (name = the platform's name,
value = ``module:Class``). Importing this package imports no platform and no Scrapy.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules

from spiders.errors import UnknownPlatform, UsageError, Walled
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.walls import wall_of

GROUP = "archiver.platforms"
FALLBACK = "generic"
"""The platform that recognises no page, and reads those that no other does."""
NOT_ONE = frozenset({"base"})
"""Modules without an underscore that hold no platform."""


def built_in() -> list[str]:
    """The names of the built-in platforms, in alphabetical order: at most one of them says that a page is its own."""
    names = sorted(module.name for module in iter_modules(__path__))
    return [name for name in names if "_" not in name and name not in NOT_ONE]


def _built_in_platform(name: str) -> Platform:
    """The platform that a module of this package defines."""
    module = import_module(f"{__name__}.{name}")
    defined = [one for one in vars(module).values() if isinstance(one, type) and one.__module__ == module.__name__]
    (platform,) = [one for one in defined if issubclass(one, Platform) and not one.__name__.startswith("_")]
    return platform()


@cache
def platforms() -> dict[str, Platform]:
    """All platforms by name, the built-in ones first, one instance each.

    Raises:
        UsageError: an installed extension cannot be loaded.
    """
    found = {name: _built_in_platform(name) for name in built_in()}
    for entry in entry_points(group=GROUP):
        try:
            platform = entry.load()()
        except Exception as error:  # anything may go wrong in other people's code; it is named, never swallowed
            raise UsageError(f"platform {entry.name!r} from {entry.value} cannot be loaded: {error}") from error
        if not isinstance(platform, Platform):
            raise UsageError(f"platform {entry.name!r} from {entry.value} is not a spiders.platforms.base.Platform")
        found[entry.name] = platform
    return found


def platform_named(name: str) -> Platform:
    """The platform of that name.

    Raises:
        UsageError: there is none.
    """
    known = platforms()
    if name not in known:
        raise UsageError(f"no platform is called {name!r}; known are: {', '.join(sorted(known))}")
    return known[name]


def detect(page: Page) -> tuple[Platform, Detected]:
    """Which platform made the page.

    Raises:
        UnknownPlatform: none recognises it.
        Walled: somebody's wall stands in its place.
        NotAPage: it is not a page.
    """
    for platform in platforms().values():
        detected = platform.recognise(page)
        if detected is not None:
            return platform, detected
    whose = wall_of(page)
    if whose:
        raise Walled(page.url, whose)
    guessing = fallback(page)
    if guessing is None:
        raise UnknownPlatform(page.url)
    return guessing, Detected()


def fallback(page: Page) -> Platform | None:
    """The reader that guesses, for a page that no platform recognises; None where it finds no discussion either.

    Raises:
        NotAPage: it is not a page.
    """
    guessing = platforms()[FALLBACK]
    return guessing if not page.is_json and not page.is_xml and guessing.kind(page) in ("thread", "board", "index") else None


__all__ = ["FALLBACK", "GROUP", "Detected", "Platform", "built_in", "detect", "fallback", "platform_named", "platforms"]
