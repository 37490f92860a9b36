"""Which platform is installed where: what a page of a site says of itself, for the pages of it that say nothing."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from spiders.page import Page
from spiders.platforms import Platform, platform_named, platforms


class Installations:
    """Base addresses of sites, each with its platform. http and https are one place, and so is a host with and without www."""

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self._known: dict[tuple[str, str], tuple[str, str]] = {}
        self.learn(known or {})

    def learn(self, known: Mapping[str, str]) -> None:
        """Note what others have found out: base addresses and platforms."""
        for url, name in known.items():
            self._known.setdefault(_place(url), (url, name))

    def add(self, url: str, platform: Platform) -> None:
        """Note a site that a page tells of."""
        name = next((name for name, one in platforms().items() if one is platform), platform.name)
        self._known.setdefault(_place(url), (url, name))

    def known(self) -> dict[str, str]:
        """All of them: base address and the platform's name in the registry."""
        return dict(self._known.values())

    def at(self, url: str) -> Platform | None:
        """The platform of the innermost installation that an address lies in."""
        found = self._around(url)
        return platforms().get(found[1]) if found is not None else None

    def site_at(self, url: str) -> str | None:
        """The base address of the innermost installation that an address lies in."""
        found = self._around(url)
        return found[0] if found is not None else None

    def _around(self, url: str) -> tuple[str, str] | None:
        host, path = _place(url)
        while True:
            found = self._known.get((host, path))
            if found is not None or path in ("", "/"):
                return found
            path = path[: path.rstrip("/").rfind("/") + 1]

    def platform_of(self, page: Page, *, forced: str = "") -> Platform | None:
        """The platform of a page: the one that it tells, else the one of the site it lies in; None where neither is known.

        Raises:
            NotAPage: it is none.
        """
        if forced:
            return platform_named(forced)
        here = self.at(page.url)
        if page.is_json or page.is_xml or (here is not None and here.recognise(page)):
            return here
        for platform in platforms().values():
            if platform is not here and platform.recognise(page):
                return platform
        return here


def _place(url: str) -> tuple[str, str]:
    """Host and folder of an address."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return "", "/"
    folder = parts.path[: parts.path.rfind("/") + 1] or "/"
    return (host if port in (None, 80, 443) else f"{host}:{port}"), folder
