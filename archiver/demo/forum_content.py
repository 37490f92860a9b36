"""The demo's forum: a dozen threads among people who live on narrowboats. Written for the demo; any likeness is chance."""

from __future__ import annotations

from functools import cache

from archiver.demo.forum_long_thread import long_thread
from archiver.demo.forum_people import (
    AFLOAT,
    BATTERIES,
    ELENI,
    ENGINES,
    HAZEL,
    JOURNEYS,
    LOUNGE,
    MIRA,
    OSCAR,
    PASSER_BY,
    PETE,
    SATO,
    TOM,
    TOWPATH,
    WINIFRED,
)
from archiver.demo.model import (
    Choice,
    Code,
    Community,
    Edit,
    Picture,
    Poll,
    Post,
    Reaction,
    Strong,
    Thread,
)
from archiver.demo.writing import WINK, at, body, bullets, emoji, link, mention, p, quote


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
            long_thread(),
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
