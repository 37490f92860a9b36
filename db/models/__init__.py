"""The schema: every table and column with its meaning. The migrations build it; a test holds the two together."""

from __future__ import annotations

from db.models.author import Author, AuthorAlias, AuthorName
from db.models.base import Base, LocalTime, UtcTime
from db.models.crawl import Capture, Crawl, Loss, Target
from db.models.post import Edit, Post, PostAlias, PostState, PostThread, Reaction
from db.models.revision import Link, Media, Mention, Quote, Revision
from db.models.site import Board, Label, Site, SiteAddress, Source, SourcePage
from db.models.thread import Pass, Poll, PollOption, Thread, ThreadAlias, ThreadBoard, ThreadFact, ThreadLabel, ThreadPage
from db.models.views import POST_CURRENT, QUOTE_EDGE, VIEWS, View

__all__ = [
    "POST_CURRENT",
    "QUOTE_EDGE",
    "VIEWS",
    "Author",
    "AuthorAlias",
    "AuthorName",
    "Base",
    "Board",
    "Capture",
    "Crawl",
    "Edit",
    "Label",
    "Link",
    "LocalTime",
    "Loss",
    "Media",
    "Mention",
    "Pass",
    "Poll",
    "PollOption",
    "Post",
    "PostAlias",
    "PostState",
    "PostThread",
    "Quote",
    "Reaction",
    "Revision",
    "Site",
    "SiteAddress",
    "Source",
    "SourcePage",
    "Target",
    "Thread",
    "ThreadAlias",
    "ThreadBoard",
    "ThreadFact",
    "ThreadLabel",
    "ThreadPage",
    "UtcTime",
    "View",
]
