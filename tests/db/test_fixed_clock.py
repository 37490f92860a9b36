"""Where a site's clocks stand at one distance from UTC all the year, one time whose moment a feed tells says in which zone all are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from db.store import Store
from spiders import items as i
from tests.db.make import BASE, WRITTEN, day, moment, one, post, reading, record, site, thread

FLUX = site(platform="fluxbb", fixed_clock=True)


def printed(at: datetime = WRITTEN, *, ahead: float = 2) -> i.Moment:
    """A moment as the clocks of the site show it, and nothing else."""
    local = (at + timedelta(hours=ahead)).replace(tzinfo=None)
    return i.Moment(raw=f"{local:%Y-%m-%d %H:%M:%S}", local=local, precision="second")


def feed(**facts: object) -> i.PageRecord:
    """A feed that tells of a thread without its posts."""
    return record(
        of=thread(boards=(), author=None, **{"created": None, **facts}), view="feed", number=None, pages=None, where=FLUX
    )


def board(*, ahead: float = 2) -> i.PageRecord:
    """A listing whose row shows the last post's time."""
    row = thread(created=None, declared=i.Declared(replies=1, last_post=printed(day(-1), ahead=ahead)))
    return reading(kind="board", at=day(0.1), url=f"{BASE}forum", listing=i.Listing(threads=(row,)), where=FLUX)


@pytest.mark.parametrize("order", ["feed first", "feed last"])
@pytest.mark.parametrize(("ahead", "zone"), [(2, "UTC+2"), (9, "UTC+9"), (-3.5, "UTC-3:30"), (0, "UTC")])
def test_a_feed_and_a_listing_tell_it_in_either_order(ahead: float, zone: str, order: str, store: Store, engine: Engine) -> None:
    pages = [feed(declared=i.Declared(last_post=moment(day(-1)))), board(ahead=ahead)]
    saved = [store.save(page) for page in (pages if order == "feed first" else reversed(pages))]
    assert [answer.timezone for answer in saved] == [None, zone]
    assert one(engine, "SELECT timezone_source FROM site") == "derived"
    later = store.save(record(post(7, posted=printed(ahead=ahead)), at=day(1), of=thread(created=None), where=FLUX))
    assert later.timezone == zone
    assert one(engine, "SELECT posted_basis FROM post") == "zone"


def test_what_was_read_before_is_worked_out(store: Store, engine: Engine) -> None:
    store.save(record(post(7, posted=printed()), of=thread(created=printed()), where=FLUX))
    store.save(feed(created=moment()))
    assert one(engine, "SELECT count(*) FROM post WHERE posted_at IS NOT NULL") == 1


@pytest.mark.parametrize(
    "told",
    [
        moment(WRITTEN + timedelta(seconds=100)),  # of another post
        moment(WRITTEN + timedelta(days=2)),
        moment(precision="minute"),
        printed(),
    ],
    ids=["no zone's distance", "days away", "not to the second", "no moment"],
)
def test_what_is_not_one_time_tells_nothing(told: i.Moment, store: Store) -> None:
    store.save(record(post(7, posted=printed()), of=thread(created=printed()), where=FLUX))
    assert store.save(feed(created=told)).timezone is None


def test_clocks_that_may_change_with_the_season_are_not_taken_to_stand(store: Store) -> None:
    changing = site(platform="fluxbb")
    store.save(record(post(7, posted=printed()), of=thread(created=printed()), where=changing))
    told = feed(created=moment())
    assert store.save(i.PageRecord(capture=told.capture, reading=_of(told, changing))).timezone is None


def _of(told: i.PageRecord, where: i.Site) -> i.Reading:
    assert told.reading is not None
    return i.Reading(kind="feed", url=told.reading.url, site=where, parser="fluxbb/1", threads=told.reading.threads)


def test_a_stated_zone_stays(store: Store, engine: Engine) -> None:
    known = site(platform="fluxbb", fixed_clock=True, timezone="Europe/Athens", timezone_source="stated")
    store.save(record(post(7, posted=printed()), of=thread(created=printed()), where=known))
    assert store.save(feed(created=moment(datetime(2024, 1, 1, tzinfo=UTC)))).timezone == "Europe/Athens"
    assert one(engine, "SELECT timezone FROM site") == "Europe/Athens"
