"""The two views for people: what is said now, and who quoted whom."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name, what it shows, its columns with their meaning, and the SELECT, which both databases understand."""

    name: str
    comment: str
    columns: dict[str, str]
    select: str


POST_CURRENT = View(
    name="post_current",
    comment="Each post with its author's name, its thread's title and its current words: where to begin.",
    columns={
        "post_id": "post.id",
        "site_url": "site.url",
        "board_title": "Title of the board the thread is in.",
        "thread_id": "thread.id",
        "thread_title": "thread.title",
        "kind": "post.kind",
        "native_id": "post.native_id",
        "ordinal": "post.ordinal",
        "parent_id": "post.parent_id",
        "author_id": "post.author_id",
        "author_name": "The author's name as printed on the post, else as last known.",
        "posted_at": "post.posted_at",
        "state": "post.state",
        "text": "revision.text of the current revision; null where the words were never seen.",
        "revisions": "How many revisions of the shown view there are: more than one means that the words changed.",
        "url": "post.url",
        "first_seen": "post.first_seen",
        "last_seen": "post.last_seen",
    },
    select="""
SELECT post.id AS post_id, site.url AS site_url, board.title AS board_title, thread.id AS thread_id, thread.title AS thread_title,
       post.kind AS kind, post.native_id AS native_id, post.ordinal AS ordinal, post.parent_id AS parent_id,
       post.author_id AS author_id, COALESCE(post.author_name, author.name) AS author_name, post.posted_at AS posted_at,
       post.state AS state, revision.text AS text, revision.number AS revisions, post.url AS url,
       post.first_seen AS first_seen, post.last_seen AS last_seen
FROM post
JOIN site ON site.id = post.site_id
JOIN thread ON thread.id = post.thread_id
LEFT JOIN board ON board.id = thread.board_id
LEFT JOIN author ON author.id = post.author_id
LEFT JOIN revision ON revision.post_id = post.id AND revision.current
""".strip(),
)

QUOTE_EDGE = View(
    name="quote_edge",
    comment="Who quoted whom, when, and how many characters: one row per quote in the current words of a post.",
    columns={
        "site_url": "site.url",
        "thread_id": "Thread of the quoting post.",
        "post_id": "The quoting post.",
        "ordinal": "quote.ordinal",
        "depth": "quote.depth",
        "author_id": "Who quoted.",
        "author_name": "Their name.",
        "quoted_at": "When: the quoting post's time.",
        "source_post_id": "The quoted post, when known.",
        "source_thread_id": "Its thread.",
        "source_author_id": "Who is quoted, when the quoted post is known.",
        "source_author_name": "Their name; else the name the quote gives.",
        "source_posted_at": "When the quoted post was written.",
        "match": "quote.match",
        "characters": "Length of the quoted words.",
    },
    select="""
SELECT site.url AS site_url, post.thread_id AS thread_id, post.id AS post_id, quote.ordinal AS ordinal, quote.depth AS depth,
       post.author_id AS author_id, COALESCE(post.author_name, author.name) AS author_name, post.posted_at AS quoted_at,
       source.id AS source_post_id, source.thread_id AS source_thread_id, source.author_id AS source_author_id,
       COALESCE(source.author_name, source_author.name, quote.author_name) AS source_author_name,
       source.posted_at AS source_posted_at, quote.match AS match, LENGTH(quote.text) AS characters
FROM quote
JOIN revision ON revision.id = quote.revision_id AND revision.current
JOIN post ON post.id = revision.post_id
JOIN site ON site.id = post.site_id
LEFT JOIN author ON author.id = post.author_id
LEFT JOIN post AS source ON source.id = quote.source_post_id
LEFT JOIN author AS source_author ON source_author.id = source.author_id
""".strip(),
)

VIEWS = (POST_CURRENT, QUOTE_EDGE)
