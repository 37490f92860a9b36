"""Mails as lines: whose words are quoted, how deep, what is signature, footer, forwarded, or Python's prompt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.mail_attributions import find_attribution, name_of
from spiders.mail_text import Line, lines_of, read_mail

ATTRIBUTIONS = {
    "On Sun, 31 Mar 2024 at 02:50, o'Neil wrote:": "o'Neil",
    "On Sun, 31 Mar 2024 at 04:50, Κώστας Π. wrote:": "Κώστας Π.",
    "On Sun, Mar 31, 2024 at 2:50 AM Ida Smith <ida@example.org> wrote:": "Ida Smith",
    "On Sun, Mar 31, 2024 at 2:50 AM, Ida Smith <ida at example.org> wrote:": "Ida Smith",
    "On 31.03.24 02:50, Ida via Kites wrote:": "Ida",
    "On 2024-03-31 02:50, ida@example.org wrote:": "ida@example.org",
    "On Sun, 2005-03-08 at 22:56 -0700, Ida McDonald wrote:": "Ida McDonald",
    "On Tue, Mar 08, 2005 at 10:56:19PM -0700, Ida McDonald wrote:": "Ida McDonald",
    "On Tue, 8 Mar 2005 22:56:19 -0700 (MST), Ida <i@x.org> wrote:": "Ida",
    "On Tuesday 08 March 2005 22:56, Ida wrote:": "Ida",
    "On Mar 8, 2005, at 10:56 PM, Ida McDonald wrote:": "Ida McDonald",
    "On 3/8/05, Ida McDonald <i@x.org> wrote:": "Ida McDonald",
    "On Sunday, Ida said:": "Ida",
    "At 02:50 PM 3/31/2002 -0500, Ida Smith wrote:": "Ida Smith",
    "The manual wrote:": "The manual",
    "Smith, Ida wrote:": "Smith, Ida",
    "ida@x.org (Ida Smith) writes:": "Ida Smith",
    '>>>>> "Ida" == Ida Smith <ida@x.org> writes:': "Ida Smith",
    "In article <abc@def>, Ida Smith wrote:": "Ida Smith",
    "Ida Smith <ida@x.org> wrote in message news:abc@def:": "Ida Smith",
    "Ida Smith wrote on 31/03/2024 02:50:": "Ida Smith",
    "Thus spake Ida Smith (ida@x.org):": "Ida Smith",
    "Quoting Ida Smith <ida@x.org>:": "Ida Smith",
    "* Ida Smith <ida@x.org> [2024-03-31 02:50]:": "Ida Smith",
    "2014-03-31 2:50 GMT+02:00 Ida Smith <ida@x.org>:": "Ida Smith",
    "Am 31.03.2024 um 02:50 schrieb Ida Smith:": "Ida Smith",
    "Am So., 31. März 2024 um 02:50 Uhr schrieb Ida Smith <ida@x.org>:": "Ida Smith",
    "Am Sonntag, 31. März 2024, 02:50:11 CEST schrieb Ida Smith:": "Ida Smith",
    "Ida Smith schrieb am 31.03.24 um 02:50:": "Ida Smith",
    "Le dim. 31 mars 2024 à 02:50, Ida Smith <ida@x.org> a écrit :": "Ida Smith",
    "El dom, 31 mar 2024 a las 2:50, Ida Smith (<ida@x.org>) escribió:": "Ida Smith",
    "Il giorno dom 31 mar 2024 alle ore 02:50 Ida Smith <ida@x.org> ha scritto:": "Ida Smith",
    "Op zo 31 mrt. 2024 om 02:50 schreef Ida Smith <ida@x.org>:": "Ida Smith",
    "Em dom., 31 de mar. de 2024 às 02:50, Ida Smith <ida@x.org> escreveu:": "Ida Smith",
    "W dniu 31.03.2024 o 02:50, Ida Smith pisze:": "Ida Smith",
    "niedz., 31 mar 2024 o 02:50 Ida Smith <ida@x.org> napisał(a):": "Ida Smith",
    "вс, 31 мар. 2024 г. в 02:50, Ida Smith <ida@x.org>:": "Ida Smith",
    "31 марта 2024 г., 2:50 пользователь Ида Смит <ida@x.org> написал:": "Ида Смит",
    "Den sön 31 mars 2024 kl 02:50 skrev Ida Smith <ida@x.org>:": "Ida Smith",
    "Στις Κυρ 31 Μαρ 2024 στις 2:50 π.μ., ο χρήστης Ida Smith <ida@x.org> έγραψε:": "Ida Smith",
    "ne 31. 3. 2024 v 2:50 odesílatel Ida Smith <ida@x.org> napsal:": "Ida Smith",
    "2024年3月31日(日) 2:50 Ida Smith <ida@x.org>:": "Ida Smith",
    "Ida Smith <ida@x.org> 于2024年3月31日周日 02:50写道：": "Ida Smith",
    "在 2024年3月31日，02:50，Ida Smith <ida@x.org> 写道：": "Ida Smith",
    "2024년 3월 31일 (일) 오전 2:50, Ida Smith <ida@x.org>님이 작성:": "Ida Smith",
}  # fmt: skip


@pytest.mark.parametrize(("line", "name"), ATTRIBUTIONS.items())
def test_names_in_attributions(line, name):
    assert name_of(line) == name


@pytest.mark.parametrize("line", ["I agree with this:", "[Ida Smith]", "", "Two things, then:", "http://x.org/a:", "12:30:"])
def test_what_is_no_attribution(line):
    assert name_of(line) is None


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["Hello.", "", "On Sat, 28 Oct 2023 at 21:06, Jean Luc <jl@x.org>", "wrote:", ""], (3, "Jean Luc")),
        (["On Sat, 28 Oct 2023 at 21:06,", "Jean Luc wrote:"], (2, "Jean Luc")),
        (["Some words here.", "Jean Luc wrote:"], (1, "Jean Luc")),
        (["I was there on 28 Oct 2023.", "Jean Luc wrote:"], (1, "Jean Luc")),
        (["Look at this:"], None),
        (["Jean Luc wrote:", "", "", "", "", ""], None),
        (["Jean Luc wrote:", "[...]", ""], (3, "Jean Luc")),
        ([], None),
    ],
)
def test_attributions_over_several_lines(lines, found):
    assert find_attribution(lines) == found


def quotes(text):
    return [(quote.depth, quote.parent, quote.position, quote.author, quote.text) for quote in read_mail(lines_of(text)).quotes]


def test_quotes_in_quotes_are_told_by_their_marks():
    text = "On 30 Mar 2024, at 20:20, Bo wrote:\n> On 30 Mar 2024, at 19:00, Ida wrote:\n>> Is it long?\n>\n> Seven times.\n\nMore.\n"
    assert read_mail(lines_of(text)).text == "More."
    assert quotes(text) == [(1, None, 0, "Bo", "Seven times."), (2, 1, 0, "Ida", "Is it long?")]


def test_words_between_quotes_of_one_mail_are_the_authors():
    text = "Ida wrote:\n> one\nFirst.\n\n> two\nSecond.\n"
    assert read_mail(lines_of(text)).text == "First.\n\nSecond."
    assert quotes(text) == [(1, None, 0, "Ida", "one"), (1, None, 6, "Ida", "two")]


def test_a_line_that_sounds_like_an_attribution_stays_where_nothing_is_quoted():
    text = "Ida wrote:\nthis is no quote\n"
    assert read_mail(lines_of(text)) == ("Ida wrote:\nthis is no quote", ())


def test_what_outlook_does_not_mark_is_quoted():
    text = (
        "Yes.\n\n-----Ursprüngliche Nachricht-----\nVon: Ida Smith [mailto:ida@x.org]\nGesendet: Montag, 1. März 2004 10:00\n"
        "An: kites@x.org\nBetreff: RE: tails\n\nIs it long?\n\n> older\n"
    )
    assert read_mail(lines_of(text)).text == "Yes."
    assert quotes(text) == [(1, None, 4, "Ida Smith", "Is it long?"), (2, 1, 4, None, "older")]


def test_what_outlook_puts_under_headers_alone_is_quoted():
    headers = "*From:* Ida Smith <ida@x.org>\n*Sent:* Monday, March 1, 2004 10:00 AM\n*To:* kites@x.org\n*Subject:* RE: tails\n"
    assert quotes(f"Yes.\n\n{headers}\nIs it long?\n") == [(1, None, 4, "Ida Smith", "Is it long?")]
    assert quotes("From: here to there\nTo: the knot\n") == []


def test_initials_before_marks_are_marks_where_they_stand_in_a_row():
    assert quotes("Ida wrote:\nIS> Is it long?\nIS> > older\nYes.\n") == [
        (1, None, 0, "Ida", "Is it long?"),
        (2, 1, 0, None, "older"),
    ]
    assert quotes("SQL> select 1;\n1 row\nSQL> quit\n") == []


def test_the_prompt_of_python_is_no_quote():
    text = "Try:\n\n>>> 1 + 1\n2\n>>> print(3)\n3\n"
    assert read_mail(lines_of(text)) == ("Try:\n\n>>> 1 + 1\n2\n>>> print(3)\n3", ())


@pytest.mark.parametrize(
    "under",
    [
        "-- \nIda\nflies on Sundays",
        "--\nIda",
        "_______________________________________________\nKites mailing list\nKites@x.org\nhttp://x.org/mailman/listinfo/kites",
        "_______________________________________________\nkites mailing list -- kites@x.org\nTo unsubscribe send an email to kites-leave@x.org",
    ],
)
def test_signatures_and_footers_are_nobodys_words(under):
    assert read_mail(lines_of(f"Words.\n\n{under}\n")).text == "Words."
    assert quotes(f"Bo wrote:\n> Words.\n>\n> {under.replace(chr(10), chr(10) + '> ')}\nMine.\n") == [
        (1, None, 0, "Bo", "Words.")
    ]


def test_the_mark_that_mail_boxes_put_before_from_is_no_quote():
    assert read_mail(lines_of("Look:\n\n>From here on.\n")) == ("Look:\n\nFrom here on.", ())
    assert quotes("Ida wrote:\n>From here on.\n>to there.\n") == [(1, None, 0, "Ida", "From here on.\nto there.")]


def test_rules_in_the_words_stay():
    text = "Above\n--------------------\nBelow --\n-- and so on"
    assert read_mail(lines_of(text)).text == text


@given(st.lists(st.tuples(st.integers(0, 3), st.text(max_size=30)), max_size=30))
def test_any_lines_are_read_and_quotes_are_a_tree(lines):
    mail = read_mail([Line(depth, text) for depth, text in lines])
    for number, quote in enumerate(mail.quotes, 1):
        assert quote.ordinal == number
        assert 0 <= quote.position <= len(mail.text)
        assert (quote.parent is None) == (quote.depth == 1)
        assert quote.parent is None or (quote.parent < number and mail.quotes[quote.parent - 1].depth == quote.depth - 1)
