"""An article in several pages is one post in the JSON, its quotes where they stood in the whole."""

from __future__ import annotations

from archiver.export import format as f
from archiver.export.parts import join_parts


def article(post_id: str, text: str, quotes: tuple[f.Quote, ...] = (), kind: str = "article") -> f.Post:
    return f.Post(
        id=post_id, kind=kind, ordinal=None, parent_id=None, url=None, state="visible", author=None, posted_at=None,
        posted_raw=None, posted_precision=None, text=text, html=f"<p>{text}</p>", edit=None, edits=[], quotes=list(quotes),
        mentions=[], links=[], media=[], reactions=[], revisions=[], capture=None,
    )  # fmt: skip


def quote(ordinal: int, position: int, parent: int | None = None) -> f.Quote:
    return f.Quote(
        ordinal=ordinal, depth=2 if parent else 1, parent=parent, position=position, author=None, text="q", source=None
    )


COMMENT = article("12", "a comment with the article's number", kind="comment")


def test_parts_are_joined_in_order_and_their_quotes_move() -> None:
    first = article("7/1", "One.", (quote(1, 2), quote(2, 3, 1)))
    second = article("7/2", "Two.", (quote(1, 0), quote(2, 1, 1)))
    joined, comment = join_parts([article("7", "One..."), second, first, COMMENT], "7", whole=False)
    assert (joined.id, joined.text, comment) == ("7", "One.\n\nTwo.", COMMENT)
    assert [(q.ordinal, q.parent, q.position) for q in joined.quotes] == [(1, None, 2), (2, 1, 3), (3, None, 6), (4, 3, 7)]


def test_an_article_that_is_whole_stands_for_its_parts() -> None:
    whole = article("7", "One. Two.")
    assert join_parts([whole, article("7/1", "One."), article("7/2", "Two."), COMMENT], "7", whole=True) == [whole, COMMENT]


def test_without_the_beginning_nothing_is_joined() -> None:
    posts = [article("7", "One..."), article("7/2", "Two.")]
    assert join_parts(posts, "7", whole=False) == posts


def test_other_posts_are_left_alone() -> None:
    posts = [article("7", "One."), COMMENT]
    assert join_parts(posts, "7", whole=True) == posts
