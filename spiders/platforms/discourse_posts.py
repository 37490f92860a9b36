"""Posts of Discourse from the API's answers."""

from __future__ import annotations

from collections.abc import Iterator

from spiders.content import Rules
from spiders.errors import ParseError
from spiders.fragments import read_plain, trees
from spiders.items import Author, Content, Edit, Loss, Poll, PollOption, Post, PostState, Reaction
from spiders.json_values import Json, escaped, moment, number, objects, plain, text
from spiders.page import Page
from spiders.platforms.discourse_bodies import Known, read_body
from spiders.platforms.discourse_data import identity, member, root, writer
from spiders.platforms.discourse_links import number_name
from spiders.text import label

_SMALL_ACTION = 3
_LIKE = 2
"""Kinds of posts, and of what one may do to them, by their numbers."""


def read_posts(
    page: Page, topic_id: str | None, found: list[Json], rules: Rules, numbers: dict[str, str] | None = None
) -> tuple[list[Post], list[Loss]]:
    """The posts in order; one without an id or words is a loss.

    That a topic was closed, pinned or moved is noted in a post without words: nobody says anything there, and it is left out.
    Where the system or a moderator says why, the words are kept. ``numbers`` are the ids of posts by topic and number, where the
    answer tells those of posts that it does not show.
    """
    shown = [item for item in found if not is_note(item)]
    known = _known(page, topic_id, found, numbers or {})
    contents = _contents(page, shown, rules, known)
    posts: dict[str, Post] = {}
    losses: list[Loss] = []
    for place, item in enumerate(shown):
        try:
            post = _post(page, item, topic_id, contents.get(place), known)
        except ParseError as error:
            losses.append(Loss(kind="post", what=error.what, url=page.url, post_id=identity(item, "id")))
            continue
        posts.setdefault(post.id, post)
    return list(posts.values()), losses


def is_note(item: Json) -> bool:
    """Whether something only notes that a topic was closed or pinned, without a word."""
    return item.get("post_type") == _SMALL_ACTION and text(item, "cooked") is None


def _known(page: Page, topic_id: str | None, found: list[Json], numbers: dict[str, str]) -> Known:
    posts = dict(numbers)
    members: dict[str, Author] = {}
    for item in found:
        topic, post_id, place = topic_id or identity(item, "topic_id"), identity(item, "id"), number(item, "post_number")
        if topic and post_id and place:
            posts[number_name(topic, place)] = post_id
        people = [(text(item, "username"), identity(item, "user_id"))]
        people += [(text(user, "username"), identity(user, "id")) for user in objects(item.get("mentioned_users"))]
        for name, user_id in people:
            author = member(page, name, user_id)
            if author is not None and author.id is not None:
                members[author.name.lower()] = author
    return Known(topic_id, posts, members)


def state_of(item: Json) -> PostState:
    """A post that its author took back stands there for a day, without its words; what members flagged is hidden until a
    moderator has looked.
    """
    if item.get("deleted_at") or item.get("user_deleted") is True:
        return "deleted"
    return "moderated" if item.get("hidden") is True else "visible"


def _has_words(item: Json) -> bool:
    """Whether the body is the author's, no notice in its place: of what is deleted only the staff are shown it."""
    if item.get("user_deleted") is True:
        return False
    return item.get("hidden") is not True or item.get("can_see_hidden_post") is True


def _contents(page: Page, found: list[Json], rules: Rules, known: Known) -> dict[int, Content]:
    """What the posts say, by their places."""
    contents: dict[int, Content] = {}
    written: dict[int, str] = {}
    for place, item in enumerate(found):
        html = item.get("cooked")
        if isinstance(html, str) and _has_words(item):
            content = read_plain(html)
            if content is not None:
                contents[place] = content
            else:
                written[place] = html
    nodes = trees(page, list(written.values())) if written else []
    for (place, html), node in zip(written.items(), nodes, strict=False):
        opening = found[place].get("post_number") == 1 and bool(found[place].get("polls"))
        contents[place] = read_body(node, rules, known, opening=opening, html=html)
    return contents


def _post(page: Page, item: Json, topic_id: str | None, content: Content | None, known: Known) -> Post:
    post_id, place = identity(item, "id"), number(item, "post_number")
    topic = topic_id or identity(item, "topic_id")
    if post_id is None:
        raise ParseError("discourse", page.url, "a post has no id")
    state = state_of(item)
    if content is None and state == "visible":
        raise ParseError("discourse", page.url, f"post {post_id} has no body (cooked)")
    answered = number(item, "reply_to_post_number")
    parent = known.post(topic, str(answered)) if answered else None
    there = f"{root(page)}t/{topic}/{place}" if topic and place else None
    return Post(
        id=post_id,
        ordinal=place,
        author=writer(page, text(item, "username"), identity(item, "user_id")),
        posted=moment(item, "created_at"),
        url=there,
        parent_id=parent,
        parent_kind="stated" if parent else None,
        state=state,
        content=content,
        edits=tuple(_edits(item)),
        reactions=tuple(reactions(item)),
        aliases=(number_name(topic, place), f"{there}.json") if topic and place else (),
    )


def _edits(item: Json) -> Iterator[Edit]:
    """The last edit, where it made a version of its own: what an author changes within the first minutes does not. It is not told
    whose it was; that a post was taken back is a version, too.
    """
    versions = number(item, "version")
    time = moment(item, "updated_at")
    if versions is not None and versions > 1 and time is not None and item.get("user_deleted") is not True:
        yield Edit(raw=time.raw, time=time, reason=plain(item, "edit_reason"), count=versions - 1)


def reactions(item: Json) -> Iterator[Reaction]:
    """Likes, or the kinds of them that a plugin tells apart; and that whoever asked took the post for the answer."""
    given = [one for one in objects(item.get("reactions")) if text(one, "id")]
    for one in given:
        yield Reaction(kind=text(one, "id") or "", count=number(one, "count"))
    for action in objects(item.get("actions_summary")):
        count = number(action, "count")
        if action.get("id") == _LIKE and count and not given:
            yield Reaction(kind="like", count=count)
    if item.get("accepted_answer") is True:
        yield Reaction(kind="accepted", count=1)


def read_poll(page: Page, item: Json) -> Poll | None:
    """The first poll of a post. Votes may be hidden until it closes or one has voted."""
    for poll in objects(item.get("polls")):
        options = objects(poll.get("options"))
        words = trees(page, [option["html"] if isinstance(option.get("html"), str) else "" for option in options])
        return Poll(
            question=escaped(poll, "title") or "",
            options=tuple(
                PollOption(text=label(node) or "", votes=number(option, "votes"))
                for option, node in zip(options, words, strict=False)
            ),
            voters=number(poll, "voters"),
            closes=moment(poll, "close"),
        )
    return None
