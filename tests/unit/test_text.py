"""White space and lines: what a browser shows is what is written, and what is written is never trimmed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from spiders.text import TextWriter, fold, label, number, text_outside


def written(*steps) -> str:
    writer = TextWriter()
    for name, *arguments in steps:
        getattr(writer, name)(*arguments)
        assert writer.length == len(writer.text())
    return writer.text()


def test_running_text_is_folded_across_pieces():
    assert written(("write", "a "), ("write", " b"), ("write", "\n\tc")) == "a b c"
    assert written(("write", "a"), ("write", "b")) == "ab"
    assert written(("write", "a"), ("write", " \n "), ("write", "b")) == "a b"


def test_nothing_stands_at_the_ends():
    assert written(("break_lines", 2), ("write", " a "), ("break_line",), ("write", " "), ("break_lines", 2)) == "a"


def test_breaks_do_not_add_up_beyond_an_empty_line():
    assert written(("write", "a"), ("break_line",), ("write", "b")) == "a\nb"
    assert written(("write", "a"), ("break_line",), ("break_line",), ("break_line",), ("write", "b")) == "a\n\nb"
    assert written(("write", "a"), ("break_lines", 1), ("break_lines", 2), ("break_lines", 1), ("write", "b")) == "a\n\nb"


def test_code_keeps_its_spaces_and_lines():
    code = "def f():\n    return 1\n\n\n# end"
    assert (
        written(("write", "x"), ("break_lines", 2), ("write_verbatim", f"\n{code}\n"), ("break_lines", 2), ("write", "y"))
        == f"x\n\n{code}\n\ny"
    )


def test_code_in_colours_keeps_its_indentation():
    """Highlighters put each word in an element of its own; an indentation is then a text of its own."""
    assert (
        written(
            ("write_verbatim", "def f():"),
            ("write_verbatim", "\n    "),
            ("write_verbatim", "return"),
            ("write_verbatim", " "),
            ("write_verbatim", "1"),
        )
        == "def f():\n    return 1"
    )


def test_code_that_begins_indented_stays_so_after_a_break():
    assert written(("write_verbatim", "a:"), ("break_line",), ("write_verbatim", "\u00a0 \u00a0b")) == "a:\n   b"


def test_code_in_a_line_of_text():
    assert written(("write", "see "), ("write_verbatim", "a  b"), ("write", " there")) == "see a  b there"
    assert written(("write", "see"), ("write_verbatim", "ab"), ("write", "there")) == "seeabthere"
    assert written(("write_verbatim", "ab\n"), ("write", "there")) == "ab\nthere"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.text("ab \n\t", max_size=5)),
        st.tuples(st.just("write_verbatim"), st.text("ab \n\t\u00a0", max_size=5)),
        st.tuples(st.just("break_lines"), st.sampled_from([1, 2])),
        st.tuples(st.just("break_line")),
    ),
    max_size=12,
)


@given(STEPS)
def test_the_length_is_true_at_any_time_and_no_letter_is_lost(steps):
    text = written(*steps)
    letters = "".join(step[1] for step in steps if step[0].startswith("write"))
    assert [c for c in text if c in "ab"] == [c for c in letters if c in "ab"]
    assert text == text.strip("\n")


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0", 0),
        ("17", 17),
        ("1,204", 1204),
        ("1.204", 1204),
        ("1 204", 1204),
        ("1\u202f204", 1204),
        ("1'204'000", 1204000),
        ("12,34", None),
        ("1,2045", None),
        ("263K", None),
        ("-5", None),
        ("", None),
        (None, None),
        ("many", None),
        ("9" * 30, None),
        ("1,,000", None),
    ],
)
def test_a_number_is_whole_or_none(printed, value):
    assert number(printed) == value


@given(st.text(max_size=20))
def test_no_text_breaks_number(printed):
    assert number(printed) is None or number(printed) >= 0


def test_label_and_fold():
    tree = LexborHTMLParser("<p id=a> two\n words </p><p id=b>  </p>")
    assert label(tree.css_first("#a")) == "two words"
    assert label(tree.css_first("#b")) is None
    assert label(None) is None
    assert fold(" a\u00a0b\n") == "a b"


def test_words_outside_of_a_part():
    tree = LexborHTMLParser('<h1><span class="label">Solved</span> The <b>bold</b> title</h1>')
    assert text_outside(tree.css_first("h1"), ".label") == "The bold title"
