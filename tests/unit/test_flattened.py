"""Pages flattened to text: cut into posts, told apart, and what is guessed said to be guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.errors import NotAPage
from spiders.items import Post, ThreadPage
from spiders.page import Page
from spiders.platforms import detect, platform_named
from spiders.repeats import Repeat, find_repeats

END = "\u00a0"
NOW = datetime(2024, 5, 1, tzinfo=UTC)
TAIL = "Back\nTop Bottom"


def page(text: str, url: str = "http://text.invalid/a/b.txt", kind: str = "text/plain; charset=utf-8") -> Page:
    return Page(url=url, body=text.encode(), headers={"content-type": kind}, fetched_at=NOW)


def threads(text: str, url: str = "http://text.invalid/a/b.txt") -> tuple[ThreadPage, ...]:
    one = page(text, url)
    return detect(one)[0].read(one).threads


def words(post: Post) -> str:
    assert post.content is not None
    return post.content.text


def quoted(post: Post) -> list[str]:
    assert post.content is not None
    return [quote.text for quote in post.content.quotes]


def forum(*bodies: str, tail: str = TAIL) -> str:
    return "".join(f"{body}\n{END}\n" for body in bodies) + tail


# -- XenForo ---------------------------------------------------------------------------------------------------------------


def test_posts_end_where_the_line_of_a_no_break_space_stands() -> None:
    (thread,) = threads(forum("One, in two\n\nparagraphs.", "Two.", "Three,\u00a0with a space that does not break."))
    assert [words(post) for post in thread.posts] == [
        "One, in two\n\nparagraphs.",
        "Two.",
        "Three, with a space that does not break.",
    ]
    assert thread.confidence is not None
    assert {post.id_kind for post in thread.posts} == {"derived"}
    assert all(post.author is None and post.posted is None for post in thread.posts)


@pytest.mark.parametrize(
    ("marker", "time"),
    [
        ("Last edited:", None),
        ("Zuletzt bearbeitet:", None),
        ("Last edited: Mar 4, 2024", "Mar 4, 2024"),
        ("Dernière édition: 4 mars 2024", "4 mars 2024"),
        ("Last edited by a moderator: Mar 4, 2024", "Mar 4, 2024"),
    ],
)
def test_an_edit_marker_is_of_the_post_before_it(marker: str, time: str | None) -> None:
    text = f"One.\n{END}\nTwo.\n{END}\n{marker}\nThree.\n{END}\n"
    (thread,) = threads(text)
    assert [words(post) for post in thread.posts] == ["One.", "Two.", "Three."]
    assert [[edit.raw for edit in post.edits] for post in thread.posts] == [[], [marker], []]
    (edit,) = thread.posts[1].edits
    assert (edit.time.raw if edit.time else None) == time


def test_words_of_an_author_that_begin_like_a_marker_stay_theirs() -> None:
    (thread,) = threads(forum("One.", "Last edited the page in 2003, and then forgot about it.", "Updated firmware helps."))
    assert [post.edits for post in thread.posts] == [(), (), ()]


@pytest.mark.parametrize("tail", ["Back\nTop Bottom", "Zurück\nOben Unten", "Back\nTop", "Retour\nHaut Bas\n\n"])
def test_buttons_at_the_end_are_no_post(tail: str) -> None:
    (thread,) = threads(forum("One.", "Two.", tail=tail))
    assert len(thread.posts) == 2


def test_what_follows_the_last_mark_and_is_no_button_is_a_post_that_was_cut_off() -> None:
    (thread,) = threads(forum("One.", "Two.\n\nMore of it.", "Three.", tail="Four begins here, and then the text"))
    assert [words(post) for post in thread.posts][-1] == "Four begins here, and then the text"


def test_a_post_without_words_keeps_its_place() -> None:
    (thread,) = threads(f"One.\n{END}\n{END}\nLast edited:\nThree.\n{END}\n{TAIL}")
    assert [(words(post), len(post.edits)) for post in thread.posts] == [("One.", 0), ("", 1), ("Three.", 0)]


def test_two_posts_of_the_same_words_are_two() -> None:
    (thread,) = threads(forum("Yes.", "No.", "Yes."))
    assert len({post.id for post in thread.posts}) == 3


def test_pages_of_a_thread_with_an_address_are_of_one_thread() -> None:
    address = "https://kites.example/threads/reeds.12/"
    (first,), (second,) = threads(forum("One."), address), threads(forum("Two."), address + "page-2")
    assert first.thread.id == second.thread.id
    assert (first.number, second.number) == (1, 2)
    assert first.thread.url == second.thread.url == address


# -- quotes ----------------------------------------------------------------------------------------------------------------

LONG = "The reeds are high this year, and nobody has cut them since the boat house burnt down."
OTHER = "Whoever finds a red kite there may keep it, if only they tell me."


def test_a_line_that_an_earlier_post_says_is_its_quote() -> None:
    (thread,) = threads(forum(f"{LONG} {OTHER}", f"{OTHER}\n\nI did find it.", f"{LONG}\n\nNot true.\n{OTHER}\nAnd thanks."))
    assert [quoted(post) for post in thread.posts] == [[], [OTHER], [LONG, OTHER]]
    assert words(thread.posts[2]) == "Not true.\n\nAnd thanks."
    content = thread.posts[2].content
    assert content is not None
    assert [quote.position for quote in content.quotes] == [0, len("Not true.")]
    assert content.html.startswith(f"<blockquote><p>{LONG}</p></blockquote><p>Not true.")


def test_what_ends_a_post_is_no_quote() -> None:
    (thread,) = threads(forum(f"One.\n\n{LONG}", f"Two.\n\n{LONG}", LONG, f"{OTHER}\n{LONG}", "Five."))
    assert [quoted(post) for post in thread.posts] == [[], [], [], [], []]


def test_short_lines_are_quoted_only_beside_long_ones() -> None:
    (thread,) = threads(
        forum(f"Listen.\n{LONG}\nSo there.", f"Listen.\n{LONG}\nSo there.\nI hear you.", "Listen.\nSo there.\nNo.")
    )
    assert [quoted(post) for post in thread.posts] == [[], [f"Listen.\n{LONG}\nSo there."], []]


@pytest.mark.parametrize(
    "line",
    [
        "The reeds are high this year, [...] since the boat house burnt down.",
        "THE REEDS ARE HIGH THIS YEAR and nobody has cut them...",
        "“The reeds are high this year — and nobody has cut them”",
    ],
)
def test_quotes_that_leave_out_words_or_change_signs(line: str) -> None:
    (thread,) = threads(forum(LONG, f"{line}\nTrue."))
    assert quoted(thread.posts[1]) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "The reeds are high this year, and somebody has cut them.",
        "The reeds are high.",
        "since the boat house burnt down. [...] The reeds are high this year",
    ],
)
def test_what_was_not_said_so_is_no_quote(line: str) -> None:
    (thread,) = threads(forum(LONG, f"{line}\nTrue."))
    assert quoted(thread.posts[1]) == []


def test_an_address_alone_is_no_quote() -> None:
    address = "https://kites.example/threads/the-reeds-are-high-this-year.12/page-3"
    assert list(find_repeats([[address], [address, "Look there."]])) == [(), ()]


def test_a_quote_is_of_who_said_it_not_of_who_quoted_it() -> None:
    found = list(find_repeats([[LONG], [LONG, "Indeed."], [LONG, "Again."]]))
    assert found == [(), (Repeat(0, 1, 0),), (Repeat(0, 1, 0),)]


@given(st.lists(st.lists(st.sampled_from([LONG, OTHER, "", "Yes.", "So there.", "[...] reeds"]), max_size=6), max_size=6))
def test_repeats_stand_in_order_and_never_last(posts: list[list[str]]) -> None:
    for number, (lines, found) in enumerate(zip(posts, find_repeats(posts), strict=True)):
        assert all(one.source < number and one.start < one.end for one in found)
        assert all(one.end <= other.start for one, other in pairwise(found))
        assert not found or any(line for line in lines[found[-1].end :])


# -- blogs -----------------------------------------------------------------------------------------------------------------

BODY = (
    "Every spring somebody asks me how many bows a tail needs, and every spring I say that it depends on the wind.\n\n"
    "It also depends on the kite, on the line, and on how much you like tying bows."
)
FORM = "Leave a Reply\n\nYour email address will not be published. Required fields are marked *"


def article(heading: str, *comments: str, title: str = "Of knots and bows", form: str = FORM) -> str:
    return "\n\n".join(["An article before", title, BODY, heading, *comments, form])


@pytest.mark.parametrize(
    ("heading", "declared"),
    [
        ("13 replies on “Of knots and bows”", 13),
        ("1,204 thoughts on “Of knots and bows”", 1204),
        ("5 Antworten auf „Of knots and bows“", 5),
        ("3 réponses sur « Of knots and bows »", 3),
        ("3 réponses à l’article « Of knots and bows »", 3),
        ("1’204 replies on “Of knots and bows”", 1204),
        ("4 thoughts on ‘Of knots and bows’", 4),
        ("One reply on “Of knots and bows”", 1),
        ("“Of knots and bows”的2个回复", 2),
    ],
)
def test_the_heading_over_the_comments_tells_title_and_figure(heading: str, declared: int) -> None:
    (thread,) = threads(article(heading, "I tie nine, whatever the wind does."))
    assert (thread.thread.title, thread.thread.declared.replies) == ("Of knots and bows", declared)
    assert [(post.kind, words(post)) for post in thread.posts] == [
        ("article", BODY),
        ("comment", "I tie nine, whatever the wind does."),
    ]
    assert thread.posts[0].id == thread.thread.id


@pytest.mark.parametrize(
    "form", [FORM, "Schreibe einen Kommentar\n\nErforderliche Felder sind mit * markiert", "Comments are closed."]
)
def test_comments_end_where_one_may_answer(form: str) -> None:
    (thread,) = threads(article("2 replies on “Of knots and bows”", "I tie nine.", form=form))
    assert [words(post) for post in thread.posts[1:]] == ["I tie nine."]


def test_borders_between_comments_are_guessed_and_said_to_be() -> None:
    comments = (
        "I tie nine, as my father did.",
        "He never complained.",
        "Best wishes",
        "Bo",
        "Seven will do.",
        "Thanks Ida, nine it is!",
    )
    (thread,) = threads(article("7 replies on “Of knots and bows”", *comments))
    assert [words(post) for post in thread.posts[1:]] == [
        "I tie nine, as my father did.\n\nHe never complained.\n\nBest wishes\n\nBo",
        "Seven will do.",
        "Thanks Ida, nine it is!",
    ]
    assert thread.confidence is not None
    assert thread.confidence <= 0.5
    alone = threads(article("0 replies on “Of knots and bows”"))[0]
    assert alone.confidence is not None
    assert alone.confidence > thread.confidence


def test_there_are_no_more_comments_than_the_heading_declares() -> None:
    (thread,) = threads(
        article("2 replies on “Of knots and bows”", "Nine.", "Thanks Ida, nine it is!", "Thanks Bo, we shall see!")
    )
    assert len(thread.posts) == 3


def test_an_index_whose_articles_end_with_the_same_line() -> None:
    text = f"Bows\n\n{BODY}\n\nIda Kestrel\n\nReeds\n\n{BODY}\n\n{END}\n\nIda Kestrel\n\nPaper\n\n{BODY}"
    found = threads(text)
    assert [one.thread.title for one in found] == ["Bows", "Reeds", "Paper"]
    assert words(found[0].posts[0]) == f"{BODY}\n\nIda Kestrel"
    assert all(one.posts[0].author is None for one in found), "the line may be a name; that it is, nobody says"


@pytest.mark.parametrize("word", ["Categories", "Kategorien", "Catégories"])
def test_an_index_with_categories(word: str) -> None:
    found = threads("\n\n".join([f"{word}\nKites\nKnots", "Bows", BODY, f"{word}\nKites", "Reeds", BODY]))
    assert [(one.thread.title, [label.title for label in one.thread.labels]) for one in found] == [
        ("Bows", ["Kites", "Knots"]),
        ("Reeds", ["Kites"]),
    ]
    under = threads("\n\n".join(["Bows", BODY, f"{word}\nKnots", "Reeds", BODY, f"{word}\nKites"]))
    assert [(one.thread.title, [label.title for label in one.thread.labels]) for one in under] == [
        ("Bows", ["Knots"]),
        ("Reeds", ["Kites"]),
    ]


def test_an_article_is_the_same_thread_on_an_index_and_alone() -> None:
    index = threads(
        "\n\n".join(["Of knots and bows", BODY.replace("\n\n", f"\n\n{END}\n\n"), "Ida Kestrel", "Reeds", BODY, "Ida Kestrel"])
    )
    alone = threads(article("3 replies on “Of knots and bows”").replace(BODY, f"{BODY}\n\n\nIda Kestrel"))
    assert index[0].thread.id == alone[0].thread.id
    assert words(index[0].posts[0]) == words(alone[0].posts[0])
    assert index[1].thread.id != index[0].thread.id


def test_a_teaser_is_an_excerpt() -> None:
    teaser = BODY.replace("\n\n", " ")[:-1] + " […]"
    found = threads(f"Categories\nKites\n\nBows\n\n{teaser}\n\nCategories\nKites\n\nReeds\n\n{BODY}")
    assert [one.view for one in found] == ["excerpt", "page"]


# -- what is none ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A letter.\n\nIt has paragraphs.\n\nAnd an end.",
        "User-agent: *\nDisallow: /search\n",
        f"A recipe\n\n{END}\n\nFlour and water.\n\n{END}\n\nBake.",
        "Chorus\n\nLa la la\n\nChorus\n\nLa la la",
        "He wrote 3 letters on “the wind”\n\nand then no more.",
        f"<p>One.\n{END}\nTwo.\n{END}\nThree.\n{END}\nBack\nTop</p>",
    ],
)
def test_text_that_nothing_is_known_of_is_nobodys(text: str) -> None:
    flattened = platform_named("flattened")
    assert flattened.recognise(page(text)) is None
    with pytest.raises(NotAPage):
        flattened.read(page(text))


def test_only_text_is_claimed() -> None:
    text = forum("One.", "Two.", "Three.")
    assert platform_named("flattened").recognise(page(text)) is not None
    assert platform_named("flattened").recognise(page(text, kind="text/html")) is None


PIECES = ["a b c", " ", ".", "Two words", "“Two words”", "*", "3", "\n", "\n\n", END, f"\n{END}\n", "Last edited:", "replies on "]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    flattened = platform_named("flattened")
    if flattened.recognise(page(text)) is not None:
        for thread in flattened.read(page(text)).threads:
            assert thread.confidence is not None
            assert thread.posts
            assert len({post.id for post in thread.posts}) == len(thread.posts)
