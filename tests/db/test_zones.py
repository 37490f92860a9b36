"""Times: a zone learnt later is one UPDATE, and the better of two readings stays, whatever the order."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, select

from db.models import tables as t
from db.store import Store
from db.zones import moment_of, zone_named
from spiders import items as i
from spiders.errors import UsageError
from tests.db.make import BASE, day, moment, post, reading, record, site, thread


def clock(*reading: int) -> i.Moment:
    """A time of which only the clocks' reading is known."""
    local = datetime(*reading)  # noqa: DTZ001
    return i.Moment(raw=f"{local:%d.%m.%Y %H:%M}", local=local, precision="minute")


def posted(engine: Engine) -> list[tuple[datetime | None, str | None]]:
    with engine.connect() as connection:
        statement = select(t.POST.c.posted_at, t.POST.c.posted_basis).order_by(t.POST.c.native_id)
        return [tuple(row) for row in connection.execute(statement)]


def test_times_wait_for_the_zone(store: Store, engine: Engine) -> None:
    marked = i.Edit(raw="Edited", time=clock(2024, 1, 5, 10, 0))
    header = thread(created=clock(2024, 1, 5, 9, 0), declared=i.Declared(last_post=clock(2024, 7, 5, 9, 0)))
    store.save(record(post(1, posted=clock(2024, 1, 5, 9, 0), edits=(marked,)), post(2, posted=moment()), of=header))
    assert posted(engine)[0] == (None, None)
    assert store.apply_timezone(BASE, "Europe/Athens") == 1
    assert posted(engine) == [(datetime(2024, 1, 5, 7, tzinfo=UTC), "zone"), (moment().at, "page")]
    with engine.connect() as connection:
        times = (
            select(t.THREAD.c.created_at, t.THREAD.c.last_post_at, t.EDIT.c.edited_at).join_from(t.THREAD, t.POST).join(t.EDIT)
        )
        assert connection.execute(times).one() == (
            datetime(2024, 1, 5, 7, tzinfo=UTC), datetime(2024, 7, 5, 6, tzinfo=UTC), datetime(2024, 1, 5, 8, tzinfo=UTC),
        )  # fmt: skip
    assert len([line for line in posted(engine) if line[0]]) == 2
    assert store.apply_timezone(BASE, "America/New_York") == 1  # a better knowledge of the zone corrects what rests on it
    assert posted(engine) == [(datetime(2024, 1, 5, 14, tzinfo=UTC), "zone"), (moment().at, "page")]


@pytest.mark.parametrize(
    ("zone", "reading", "expected"),
    [
        ("Europe/Athens", (2024, 7, 1, 12, 0), datetime(2024, 7, 1, 9, tzinfo=UTC)),
        ("Europe/Athens", (2024, 10, 27, 3, 30), datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),  # the repeated hour: the first
        ("Europe/Athens", (2024, 3, 31, 3, 30), datetime(2024, 3, 31, 1, 30, tzinfo=UTC)),  # an hour that never was
        ("UTC+2", (2024, 7, 1, 12, 0), datetime(2024, 7, 1, 10, tzinfo=UTC)),
        ("UTC-05:30", (2024, 7, 1, 12, 0), datetime(2024, 7, 1, 17, 30, tzinfo=UTC)),
        ("UTC", (2024, 7, 1, 12, 0), datetime(2024, 7, 1, 12, tzinfo=UTC)),
    ],
)
def test_both_databases_reckon_as_python_does(
    store: Store, engine: Engine, zone: str, reading: tuple[int, ...], expected
) -> None:
    store.save(record(post(1, posted=clock(*reading))))
    store.apply_timezone(BASE, zone)
    assert posted(engine) == [(expected, "zone")]
    assert moment_of(datetime(*reading), zone) == expected  # noqa: DTZ001


@pytest.mark.parametrize("is_api_first", [False, True])
def test_last_posts_that_an_api_states_and_a_listing_prints_tell_the_zone(
    store: Store,
    engine: Engine,
    is_api_first: bool,  # noqa: FBT001
) -> None:
    january, july = datetime(2024, 1, 5, 9, 30, 7, tzinfo=UTC), datetime(2024, 7, 5, 9, 30, 7, tzinfo=UTC)
    rows, told = [], []
    for number, (at, hours) in enumerate(((january, 2), (july, 3)), start=1):
        local = (at + timedelta(hours=hours)).replace(tzinfo=None)
        printed = i.Moment(raw=str(local), local=local, precision="second")
        rows.append(thread(number, created=None, declared=i.Declared(last_post=printed)))
        told.append(i.ThreadPage(thread=thread(number, created=None, declared=i.Declared(last_post=moment(at))), view="api"))
    pages = [
        reading(kind="board", listing=i.Listing(threads=tuple(rows), number=1), url=f"{BASE}forums/12/", at=day(0)),
        reading(kind="api", threads=tuple(told), url=f"{BASE}api/threads", at=day(0.1)),
    ]
    for page in reversed(pages) if is_api_first else pages:
        store.save(page)
    store.save(record(post(1), of=thread(1), at=day(0.2)))
    store.settle()
    with engine.connect() as connection:
        assert connection.execute(select(t.SITE.c.timezone, t.SITE.c.timezone_source)).one() == ("Europe/Athens", "derived")


def test_a_page_that_states_the_zone_dates_what_came_before_it(store: Store, engine: Engine) -> None:
    store.save(record(post(1, posted=clock(2024, 1, 5, 9, 0))))
    told = site(timezone="Europe/Athens", timezone_source="stated")
    store.save(record(post(2, posted=clock(2024, 1, 5, 10, 0)), where=told, at=day(1)))
    assert [at for at, _ in posted(engine)] == [datetime(2024, 1, 5, hour, tzinfo=UTC) for hour in (7, 8)]
    with engine.connect() as connection:
        assert connection.execute(select(t.REVISION)).all().__len__() == 2  # and no revision


def test_a_zone_is_replaced_only_by_better_knowledge(store: Store, engine: Engine) -> None:
    def zone_after(**stated: str) -> tuple[str | None, str | None]:
        store.save(reading(where=site(**stated)))
        with engine.connect() as connection:
            row = connection.execute(select(t.SITE.c.timezone, t.SITE.c.timezone_source)).one()
        return tuple(row)

    assert zone_after(timezone="UTC+3", timezone_source="derived") == ("UTC+3", "derived")
    assert zone_after(timezone="UTC+2", timezone_source="stated") == ("UTC+2", "stated")
    assert zone_after(timezone="Europe/Athens", timezone_source="stated") == ("Europe/Athens", "stated")
    assert zone_after(timezone="UTC+3", timezone_source="stated") == ("Europe/Athens", "stated")
    assert zone_after(timezone="Asia/Tokyo", timezone_source="derived") == ("Europe/Athens", "stated")
    assert zone_after(timezone="Asia/Tokyo", timezone_source="given") == ("Asia/Tokyo", "given")


def test_no_such_zone(store: Store) -> None:
    store.save(reading())
    with pytest.raises(UsageError, match="not a time zone"):
        store.apply_timezone(BASE, "Middle/Earth")


@pytest.mark.parametrize(
    ("name", "hours"), [("UTC+2", 2), ("GMT-5", -5), ("+05:30", 5.5), ("UTC", 0), ("utc\u22123", -3), ("UTC+0230", 2.5)]
)
def test_offsets_are_zones(name: str, hours: float) -> None:
    known = zone_named(name)
    assert known is not None
    assert known.utcoffset(None) == timedelta(hours=hours)


@pytest.mark.parametrize("name", ["", "nowhere", "UTC+99", "../../etc/passwd", "x" * 300])
def test_what_is_no_zone(name: str) -> None:
    assert zone_named(name) is None


READINGS = {
    "unreadable": i.Moment(raw="some time ago"),
    "relative": i.Moment(raw="2 hours ago", at=moment().at + timedelta(minutes=20), precision="relative"),
    "minute": i.Moment(raw="Apr 1, 2024, 09:30", at=moment().at, precision="minute"),
    "second": moment(),
    "wrong hour": moment(moment().at + timedelta(hours=1), raw="2024-04-01T11:30:00+02:00"),
}


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(["unreadable", "relative", "minute", "second"], 2)))
def test_the_more_exact_reading_stays(store: Store, engine: Engine, one: str, other: str) -> None:
    store.save(record(post(1, posted=READINGS[one])))
    store.save(record(post(1, posted=READINGS[other]), at=day(1)))
    best = max(one, other, key=list(READINGS).index)
    with engine.connect() as connection:
        assert connection.execute(select(t.POST.c.posted_raw, t.POST.c.posted_at)).one() == (
            READINGS[best].raw,
            READINGS[best].at,
        )


@pytest.mark.parametrize("order", [("page", "api"), ("api", "page")])
def test_the_api_is_right_about_the_hour_that_autumn_repeats(store: Store, engine: Engine, order: tuple[i.View, ...]) -> None:
    said = {"page": READINGS["wrong hour"], "api": moment()}
    for at, view in enumerate(order):
        store.save(record(post(1, posted=said[view]), at=day(at), view=view))
    assert posted(engine) == [(moment().at, "api")]


def test_a_time_in_another_offset_is_kept_in_utc(store: Store, engine: Engine) -> None:
    there = datetime(2024, 4, 1, 11, 30, 0, 250_000, tzinfo=timezone(timedelta(hours=2)))
    store.save(record(post(1, posted=moment(there))))
    assert posted(engine) == [(datetime(2024, 4, 1, 9, 30, 0, 250_000, tzinfo=UTC), "page")]


def test_sqlite_reads_and_sorts_the_times(store: Store, engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("about the text that stands for times in SQLite")
    base = datetime(2024, 4, 1, 9, 30, tzinfo=UTC)
    times = [base, base + timedelta(microseconds=1), base + timedelta(milliseconds=500), base + timedelta(seconds=1)]
    store.save(record(*(post(n, posted=moment(at)) for n, at in enumerate(times, start=1))))
    with engine.connect() as connection:
        got = connection.exec_driver_sql("SELECT native_id, strftime('%Y-%m-%d', posted_at) FROM post ORDER BY posted_at").all()
    assert [tuple(row) for row in got] == [(str(n), "2024-04-01") for n in range(1, 5)]
