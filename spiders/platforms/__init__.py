"""The registry: which platforms there are, and which of them made a page.

The built-in ones stand in `BUILT_IN`; others come through the entry-point group ``archiver.platforms`` (name = the platform's
name, value = ``module:Class``). Importing this package imports no platform and no Scrapy.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points

from spiders.errors import UnknownPlatform, UsageError, Walled
from spiders.page import Page
from spiders.platforms.base import Detected, Platform
from spiders.walls import wall_of

BUILT_IN = {
    "xenforo": "spiders.platforms.xenforo:XenForo",
    "xenforo1": "spiders.platforms.xenforo1:XenForo1",
    "phpbb": "spiders.platforms.phpbb:PhpBB",
    "mybb": "spiders.platforms.mybb:MyBB",
    "smf": "spiders.platforms.smf:SMF",
    "wordpress": "spiders.platforms.wordpress:WordPress",
    "nodebb": "spiders.platforms.nodebb:NodeBB",
    "fluxbb": "spiders.platforms.fluxbb:FluxBB",
    "punbb": "spiders.platforms.punbb:PunBB",
    "punbb12": "spiders.platforms.punbb12:PunBB12",
    "xmb": "spiders.platforms.xmb:XMB",
    "vbulletin5": "spiders.platforms.vbulletin5:VBulletin5",
    "vbulletin": "spiders.platforms.vbulletin:VBulletin",
}
"""In the order in which they are asked."""

GROUP = "archiver.platforms"


@cache
def platforms() -> dict[str, Platform]:
    """All platforms by name, the built-in ones first, one instance each.

    Raises:
        UsageError: an installed extension cannot be loaded.
    """
    found: dict[str, Platform] = {}
    for name, place in BUILT_IN.items():
        module, _, cls = place.partition(":")
        found[name] = getattr(import_module(module), cls)()
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
    raise Walled(page.url, whose) if whose else UnknownPlatform(page.url)


__all__ = ["BUILT_IN", "GROUP", "Detected", "Platform", "detect", "platform_named", "platforms"]
