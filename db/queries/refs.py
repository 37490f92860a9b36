"""What a person types to name a site or a thread, and which row that is."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy import Connection, or_, select

from db.keys import short
from db.models import tables as t
from spiders.errors import UsageError


def sites_by_id(connection: Connection) -> list[int]:
    """All sites."""
    return list(connection.execute(select(t.SITE.c.id).order_by(t.SITE.c.id)).scalars())


def site_at_address(connection: Connection, url: str) -> int | None:
    """The site that has this base address; None where none has."""
    return connection.execute(select(t.SITE_ADDRESS.c.site_id).where(t.SITE_ADDRESS.c.url == short(url))).scalar()


def site_of_crawl(connection: Connection, crawl_id: int) -> int | None:
    """The site that a crawl was of; None where it met none."""
    return connection.execute(select(t.CRAWL.c.site_id).where(t.CRAWL.c.id == crawl_id)).scalar()


def find_site(connection: Connection, ref: str) -> int:
    """The id of the site that is meant: by any of its addresses, written short or in full, or by the address of a page in it.

    Raises:
        UsageError: no site is, or several are.
    """
    rows = connection.execute(select(t.SITE_ADDRESS.c.url, t.SITE_ADDRESS.c.site_id)).all()
    wanted = _bare(ref)
    same = {row.site_id for row in rows if _bare(row.url) == wanted}
    around = {row.site_id for row in rows if f"{wanted}/".startswith(f"{_bare(row.url)}/")}
    below = {row.site_id for row in rows if _bare(row.url).partition("/")[0] == wanted}
    for found in (same, around, below):
        if len(found) == 1:
            return int(found.pop())
        if found:
            break
    known = ", ".join(sorted(row.url for row in rows)) or "none yet"
    raise UsageError(
        f"{ref!r} names {'several sites' if same or around or below else 'no site'} of this archive; it holds {known}"
    )


def find_thread(connection: Connection, ref: str, *, site: str | None = None) -> int:
    """The id of the thread that is meant: by its address (or that of one of its pages or posts), by the site's own id, or as
    ``id:N`` by ours.

    Raises:
        UsageError: no thread is, or several are.
    """
    ref = ref.strip()
    if ref.startswith("id:") and ref[3:].isdecimal():
        found = connection.execute(select(t.THREAD.c.id).where(t.THREAD.c.id == int(ref[3:]))).scalars().all()
    elif "://" in ref:
        found = _by_address(connection, ref)
    else:
        named = select(t.THREAD.c.id, t.SITE.c.url).join_from(t.THREAD, t.SITE).where(t.THREAD.c.native_id == short(ref, 400))
        if site is not None:
            named = named.where(t.THREAD.c.site_id == find_site(connection, site))
        rows = connection.execute(named).all()
        if len(rows) > 1:
            raise UsageError(f"thread {ref} is in several sites ({', '.join(row.url for row in rows)}); name one with --site")
        found = [row.id for row in rows]
    if not found:
        raise UsageError(f"no thread {ref!r} is in this archive; `archiver threads` lists them")
    return int(found[0])


def thread_at(connection: Connection, url: str, *, posts: bool = True) -> int | None:
    """The id of the thread with that address, or with a page there; None where none is known.

    Args:
        posts: or with a post there. That looks at all posts: it is for what a person types, not for each link of a page.
    """
    return next(iter(_by_address(connection, url, posts=posts)), None)


def _by_address(connection: Connection, ref: str, *, posts: bool = True) -> list[int]:
    """Threads with that address, an alias, a page or a post of that address."""
    plain = ref.partition("#")[0]
    spellings = [short(url) for url in dict.fromkeys((ref, plain, plain.rstrip("/"), plain.rstrip("/") + "/"))]
    selects = (
        select(t.THREAD.c.id).where(t.THREAD.c.url.in_(spellings)),
        select(t.THREAD_ALIAS.c.thread_id).where(t.THREAD_ALIAS.c.alias.in_(spellings)),
        select(t.THREAD_PAGE.c.thread_id)
        .join_from(t.THREAD_PAGE, t.CAPTURE)
        .where(t.CAPTURE.c.url.in_(spellings), t.THREAD_PAGE.c.number > 0),
        select(t.POST.c.thread_id).where(
            or_(t.POST.c.id.in_(select(t.POST_ALIAS.c.post_id).where(t.POST_ALIAS.c.alias.in_(spellings))), t.POST.c.url == ref)
        ),
    )
    for statement in selects if posts else selects[:3]:
        found = connection.execute(statement.limit(1)).scalars().all()
        if found:
            return list(found)
    return []


def _bare(url: str) -> str:
    parts = urlsplit(url if "://" in url else f"//{url}")
    place = f"{parts.netloc.lower().removeprefix('www.')}{parts.path}".rstrip("/")
    return f"{place}/#{parts.fragment}" if parts.fragment else place  # what ran there before (see `db.store.sites`)
