"""The tables as Core sees them, for the code that writes and reads in bulk."""

from __future__ import annotations

from sqlalchemy import Table

from db.models.author import Author
from db.models.base import Base
from db.models.crawl import Crawl
from db.models.post import Post
from db.models.revision import Revision
from db.models.site import Site
from db.models.thread import Thread

_LOADED = (Author, Crawl, Post, Revision, Site, Thread)  # their modules define all tables
BY_NAME = Base.metadata.tables

AUTHOR: Table = BY_NAME["author"]
AUTHOR_ALIAS: Table = BY_NAME["author_alias"]
AUTHOR_NAME: Table = BY_NAME["author_name"]
BOARD: Table = BY_NAME["board"]
CAPTURE: Table = BY_NAME["capture"]
CRAWL: Table = BY_NAME["crawl"]
EDIT: Table = BY_NAME["edit"]
LABEL: Table = BY_NAME["label"]
LINK: Table = BY_NAME["link"]
LOSS: Table = BY_NAME["loss"]
MEDIA: Table = BY_NAME["media"]
MENTION: Table = BY_NAME["mention"]
PASS: Table = BY_NAME["pass"]
POLL: Table = BY_NAME["poll"]
POLL_OPTION: Table = BY_NAME["poll_option"]
POST: Table = BY_NAME["post"]
POST_ALIAS: Table = BY_NAME["post_alias"]
POST_STATE: Table = BY_NAME["post_state"]
POST_THREAD: Table = BY_NAME["post_thread"]
QUOTE: Table = BY_NAME["quote"]
REACTION: Table = BY_NAME["reaction"]
REVISION: Table = BY_NAME["revision"]
SITE: Table = BY_NAME["site"]
SITE_ADDRESS: Table = BY_NAME["site_address"]
SOURCE: Table = BY_NAME["source"]
SOURCE_PAGE: Table = BY_NAME["source_page"]
TARGET: Table = BY_NAME["target"]
THREAD: Table = BY_NAME["thread"]
THREAD_ALIAS: Table = BY_NAME["thread_alias"]
THREAD_BOARD: Table = BY_NAME["thread_board"]
THREAD_FACT: Table = BY_NAME["thread_fact"]
THREAD_LABEL: Table = BY_NAME["thread_label"]
THREAD_PAGE: Table = BY_NAME["thread_page"]
