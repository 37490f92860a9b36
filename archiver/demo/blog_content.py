"""The demo's blog: what is cooked on a narrowboat, and what readers make of it. Written for the demo; any likeness is chance."""

from __future__ import annotations

from functools import cache

from archiver.demo.blog_model import Article, Blog, Comment, Term
from archiver.demo.model import Code, Guest, Member, Picture, Strong
from archiver.demo.writing import GRIN, SMILE, WINK, at, body, bullets, emoji, link, p, quote

WINIFRED = Member(id=1, name="Winifred Ash", joined=at("2019-01-01 12:00"))
TOM = Member(id=2, name="Tom Ada", joined=at("2020-02-02 12:00"), url="http://ada.example.org/")
BAKER = Guest("Baker's Daughter", "http://crumbs.example.net/")
KENJI = Guest("健二")
ANONYMOUS = Guest("Anonymous")
SOFIA = Guest("Σοφία", "https://kouzina.example.gr/")
LEN = Guest("Len <the stove>")

STOVE = Term(id=3, name="On the stove", slug="on-the-stove")
BREAD = Term(id=4, name="Bread & buns", slug="bread-buns", parent=3)
BOAT = Term(id=5, name="Boat", slug="boat")
WINTER = Term(id=8, name="winter", slug="winter")
ONE_POT = Term(id=9, name="one pot", slug="one-pot")
GREEK = Term(id=10, name="Ελληνικά", slug="%ce%b5%ce%bb%ce%bb%ce%b7%ce%bd%ce%b9%ce%ba%ce%ac")


@cache
def demo_blog() -> Blog:
    """The blog. The same at every call."""
    return Blog(
        title="The Slow Galley",
        tagline="Cooking at four miles an hour",
        members=(WINIFRED, TOM),
        categories=(STOVE, BREAD, BOAT),
        tags=(WINTER, ONE_POT, GREEK),
        articles=(
            _about(),
            _first(),
            _bread(),
            _soup(),
            _stove(),
            _coffee(),
            _kit(),
            _lentils(),
            _frost(),
        ),
    )


def _about() -> Article:
    return Article(
        id=2,
        slug="about",
        title="About this galley",
        author=WINIFRED,
        posted=at("2022-01-01 10:00"),
        static=True,
        closed=True,
        body=body(
            "Two metres by two, one window, one gas ring that works.",
            p("Write to ", Strong("the cook"), " by leaving a comment."),
        ),
    )


def _first() -> Article:
    return Article(
        id=5,
        slug="the-kettle-is-on",
        title="The kettle is on",
        author=WINIFRED,
        posted=at("2022-01-03 08:15"),
        categories=(BOAT,),
        body=body(
            "This is the first entry. It takes eleven minutes to boil a litre here, which is why it is short.",
            p("More soon ", SMILE),
        ),
    )


def _bread() -> Article:
    return Article(
        id=9,
        slug="bread-without-an-oven",
        title="Bread without an oven",
        author=WINIFRED,
        posted=at("2022-11-12 17:40:30"),
        modified=at("2022-11-14 09:00"),
        categories=(STOVE, BREAD),
        tags=(WINTER,),
        more=2,
        body=body(
            "A cast pan, a lid, and a stove that has been lit since Tuesday. That is an oven, if nobody is in a hurry.",
            bullets("500 g of strong flour", "7 g of salt", "320 g of water from the tank", "a spoon of yesterday’s dough"),
            "Mix at night. Fold twice before the first lock and once after it.",
            quote(None, None, "Dough keeps the time of the boat, not of the clock."),
            "My grandmother said that, on a different boat.",
            Picture(url="http://pictures.example.org/galley/loaf.jpg", name="The loaf"),
            Picture(url="http://pictures.example.org/galley/crumb.jpg", name="The crumb", lazy=True),
        ),
        comments=_bread_comments(),
    )


def _bread_comments() -> tuple[Comment, ...]:
    return (
        Comment(id=21, author=BAKER, posted=at("2022-11-12 19:02:11"), body=body("Seven grams is too little. Ten.")),
        Comment(id=22, author=WINIFRED, posted=at("2022-11-12 20:10:00"), parent=21, body=body("Tank water is salty enough.")),
        Comment(
            id=23,
            author=BAKER,
            posted=at("2022-11-12 20:31:45"),
            parent=22,
            body=body(quote(None, None, "Tank water is salty enough."), p("Then I fear for your tea ", WINK)),
        ),
        Comment(
            id=24, author=LEN, posted=at("2022-11-13 07:00:00"), parent=23, body=body("She puts salt in that too. I was there.")
        ),
        Comment(
            id=25,
            author=KENJI,
            posted=at("2022-11-13 09:45:12"),
            body=body("蓋は重いほうがいいですか。", "Is a heavier lid better?"),
        ),
        Comment(
            id=26,
            author=WINIFRED,
            posted=at("2022-11-13 10:20:00"),
            parent=25,
            body=body(p("Heavier, yes. Mine has a brick ", emoji("\U0001f9f1"))),
        ),
        Comment(
            id=27,
            author=Guest("Crumbs » Ovens we do not have", "http://crumbs.example.net/ovens/"),
            posted=at("2022-11-15 12:00:00"),
            kind="pingback",
            body=body("[…] as the Slow Galley shows, a pan will do […]"),
        ),
        Comment(id=28, author=ANONYMOUS, posted=at("2022-11-16 22:41:08"), body=body("Burnt mine. Twice.")),
        Comment(id=29, author=TOM, posted=at("2022-11-17 06:30:00"), parent=28, body=body("Fewer logs, more patience.")),
        Comment(
            id=30,
            author=SOFIA,
            posted=at("2022-11-18 15:15:15"),
            body=body("Η γιαγιά μου έβαζε και λίγο μέλι.", "A little honey, too."),
        ),
        Comment(
            id=31,
            author=LEN,
            posted=at("2022-12-01 18:00:00"),
            body=body(bullets("lit Sunday", "baked Monday", "ate Monday"), "Five stars."),
        ),
        Comment(
            id=32,
            author=BAKER,
            posted=at("2022-12-24 16:00:00"),
            body=body(
                p(
                    "Baked it for Christmas Eve. There is a photograph on ",
                    link("http://crumbs.example.net/eve/", "my own pages"),
                    ".",
                )
            ),
        ),
        Comment(
            id=33,
            author=WINIFRED,
            posted=at("2022-12-24 18:30:00"),
            parent=32,
            body=body(p("That crust! Happy Christmas ", emoji("\U0001f384"))),
        ),
    )


def _soup() -> Article:
    return Article(
        id=14,
        slug="13-replies-on-nothing",
        title="13 replies on nothing",
        author=TOM,
        posted=at("2023-02-20 19:00"),
        categories=(BOAT,),
        body=body(
            "I asked on the towpath what to write about. Thirteen people replied; all of them said: nothing.",
            p("So here is ", link("http://library.example.org/nothing", "nothing"), "."),
        ),
        comments=(Comment(id=40, author=WINIFRED, posted=at("2023-02-20 19:30:10"), body=body("You could have asked me.")),),
    )


def _stove() -> Article:
    return Article(
        id=18,
        slug="how-hot-is-the-stove",
        title="How hot is the stove?",
        author=TOM,
        posted=at("2023-03-26 00:30"),
        categories=(STOVE, BOAT),
        body=body(
            "A thermometer, a magnet and ten lines of code.",
            Code("def degrees(millivolts):\n    return 0.025 * millivolts  # near enough\n\n\nprint(degrees(9_000))", "python"),
            "Two hundred and twenty-five. The cat knew.",
        ),
        comments=(
            Comment(
                id=44,
                author=LEN,
                posted=at("2023-03-26 08:00:00"),
                body=body("Near enough for what?", Code("if cat.asleep:\n    pass")),
            ),
            Comment(id=45, author=TOM, posted=at("2023-03-26 08:05:00"), parent=44, body=body(p("For the cat ", GRIN))),
        ),
    )


def _coffee() -> Article:
    return Article(
        id=23,
        slug="closed-for-coffee",
        title="Closed for coffee",
        author=WINIFRED,
        posted=at("2023-06-21 14:00"),
        categories=(STOVE,),
        closed=True,
        body=body("Comments are closed today, because everybody is outside."),
        comments=(Comment(id=50, author=SOFIA, posted=at("2023-06-21 14:05:00"), body=body("Just in time! Στην υγειά σας.")),),
    )


def _kit() -> Article:
    return Article(
        id=27,
        slug="what-is-in-the-drawer",
        title="What is in the drawer",
        author=WINIFRED,
        posted=at("2023-09-02 11:11"),
        categories=(BOAT,),
        closed=True,
        body=body(
            "A knife, a spoon, a windlass.", bullets("the knife is for bread", "the spoon is for soup", "the windlass is for Tom")
        ),
    )


def _lentils() -> Article:
    return Article(
        id=31,
        slug="%cf%86%ce%b1%ce%ba%ce%ad%cf%82",
        title="Φακές",
        author=WINIFRED,
        posted=at("2023-10-29 00:30"),
        categories=(STOVE,),
        tags=(ONE_POT, GREEK),
        body=body(
            "Φακές, κρεμμύδι, δάφνη, ξίδι στο τέλος.", "Lentils, onion, bay, and vinegar at the end. One pot, one hour, no lock."
        ),
        comments=(
            Comment(id=60, author=SOFIA, posted=at("2023-10-29 00:45:00"), body=body("Και μια κουταλιά λάδι ωμό.")),
            Comment(id=61, author=WINIFRED, posted=at("2023-10-29 02:15:00"), parent=60, body=body("Πάντα.")),
            Comment(id=62, author=TOM, posted=at("2023-10-30 18:00:00"), body=body("Two pots, if I am asked to wash up.")),
        ),
    )


def _frost() -> Article:
    return Article(
        id=36,
        slug="frost-on-the-inside",
        title="Frost on the inside",
        author=TOM,
        posted=at("2024-01-20 07:05:09"),
        categories=(BOAT,),
        tags=(WINTER,),
        body=body(
            "Minus six. The butter is a building material.", "The bread of last November still works, and is eaten faster."
        ),
    )
