"""A time zone learnt later: one UPDATE per column of times, and no revision."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from sqlalchemy import Connection, text

from db.zones import zone_named
from spiders.errors import UsageError

_COLUMNS = (
    ("post", "posted", "site_id = :site"),
    ("thread", "created", "site_id = :site"),
    ("thread", "last_post", "site_id = :site"),
    ("edit", "edited", "post_id IN (SELECT id FROM post WHERE site_id = :site)"),
)

# PostgreSQL reads the hour that autumn repeats as the later one, Python and we as the first.
_POSTGRESQL = """CASE
    WHEN (({local} AT TIME ZONE :zone) - INTERVAL '1 hour') AT TIME ZONE :zone = {local}
    THEN ({local} AT TIME ZONE :zone) - INTERVAL '1 hour'
    ELSE {local} AT TIME ZONE :zone END"""


def apply_timezone(connection: Connection, site_id: int, zone: str, *, source: str = "given") -> int:
    """Keep a site's time zone, and work out the moments of all times known only as clocks in it read; how many posts got one.

    Times that a page states in UTC stay; those worked out with another zone before are worked out again.

    Raises:
        UsageError: there is no such zone.
    """
    known = zone_named(zone)
    if known is None:
        raise UsageError(f"{zone!r} is not a time zone; use a name like Europe/Athens or an offset like UTC+2")
    values = {"site": site_id, "zone": zone, "source": source}
    connection.execute(text("UPDATE site SET timezone = :zone, timezone_source = :source WHERE id = :site"), values)
    return work_out(connection, site_id, zone)


def work_out(connection: Connection, site_id: int, zone: str) -> int:
    """The moments of all times of a site known only as clocks in its zone read; how many posts got one."""
    known = zone_named(zone)
    if known is None:
        return 0
    moment, name = _moment(connection.dialect.name, zone, known)
    posts = 0
    for table, stem, where in _COLUMNS:
        statement = f"""UPDATE {table} SET {stem}_at = {moment.format(local=f"{stem}_local")}, {stem}_basis = 'zone'
            WHERE {where} AND {stem}_local IS NOT NULL AND ({stem}_at IS NULL OR {stem}_basis = 'zone')"""  # noqa: S608
        result = connection.execute(text(statement), {"site": site_id, "zone": name})
        posts += result.rowcount if table == "post" else 0
    return posts


def _moment(dialect: str, zone: str, known: tzinfo) -> tuple[str, str]:
    """The SQL that makes a moment of a reading, and the zone as that SQL wants it."""
    if dialect == "sqlite":
        return "moment_of({local}, :zone)", zone
    if "/" in zone:
        return _POSTGRESQL, zone
    # An offset as a zone's name has the opposite sign in PostgreSQL (POSIX), so it goes as an interval.
    seconds = int((known.utcoffset(datetime(2000, 1, 1, tzinfo=UTC)) or timedelta()).total_seconds())
    return "({local} - CAST(:zone AS INTERVAL)) AT TIME ZONE 'UTC'", f"{seconds} seconds"
