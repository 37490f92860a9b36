"""The demo's long thread: nested quotes, edits, a moderator's edit, a deleted post, attachments, both sides of a clock change."""

from __future__ import annotations

from archiver.demo.forum_people import ELENI, ENGINES, HAZEL, MIRA, OSCAR, PETE, TOM, WINIFRED
from archiver.demo.model import Attachment, Edit, Picture, Post, Reaction, Thread
from archiver.demo.writing import GRIN, SMILE, at, body, bullets, emoji, link, mention, p, quote


def long_thread() -> Thread:
    """Three pages about an engine that stops."""
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
