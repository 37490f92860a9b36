"""Random communities and articles: the same for the same `random.Random`, of any size, for properties and benchmarks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from archiver.demo.blog_model import Article, Blog, Comment, Term
from archiver.demo.model import (
    Anchor,
    Attachment,
    Block,
    Board,
    Body,
    Break,
    Bullets,
    Choice,
    Code,
    Community,
    Edit,
    Emoji,
    Guest,
    Member,
    Mention,
    Paragraph,
    Picture,
    Poll,
    Post,
    Quotation,
    Reaction,
    Span,
    Strong,
    Thread,
    Words,
    Writer,
)
from archiver.demo.writing import SMILE, WINK

WORDS = (
    "the lock was empty and nobody minded",
    "measured 4.2 bar, not 3.8",
    "a < b && c > d",
    'R&D said "no" twice; it\'s fine',
    "Γεια σας, τι κάνετε",
    "昨日は動きました。",
    "שלום לכולם",
    "مرحبا بالجميع",
    "naïve café owners pay 20 € more",
    "[QUOTE]not a quote[/QUOTE]",
    "see page 17 of 240",
    "100% sure (nearly)",
    "first; second: third!",
    "C:\\temp\\new is not /tmp/new",
    "&amp; stays as typed",
    "so it goes",
)
NAMES = ("Ada", "O'Brien & Son", "Ελένη", "佐藤", "pete<3pumps", "Zoë", "mod Rita", "x_X_x", "Anna-Liisa", "Смирнов")
_EMOJI = ("\U0001f642", "❄️", "\U0001f44d\U0001f3fd", "\U0001f1ec\U0001f1f7")
_CODE = (
    "def f(x):\n    return x < 1 & 2\n\n\nprint(f(3))",
    "volts,  amps\n12.61,  0.0",
    "    indented = True\n\tTabbed()",
    "<b>not bold</b>",
)


@dataclass(slots=True)
class Inventor:
    """Makes things up. ``phrase`` gives a few words on one line; without it they come from `WORDS`."""

    random: Random
    phrase: Callable[[], str] | None = None
    placeholders: bool = False
    _moment: datetime = datetime(2019, 3, 1, 12, 0, tzinfo=UTC)
    _ids: int = 100
    _said: list[Post] = field(default_factory=list)

    # -- small things ----------------------------------------------------------------------------------------------

    def say(self) -> str:
        return self.phrase() if self.phrase is not None else self.random.choice(WORDS)

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def next_id(self) -> int:
        self._ids += self.random.randint(1, 9)
        return self._ids

    def later(self) -> datetime:
        self._moment += timedelta(seconds=self.random.choice((1, 59, 3_600, 40_000, 90_061, 700_000)))
        return self._moment

    def members(self, count: int) -> tuple[Member, ...]:
        names = [NAMES[n] if n < len(NAMES) else f"member {n}" for n in range(count)]
        return tuple(
            Member(
                id=n * 7 + 2,
                name=name,
                joined=datetime(2018, 1, 1 + n % 28, 9, tzinfo=UTC),
                staff=n == 6,
                signature=(Paragraph((Words("-- signed, "), Strong("with bold"))),) if n % 3 == 1 else (),
            )
            for n, name in enumerate(names)
        )

    # -- bodies ----------------------------------------------------------------------------------------------------

    def spans(self, members: tuple[Member, ...]) -> tuple[Span, ...]:
        found: list[Span] = [Words(self.say())]
        for _ in range(self.random.choice((0, 0, 0, 1, 2))):
            extra = self.random.randrange(7)
            if extra == 0:
                found += [Words(" "), Anchor(f"http://links.example.org/{self.next_id()}?a=1&b=2", self.say())]
            elif extra == 1:
                found += [Words(" "), Anchor(f"http://links.example.org/bare/{self.next_id()}")]
            elif extra == 2 and members:
                found += [Words(" "), Mention(self.random.choice(members))]
            elif extra == 3:
                found += [Words(" "), self.random.choice((SMILE, WINK))]
            elif extra == 4:
                found += [Words(" "), Emoji(self.random.choice(_EMOJI))]
            elif extra == 5:
                found += [Words(" "), Strong(self.say())]
            else:
                found += [Break()]
            found.append(Words(self.say() if isinstance(found[-1], Break) else f" {self.say()}"))
        return tuple(found)

    def block(self, members: tuple[Member, ...]) -> Block:
        kind = self.random.randrange(12)
        if kind == 0:
            return Code(self.random.choice(_CODE), self.random.choice(("", "python")))
        if kind == 1:
            return Bullets(tuple(self.spans(()) for _ in range(self.random.randint(1, 3))))
        if kind == 2:
            url = f"http://pictures.example.org/{self.next_id()}.jpg"
            return Picture(url=url, name="a picture", proxied=self.maybe(0.3), lazy=self.maybe(0.3))
        return Paragraph(self.spans(members))

    def quotation(self, depth: int = 1) -> Quotation:
        inner: list[Block] = [Paragraph((Words(self.say()),)) for _ in range(self.random.choice((1, 1, 2)))]
        if depth < 3 and self.maybe(0.3):
            inner.insert(self.random.randrange(len(inner) + 1), self.quotation(depth + 1))
        blocks = tuple(inner)
        if not self._said or self.maybe(0.15):
            return Quotation(blocks=blocks, name=self.random.choice((None, "somebody from outside")))
        source = self.random.choice(self._said)
        member = source.author if isinstance(source.author, Member) else None
        return Quotation(blocks=blocks, name=source.author.name, member=member, post=source.id)

    def body(self, members: tuple[Member, ...]) -> Body:
        blocks: list[Block] = [self.block(members) for _ in range(self.random.choice((1, 1, 2, 3)))]
        for _ in range(self.random.choice((0, 0, 1, 1, 2))):
            blocks.insert(self.random.randrange(len(blocks) + 1), self.quotation())
        return tuple(blocks)

    # -- the forum -------------------------------------------------------------------------------------------------

    def writer(self, members: tuple[Member, ...]) -> Writer:
        return Guest("Passing <Walker>") if self.maybe(0.1) else self.random.choice(members)

    def post(self, members: tuple[Member, ...], *, first: bool) -> Post:
        writer = self.writer(members)
        posted = self.later()
        body = self.body(members)
        state = self.random.choice(("visible",) * 9 + (("placeholder",) if self.placeholders else ("deleted",)))
        edit = None
        if self.maybe(0.25):
            by = writer if isinstance(writer, Member) and self.maybe(0.7) else members[-1]
            reason = self.say() if self.maybe(0.4) else None
            edit = Edit(
                at=posted + timedelta(seconds=self.random.randint(60, 9_999)),
                by=by,
                reason=reason,
                count=self.random.randint(1, 3),
            )
        kinds = self.random.choice(((), (), (), ("Like",), ("Like", "Haha")))
        post = Post(
            id=self.next_id(),
            author=writer,
            posted=posted,
            body=body,
            edit=edit,
            reactions=tuple(
                Reaction(kind, tuple(self.random.sample(members, self.random.randint(1, min(5, len(members)))))) for kind in kinds
            ),
            attachments=tuple(
                Attachment(id=self.next_id(), name=f"file-{n} & co.{self.random.choice(('jpg', 'txt'))}")
                for n in range(self.random.choice((0, 0, 0, 0, 2)))
            ),
            state="visible" if first else state,  # type: ignore[arg-type]
        )
        if post.state == "visible":
            self._said.append(post)
        return post

    def thread(self, members: tuple[Member, ...], board: int, posts: int) -> Thread:
        poll = None
        if self.maybe(0.2):
            choices = tuple(
                Choice(text=f"{self.say()} {n}", votes=self.random.randint(0, 1_200)) for n in range(self.random.randint(2, 4))
            )
            poll = Poll(question=self.say(), choices=choices, closed=self._moment if self.maybe(0.5) else None)
        return Thread(
            id=self.next_id(),
            title=self.say(),
            board=board,
            posts=tuple(self.post(members, first=n == 0) for n in range(posts)),
            views=self.random.choice((0, 7, 999, 12_345)),
            prefix=self.say() if self.maybe(0.2) else None,
            tags=tuple(f"tag {n}" for n in range(self.random.choice((0, 0, 2)))),
            sticky=self.maybe(0.15),
            locked=self.maybe(0.15),
            poll=poll,
        )

    def community(
        self, *, threads: int = 3, posts: tuple[int, int] = (1, 12), posts_per_page: int = 5, threads_per_page: int = 20
    ) -> Community:
        """A forum of two categories and three boards, one of them inside another."""
        members = self.members(8)
        boards = (
            Board(id=1, title="Main & more", description="Most of it", category=True),
            Board(id=2, title="Engines <loud>", description="What turns", parent=1),
            Board(id=3, title="Μπαταρίες", description="What does not", parent=2),
            Board(id=4, title="Elsewhere", category=True),
            Board(id=5, title="Journeys", description="Where to", parent=4),
        )
        places = [self.random.choice((2, 3, 5)) for _ in range(threads)]
        return Community(
            title="An invented forum",
            description="Nobody is here",
            members=members,
            boards=boards,
            threads=tuple(self.thread(members, place, self.random.randint(*posts)) for place in places),
            posts_per_page=posts_per_page,
            threads_per_page=threads_per_page,
        )

    # -- the blog --------------------------------------------------------------------------------------------------

    def comment(self, members: tuple[Member, ...], before: list[Comment], depth: dict[int, int]) -> Comment:
        above = [comment for comment in before if comment.kind == "comment" and depth[comment.id] < 5]
        parent = self.random.choice(above).id if above and self.maybe(0.6) else None
        kind = "pingback" if parent is None and self.maybe(0.1) else "comment"
        visitor = Guest(
            self.random.choice(("Baker's Daughter", "健二", "A & B")), "http://home.example.net/" if self.maybe(0.5) else ""
        )
        writer: Writer = self.random.choice(members) if kind == "comment" and self.maybe(0.4) else visitor
        comment = Comment(id=self.next_id(), author=writer, posted=self.later(), body=self.body(()), parent=parent, kind=kind)  # type: ignore[arg-type]
        depth[comment.id] = depth.get(parent, 0) + 1 if parent else 1
        return comment

    def article(self, members: tuple[Member, ...], terms: tuple[Term, ...], comments: int) -> Article:
        number, posted = self.next_id(), self.later()
        body = self.body(())
        found: list[Comment] = []
        depth: dict[int, int] = {}
        for _ in range(comments):
            found.append(self.comment(members, found, depth))
        return Article(
            id=number,
            slug=f"article-{number}",
            title=self.say(),
            author=self.random.choice(members),
            posted=posted,
            body=body,
            categories=terms[:1],
            tags=terms[1:] if self.maybe(0.5) else (),
            comments=tuple(found),
            closed=self.maybe(0.2),
        )

    def blog(self, *, articles: int = 2, comments: tuple[int, int] = (0, 8), comments_per_page: int = 5) -> Blog:
        """A blog of a few articles in one category."""
        members = tuple(Member(id=n + 1, name=name, joined=self._moment) for n, name in enumerate(("Winifred Ash", "Τομ")))
        terms = (Term(id=3, name="Stove & co", slug="stove"), Term(id=4, name="winter", slug="winter"))
        return Blog(
            title="An invented blog",
            tagline="Nobody writes",
            members=members,
            categories=terms[:1],
            tags=terms[1:],
            articles=tuple(self.article(members, terms, self.random.randint(*comments)) for _ in range(articles)),
            comments_per_page=comments_per_page,
        )
