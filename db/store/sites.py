"""Rows of `site` and `site_address`: which site a page belongs to. Finding the row is also the lock of its writers.

An address at which another software answers than before is another site: its ids mean other things. The site whose page is the
latest has the address; what answered there before is known by it with its software's name behind (``https://forum.example/#phpbb``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import Connection, bindparam, select, update

from db.keys import merged, short
from db.models import tables as t
from db.store.ids import Ids
from db.store.sql import Statement, Writer, among
from spiders.items import Site

_T = t.SITE
_C = _T.c
_A = t.SITE_ADDRESS

_CHANGED = (
    "platform", "platform_version", "title", "language", "timezone", "timezone_source", "first_seen", "last_seen",
)  # fmt: skip
_FACTS = (_C.id, *(_C[name] for name in _CHANGED))

# On PostgreSQL the row lock makes the writers of one site wait for each other: then two of them never insert the same rows,
# never deadlock over their order, and no statement needs to expect either. FOR NO KEY UPDATE lets rows that refer to the
# site be written meanwhile. On SQLite the transaction itself is that lock.
FIND = Statement(
    lambda _: (
        select(*_FACTS, _A.c.url.label("address"), _A.c.first_seen.label("address_seen"))
        .join_from(_A, _T, _T.c.id == _A.c.site_id)
        .where(_A.c.url == bindparam("url"))
        .with_for_update(key_share=True, of=_T)
    ),
    "url",
)
NEAR = Statement(lambda _: select(_A.c.site_id, _A.c.url).where(among(_A.c.url, "urls")), "urls")
ADD = Statement(
    lambda insert: (
        insert(_T)
        .values({name: bindparam(name) for name in ("id", "url", "platform", "first_seen", "last_seen")})
        .on_conflict_do_nothing()
        .returning(_C.id)
    ),
    "id", "url", "platform", "first_seen", "last_seen",
)  # fmt: skip
ADDRESS = Statement(
    lambda insert: (
        insert(_A).values({name: bindparam(name) for name in ("url", "site_id", "first_seen")}).on_conflict_do_nothing()
    ),
    "url", "site_id", "first_seen",
)  # fmt: skip
OLDER_ADDRESS = Statement(
    lambda _: update(_A).where(_A.c.url == bindparam("key")).values(first_seen=bindparam("first_seen")), "first_seen", "key"
)
CHANGE = Statement(
    lambda _: update(_T).where(_C.id == bindparam("key")).values({name: bindparam(name) for name in _CHANGED}),
    *_CHANGED,
    "key",
)

ZONE_RANK = {"derived": 1, "stated": 2, "given": 3}


class Place(NamedTuple):
    """A site's row as far as storing needs it. ``new_zone`` is its time zone where this page is the first to tell it."""

    id: int
    timezone: str | None
    new_zone: bool


def find_site(writer: Writer, ids: Ids, site: Site, seen: Any) -> Place:
    """The site's row, made if there is none; what the page newly says of it is written down."""
    url = short(site.url)
    found = writer.rows(FIND, url)
    if not found:
        _add(writer, ids, url, site.platform, seen)
        found = writer.rows(FIND, url)
    row = found[0]
    if site.platform != row.platform and "unknown" not in (site.platform, row.platform):
        row = _of_other_software(writer, ids, url, site.platform, other=row, seen=seen)
    zone, source, new_zone = row.timezone, row.timezone_source, False
    if site.timezone and site.timezone != zone and _better_zone(site, zone, source):
        zone, source, new_zone = site.timezone, site.timezone_source, True
    stated, known = (site.version, site.title, site.language), (row.platform_version, row.title, row.language)
    platform = site.platform if row.platform == "unknown" else row.platform
    old = tuple(row[1 : 1 + len(_CHANGED)])
    facts = merged(known, stated, newer=seen >= row.last_seen)
    new = (platform, *facts, zone, source, min(row.first_seen, seen), max(row.last_seen, seen))
    if new != old:
        writer.run(CHANGE, *new, row.id)
    if seen < row.address_seen:
        writer.run(OLDER_ADDRESS, seen, row.address)
    return Place(row.id, zone, new_zone)


def _of_other_software(writer: Writer, ids: Ids, url: str, platform: str, *, other: Any, seen: Any) -> Any:
    """The row of the site that runs this software at the address of one that runs another, made if there is none."""
    aside = f"{url}#{platform}"
    found = writer.rows(FIND, aside)
    place = aside
    if seen > other.last_seen:
        _move(writer.connection, other.id, lambda address: f"{address}#{other.platform}")
        if found:
            _move(writer.connection, found[0].id, lambda address: address.removesuffix(f"#{platform}"))
        place = url
    if not writer.rows(FIND, place):
        _add(writer, ids, place, platform, seen)
    return writer.rows(FIND, place)[0]


def _move(connection: Connection, site_id: int, renamed: Callable[[str], str]) -> None:
    """Give a site other addresses."""
    for address in connection.execute(select(_A.c.url).where(_A.c.site_id == site_id)).scalars().all():
        connection.execute(update(_A).where(_A.c.url == address).values(url=renamed(address)))
    own = connection.execute(select(_C.url).where(_C.id == site_id)).scalar_one()
    connection.execute(update(_T).where(_C.id == site_id).values(url=renamed(own)))


def site_at(writer: Writer, url: str) -> int | None:
    """The id of the site with that base address, None where it is not known."""
    found = writer.rows(FIND, short(url))
    return found[0].id if found else None


def _add(writer: Writer, ids: Ids, url: str, platform: str, seen: Any) -> None:
    near = writer.rows(NEAR, writer.listed(_variants(url)))
    if near:
        writer.run(ADDRESS, url, near[0].site_id, seen)
        return
    added = writer.rows(ADD, ids.one("site"), url, platform, seen, seen)
    if added:
        writer.run(ADDRESS, url, added[0].id, seen)


def _variants(url: str) -> list[str]:
    """The same place by http and https, with and without www: one site."""
    parts = urlsplit(url)
    host = parts.netloc.removeprefix("www.")
    rest = parts._replace(scheme="", netloc="").geturl()
    return [f"{scheme}://{www}{host}{rest}" for scheme in ("https", "http") for www in ("", "www.")]


def _better_zone(site: Site, zone: str | None, source: str | None) -> bool:
    """Whether the page knows the zone better: from a better place, or by name where only an offset was known."""
    if zone is None:
        return True
    new, old = ZONE_RANK.get(site.timezone_source or "", 0), ZONE_RANK.get(source or "", 0)
    named = "/" in (site.timezone or "")
    return new > old or (new == old and named and "/" not in zone)
