"""Posts of Flarum from the API's answers."""

from __future__ import annotations

from collections.abc import Iterator

from spiders.content import Rules
from spiders.errors import ParseError
from spiders.fragments import read_plain, trees
from spiders.items import Author, Content, Edit, Loss, Poll, PollOption, Post, PostState, Reaction
from spiders.json_values import Json, is_object, moment, number, plain, text
from spiders.page import Page
from spiders.platforms.flarum_bodies import answered, read_body
from spiders.platforms.flarum_data import Document, attributes, identity, member, relations, root, user_of


def read_posts(page: Page, found: Document, items: list[Json], rules: Rules) -> tuple[list[Post], list[Loss]]:
    """The posts in order; one without an id or words is a loss. That a discussion was renamed, locked or tagged is noted among
    them, and is no post.
    """
    shown = [item for item in items if attributes(item).get("contentType", "comment") == "comment"]
    contents = _contents(page, shown, rules, Known(page, found))
    best = _best_answer(found)
    posts: dict[str, Post] = {}
    losses: list[Loss] = []
    for place, item in enumerate(shown):
        try:
            content, parent = contents.get(place, (None, None))
            post = _post(page, found, item, content, parent, is_best=best is not None and best == identity(item))
        except ParseError as error:
            losses.append(Loss(kind="post", what=error.what, url=page.url, post_id=identity(item)))
            continue
        posts.setdefault(post.id, post)
    return list(posts.values()), losses


def _best_answer(found: Document) -> str | None:
    best = relations(found.main, "bestAnswerPost") if found.main is not None else []
    return best[0][1] if best else None


class Known:
    """Whom the answer tells of, looked up where a body names them."""

    def __init__(self, page: Page, found: Document) -> None:
        self._page = page
        self._found = found
        self._people: dict[str, Author] | None = None

    def writer(self, post_id: str | None) -> Author | None:
        """Who wrote a post."""
        post = self._found.find("posts", post_id)
        return user_of(self._page, self._found, post, "user") if post is not None else None

    def named(self, slug: str) -> Author | None:
        """The member whose profile's address ends so."""
        if self._people is None:
            people = [author for user in self._found.of("users") if (author := member(self._page, user)) is not None]
            self._people = {author.url.rpartition("/")[2].lower(): author for author in people if author.url}
        return self._people.get(slug.lower())


def _contents(page: Page, shown: list[Json], rules: Rules, known: Known) -> dict[int, tuple[Content, str | None]]:
    """What the posts say and answer, by their places."""
    contents: dict[int, tuple[Content, str | None]] = {}
    written: dict[int, str] = {}
    for place, item in enumerate(shown):
        html = attributes(item).get("contentHtml")
        if isinstance(html, str):
            plain_words = read_plain(html)
            if plain_words is not None:
                contents[place] = (plain_words, None)
            else:
                written[place] = html
    nodes = trees(page, list(written.values())) if written else []
    for (place, html), node in zip(written.items(), nodes, strict=False):
        parent = answered(node) if "PostMention" in html else None
        contents[place] = (read_body(node, rules, known.writer, known.named, html=html), parent)
    return contents


def _state(told: Json) -> PostState:
    if told.get("isHidden") is True or told.get("hiddenAt") or told.get("hideTime"):
        return "deleted"
    return "moderated" if told.get("isApproved") is False else "visible"


def _post(page: Page, found: Document, item: Json, content: Content | None, parent: str | None, *, is_best: bool) -> Post:
    told = attributes(item)
    post_id, place = identity(item), number(told, "number")
    if post_id is None:
        raise ParseError("flarum", page.url, "a post has no id")
    state = _state(told)
    if content is None and state == "visible":
        raise ParseError("flarum", page.url, f"post {post_id} has no body (contentHtml)")
    about = relations(item, "discussion")
    discussion = about[0][1] if about else identity(found.main) if found.main is not None else None
    return Post(
        id=post_id,
        ordinal=place,
        author=user_of(page, found, item, "user"),
        posted=moment(told, "createdAt") or moment(told, "time"),
        url=f"{root(page)}d/{discussion}/{place}" if discussion and place else None,
        parent_id=parent,
        parent_kind="stated" if parent else None,
        state=state,
        content=content,
        edits=tuple(_edits(page, found, item)),
        reactions=tuple(_reactions(page, found, item, is_best=is_best)),
    )


def _edits(page: Page, found: Document, item: Json) -> Iterator[Edit]:
    time = moment(attributes(item), "editedAt") or moment(attributes(item), "editTime")
    if time is not None:
        who = user_of(page, found, item, "editedUser", "editUser")
        yield Edit(raw=time.raw, time=time, by=who.name if who else None, by_id=who.id if who else None)


def _reactions(page: Page, found: Document, item: Json, *, is_best: bool) -> Iterator[Reaction]:
    """Likes, with those who are named: all, where no figure is beside them. Other kinds are counted by number of kind."""
    told = attributes(item)
    liked = relations(item, "likes")
    likes = number(told, "likesCount")
    if liked or likes:
        people = [author for user in found.related(item, "likes") if (author := member(page, user)) is not None]
        yield Reaction(kind="like", count=likes if likes is not None else len(liked), names=tuple(one.name for one in people))
    counts = told.get("reactionCounts")
    for kind, count in counts.items() if is_object(counts) else ():
        named = found.find("reactions", str(kind))
        if isinstance(count, int) and count > 0:
            yield Reaction(kind=(plain(attributes(named), "identifier") if named else None) or str(kind), count=count)
    if is_best:
        yield Reaction(kind="accepted", count=1)


def read_poll(found: Document, *owners: Json) -> Poll | None:
    """The first poll of a discussion or of its opening post."""
    for owner in owners:
        for poll in found.related(owner, "polls", "poll"):
            options = found.related(poll, "options")
            told = attributes(poll)
            return Poll(
                question=plain(told, "question") or "",
                options=tuple(
                    PollOption(text=plain(attributes(option), "answer") or "", votes=number(attributes(option), "voteCount"))
                    for option in options
                ),
                closes=moment(told, "endDate") if text(told, "endDate") else None,
            )
    return None
