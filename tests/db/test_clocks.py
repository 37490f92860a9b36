"""A site's zone is found where feeds state in UTC what its pages print by the clocks; where they do not tell it, none is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from db.store.clocks import offset_between, offset_name, zone_of


def pairs(*stated: tuple[str, str]):
    return [
        (moment, offset_between(moment, datetime.fromisoformat(local)))
        for at, local in stated
        for moment in [datetime.fromisoformat(at).replace(tzinfo=UTC)]
    ]


def test_summer_and_winter_tell_the_zone():
    seen = pairs(("2024-07-01T12:00:00", "2024-07-01 08:00"), ("2024-01-10T12:00:30", "2024-01-10 07:00"))
    assert zone_of(seen) == "America/New_York"


def test_the_day_of_the_change_tells_zones_of_one_offset_apart():
    winter, summer = ("2024-01-10T12:00:00", "2024-01-10 14:00"), ("2024-07-01T12:00:00", "2024-07-01 15:00")
    assert zone_of(pairs(winter, summer)) == "Europe/Athens"
    late = ("2024-04-10T12:00:00", "2024-04-10 14:00")  # Egypt's clocks change at the end of April
    assert zone_of(pairs(winter, late, summer)) == "Africa/Cairo"


def test_one_offset_in_both_seasons_is_an_offset():
    assert zone_of(pairs(("2024-01-10T12:00:00", "2024-01-10 14:00"), ("2024-07-01T12:00:00", "2024-07-01 14:00"))) == "UTC+2"


@pytest.mark.parametrize(
    "stated",
    [
        (),
        (("2024-01-10T12:00:00", "2024-01-10 14:00"),),
        (("2024-01-10T12:00:00", "2024-01-10 14:00"), ("2024-01-11T12:00:00", "2024-01-11 15:00")),
    ],
    ids=["nothing", "one season", "no zone has it so"],
)
def test_what_is_not_told_is_not_guessed(stated):
    assert zone_of(pairs(*stated)) is None


@pytest.mark.parametrize(("local", "hours"), [("07:00:00", -5), ("17:45:56", 5.75), ("07:05:00", None), ("12:00:00", 0)])
def test_how_far_clocks_are_ahead(local, hours):
    offset = offset_between(datetime(2024, 1, 1, 12, 0, 56, tzinfo=UTC), datetime.fromisoformat(f"2024-01-01 {local}"))
    assert offset == (None if hours is None else timedelta(hours=hours))


def test_names_of_offsets():
    assert [offset_name(timedelta(minutes=minutes)) for minutes in (0, -300, 330)] == ["UTC", "UTC-5", "UTC+5:30"]
