"""The name in an attribution line, in the words of the software and languages that write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.quotes import read_attribution


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Bob wrote:", "Bob"),
        ("Bob Wrote:", "Bob"),
        ("Bob wrote: ↑ Sun Mar 31, 2024 2:50 am", "Bob"),
        ("Bob said: ↑", "Bob"),
        ("Bob Smith said:", "Bob Smith"),
        ("writes wrote:", "writes"),
        ("Originally Posted by Bob", "Bob"),
        ("Originally posted by Bob Smith:", "Bob Smith"),
        ("Quote from: alice on March 31, 2024, 02:50:11 AM", "alice"),
        ("Quote from: alice", "alice"),
        ("On 31/3/24, Bob wrote:", "On 31/3/24, Bob"),
        ("bob hat gesagt.:", "bob"),
        ("bob hat geschrieben:", "bob"),
        ("Bob schrieb:", "Bob"),
        ("Bob schrieb am 31.03.2024:", "Bob"),
        ("Zitat von Bob:", "Bob"),
        ("Bob a écrit :", "Bob"),
        ("Bob a dit:", "Bob"),
        ("Citation de Bob", "Bob"),
        ("Bob escribió:", "Bob"),
        ("bob dijo:", "bob"),
        ("Bob ha scritto:", "Bob"),
        ("Bob schreef:", "Bob"),
        ("Bob escreveu:", "Bob"),
        ("Bob pisze:", "Bob"),
        ("Вася писал(а):", "Вася"),
        ("Цитата: Вася от 31 марта 2024, 14:50", "Вася"),
        ("Κώστας Π. έγραψε:", "Κώστας Π."),
        ("Bob skrev:", "Bob"),
        ("Bob kirjoitti:", "Bob"),
        ("Bob yazdı:", "Bob"),
        ("Bob napsal:", "Bob"),
        ("Bob írta:", "Bob"),
        ("田中さんが書きました:", "田中"),
        ("bob 写道：", "bob"),
    ],
)
def test_a_line_names_the_quoted(line, name):
    assert read_attribution(line) == name


@pytest.mark.parametrize(
    "line", [None, "", "Quote:", "Quote", "Zitat:", "Citation :", "Цитата", "引用:", "wrote", "Bob", "Bob:", "↑"]
)
def test_a_line_that_names_nobody_gives_none(line):
    assert read_attribution(line) is None


@given(st.text(max_size=120))
def test_no_text_raises(line):
    name = read_attribution(line)
    assert name is None or name
