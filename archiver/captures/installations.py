"""Which platform is installed where: what a page of a site says of itself, for the pages of it that say nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from urllib.parse import urlsplit

from archiver.captures.texts import TEXT
from db.zones import zone_named
from spiders.page import Page
from spiders.platforms import Platform, platform_named, platforms

Known = Mapping[str, tuple[str, str | None]]
"""Base addresses of sites, each with its platform and the zone of its times."""


class Installations:
    """Sites, each with its base address, platform and zone. http and https are one place, a host with and without www, too."""

    def __init__(self, known: Known | None = None) -> None:
        self._known: dict[tuple[str, str], tuple[str, str, str | None]] = {}
        self.learn(known or {})

    def learn(self, known: Known) -> None:
        """Note what others have found out."""
        for url, (name, zone) in known.items():
            if name == TEXT:
                continue
            there = self._known.setdefault(_place(url), (url, name, zone))
            if zone is not None and zone != there[2]:
                self._known[_place(url)] = (*there[:2], zone)

    def add(self, url: str, platform: Platform) -> None:
        """Note a site that a page tells of; of a text it is not known where on its host it was installed, and what."""
        if platform.name == TEXT:
            return
        name = next((name for name, one in platforms().items() if one is platform), platform.name)
        self._known.setdefault(_place(url), (url, name, None))

    def known(self) -> dict[str, tuple[str, str | None]]:
        """All of them: base address, the platform's name in the registry, and the zone of the site's times."""
        return {url: (name, zone) for url, name, zone in self._known.values()}

    def zone_at(self, url: str) -> tzinfo | None:
        """The zone of the times of the site that an address lies in, as far as it is known."""
        found = self._around(url)
        return zone_named(found[2]) if found is not None and found[2] is not None else None

    def at(self, url: str) -> Platform | None:
        """The platform of the innermost installation that an address lies in."""
        found = self._around(url)
        return platforms().get(found[1]) if found is not None else None

    def site_at(self, url: str) -> str | None:
        """The base address of the innermost installation that an address lies in."""
        found = self._around(url)
        return found[0] if found is not None else None

    def on_host(self, url: str) -> bool:
        """Whether anything is installed on the host of an address."""
        host = _place(url)[0]
        return any(there == host for there, _ in self._known)

    def _around(self, url: str) -> tuple[str, str, str | None] | None:
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
        if page.content_type == "text/plain" and (text := platforms()[TEXT]).recognise(page) is not None:
            return text
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
