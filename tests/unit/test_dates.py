"""Times as forums print them, in the languages they speak; what cannot be decided keeps its raw string and no reading."""

# ruff: noqa: DTZ001  printed times have no zone

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.date_lexicon import LANGUAGES, TWO_MONTHS, fold
from spiders.date_phrases import NOTHING, UNDECIDED, parse
from spiders.dates import read_date, stamp

CLOCK = datetime(2024, 4, 2, 12, 34, 56, tzinfo=UTC)
"""A Tuesday; 15:34:56 in Athens."""
ATHENS = ZoneInfo("Europe/Athens")

ABSOLUTE = [
    # English, as phpBB, XenForo, vBulletin, SMF, MyBB, FluxBB, WordPress and mailman write it
    ("Sun Mar 31, 2024 2:50 am", "2024-03-31 02:50"),
    ("» Sun May 26, 2019 4:43 pm", "2019-05-26 16:43"),
    ("Posted: Wed Nov 30, 2005 6:17 am", "2005-11-30 06:17"),
    ("Aug 6, 2023 at 10:06 AM", "2023-08-06 10:06"),
    ("2nd April 2023, 13:59", "2023-04-02 13:59"),
    ("January 9th, 2016, 2:30 am", "2016-01-09 02:30"),
    ("Feb 14, 2023 | 9:05 pm", "2023-02-14 21:05"),
    ("July 04, 2021, 12:00:01 PM", "2021-07-04 12:00:01"),
    ("July 04, 2021, 12:00:01 AM", "2021-07-04 00:00:01"),
    ("2024-03-31, 02:29", "2024-03-31 02:29"),
    ("2024-03-31 02:29:11", "2024-03-31 02:29:11"),
    ("07-15-2017, 04:50 AM", "2017-07-15 04:50"),
    ("Tue, 18/02/2014 - 22:32", "2014-02-18 22:32"),
    ("Thursday the 5th of May 2016 at 8 pm", "2016-05-05 20:00"),
    ("31 Mar '24", "2024-03-31"),
    ("Mar 31", "2024-03-31"),
    ("Dec 24", "2023-12-24"),
    ("March 2018", "2018-03-01"),
    # other languages
    ("31 März 2024, 14:50", "2024-03-31 14:50"),
    ("So 31. Mär 2024, 14:50", "2024-03-31 14:50"),
    ("Donnerstag, 15. September 2022, 10:49 Uhr", "2022-09-15 10:49"),
    ("12.05.2023", "2023-05-12"),
    ("31.3.2024 klo 14.50", "2024-03-31 14:50"),
    ("dim. 31 mars 2024 14:50", "2024-03-31 14:50"),
    ("mar. 12 mars 2024 14:50", "2024-03-12 14:50"),
    ("Mar 12 Nov 2023 19:39", "2023-11-12 19:39"),
    ("Mer 3 Nov 2010 17:05", "2010-11-03 17:05"),
    ("Lun 12 Aoû 2013 13:16", "2013-08-12 13:16"),
    ("1er août 2023 à 14h50", "2023-08-01 14:50"),
    ("20 de marzo de 2023, 14:50", "2023-03-20 14:50"),
    ("12 ago 2023", "2023-08-12"),
    ("domenica 31 marzo 2024, 14:50", "2024-03-31 14:50"),
    ("Ter 05 Set 2023 9:15 pm", "2023-09-05 21:15"),
    ("zo 31 mrt 2024 14:50", "2024-03-31 14:50"),
    ("31 sie 2023, 14:50", "2023-08-31 14:50"),
    ("31 мар 2024, 14:50", "2024-03-31 14:50"),
    ("Вс мар 31, 2024 2:50 am", "2024-03-31 02:50"),
    ("31 березня 2024, 14:50", "2024-03-31 14:50"),
    ("Κυρ 31 Μαρ 2024, 2:50 μμ", "2024-03-31 14:50"),
    ("31 ΜΑΡΤΊΟΥ 2024", "2024-03-31"),
    ("sön 31 mar 2024, 14:50", "2024-03-31 14:50"),
    ("søn 31. mar 2024 14:50", "2024-03-31 14:50"),
    ("31. březen 2023, 14:50", "2023-03-31 14:50"),
    ("2024. márc. 31. 14:50", "2024-03-31 14:50"),
    ("2024. 03. 31. 14:50", "2024-03-31 14:50"),
    ("31 Mart 2024 Pazar, 14:50", "2024-03-31 14:50"),
    ("2024年3月31日(日) 14:50", "2024-03-31 14:50"),
    ("2024年3月31日 14時50分", "2024-03-31 14:50"),
    ("2024年3月31日 星期日 下午2:50", "2024-03-31 14:50"),
    ("2024년 3월 31일 (일) 오후 2:50", "2024-03-31 14:50"),
]


@pytest.mark.parametrize(("raw", "local"), ABSOLUTE)
def test_a_printed_date_is_read_as_local_time(raw, local):
    moment = read_date(raw, clock=CLOCK)
    assert moment.raw == raw
    assert moment.at is None, "no zone is known"
    assert moment.local == (datetime.fromisoformat(local))


@pytest.mark.parametrize(
    ("raw", "precision"),
    [
        ("2024-03-31 02:29:11", "second"),
        ("2024-03-31 02:29", "minute"),
        ("31 March 2024", "day"),
        ("March 2018", "month"),
        ("Today at 14:03", "minute"),
        ("Today 14:03:16", "second"),
        ("Yesterday", "day"),
        ("5 minutes ago", "relative"),
        ("2 days ago", "relative"),
        ("Monday at 3:51 PM", "minute"),
        ("nonsense", None),
    ],
)
def test_precision_is_what_is_printed(raw, precision):
    assert read_date(raw, clock=CLOCK, zone=ATHENS).precision == precision


def test_a_zone_makes_the_instant_known_summer_time_included():
    assert read_date("Sun Mar 31, 2024 2:50 am", clock=CLOCK, zone=ATHENS).at == datetime(2024, 3, 31, 0, 50, tzinfo=UTC)
    assert read_date("Sun Mar 31, 2024 4:50 am", clock=CLOCK, zone=ATHENS).at == datetime(2024, 3, 31, 1, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ("Sat Sep 14 09:33:30 MDT 2002", datetime(2002, 9, 14, 15, 33, 30, tzinfo=UTC)),
        ("Sat, 14 Sep 2002 09:33:30 -0600", datetime(2002, 9, 14, 15, 33, 30, tzinfo=UTC)),
        ("2024-03-31T02:29:00+02:00", datetime(2024, 3, 31, 0, 29, tzinfo=UTC)),
        ("2024-03-31T02:29:00Z", datetime(2024, 3, 31, 2, 29, tzinfo=UTC)),
        ("November 5, 2023, 1:10 am UTC", datetime(2023, 11, 5, 1, 10, tzinfo=UTC)),
    ],
)
def test_a_zone_in_the_text_wins(raw, at):
    assert read_date(raw, clock=CLOCK, zone=ATHENS).at == at


@pytest.mark.parametrize(
    ("raw", "local"),
    [
        ("Today at 2:50 PM", "2024-04-02 14:50"),
        ("Today 00:39:16", "2024-04-02 00:39:16"),
        ("Yesterday, 14:03", "2024-04-01 14:03"),
        ("Heute, 14:50", "2024-04-02 14:50"),
        ("Gestern um 14:50 Uhr", "2024-04-01 14:50"),
        ("Aujourd’hui à 14:50", "2024-04-02 14:50"),
        ("Hier, 14:50", "2024-04-01 14:50"),
        ("ayer a las 14:50", "2024-04-01 14:50"),
        ("Oggi, 14:50", "2024-04-02 14:50"),
        ("Vandaag om 14:50", "2024-04-02 14:50"),
        ("dzisiaj, 14:50", "2024-04-02 14:50"),
        ("Вчера, 14:50", "2024-04-01 14:50"),
        ("σήμερα, 14:50", "2024-04-02 14:50"),
        ("χθες στις 14:50", "2024-04-01 14:50"),
        ("i går kl. 14:50", "2024-04-01 14:50"),
        ("tänään klo 14.50", "2024-04-02 14:50"),
        ("dün saat 14:50", "2024-04-01 14:50"),
        ("今日 14:50", "2024-04-02 14:50"),
        ("昨天 下午2:50", "2024-04-01 14:50"),
        ("Monday at 3:51 PM", "2024-04-01 15:51"),
        ("Dienstag um 14:03", "2024-03-26 14:03"),  # today is Tuesday, and today would be called today
        ("samedi à 08:00", "2024-03-30 08:00"),
    ],
)
def test_a_day_by_its_name_is_the_pages_own_day(raw, local):
    moment = read_date(raw, clock=CLOCK, zone=ATHENS)
    assert moment.local == datetime.fromisoformat(local)
    assert moment.at == moment.local.replace(tzinfo=ATHENS).astimezone(UTC)


def test_today_near_midnight_is_the_forums_day_not_ours():
    late = datetime(2024, 4, 2, 22, 30, tzinfo=UTC)
    assert read_date("Today, 00:10", clock=late, zone=ATHENS).local == datetime(2024, 4, 3, 0, 10)
    assert read_date("Today, 00:10", clock=late, zone=UTC).local == datetime(2024, 4, 2, 0, 10)


def test_today_without_a_zone_is_kept_raw():
    moment = read_date("Today, 00:10", clock=CLOCK)
    assert (moment.raw, moment.at, moment.local, moment.precision) == ("Today, 00:10", None, None, None)


@pytest.mark.parametrize(
    ("raw", "age"),
    [
        ("just now", timedelta(0)),
        ("A moment ago", timedelta(0)),
        ("Less than 1 minute ago", timedelta(minutes=1)),
        ("5 minutes ago", timedelta(minutes=5)),
        ("an hour ago", timedelta(hours=1)),
        ("1 hour, 5 minutes ago", timedelta(hours=1, minutes=5)),
        ("vor 5 Minuten", timedelta(minutes=5)),
        ("vor einer Stunde", timedelta(hours=1)),
        ("il y a 2 heures", timedelta(hours=2)),
        ("hace 3 días", timedelta(days=3)),
        ("5 minuti fa", timedelta(minutes=5)),
        ("há 5 minutos", timedelta(minutes=5)),
        ("5 minuten geleden", timedelta(minutes=5)),
        ("5 minut temu", timedelta(minutes=5)),
        ("3 дня назад", timedelta(days=3)),
        ("πριν από 5 λεπτά", timedelta(minutes=5)),
        ("πριν 2 ώρες", timedelta(hours=2)),
        ("för 5 minuter sedan", timedelta(minutes=5)),
        ("25 minutter siden", timedelta(minutes=25)),
        ("5 minuuttia sitten", timedelta(minutes=5)),
        ("před 5 minutami", timedelta(minutes=5)),
        ("5 perccel ezelőtt", timedelta(minutes=5)),
        ("5 dakika önce", timedelta(minutes=5)),
        ("5分前", timedelta(minutes=5)),
        ("3小时前", timedelta(hours=3)),
        ("5분 전", timedelta(minutes=5)),
    ],
)
def test_an_age_needs_no_zone(raw, age):
    moment = read_date(raw, clock=CLOCK)
    assert moment.at == CLOCK - age
    assert moment.precision == "relative"
    assert moment.local is None


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "on",
        "at",
        "1999",
        "Today 25:00",
        "14:50",
        "30 Feb 2023",
        "12:60, 3 May 2020",
        "31.13.2020",
        "Mar 2024 31 12",
        "Sunday",
        "ago",
        "5",
        "x" * 500,
    ],
)
def test_what_is_no_date_gives_none(raw):
    moment = read_date(raw, clock=CLOCK, zone=ATHENS)
    assert (moment.at, moment.local, moment.precision, moment.raw) == (None, None, None, raw)


def test_figures_that_may_be_two_days_are_not_guessed():
    assert parse("03/04/2024") is UNDECIDED
    assert parse("03-04-2024, 10:00 PM", ("en-GB",)) is UNDECIDED
    assert read_date("03/04/2024", clock=CLOCK).local is None
    assert read_date("03/04/2024", clock=CLOCK, languages=("fr-FR",)).local == datetime(2024, 4, 3)
    assert read_date("03/04/2024", clock=CLOCK, order="MDY").local == datetime(2024, 3, 4)
    assert read_date("03/04/2024", clock=CLOCK, order="DMY").local == datetime(2024, 4, 3)
    assert read_date("03/03/2024", clock=CLOCK).local == datetime(2024, 3, 3)
    assert read_date("31/03/24", clock=CLOCK).local == datetime(2024, 3, 31)
    assert read_date("24/03/31", clock=CLOCK, order="YMD").local == datetime(2024, 3, 31)


def test_a_month_that_two_languages_name_differently_needs_the_language():
    assert fold("listopada") in TWO_MONTHS
    assert read_date("12 listopada 2023", clock=CLOCK).local is None
    assert read_date("12 listopada 2023", clock=CLOCK, languages=("pl",)).local == datetime(2023, 11, 12)
    assert read_date("12 listopada 2023", clock=CLOCK, languages=("hr-HR",)).local == datetime(2023, 10, 12)


def test_hungarian_today_is_monday_elsewhere():
    assert read_date("Ma, 14:50", clock=CLOCK, zone=ATHENS, languages=("hu",)).local == datetime(2024, 4, 2, 14, 50)
    assert read_date("Ma, 14:50", clock=CLOCK, zone=ATHENS).local is None


def test_a_year_that_has_not_come_is_no_year():
    assert read_date("12 May 2567", clock=CLOCK).local is None  # a Thai page counts from the Buddha
    assert read_date("1403/01/12", clock=CLOCK).local is None  # a Persian one from the Hijra


def test_dateparser_is_asked_last_for_words_we_do_not_know():
    assert parse("15 Ogos 2023 10:00") is None
    assert read_date("15 Ogos 2023 10:00", clock=CLOCK).local == datetime(2023, 8, 15, 10)
    assert parse("on") is NOTHING, "what is understood is not asked elsewhere"


def test_stamp_reads_machines():
    assert stamp("2024-03-31T02:29:00+02:00", "Sunday").at == datetime(2024, 3, 31, 0, 29, tzinfo=UTC)
    assert stamp("1711844940").at == datetime(2024, 3, 31, 0, 29, tzinfo=UTC)
    assert stamp("1711844940123").at.replace(microsecond=0) == datetime(2024, 3, 31, 0, 29, tzinfo=UTC)
    assert stamp("2024-03-31T02:29:00").at is None
    assert stamp("", "x") is None
    assert stamp("soon", "soon").precision is None


def test_every_language_has_twelve_months_and_seven_days():
    for tag, language in LANGUAGES.items():
        assert set(language.months.values()) == set(range(1, 13)), tag
        assert set(language.weekdays.values()) == set(range(7)), tag
        assert not language.units or set(language.units.values()) == set(range(7)), tag


@given(st.text(max_size=60), st.sampled_from([None, UTC, ATHENS, timezone(timedelta(hours=-12))]))
def test_no_text_raises(raw, zone):
    moment = read_date(raw, clock=CLOCK, zone=zone)
    assert moment.raw == raw
    assert (moment.precision is None) == (moment.at is None and moment.local is None)


WORDS = st.sampled_from(
    [
        "Today",
        "31",
        "Mar",
        "2024",
        "14:50",
        "am",
        "pm",
        "ago",
        "5",
        "minutes",
        ".",
        ",",
        "/",
        "-",
        "2:50",
        "0000",
        "99999",
        "年",
        "月",
        "vor",
        "ма",
        "'24",
        "UTC",
        "+0200",
        "un",
        "1/2/3",
    ]
)


@given(st.lists(WORDS, max_size=7).map(" ".join))
def test_no_heap_of_date_words_raises(raw):
    read_date(raw, clock=CLOCK, zone=ATHENS)


@given(
    st.datetimes(min_value=datetime(1995, 1, 1), max_value=datetime(2024, 4, 1)),
    st.sampled_from(["%a %b %d, %Y %I:%M %p", "%d %B %Y, %H:%M", "%Y-%m-%d, %H:%M", "%d.%m.%Y %H:%M", "%b %d, %Y at %I:%M %p"]),
)
def test_reading_undoes_printing(when, form):
    assert read_date(when.strftime(form), clock=CLOCK).local == when.replace(second=0, microsecond=0)
