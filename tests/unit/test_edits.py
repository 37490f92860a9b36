"""Edit markers in the words of the software and languages that write them."""

# ruff: noqa: DTZ001  printed times have no zone

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.dates import read_date
from spiders.edit_words import MARKERS
from spiders.edits import _PIECE, read_edit
from spiders.items import Moment

CLOCK = datetime(2024, 4, 2, 12, 34, tzinfo=UTC)


def date(raw: str) -> Moment:
    return read_date(raw, clock=CLOCK, zone=UTC)


A = "2024-03-31 14:50"
MARKERS_SEEN = [
    # text, editor, time, count, reason
    ("Last edited by alice on Sun Mar 31, 2024 2:50 pm, edited 2 times in total.", "alice", A, 2, None),
    ("Last edited by alice on Sun Mar 31, 2024 2:50 pm, edited 1 time in total.\nReason: typo: two", "alice", A, 1, "typo: two"),
    ("Last edited by Bob on Sat Mar 30, 2024 1:00 am; edited 3 times in total", "Bob", "2024-03-30 01:00", 3, None),  # phpBB 2
    ("Last edited: Aug 6, 2023 at 10:06 AM", None, "2023-08-06 10:06", None, None),  # XenForo
    ("Last edited by a moderator: Aug 6, 2023", None, "2023-08-06 00:00", None, None),
    ("Last edited by N; 07-15-2017 at 04:50 AM. Reason: because", "N", "2017-07-15 04:50", None, "because"),  # vBulletin
    ("« Last Edit: March 31, 2024, 02:50:00 PM by alice »", "alice", A, None, None),  # SMF
    ("Last Edit: March 31, 2024, 02:50:00 PM by alice Reason: none", "alice", A, None, "none"),
    (
        "(This post was last modified: 03-31-2024, 02:50 PM by alice. Edited 2 times in total. Edit Reason: typo)",
        "alice",
        A,
        2,
        "typo",
    ),  # MyBB
    ("(This post was last modified: 03-31-2024, 02:50 PM by alice.)", "alice", A, None, None),
    ("Last edited by bob (2024-03-31 14:50)", "bob", A, None, None),  # FluxBB
    ("Last edited by bob (Today 00:39:16)", "bob", "2024-04-02 00:39:16", None, None),
    ("(edited by bob 2024-03-31 14:50)", "bob", A, None, None),  # PunBB
    ("[Edited on 31-3-2024 by bob]", "bob", "2024-03-31 00:00", None, None),  # XMB
    ("Edited 2 times, last by bob (March 31, 2024 at 2:50 pm).", "bob", A, 2, None),  # WoltLab
    ("Edited once, last by bob (March 31, 2024 at 2:50 pm).", "bob", A, 1, None),
    ("Edited March 31, 2024 by bob", "bob", "2024-03-31 00:00", None, None),  # Invision
    ("Zuletzt geändert von Ödön am So 31. Mär 2024, 14:50, insgesamt 3-mal geändert.", "Ödön", A, 3, None),
    ("Zuletzt bearbeitet: 31 März 2024", None, "2024-03-31 00:00", None, None),
    ("Zuletzt bearbeitet von einem Moderator: 31 März 2024", None, "2024-03-31 00:00", None, None),
    ("Geändert von Bob (31.03.2024 um 14:50 Uhr) Grund: weil", "Bob", A, None, "weil"),
    ("Bearbeitet von X - Grund: zu lang", "X", None, None, "zu lang"),
    ("Einmal editiert, zuletzt von bob (31. März 2024).", "bob", "2024-03-31 00:00", 1, None),
    ("Dernière édition par Jean Luc le 31 mars 2024, 14:50, édité 2 fois au total.", "Jean Luc", A, 2, None),
    ("Modifié en dernier par bob le dim. 31 mars 2024 14:50, modifié 1 fois.", "bob", A, 1, None),
    ("Dernière modification par bob (31 mars 2024 14:50)", "bob", A, None, None),
    ("Última edición por bob el 31 Mar 2024, 14:50, editado 1 vez en total.", "bob", A, 1, None),
    ("Ultima modifica di bob il 31/03/2024, 14:50, modificato 2 volte in totale.", "bob", A, 2, None),
    ("Laatst gewijzigd door bob op 31 mar 2024, 14:50, 1 keer totaal gewijzigd.", "bob", A, 1, None),
    ("Laatst bijgewerkt door bob op 31 mar 2024, 14:50, in totaal 2 keer bewerkt", "bob", A, 2, None),
    ("Editado pela última vez por bob em 31 Mar 2024, 14:50, em um total de 2 vezes.", "bob", A, 2, None),
    ("Última edição por bob em 31 mar 2024, 14:50, editado 1 vez no total.", "bob", A, 1, None),
    ("Ostatnio zmieniony 31 mar 2024, 14:50 przez bob, łącznie zmieniany 2 razy.", "bob", A, 2, None),
    ("Последний раз редактировалось Вася Пупкин 31 мар 2024, 14:50, всего редактировалось 1 раз.", "Вася Пупкин", A, 1, None),
    ("Последний раз редактировалось Иван 2 31 мар 2024, 14:50, всего редактировалось 1 раз.", "Иван 2", A, 1, None),
    ("Последнее редактирование: 31 мар 2024, 14:50", None, A, None, None),
    ("Востаннє редагувалось bob 31 бер 2024, 14:50, всього редагувалось 2 разів.", "bob", A, 2, None),
    (
        "Τελευταία επεξεργασία από Κώστας Π. την Κυρ 31 Μαρ 2024, 2:50 pm, επεξεργάστηκε 2 φορές συνολικά.",
        "Κώστας Π.",
        A,
        2,
        None,
    ),
    ("Senast redigerad av bob 31 mar 2024, 14:50, redigerad totalt 2 gånger.", "bob", A, 2, None),
    ("Senest rettet af bob 31. mar 2024, 14:50, rettet i alt 1 gang.", "bob", A, 1, None),
    ("Sist redigert av bob den 31 mar 2024, 14:50, redigert 3 ganger totalt.", "bob", A, 3, None),
    ("Viimeksi muokannut bob, 31 maalis 2024, 14:50. Yhteensä muokattu 2 kertaa.", "bob", A, 2, None),
    ("En son 31 Mar 2024, 14:50 tarihinde bob tarafından olmak üzere toplamda 2 kere düzenlendi.", "bob", A, 2, None),
    ("En son bob tarafından 31 Mar 2024, 14:50 tarihinde düzenlendi, toplamda 2 kere düzenlendi.", "bob", A, 2, None),
    ("Naposledy upravil(a) bob dne 31 bře 2024 14:50, celkem upraveno 2 x.", "bob", A, 2, None),
    ("A hozzászólást 2 alkalommal szerkesztették, utoljára bob 2024. márc. 31. 14:50-kor.", "bob", A, 2, None),
    ("Ultima oară modificat 31 mar 2024, 14:50 de către bob, modificat de 2 ori în total.", "bob", A, 2, None),
    ("Последно промяна от bob на 31 мар 2024 14:50, променено общо 2 пъти.", "bob", A, 2, None),
    ("最後に編集したユーザー bob [ 2024年3月31日(日) 14:50 ], 累計 2 回", "bob", A, 2, None),
    ("最後由 bob 編輯於 2024-03-31 14:50，總共編輯了 2 次", "bob", A, 2, None),
]


@pytest.mark.parametrize(("text", "by", "when", "count", "reason"), MARKERS_SEEN)
def test_a_marker_tells_who_when_how_often_and_why(text, by, when, count, reason):
    edit = read_edit(text, date=date)
    assert edit is not None
    assert edit.raw == " ".join(text.split())
    assert (edit.by, edit.count, edit.reason) == (by, count, reason)
    assert (edit.time.local if edit.time else None) == (datetime.fromisoformat(when) if when else None)


@pytest.mark.parametrize(
    "name",
    [
        "Hang on Sloopy",
        "one; two",
        "edited by hand",
        "a moderator of note",
        "by",
        "on",
        "alice (2)",
        "Mar 5",
        "x, edited 3 times",
    ],
)
def test_a_name_may_look_like_the_marker(name):
    edit = read_edit(f"Last edited by {name} on Sun Mar 31, 2024 2:50 pm, edited 2 times in total.", date=date, by=name)
    assert (edit.by, edit.count, edit.time.local) == (name, 2, datetime(2024, 3, 31, 14, 50))


def test_a_name_with_the_parting_word_is_found_by_the_date():
    edit = read_edit("Last edited by Hang on Sloopy on Sun Mar 31, 2024 2:50 pm, edited 2 times in total.", date=date)
    assert (edit.by, edit.time.raw) == ("Hang on Sloopy", "Sun Mar 31, 2024 2:50 pm")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Last bumped by alice on Sun Mar 31, 2024 2:50 pm.",
        "This topic was moved.",
        "I edited the picture on Monday and it looks better.",
        "Deleted by alice on Sun Mar 31, 2024 2:50 pm",
    ],
)
def test_what_is_no_marker_gives_none(text):
    assert read_edit(text, date=date) is None


def test_markup_that_says_it_is_a_marker_keeps_words_nobody_knows():
    edit = read_edit("Tweaked  a\nwhile back", date=date, marked=True, by="alice", reason="fun")
    assert (edit.raw, edit.by, edit.reason, edit.time) == ("Tweaked a while back", "alice", "fun", None)


def test_a_machines_time_wins_over_the_words():
    stated = Moment(raw="yesterday", at=CLOCK, precision="second")
    assert read_edit("Last edited: Aug 6, 2023", date=date, time=stated).time is stated


def test_a_time_that_cannot_be_read_keeps_its_words():
    edit = read_edit("Last edited by bob on 03/04/2024, edited 1 time in total.", date=date)
    assert (edit.by, edit.time.raw, edit.time.local, edit.count) == ("bob", "03/04/2024", None, 1)


def examples(template: str, *, options: bool) -> str:
    """The form filled in: the first of alternatives, with or without its options."""
    out = [""]
    skip = [False]
    for piece in _PIECE.findall(template):
        if piece in "<[":
            out.append("")
            skip.append(piece == "[" and not options)
        elif piece == "|":
            skip[-1] = True
        elif piece in ">]":
            inner = out.pop()
            skip.pop()
            out[-1] += "" if skip[-1] else inner
        elif not skip[-1]:
            out[-1] += piece.removeprefix("\\")
    return out[0].format(by="alice", time="2024-03-31 14:50", count="7")


FORMS = [(tag, template) for tag, forms in MARKERS.items() for template in forms]


@pytest.mark.parametrize(("tag", "template"), FORMS)
@pytest.mark.parametrize("options", [True, False], ids=["whole", "short"])
def test_every_form_reads_what_it_writes(tag, template, options):
    text = examples(template, options=options)
    edit = read_edit(text, date=date, languages=(tag,))
    assert edit is not None, text
    assert edit.by == ("alice" if "alice" in text else None), text
    assert (edit.time.local if edit.time else None) == (datetime(2024, 3, 31, 14, 50) if "2024" in text else None), text
    assert edit.count == (7 if "7" in text else 1 if "once" in text else None), text


@given(st.text(max_size=200), st.booleans())
def test_no_text_raises(text, marked):
    edit = read_edit(text, date=date, marked=marked, by="a", reason=None)
    assert edit is None or edit.raw == " ".join(text.split())
