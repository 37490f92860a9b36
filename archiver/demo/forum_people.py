"""Who writes in the demo's forum, and its boards."""

from __future__ import annotations

from archiver.demo.model import Board, Guest, Member
from archiver.demo.writing import at, body

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
