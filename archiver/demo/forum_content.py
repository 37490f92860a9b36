"""The demo's forum: a dozen threads among people who live on narrowboats. Written for the demo; any likeness is chance."""

from __future__ import annotations

from functools import cache

from archiver.demo.model import (
    Attachment,
    Board,
    Choice,
    Code,
    Community,
    Edit,
    Guest,
    Member,
    Picture,
    Poll,
    Post,
    Reaction,
    Strong,
    Thread,
)
from archiver.demo.writing import GRIN, SMILE, WINK, at, body, bullets, emoji, link, mention, p, quote

HAZEL = Member(id=2, name="Hazel Wren", joined=at("2015-04-11 09:00"), title="Lock keeper", staff=True)
TOM = Member(
    id=5,
    name="Tom_on_Ada",
    joined=at("2016-06-02 18:20"),
    title="Liveaboard",
    signature=body("NB Ada, 57ft, built 1989. Slower than the ducks."),
)
MIRA = Member(id=9, name="Mira K.", joined=at("2017-01-29 20:11"), title="Continuous cruiser")
OSCAR = Member(id=14, name="O'Neil & Son", joined=at("2018-08-15 07:45"), title="Boatyard")
ELENI = Member(id=23, name="Ελένη", joined=at("2019-03-30 12:00"), title="Weekender")
SATO = Member(id=31, name="佐藤", joined=at("2020-10-05 03:30"), title="Hirer")
PETE = Member(id=47, name="pete<3pumps", joined=at("2021-02-17 22:54"), title="Newcomer", signature=body("Ask me about bilges."))
WINIFRED = Member(id=58, name="Winifred", joined=at("2022-05-21 16:05"), title="Liveaboard")
PASSER_BY = Guest("Passing Walker")

AFLOAT = Board(id=1, title="Afloat", description="Everything below the gunwale", category=True)
ENGINES = Board(id=3, title="Engines & plumbing", description="What turns, leaks or smells of diesel", parent=1)
BATTERIES = Board(id=4, title="Batteries & solar", description="Volts, amps and winter", parent=3)
TOWPATH = Board(id=2, title="Around the towpath", description="Places and people", category=True)
JOURNEYS = Board(id=6, title="Journeys", description="Where you went and what the water was like", parent=2)
LOUNGE = Board(id=7, title="Members' lounge", description="For members only", parent=2, gated=True)


@cache
def demo_community() -> Community:
    """The forum. The same at every call."""
    return Community(
        title="Towpath Talk",
        description="A small forum for people who live at four miles an hour",
        members=(HAZEL, TOM, MIRA, OSCAR, ELENI, SATO, PETE, WINIFRED),
        boards=(AFLOAT, ENGINES, BATTERIES, TOWPATH, JOURNEYS, LOUNGE),
        threads=(
            _rules(),
            _engine(),
            _pump(),
            _batteries(),
            _logging(),
            _pins(),
            _foxton(),
            _greetings(),
            _water_point(),
            _quiet(),
            _winter(),
            _lost_windlass(),
            _secret(),
            _moved(),
        ),
    )


def _rules() -> Thread:
    return Thread(
        id=11,
        title="Read me first: how to ask about an engine",
        board=ENGINES.id,
        sticky=True,
        locked=True,
        views=18_204,
        posts=(
            Post(
                id=101,
                author=HAZEL,
                posted=at("2019-01-06 10:12:31"),
                body=body(
                    "Before you post, please write down:",
                    bullets("the make of the engine and its year", "what you heard, saw and smelt", "what you changed last"),
                    p("Photographs help. ", Strong("Do not"), " post serial numbers."),
                ),
                edit=Edit(at=at("2023-11-19 08:05:00"), by=HAZEL),
                reactions=(Reaction("Like", (TOM, MIRA, OSCAR, WINIFRED)),),
            ),
        ),
    )


def _engine() -> Thread:
    told = "It starts cleanly, runs for ten minutes, then the revs fall away and it stops as if I had pulled the stop cable."
    return Thread(
        id=27,
        title="Engine dies after ten minutes (BMC 1.8)",
        board=ENGINES.id,
        tags=("bmc", "fuel starvation"),
        views=3_417,
        posts=(
            Post(
                id=240,
                author=TOM,
                posted=at("2024-03-02 18:41:07"),
                body=body(told, "Tank is half full. Filters were new in October. What would you look at first?"),
                edit=Edit(at=at("2024-03-02 18:55:40"), by=TOM),
                reactions=(Reaction("Like", (MIRA,)),),
            ),
            Post(
                id=241,
                author=OSCAR,
                posted=at("2024-03-02 19:20:15"),
                body=body(
                    quote(TOM, 240, told),
                    "Fuel. Crack the bleed screw on the filter when it stops and see whether anything comes out.",
                ),
                reactions=(Reaction("Like", (TOM, HAZEL)),),
            ),
            Post(
                id=243,
                author=MIRA,
                posted=at("2024-03-02 21:03:59"),
                body=body("Or the tank breather. Mine was blocked by a spider.", p("Take the filler cap off and run it ", SMILE)),
            ),
            Post(
                id=244,
                author=TOM,
                posted=at("2024-03-03 09:12:44"),
                body=body(
                    quote(MIRA, 243, quote(OSCAR, 241, "Fuel."), "Or the tank breather. Mine was blocked by a spider."),
                    "Cap off: the same. Ten minutes, nearly to the second.",
                    quote(OSCAR, 241, "Crack the bleed screw on the filter when it stops and see whether anything comes out."),
                    "Nothing but froth.",
                ),
            ),
            Post(
                id=246,
                author=OSCAR,
                posted=at("2024-03-03 10:02:10"),
                body=body(
                    "Froth is air. It is sucking air somewhere between the tank and the lift pump.",
                    "Olives, then the rubber pipe, then the pump's own gasket, in that order.",
                ),
                edit=Edit(at=at("2024-03-04 07:30:00"), by=HAZEL),
            ),
            Post(
                id=249,
                author=WINIFRED,
                posted=at("2024-03-03 12:47:33"),
                body=body(p(mention(TOM), " is there a sight glass on yours? On mine the crack in it was thinner than a hair.")),
            ),
            Post(
                id=250,
                author=TOM,
                posted=at("2024-03-03 13:15:02"),
                body=body(quote(WINIFRED, 249, "is there a sight glass on yours?"), "There is, and it is dry as a bone."),
            ),
            Post(
                id=252,
                author=PETE,
                posted=at("2024-03-03 14:00:00"),
                body=body("Could it be the bilge pump? It is usually the bilge pump."),
                reactions=(Reaction("Haha", (TOM, MIRA, OSCAR, WINIFRED, HAZEL)),),
            ),
            Post(id=253, author=MIRA, posted=at("2024-03-03 14:04:21"), body=body(p("It is never the bilge pump, Pete ", GRIN))),
            Post(
                id=255,
                author=OSCAR,
                posted=at("2024-03-03 18:36:48"),
                body=body(
                    "Run it from a can held above the pump. If it runs for an hour, the fault is behind the can.",
                    Picture(url="http://pictures.example.org/boatyard/fuel-can.jpg", name="fuel-can.jpg", proxied=True),
                ),
            ),
            Post(
                id=258,
                author=TOM,
                posted=at("2024-03-09 11:22:19"),
                body=body(
                    "Ran for an hour and a half from the can. So it is the tank side.",
                    "Does anybody know the thread of the take-off?",
                ),
            ),
            Post(
                id=260,
                author=OSCAR,
                posted=at("2024-03-09 12:05:51"),
                body=body("Half inch BSP on a boat of that year. Bring it in, I will measure it."),
            ),
            Post(
                id=261,
                author=PETE,
                posted=at("2024-03-09 12:11:00"),
                body=body("First!! Cheap pumps at my shop!!"),
                state="deleted",
            ),
            Post(
                id=264,
                author=MIRA,
                posted=at("2024-03-09 15:43:05"),
                body=body(
                    quote(TOM, 258, "Does anybody know the thread of the take-off?"),
                    p(
                        "There is a table in ",
                        link("http://library.example.org/bmc/manual.pdf?page=17", "the old manual"),
                        ", page 17.",
                    ),
                ),
            ),
            Post(
                id=266,
                author=TOM,
                posted=at("2024-03-10 08:59:30"),
                body=body("Thank you both. Part ordered; the chandlery says ten days, so about a month."),
            ),
            Post(
                id=270,
                author=WINIFRED,
                posted=at("2024-03-31 00:30:00"),
                body=body("Any news? The clocks are about to change and so is the weather."),
            ),
            Post(
                id=271,
                author=TOM,
                posted=at("2024-03-31 01:30:00"),
                body=body(
                    quote(WINIFRED, 270, "Any news?"),
                    "Posted an hour later, though your clock will say two.",
                    "New take-off fitted, no more froth.",
                ),
            ),
            Post(
                id=274,
                author=OSCAR,
                posted=at("2024-04-01 06:15:27"),
                body=body(
                    quote(
                        TOM,
                        271,
                        quote(WINIFRED, 270, quote(None, None, "Any news?", name="everyone")),
                        "New take-off fitted, no more froth.",
                    ),
                    "Good. What was it like inside?",
                ),
            ),
            Post(
                id=275,
                author=TOM,
                posted=at("2024-04-01 17:48:52"),
                body=body(
                    "Black, and a piece of rag the size of a stamp. Photograph attached.",
                    p("It had been moving about in there since 1989 ", emoji("\U0001f633")),
                ),
                attachments=(Attachment(id=31, name="rag.jpg", size=88_120), Attachment(id=32, name="run-log.txt", size=1_940)),
                reactions=(Reaction("Like", (HAZEL,)), Reaction("Wow", (MIRA, WINIFRED))),
            ),
            Post(
                id=277,
                author=HAZEL,
                posted=at("2024-04-02 07:02:13"),
                body=body("I have moved the advertisement out of this thread. Please report such posts; do not answer them."),
            ),
            Post(
                id=281,
                author=PETE,
                posted=at("2024-04-05 19:59:59"),
                body=body(quote(HAZEL, 277, "Please report such posts; do not answer them."), "Sorry. My nephew had the tablet."),
            ),
            Post(
                id=283,
                author=ELENI,
                posted=at("2024-04-06 08:30:40"),
                body=body(
                    "Το ίδιο πρόβλημα είχα κι εγώ πέρσι στον Πειραιά.",
                    "The same happened to me last year, with a feather instead of a rag.",
                ),
            ),
            Post(
                id=284,
                author=TOM,
                posted=at("2024-04-06 09:15:11"),
                body=body(
                    quote(ELENI, 283, "Το ίδιο πρόβλημα είχα κι εγώ πέρσι στον Πειραιά."),
                    "A feather is at least picturesque. For the record, what cured it:",
                    bullets("new take-off and olives", "a metre of new hose", "tank drained and wiped"),
                    "Forty hours since, and not a hiccup.",
                ),
                edit=Edit(at=at("2024-05-20 20:10:05"), by=TOM, count=3),
            ),
            Post(
                id=290,
                author=OSCAR,
                posted=at("2024-05-21 06:45:00"),
                body=body(quote(None, None, "Forty hours since, and not a hiccup."), "That is how a thread should end."),
                reactions=(Reaction("Like", (TOM, MIRA, ELENI, WINIFRED)),),
            ),
        ),
    )


def _pump() -> Thread:
    return Thread(
        id=31,
        title="Bilge pump runs and runs",
        board=ENGINES.id,
        prefix="Solved",
        views=812,
        posts=(
            Post(
                id=301,
                author=PETE,
                posted=at("2024-06-11 21:15:00"),
                body=body("It has run since Sunday. The bilge is dry. The battery is not happy."),
            ),
            Post(
                id=302,
                author=OSCAR,
                posted=at("2024-06-12 06:30:21"),
                body=body(
                    "Float switch stuck up. Lift the float by hand and let it fall.",
                    p("Compare with what I said about Tom's engine:"),
                    quote(
                        OSCAR, 255, "Run it from a can held above the pump. If it runs for an hour, the fault is behind the can."
                    ),
                    "The same idea: halve the problem, then halve it again.",
                ),
            ),
            Post(
                id=303,
                author=PETE,
                posted=at("2024-06-12 18:02:47"),
                body=body(quote(OSCAR, 302, "Float switch stuck up."), "A tennis ball. There was a tennis ball on it. Solved."),
                reactions=(Reaction("Haha", (TOM, MIRA)),),
            ),
        ),
    )


def _batteries() -> Thread:
    return Thread(
        id=35,
        title="Will 300 W of solar carry me through October?",
        board=BATTERIES.id,
        tags=("solar",),
        views=1_950,
        posts=(
            Post(
                id=330,
                author=MIRA,
                posted=at("2023-08-28 07:55:13"),
                body=body(
                    "Fridge, lights, a laptop. Three panels flat on the roof. Lead batteries, 440 Ah when they were young."
                ),
            ),
            Post(
                id=331,
                author=WINIFRED,
                posted=at("2023-08-28 11:20:00"),
                body=body(
                    quote(MIRA, 330, "Three panels flat on the roof."),
                    "Flat is the trouble. I got 18 Ah a day in the last week of October, tilted; 11 when I forgot.",
                ),
            ),
            Post(
                id=333,
                author=TOM,
                posted=at("2023-08-28 19:44:36"),
                body=body("Turn the fridge off. In October the canal is a fridge."),
                reactions=(Reaction("Like", (WINIFRED, MIRA)),),
            ),
            Post(
                id=334,
                author=MIRA,
                posted=at("2023-08-29 06:10:05"),
                body=body(p(mention(TOM), " said the man with the coal stove ", WINK)),
            ),
        ),
    )


def _logging() -> Thread:
    script = (
        "import time\n\n\ndef sample(sensor):\n    volts = sensor.read()\n    if volts < 12.2:\n"
        '        print("low:", volts)\n    return volts\n\n\nwhile True:\n    sample(SENSOR)\n    time.sleep(60)'
    )
    return Thread(
        id=38,
        title="Logging battery voltage with a small computer",
        board=BATTERIES.id,
        views=640,
        posts=(
            Post(
                id=350,
                author=SATO,
                posted=at("2024-09-14 13:00:00"),
                body=body(
                    "I wrote this on the hire boat. It works, I think.",
                    Code(script, "python"),
                    "Please tell me what is wrong with it.",
                ),
            ),
            Post(
                id=351,
                author=MIRA,
                posted=at("2024-09-14 16:31:12"),
                body=body(
                    "Nothing is wrong with it, but under load it means little. Measure at rest & write the current down too.",
                    Code("volts,amps\n12.61, 0.0\n12.18,-9.4"),
                ),
            ),
            Post(
                id=352,
                author=SATO,
                posted=at("2024-09-15 00:12:44"),
                body=body("ありがとうございます。電流も測ります。", p("I will measure the current too ", emoji("\U0001f64f"))),
            ),
        ),
    )


def _pins() -> Thread:
    return Thread(
        id=42,
        title="Mooring pins or piling hooks?",
        board=JOURNEYS.id,
        views=2_204,
        poll=Poll(
            question="What do you use on a bank with piling?",
            choices=(Choice(text="Pins", votes=3), Choice(text="Piling hooks", votes=11), Choice(text="Chains & hope", votes=6)),
            closed=at("2023-06-30 12:00"),
        ),
        posts=(
            Post(
                id=370,
                author=HAZEL,
                posted=at("2023-05-12 17:30:00"),
                body=body("Settle it, please. The poll is open until the end of June."),
            ),
            Post(id=371, author=TOM, posted=at("2023-05-12 18:01:10"), body=body("Hooks. Pins are for people who like digging.")),
            Post(
                id=372,
                author=WINIFRED,
                posted=at("2023-05-13 08:20:55"),
                body=body(
                    quote(TOM, 371, "Pins are for people who like digging."),
                    "And for people whose piling fell into the cut in 1974.",
                ),
            ),
        ),
    )


def _foxton() -> Thread:
    return Thread(
        id=45,
        title="Foxton in the snow",
        board=JOURNEYS.id,
        views=5_031,
        tags=("foxton", "photographs"),
        posts=(
            Post(
                id=390,
                author=WINIFRED,
                posted=at("2022-12-11 15:02:09"),
                body=body(
                    "Ten locks, one fox, no queue.",
                    Picture(url="http://pictures.example.org/winifred/foxton-1.jpg", name="foxton-1.jpg"),
                    Picture(url="http://pictures.example.org/winifred/foxton-2.jpg", name="foxton-2.jpg", lazy=True),
                ),
                reactions=(Reaction("Love", (HAZEL, TOM, MIRA, ELENI, SATO)),),
            ),
            Post(
                id=391,
                author=ELENI,
                posted=at("2022-12-11 19:40:00"),
                body=body(p("Πανέμορφο! ", emoji("❄️"), " What did you stand on for the second one?")),
            ),
            Post(
                id=392,
                author=WINIFRED,
                posted=at("2022-12-12 07:58:31"),
                body=body(quote(ELENI, 391, "What did you stand on for the second one?"), "The balance beam, and then the ice."),
            ),
        ),
    )


def _greetings() -> Thread:
    return Thread(
        id=48,
        title="Γεια σας από τον Πειραιά / はじめまして",
        board=JOURNEYS.id,
        views=377,
        posts=(
            Post(
                id=410,
                author=ELENI,
                posted=at("2021-07-04 09:00:00"),
                body=body(
                    "Καλημέρα σε όλους. Θα έρθω στο Llangollen τον Σεπτέμβρη.",
                    "Good morning all. Is the aqueduct as high as it looks?",
                ),
            ),
            Post(
                id=411,
                author=SATO,
                posted=at("2021-07-04 10:30:30"),
                body=body(
                    "去年渡りました。高いです。", p("I crossed it last year. It is high. Do not look right ", emoji("\U0001f605"))
                ),
            ),
            Post(
                id=412,
                author=ELENI,
                posted=at("2021-07-04 11:05:00"),
                body=body(quote(SATO, 411, "去年渡りました。高いです。"), "Θα κοιτάζω αριστερά, λοιπόν."),
            ),
        ),
    )


def _water_point() -> Thread:
    return Thread(
        id=51,
        title="Water point at Braunston out of order",
        board=JOURNEYS.id,
        views=290,
        posts=(
            Post(
                id=430,
                author=PASSER_BY,
                posted=at("2024-08-19 10:45:00"),
                body=body(
                    "The tap by the church turns and turns, and nothing comes. I have no boat, but I thought you should know."
                ),
            ),
            Post(
                id=431,
                author=HAZEL,
                posted=at("2024-08-19 11:30:25"),
                body=body(
                    quote(None, 430, "nothing comes.", name="Passing Walker"),
                    "Reported, thank you. Reference on the notice board.",
                ),
            ),
            Post(
                id=432,
                author=MIRA,
                posted=at("2024-08-23 17:20:00"),
                body=body("Mended. It is stiff, but wet."),
                edit=Edit(at=at("2024-08-23 17:22:10"), by=MIRA),
            ),
        ),
    )


def _quiet() -> Thread:
    return Thread(
        id=54,
        title="Has anybody a spare hour meter?",
        board=ENGINES.id,
        views=41,
        posts=(
            Post(
                id=450,
                author=WINIFRED,
                posted=at("2024-10-27 00:30:00"),
                body=body("12 V, 52 mm hole. Mine has been at 9,999 since spring."),
            ),
        ),
    )


def _winter() -> Thread:
    return Thread(
        id=57,
        title="Winter stoppages: what is shut?",
        board=JOURNEYS.id,
        sticky=True,
        views=6_120,
        posts=(
            Post(
                id=470,
                author=HAZEL,
                posted=at("2024-10-01 08:00:00"),
                body=body(
                    p("The list is at ", link("http://stoppages.example.org/winter/2024"), " and changes weekly."),
                    bullets("Lock 17: gates, until February", "Tunnel: bricks & bats, until March"),
                ),
                edit=Edit(at=at("2024-11-18 09:30:00"), by=HAZEL, reason="Tunnel added", count=7),
            ),
            Post(
                id=471,
                author=TOM,
                posted=at("2024-10-27 01:30:00"),
                body=body(quote(HAZEL, 470, "Tunnel: bricks & bats, until March"), "Are the bats being repaired or replaced?"),
                reactions=(Reaction("Haha", (MIRA,)),),
            ),
        ),
    )


def _lost_windlass() -> Thread:
    return Thread(
        id=60,
        title="Lost: one windlass, between locks 6 & 7",
        board=JOURNEYS.id,
        locked=True,
        views=158,
        posts=(
            Post(
                id=490, author=TOM, posted=at("2024-07-20 20:00:00"), body=body("Sentimental value only. It has my teeth marks.")
            ),
            Post(id=491, author=MIRA, posted=at("2024-07-21 07:12:12"), body=body("Found it, with my propeller.")),
        ),
    )


def _secret() -> Thread:
    return Thread(
        id=63,
        title="Where the good moorings are",
        board=LOUNGE.id,
        views=99,
        posts=(Post(id=510, author=HAZEL, posted=at("2024-01-01 12:00:00"), body=body("Not telling guests.")),),
    )


def _moved() -> Thread:
    return Thread(
        id=66,
        title="Logging battery voltage with a small computer",
        board=JOURNEYS.id,
        moved_to=38,
        posts=(Post(id=350, author=SATO, posted=at("2024-09-14 13:00:00"), body=body("Moved.")),),
    )
