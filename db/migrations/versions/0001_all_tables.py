"""All tables of the archive, and the two views."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRUCTURE = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
READING = sa.DateTime(timezone=False).with_variant(sa.Text(), "sqlite")

POST_CURRENT = """
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
"""

QUOTE_EDGE = """
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
"""

COMMENTS = {
    "post_current": {
        "": "Each post with its author's name, its thread's title and its current words: where to begin.",
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
    "quote_edge": {
        "": "Who quoted whom, when, and how many characters: one row per quote in the current words of a post.",
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
}

TABLES = [
    "quote",
    "mention",
    "media",
    "link",
    "thread_page",
    "revision",
    "reaction",
    "post_alias",
    "poll_option",
    "edit",
    "thread_label",
    "thread_board",
    "thread_alias",
    "source_page",
    "post",
    "poll",
    "pass",
    "loss",
    "thread",
    "source",
    "capture",
    "author_name",
    "author_alias",
    "site_address",
    "label",
    "crawl",
    "board",
    "author",
    "target",
    "site",
]


def upgrade() -> None:  # noqa: PLR0915 - one statement a table
    """Create everything."""
    op.create_table(
        "site",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column(
            "url",
            sa.Text(),
            nullable=False,
            comment="Canonical base address, with a slash at the end; the key. Other addresses: site_address.",
        ),
        sa.Column(
            "platform",
            sa.Text(),
            nullable=False,
            comment="Software that runs it, as archiver platforms lists it: xenforo, wordpress.",
        ),
        sa.Column("platform_version", sa.Text(), nullable=True, comment="Version the pages state or show; newest capture."),
        sa.Column("title", sa.Text(), nullable=True, comment="Name the site gives itself."),
        sa.Column("language", sa.Text(), nullable=True, comment="Language of its pages, a BCP 47 tag."),
        sa.Column(
            "timezone",
            sa.Text(),
            nullable=True,
            comment="Zone its times are printed in: an IANA name (Europe/Athens) or an offset (UTC+02:00). Never this machine's.",
        ),
        sa.Column(
            "timezone_source",
            sa.Text(),
            nullable=True,
            comment="How the zone is known: given (by the archivist), stated (on a page), derived (from times it states in UTC).",
        ),
        sa.Column(
            "date_order", sa.Text(), nullable=True, comment="Order of numeric dates where it was found out: DMY, MDY or YMD."
        ),
        sa.Column(
            "robots_capture_id",
            BIG,
            nullable=True,
            comment="Capture (capture.id) of the robots.txt last obeyed; no constraint, since captures refer to sites.",
        ),
        sa.Column("crawl_delay", sa.Float(), nullable=True, comment="Seconds between requests that its robots.txt asks for."),
        sa.Column(
            "blocked_until", MOMENT, nullable=True, comment="Left alone until then, because it refused us again and again."
        ),
        sa.Column(
            "held_by",
            sa.Text(),
            nullable=True,
            comment="Who is crawling it now (host, process, crawl): one crawl a site at a time.",
        ),
        sa.Column(
            "held_until", MOMENT, nullable=True, comment="When the hold lapses unless renewed: a crawl that died gives it back."
        ),
        sa.Column("first_seen", MOMENT, nullable=False, comment="Earliest capture of one of its pages."),
        sa.Column(
            "last_seen",
            MOMENT,
            nullable=False,
            comment="Latest capture of one of its pages: the one that version and title are from.",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_site"),
        sa.UniqueConstraint("url", name="uq_site_url"),
        comment="A forum or blog: one installation of one software.",
    )
    op.create_table(
        "target",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("url", sa.Text(), nullable=False, comment="Address as given."),
        sa.Column("scope", sa.Text(), nullable=False, comment="site, board, thread or author."),
        sa.Column("options", STRUCTURE, nullable=False, comment="Options of its crawls."),
        sa.Column("cron", sa.Text(), nullable=True, comment="When it is crawled, a cron expression; null: on demand."),
        sa.Column("next_run", MOMENT, nullable=True, comment="When it is due next."),
        sa.Column("state", sa.Text(), nullable=False, comment="active or paused."),
        sa.Column("created_at", MOMENT, nullable=False, comment="When it was asked for."),
        sa.PrimaryKeyConstraint("id", name="pk_target"),
        sa.UniqueConstraint("url", "scope", name="uq_target_url_scope"),
        comment="What an archivist asked to keep.",
    )
    op.create_table(
        "author",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("site_id", BIG, nullable=False, comment="The site."),
        sa.Column(
            "native_id",
            sa.Text(),
            nullable=False,
            comment="The site's id of the member; ~ and a hash of the name or of an alias while that is all the site gives.",
        ),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="member (has an id) or name (printed without one: guests, commenters, deleted accounts).",
        ),
        sa.Column(
            "name",
            sa.Text(),
            nullable=False,
            comment="Name; newest capture; empty while only an id is known. Earlier ones: author_name.",
        ),
        sa.Column("name_since", MOMENT, nullable=False, comment="Earliest capture since which this name was seen."),
        sa.Column("url", sa.Text(), nullable=True, comment="Profile of a member; of a bare name see post.author_url."),
        sa.Column(
            "same_as_id",
            BIG,
            nullable=True,
            comment="For kind name: the member it turned out to be, because a post of theirs later showed the id.",
        ),
        sa.Column("first_seen", MOMENT, nullable=False, comment="Earliest capture that shows them."),
        sa.ForeignKeyConstraint(["same_as_id"], ["author.id"], name="fk_author_same_as_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_author_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_author"),
        sa.UniqueConstraint("site_id", "native_id", name="uq_author_site_id_native_id"),
        comment="A member of a site, or a bare name: kind name is a string that was printed, never presented as a person.",
    )
    op.create_index("ix_author_site_id_name", "author", ["site_id", "name"], unique=False)
    op.create_table(
        "board",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("site_id", BIG, nullable=False, comment="The site."),
        sa.Column(
            "native_id", sa.Text(), nullable=False, comment="The site's id; ~ and a hash of address or title where it gives none."
        ),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="forum, category (holds boards, no threads) or link (leads elsewhere)."
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="Title; newest capture."),
        sa.Column("url", sa.Text(), nullable=True, comment="Its own page."),
        sa.Column("parent_id", BIG, nullable=True, comment="The board it stands in; null at the top."),
        sa.Column("description", sa.Text(), nullable=True, comment="The line under its title."),
        sa.Column("declared_threads", BIG, nullable=True, comment="Threads the site says it holds."),
        sa.Column("declared_posts", BIG, nullable=True, comment="Posts the site says it holds."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="Earliest capture that shows it."),
        sa.Column(
            "last_seen",
            MOMENT,
            nullable=True,
            comment="Latest listing that shows it; null while only the paths above threads name it.",
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["board.id"], name="fk_board_parent_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_board_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_board"),
        sa.UniqueConstraint("site_id", "native_id", name="uq_board_site_id_native_id"),
        comment="A board (forum, sub-forum, category of forums) of a site; boards form a tree.",
    )
    op.create_table(
        "crawl",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("target_id", BIG, nullable=True, comment="The target; null when run by hand."),
        sa.Column("site_id", BIG, nullable=True, comment="The site, once a page told which."),
        sa.Column("url", sa.Text(), nullable=False, comment="Address it began at."),
        sa.Column("identity", sa.Text(), nullable=False, comment="As whom it fetched: guest, or the name of the account."),
        sa.Column("options", STRUCTURE, nullable=False, comment="Its options."),
        sa.Column("runner", sa.Text(), nullable=True, comment="Host and process that run it."),
        sa.Column("software", sa.Text(), nullable=True, comment="Program and version."),
        sa.Column("started_at", MOMENT, nullable=False, comment="When it began."),
        sa.Column("heartbeat_at", MOMENT, nullable=True, comment="Last sign of life."),
        sa.Column("finished_at", MOMENT, nullable=True, comment="When it ended; null while it runs, or when it died."),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why it ended: finished, interrupted, blocked, limit, error."),
        sa.Column(
            "exit_code",
            BIG,
            nullable=True,
            comment="0 complete, 1 crash, 2 usage, 3 losses, 4 nothing found, 5 database, 130 interrupted.",
        ),
        sa.Column("counts", STRUCTURE, nullable=False, comment="What it did: requests by reason, pages, threads, posts, losses."),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_crawl_site_id"),
        sa.ForeignKeyConstraint(["target_id"], ["target.id"], name="fk_crawl_target_id"),
        sa.PrimaryKeyConstraint("id", name="pk_crawl"),
        comment="One run of a target, or of an address given by hand.",
    )
    op.create_table(
        "label",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("site_id", BIG, nullable=False, comment="The site."),
        sa.Column("kind", sa.Text(), nullable=False, comment="category, tag or prefix."),
        sa.Column(
            "native_id",
            sa.Text(),
            nullable=False,
            comment="The site's id; ~ and a hash of address or title where no page gave one yet.",
        ),
        sa.Column("title", sa.Text(), nullable=False, comment="Title; newest capture."),
        sa.Column("url", sa.Text(), nullable=True, comment="Its own page."),
        sa.Column("parent_id", BIG, nullable=True, comment="The category it stands in."),
        sa.Column("parent_native_id", sa.Text(), nullable=True, comment="The parent's id as the page states it, held or not."),
        sa.Column("declared_threads", BIG, nullable=True, comment="Threads the site says carry it."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="Earliest capture that shows it."),
        sa.Column("last_seen", MOMENT, nullable=False, comment="Latest capture that shows it."),
        sa.ForeignKeyConstraint(["parent_id"], ["label.id"], name="fk_label_parent_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_label_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_label"),
        sa.UniqueConstraint("site_id", "kind", "native_id", name="uq_label_site_id_kind_native_id"),
        comment="A category, tag or prefix that threads carry (see thread_label).",
    )
    op.create_table(
        "site_address",
        sa.Column("url", sa.Text(), nullable=False, comment="Base address; the site's own url is one of them."),
        sa.Column("site_id", BIG, nullable=False, comment="The site."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="Earliest capture under this address."),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_site_address_site_id"),
        sa.PrimaryKeyConstraint("url", name="pk_site_address"),
        comment="Every base address of a site: http and https, with and without www, a domain it moved from.",
    )
    op.create_index("ix_site_address_site_id", "site_address", ["site_id"], unique=False)
    op.create_table(
        "author_alias",
        sa.Column("site_id", BIG, nullable=False, comment="The site."),
        sa.Column("alias", sa.Text(), nullable=False, comment="The other id."),
        sa.Column("author_id", BIG, nullable=False, comment="The author."),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name="fk_author_alias_author_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_author_alias_site_id"),
        sa.PrimaryKeyConstraint("site_id", "alias", name="pk_author_alias"),
        comment="Other ids by which a site knows an author (WordPress: the number beside the slug).",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_author_alias_author_id", "author_alias", ["author_id"], unique=False)
    op.create_table(
        "author_name",
        sa.Column("author_id", BIG, nullable=False, comment="The member."),
        sa.Column("name", sa.Text(), nullable=False, comment="The former name."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="Earliest capture with this name."),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name="fk_author_name_author_id"),
        sa.PrimaryKeyConstraint("author_id", "name", name="pk_author_name"),
        comment="Former names of members.",
    )
    op.create_table(
        "capture",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("crawl_id", BIG, nullable=True, comment="The crawl that fetched it; null when ingested."),
        sa.Column("site_id", BIG, nullable=True, comment="The site, once a page told which."),
        sa.Column(
            "url",
            sa.Text(),
            nullable=False,
            comment="Address as fetched; beyond 2,000 bytes its beginning, ~ and a hash (the record has it whole).",
        ),
        sa.Column(
            "fetched_at", MOMENT, nullable=False, comment="Moment of the page: the server's clock, else the WARC-Date, else ours."
        ),
        sa.Column("status", BIG, nullable=False, comment="HTTP status."),
        sa.Column(
            "digest",
            sa.Text(),
            nullable=False,
            comment="sha1: and base32 of the body as it came, as WARC-Payload-Digest has it; empty if unknown.",
        ),
        sa.Column("content_type", sa.Text(), nullable=True, comment="Content-Type header."),
        sa.Column("etag", sa.Text(), nullable=True, comment="ETag header, for conditional requests."),
        sa.Column("last_modified", sa.Text(), nullable=True, comment="Last-Modified header, for conditional requests."),
        sa.Column("warc", sa.Text(), nullable=True, comment="WARC file of the response record, relative to the archive."),
        sa.Column("record_offset", BIG, nullable=True, comment="Where the record begins in that file (bytes)."),
        sa.Column("record_length", BIG, nullable=True, comment="Its length there, compressed (bytes)."),
        sa.Column("revisit_of_id", BIG, nullable=True, comment="The capture that holds the identical payload."),
        sa.Column(
            "outcome",
            sa.Text(),
            nullable=True,
            comment="read, lost (see loss) or kept (no page to read: robots.txt, redirect, media).",
        ),
        sa.Column("parser", sa.Text(), nullable=True, comment="Reader and version that read it last: xenforo/1."),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why it was fetched: discover, grow, hole, recheck or retry."),
        sa.ForeignKeyConstraint(["crawl_id"], ["crawl.id"], name="fk_capture_crawl_id"),
        sa.ForeignKeyConstraint(["revisit_of_id"], ["capture.id"], name="fk_capture_revisit_of_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_capture_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_capture"),
        sa.UniqueConstraint("url", "fetched_at", "digest", name="uq_capture_url_fetched_at_digest"),
        comment="One fetched response, and where its bytes are kept. Every row of the archive leads back to one.",
    )
    op.create_index("ix_capture_site_id_fetched_at", "capture", ["site_id", "fetched_at"], unique=False)
    op.create_index("ix_capture_warc_record_offset", "capture", ["warc", "record_offset"], unique=False)
    op.create_table(
        "source",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("site_id", BIG, nullable=False, comment="The site."),
        sa.Column("url", sa.Text(), nullable=False, comment="Address of its first page."),
        sa.Column("kind", sa.Text(), nullable=False, comment="index, board, sitemap, feed or api."),
        sa.Column("board_id", BIG, nullable=True, comment="The board it lists, where it lists one."),
        sa.Column("pages_declared", BIG, nullable=True, comment="Pages it says it has; newest capture."),
        sa.Column(
            "cursor",
            sa.Text(),
            nullable=True,
            comment="Address of the page at which its walk goes on; null when none is under way.",
        ),
        sa.Column("etag", sa.Text(), nullable=True, comment="Validator of its first page, for conditional requests."),
        sa.Column("last_modified", sa.Text(), nullable=True, comment="Validator of its first page, for conditional requests."),
        sa.Column("walk_started", MOMENT, nullable=True, comment="When its first page was read in the latest walk."),
        sa.Column("walk_seen", MOMENT, nullable=True, comment="When the latest page of that walk was read."),
        sa.Column("walk_finished", MOMENT, nullable=True, comment="When a walk last reached its last page."),
        sa.Column("walk_crawl_id", BIG, nullable=True, comment="The crawl of the latest walk."),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name="fk_source_board_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_source_site_id"),
        sa.ForeignKeyConstraint(["walk_crawl_id"], ["crawl.id"], name="fk_source_walk_crawl_id"),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
        sa.UniqueConstraint("site_id", "url", name="uq_source_site_id_url"),
        comment="Something that lists threads: a board's pages, an index, a sitemap, a feed, an API.",
    )
    op.create_table(
        "thread",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("site_id", BIG, nullable=False, comment="The site."),
        sa.Column("native_id", sa.Text(), nullable=False, comment="The site's id."),
        sa.Column("kind", sa.Text(), nullable=False, comment="forum, article, page, question or mail."),
        sa.Column("title", sa.Text(), nullable=True, comment="Title, without prefix; newest capture."),
        sa.Column("prefix", sa.Text(), nullable=True, comment="Prefix printed before the title."),
        sa.Column("url", sa.Text(), nullable=True, comment="Canonical address; others: thread_alias."),
        sa.Column("board_id", BIG, nullable=True, comment="The board it is in now; all it was in: thread_board."),
        sa.Column("author_id", BIG, nullable=True, comment="Who began it."),
        sa.Column("author_name", sa.Text(), nullable=True, comment="Their name as printed there."),
        sa.Column("created_at", MOMENT, nullable=True, comment="When it was begun, in UTC; null where no page tells."),
        sa.Column("created_raw", sa.Text(), nullable=True, comment="That time as printed."),
        sa.Column("created_local", READING, nullable=True, comment="That time read in the site's own zone."),
        sa.Column("created_precision", sa.Text(), nullable=True, comment="second, minute, day, month or relative."),
        sa.Column("created_basis", sa.Text(), nullable=True, comment="What created_at rests on, see post.posted_basis."),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="visible, moved, merged, deleted, gated (hidden from us) or gone (404)."
        ),
        sa.Column(
            "moved_to", sa.Text(), nullable=True, comment="Where a moved thread leads: id or address, as the page states it."
        ),
        sa.Column("merged_into_id", BIG, nullable=True, comment="The thread that moved_to is, when held."),
        sa.Column("sticky", sa.Boolean(), nullable=True, comment="Pinned; null where no page said."),
        sa.Column("locked", sa.Boolean(), nullable=True, comment="Closed to replies; null where no page said."),
        sa.Column("declared_replies", BIG, nullable=True, comment="Replies the site says it has, the opening post not counted."),
        sa.Column("declared_posts", BIG, nullable=True, comment="Posts the site says it has, where it counts posts."),
        sa.Column("declared_pages", BIG, nullable=True, comment="Pages the site says it has."),
        sa.Column("declared_views", BIG, nullable=True, comment="Views the site counts."),
        sa.Column("last_post_at", MOMENT, nullable=True, comment="Time the site gives for its last post, in UTC."),
        sa.Column("last_post_raw", sa.Text(), nullable=True, comment="That time as printed."),
        sa.Column("last_post_local", READING, nullable=True, comment="That time read in the site's own zone."),
        sa.Column("last_post_precision", sa.Text(), nullable=True, comment="second, minute, day, month or relative."),
        sa.Column("last_post_basis", sa.Text(), nullable=True, comment="What last_post_at rests on, see post.posted_basis."),
        sa.Column("last_post_native_id", sa.Text(), nullable=True, comment="Id the site gives for its last post."),
        sa.Column("last_post_author", sa.Text(), nullable=True, comment="Name the site gives for the author of its last post."),
        sa.Column("declared_at", MOMENT, nullable=True, comment="Capture that the declared figures are from."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="Earliest capture that lists or shows it."),
        sa.Column("last_seen", MOMENT, nullable=False, comment="Latest capture that lists or shows it."),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name="fk_thread_author_id"),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name="fk_thread_board_id"),
        sa.ForeignKeyConstraint(["merged_into_id"], ["thread.id"], name="fk_thread_merged_into_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_thread_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_thread"),
        sa.UniqueConstraint("site_id", "native_id", name="uq_thread_site_id_native_id"),
        comment="A discussion, or an article with its comments. What the site declares stands beside what is held.",
    )
    op.create_index("ix_thread_author_id", "thread", ["author_id"], unique=False)
    op.create_index("ix_thread_board_id", "thread", ["board_id"], unique=False)
    op.create_index("ix_thread_site_id_url", "thread", ["site_id", "url"], unique=False)
    op.create_table(
        "loss",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("site_id", BIG, nullable=True, comment="The site; null where none was reached."),
        sa.Column("url", sa.Text(), nullable=False, comment="The address."),
        sa.Column("kind", sa.Text(), nullable=False, comment="fetch, read, post (one post of a page), blocked or gated."),
        sa.Column(
            "post_native_id", sa.Text(), nullable=False, comment="For kind post: which, as far as the page tells; else empty."
        ),
        sa.Column("what", sa.Text(), nullable=False, comment="What went wrong, last time."),
        sa.Column("capture_id", BIG, nullable=True, comment="The response that could not be read, last time."),
        sa.Column("crawl_id", BIG, nullable=True, comment="The crawl that met it, last time."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="Since when."),
        sa.Column("last_seen", MOMENT, nullable=False, comment="Last attempt."),
        sa.Column("attempts", BIG, nullable=False, comment="Attempts so far."),
        sa.Column("next_try", MOMENT, nullable=True, comment="Not to be tried again before; null: not again."),
        sa.Column("resolved_at", MOMENT, nullable=True, comment="When it was read after all."),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name="fk_loss_capture_id"),
        sa.ForeignKeyConstraint(["crawl_id"], ["crawl.id"], name="fk_loss_crawl_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_loss_site_id"),
        sa.PrimaryKeyConstraint("id", name="pk_loss"),
        sa.UniqueConstraint("url", "kind", "post_native_id", name="uq_loss_url_kind_post_native_id"),
        comment="Something that could not be fetched or read; kept after it was resolved.",
    )
    op.create_index(
        "ix_loss_open",
        "loss",
        ["site_id", "next_try"],
        unique=False,
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "pass",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("thread_id", BIG, nullable=False, comment="The thread."),
        sa.Column("crawl_id", BIG, nullable=True, comment="The crawl."),
        sa.Column(
            "identity",
            sa.Text(),
            nullable=False,
            comment="guest, or the name of the account: a guest's pass says nothing about hidden posts.",
        ),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="open, complete (each page stated the same N, page 1 unchanged at the end) or partial.",
        ),
        sa.Column("pages", BIG, nullable=True, comment="N, the pages each page of the pass stated."),
        sa.Column("started_at", MOMENT, nullable=False, comment="Its first capture."),
        sa.Column("finished_at", MOMENT, nullable=True, comment="Its last capture."),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why it is partial."),
        sa.ForeignKeyConstraint(["crawl_id"], ["crawl.id"], name="fk_pass_crawl_id"),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name="fk_pass_thread_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pass"),
        comment="One reading of all pages of a thread, in one crawl, as one identity. A complete one shows what is gone.",
    )
    op.create_index("ix_pass_thread_id", "pass", ["thread_id"], unique=False)
    op.create_table(
        "poll",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("thread_id", BIG, nullable=False, comment="The thread."),
        sa.Column("question", sa.Text(), nullable=False, comment="The question."),
        sa.Column("voters", BIG, nullable=True, comment="People who voted."),
        sa.Column("closes_at", MOMENT, nullable=True, comment="When it closes or closed, in UTC."),
        sa.Column("closes_raw", sa.Text(), nullable=True, comment="That time as printed."),
        sa.Column("last_seen", MOMENT, nullable=False, comment="Latest capture that shows it."),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name="fk_poll_thread_id"),
        sa.PrimaryKeyConstraint("id", name="pk_poll"),
        sa.UniqueConstraint("thread_id", name="uq_poll_thread_id"),
        comment="The poll of a thread, as last seen.",
    )
    op.create_table(
        "post",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("site_id", BIG, nullable=False, comment="The site."),
        sa.Column("thread_id", BIG, nullable=False, comment="The thread it is in; newest capture."),
        sa.Column("kind", sa.Text(), nullable=False, comment="post, article, comment, pingback, trackback, answer or mail."),
        sa.Column(
            "native_id",
            sa.Text(),
            nullable=False,
            comment="The site's id; ~ and a hash of the thread and the first reading where it gives none.",
        ),
        sa.Column("id_kind", sa.Text(), nullable=False, comment="stated (the site's own) or derived (the hash)."),
        sa.Column("ordinal", BIG, nullable=True, comment="Number printed beside it; newest capture, since deletions shift it."),
        sa.Column(
            "page",
            BIG,
            nullable=True,
            comment="Page of the thread on which it was last seen; null where only a feed or API showed it.",
        ),
        sa.Column("position", BIG, nullable=True, comment="Its place on that page, from 1."),
        sa.Column(
            "parent_native_id", sa.Text(), nullable=True, comment="Id of the post it answers, as the page states it, held or not."
        ),
        sa.Column("parent_id", BIG, nullable=True, comment="The post it answers, when held."),
        sa.Column(
            "parent_kind", sa.Text(), nullable=True, comment="stated (by the page) or derived (from its quotes and mentions)."
        ),
        sa.Column("author_id", BIG, nullable=True, comment="Who wrote it."),
        sa.Column("author_name", sa.Text(), nullable=True, comment="Their name as printed here."),
        sa.Column(
            "author_url",
            sa.Text(),
            nullable=True,
            comment="Address on the name here, where the author has no id (a commenter's own site).",
        ),
        sa.Column(
            "author_guest",
            sa.Boolean(),
            nullable=True,
            comment="Whether the page shows the author as a guest; null where it does not tell.",
        ),
        sa.Column("posted_at", MOMENT, nullable=True, comment="When it was written, in UTC; null where that cannot be known."),
        sa.Column("posted_raw", sa.Text(), nullable=True, comment="That time as printed."),
        sa.Column("posted_local", READING, nullable=True, comment="That time read in the site's own zone."),
        sa.Column("posted_precision", sa.Text(), nullable=True, comment="second, minute, day, month or relative."),
        sa.Column(
            "posted_basis",
            sa.Text(),
            nullable=True,
            comment="What posted_at rests on: page, api or feed (stated there), zone (the local reading in site.timezone).",
        ),
        sa.Column("url", sa.Text(), nullable=True, comment="Permalink; others: post_alias."),
        sa.Column("subject", sa.Text(), nullable=True, comment="Its own subject line."),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="visible, deleted, moderated, ignored (hidden by a setting) or missing (its thread's pages do not show it).",
        ),
        sa.Column("state_since", MOMENT, nullable=False, comment="Capture since which the state is this one."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="Earliest capture that shows it."),
        sa.Column("last_seen", MOMENT, nullable=False, comment="Latest capture that shows it."),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name="fk_post_author_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["post.id"], name="fk_post_parent_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_post_site_id"),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name="fk_post_thread_id"),
        sa.PrimaryKeyConstraint("id", name="pk_post"),
        sa.UniqueConstraint("site_id", "native_id", "kind", name="uq_post_site_id_native_id_kind"),
        comment="A post, article or comment. Its words are in revision; post_current shows both.",
    )
    op.create_index("ix_post_author_id_posted_at", "post", ["author_id", "posted_at"], unique=False)
    op.create_index(
        "ix_post_parent_id",
        "post",
        ["parent_id"],
        unique=False,
        sqlite_where=sa.text("parent_id IS NOT NULL"),
        postgresql_where=sa.text("parent_id IS NOT NULL"),
    )
    op.create_index("ix_post_thread_id_page_position", "post", ["thread_id", "page", "position"], unique=False)
    op.create_index(
        "ix_post_waiting",
        "post",
        ["thread_id"],
        unique=False,
        sqlite_where=sa.text("parent_id IS NULL AND parent_native_id IS NOT NULL"),
        postgresql_where=sa.text("parent_id IS NULL AND parent_native_id IS NOT NULL"),
    )
    op.create_table(
        "source_page",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("source_id", BIG, nullable=False, comment="The source."),
        sa.Column("number", BIG, nullable=True, comment="Page number, from 1, where the page states it."),
        sa.Column("url", sa.Text(), nullable=False, comment="Canonical address of this page."),
        sa.Column("capture_id", BIG, nullable=False, comment="The capture it was read from."),
        sa.Column("crawl_id", BIG, nullable=True, comment="The crawl that read it."),
        sa.Column("threads", BIG, nullable=False, comment="Threads it lists."),
        sa.Column("next_url", sa.Text(), nullable=True, comment="The page after it; null on the last."),
        sa.Column("observed_at", MOMENT, nullable=False, comment="Time of the capture."),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name="fk_source_page_capture_id"),
        sa.ForeignKeyConstraint(["crawl_id"], ["crawl.id"], name="fk_source_page_crawl_id"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_source_page_source_id"),
        sa.PrimaryKeyConstraint("id", name="pk_source_page"),
        sa.UniqueConstraint("source_id", "url", "capture_id", name="uq_source_page_source_id_url_capture_id"),
        comment="Which pages of a source were read from which capture.",
    )
    op.create_table(
        "thread_alias",
        sa.Column("site_id", BIG, nullable=False, comment="The site."),
        sa.Column("alias", sa.Text(), nullable=False, comment="The id or address."),
        sa.Column("thread_id", BIG, nullable=False, comment="The thread."),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_thread_alias_site_id"),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name="fk_thread_alias_thread_id"),
        sa.PrimaryKeyConstraint("site_id", "alias", name="pk_thread_alias"),
        comment="Other ids and addresses of a thread: old slugs, ?p=, permalinks.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_thread_alias_thread_id", "thread_alias", ["thread_id"], unique=False)
    op.create_table(
        "thread_board",
        sa.Column("thread_id", BIG, nullable=False, comment="The thread."),
        sa.Column("board_id", BIG, nullable=False, comment="The board."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="Earliest capture that shows it there."),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name="fk_thread_board_board_id"),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name="fk_thread_board_thread_id"),
        sa.PrimaryKeyConstraint("thread_id", "board_id", name="pk_thread_board"),
        comment="The boards a thread has been in; the present one is thread.board_id.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_thread_board_board_id", "thread_board", ["board_id"], unique=False)
    op.create_table(
        "thread_label",
        sa.Column("thread_id", BIG, nullable=False, comment="The thread."),
        sa.Column("label_id", BIG, nullable=False, comment="The label."),
        sa.Column("position", BIG, nullable=False, comment="Its place among the thread's labels, as printed."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="Earliest capture that shows it on the thread."),
        sa.Column("last_seen", MOMENT, nullable=False, comment="Latest capture that shows it on the thread."),
        sa.Column(
            "gone_at",
            MOMENT,
            nullable=True,
            comment="Capture in which the thread showed other labels of the kind, but this no more; null while it stands.",
        ),
        sa.ForeignKeyConstraint(["label_id"], ["label.id"], name="fk_thread_label_label_id"),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name="fk_thread_label_thread_id"),
        sa.PrimaryKeyConstraint("thread_id", "label_id", name="pk_thread_label"),
        comment="Categories, tags and prefixes of threads.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_thread_label_label_id", "thread_label", ["label_id"], unique=False)
    op.create_table(
        "edit",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("post_id", BIG, nullable=False, comment="The post."),
        sa.Column("raw", sa.Text(), nullable=False, comment="The whole marker with white space folded."),
        sa.Column("edited_at", MOMENT, nullable=True, comment="Time it gives, in UTC."),
        sa.Column("edited_local", READING, nullable=True, comment="That time read in the site's own zone."),
        sa.Column("edited_precision", sa.Text(), nullable=True, comment="second, minute, day, month or relative."),
        sa.Column("edited_basis", sa.Text(), nullable=True, comment="What edited_at rests on, see post.posted_basis."),
        sa.Column("editor_name", sa.Text(), nullable=True, comment="Who edited, as printed; null where it does not say."),
        sa.Column("editor_native_id", sa.Text(), nullable=True, comment="The editor's id: author.native_id of the same site."),
        sa.Column("reason", sa.Text(), nullable=True, comment="Reason given."),
        sa.Column("count", BIG, nullable=True, comment="How many times the post was edited, where it says."),
        sa.Column("position", BIG, nullable=False, comment="Its place among the markers of the post, from 1."),
        sa.Column("capture_id", BIG, nullable=True, comment="First capture that shows it."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="Earliest capture that shows it."),
        sa.Column("last_seen", MOMENT, nullable=False, comment="Latest capture that shows it."),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name="fk_edit_capture_id"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_edit_post_id"),
        sa.PrimaryKeyConstraint("id", name="pk_edit"),
        sa.UniqueConstraint("post_id", "raw", name="uq_edit_post_id_raw"),
        comment="Each edit marker seen on a post (Last edited by X on DATE). Whether the words changed, revision tells.",
    )
    op.create_table(
        "poll_option",
        sa.Column("poll_id", BIG, nullable=False, comment="The poll."),
        sa.Column("ordinal", BIG, nullable=False, comment="Its place, from 1."),
        sa.Column("text", sa.Text(), nullable=False, comment="The answer."),
        sa.Column("votes", BIG, nullable=True, comment="Votes for it; null while the results are hidden."),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name="fk_poll_option_poll_id"),
        sa.PrimaryKeyConstraint("poll_id", "ordinal", name="pk_poll_option"),
        comment="The answers of a poll, as last seen.",
    )
    op.create_table(
        "post_alias",
        sa.Column("site_id", BIG, nullable=False, comment="The site."),
        sa.Column("alias", sa.Text(), nullable=False, comment="The id or address."),
        sa.Column("post_id", BIG, nullable=False, comment="The post."),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_post_alias_post_id"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_post_alias_site_id"),
        sa.PrimaryKeyConstraint("site_id", "alias", name="pk_post_alias"),
        comment="Other ids and addresses of a post: how links and stated sources resolve.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_post_alias_post_id", "post_alias", ["post_id"], unique=False)
    op.create_table(
        "reaction",
        sa.Column("post_id", BIG, nullable=False, comment="The post."),
        sa.Column("kind", sa.Text(), nullable=False, comment="Its name on the site: Like, Thanks."),
        sa.Column(
            "count", BIG, nullable=True, comment="How many; null where the page names only some who reacted; 0 when withdrawn."
        ),
        sa.Column("names", STRUCTURE, nullable=False, comment="Names of those who reacted, as far as the page gives them."),
        sa.Column("view", sa.Text(), nullable=False, comment="Through what it was seen: page, api or feed."),
        sa.Column("last_seen", MOMENT, nullable=False, comment="Latest capture that the figures are from."),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_reaction_post_id"),
        sa.PrimaryKeyConstraint("post_id", "kind", name="pk_reaction"),
        comment="Likes and their kin, one row per kind and post, as last seen.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "revision",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("post_id", BIG, nullable=False, comment="The post."),
        sa.Column(
            "view",
            sa.Text(),
            nullable=False,
            comment="Through what it was seen: page, api, feed or excerpt. Only revisions of one view compare.",
        ),
        sa.Column(
            "identity",
            sa.Text(),
            nullable=False,
            comment="As whom: guest, or the name of the account. Only revisions of one identity compare.",
        ),
        sa.Column("number", BIG, nullable=False, comment="Its number within view and identity, from 1, in order of observation."),
        sa.Column(
            "current",
            sa.Boolean(),
            nullable=False,
            comment="Whether it is the one to show: the latest of the best view (page before api before feed before excerpt).",
        ),
        sa.Column(
            "text",
            sa.Text(),
            nullable=False,
            comment="The author's own words, without quoted ones (an article keeps its quotations).",
        ),
        sa.Column("html", sa.Text(), nullable=False, comment="The body as safe HTML; the original bytes are in the capture."),
        sa.Column(
            "hash",
            sa.Text(),
            nullable=False,
            comment="BLAKE2b (128 bits) of words, quotes, link targets and media: equal means no edit.",
        ),
        sa.Column("parser", sa.Text(), nullable=False, comment="Reader and version: xenforo/1."),
        sa.Column("capture_id", BIG, nullable=True, comment="First capture that shows it."),
        sa.Column("observed_from", MOMENT, nullable=False, comment="Time of the first capture that shows it."),
        sa.Column(
            "observed_until", MOMENT, nullable=False, comment="Time of the last capture that shows it before another does."
        ),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name="fk_revision_capture_id"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_revision_post_id"),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.UniqueConstraint(
            "post_id", "view", "identity", "observed_from", name="uq_revision_post_id_view_identity_observed_from"
        ),
        comment="The words of a post as observed. A second revision of one view means that the words changed.",
    )
    op.create_table(
        "thread_page",
        sa.Column("id", BIG, nullable=False, comment="Our id."),
        sa.Column("thread_id", BIG, nullable=False, comment="The thread."),
        sa.Column(
            "number",
            BIG,
            nullable=False,
            comment="Page number, from 1; 0 where the capture is none of the numbered pages (index, feed, API).",
        ),
        sa.Column("capture_id", BIG, nullable=False, comment="The capture."),
        sa.Column("view", sa.Text(), nullable=False, comment="Through what the posts are seen: page, api, feed or excerpt."),
        sa.Column("identity", sa.Text(), nullable=False, comment="As whom: guest, or the name of the account."),
        sa.Column("pages_declared", BIG, nullable=True, comment="Pages the thread has, as this page states."),
        sa.Column("pass_id", BIG, nullable=True, comment="The pass it belongs to."),
        sa.Column("parser", sa.Text(), nullable=False, comment="Reader and version that read it last: xenforo/1."),
        sa.Column(
            "posts",
            STRUCTURE,
            nullable=False,
            comment="The posts in the page's order, each as [post.id, revision.id]; revision null where no words are shown.",
        ),
        sa.Column("observed_at", MOMENT, nullable=False, comment="Time of the capture."),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name="fk_thread_page_capture_id"),
        sa.ForeignKeyConstraint(["pass_id"], ["pass.id"], name="fk_thread_page_pass_id"),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name="fk_thread_page_thread_id"),
        sa.PrimaryKeyConstraint("id", name="pk_thread_page"),
        sa.UniqueConstraint("thread_id", "number", "capture_id", "view", name="uq_thread_page_thread_id_number_capture_id_view"),
        comment="One page of a thread as one capture shows it: what every interval in the archive is computed from.",
    )
    op.create_index("ix_thread_page_capture_id", "thread_page", ["capture_id"], unique=False)
    op.create_table(
        "link",
        sa.Column("revision_id", BIG, nullable=False, comment="The revision."),
        sa.Column("ordinal", BIG, nullable=False, comment="Its number in the revision, from 1."),
        sa.Column("url", sa.Text(), nullable=False, comment="Absolute address."),
        sa.Column("text", sa.Text(), nullable=False, comment="The words it stands on."),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_link_revision_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("revision_id", "ordinal", name="pk_link"),
        comment="Links in the author's own words and in link cards.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "media",
        sa.Column("revision_id", BIG, nullable=False, comment="The revision."),
        sa.Column("ordinal", BIG, nullable=False, comment="Its number in the revision, from 1."),
        sa.Column("kind", sa.Text(), nullable=False, comment="image, attachment, video, audio or embed."),
        sa.Column("url", sa.Text(), nullable=True, comment="Original address; null where the page shows the name only."),
        sa.Column("name", sa.Text(), nullable=True, comment="File name or caption."),
        sa.Column("capture_id", BIG, nullable=True, comment="Capture of the file itself, where it was fetched."),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name="fk_media_capture_id"),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_media_revision_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("revision_id", "ordinal", name="pk_media"),
        comment="Images, attachments, video, audio and embedded pages in a revision.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mention",
        sa.Column("revision_id", BIG, nullable=False, comment="The revision."),
        sa.Column("ordinal", BIG, nullable=False, comment="Its number in the revision, from 1."),
        sa.Column("name", sa.Text(), nullable=False, comment="The name, without @."),
        sa.Column("native_id", sa.Text(), nullable=True, comment="The member's id: author.native_id of the same site."),
        sa.Column("url", sa.Text(), nullable=True, comment="The profile it links to."),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_mention_revision_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("revision_id", "ordinal", name="pk_mention"),
        comment="Members named in a revision, by link or @name.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quote",
        sa.Column("revision_id", BIG, nullable=False, comment="The revision that quotes."),
        sa.Column("ordinal", BIG, nullable=False, comment="Its number in the revision, from 1."),
        sa.Column("depth", BIG, nullable=False, comment="1 for a quote standing in the post itself, 2 for one inside that."),
        sa.Column("parent_ordinal", BIG, nullable=True, comment="Ordinal of the quote around it."),
        sa.Column("position", BIG, nullable=False, comment="Offset in the revision's own text (characters) where it stood."),
        sa.Column("author_name", sa.Text(), nullable=True, comment="Whom it names as the author."),
        sa.Column(
            "author_native_id", sa.Text(), nullable=True, comment="Their id, where stated: author.native_id of the same site."
        ),
        sa.Column("text", sa.Text(), nullable=False, comment="The quoted words, without quotes inside them."),
        sa.Column("quoted_at", MOMENT, nullable=True, comment="Time the attribution gives for the quoted post, in UTC."),
        sa.Column("quoted_local", READING, nullable=True, comment="That time read in the site's own zone."),
        sa.Column("quoted_raw", sa.Text(), nullable=True, comment="That time as printed."),
        sa.Column("stated_id", sa.Text(), nullable=True, comment="Post the page says the words come from: its id on the site."),
        sa.Column("stated_url", sa.Text(), nullable=True, comment="Link the page gives to that post."),
        sa.Column("source_post_id", BIG, nullable=True, comment="The post the words come from, when held."),
        sa.Column("source_revision_id", BIG, nullable=True, comment="The revision of it that holds the words."),
        sa.Column("source_start", BIG, nullable=True, comment="Where the words begin in that revision's text (characters)."),
        sa.Column("source_end", BIG, nullable=True, comment="Where they end."),
        sa.Column(
            "match",
            sa.Text(),
            nullable=True,
            comment="How the source is known: stated, exact, fuzzy, none (sought in vain); null: not sought.",
        ),
        sa.Column("score", sa.Float(), nullable=True, comment="How sure, 0 to 1."),
        sa.Column(
            "altered",
            sa.Boolean(),
            nullable=True,
            comment="Whether the words differ from the source's; null where that was not established.",
        ),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_quote_revision_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["source_post_id"], ["post.id"], name="fk_quote_source_post_id"),
        sa.ForeignKeyConstraint(["source_revision_id"], ["revision.id"], name="fk_quote_source_revision_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("revision_id", "ordinal", name="pk_quote"),
        comment="A quoted fragment of a revision, numbered in document order, the outer before the inner.",
    )
    op.create_index(
        "ix_quote_source_post_id",
        "quote",
        ["source_post_id"],
        unique=False,
        sqlite_where=sa.text("source_post_id IS NOT NULL"),
        postgresql_where=sa.text("source_post_id IS NOT NULL"),
    )
    op.create_index(
        "ix_quote_unlinked",
        "quote",
        ["stated_id"],
        unique=False,
        sqlite_where=sa.text("stated_id IS NOT NULL AND source_post_id IS NULL"),
        postgresql_where=sa.text("stated_id IS NOT NULL AND source_post_id IS NULL"),
    )

    op.execute(f"CREATE VIEW post_current AS {POST_CURRENT}")
    op.execute(f"CREATE VIEW quote_edge AS {QUOTE_EDGE}")
    if op.get_bind().dialect.name == "postgresql":
        for view, columns in COMMENTS.items():
            for column, comment in columns.items():
                place = f"COLUMN {view}.{column}" if column else f"VIEW {view}"
                said = comment.replace("'", "''")
                op.get_bind().exec_driver_sql(f"COMMENT ON {place} IS '{said}'")


def downgrade() -> None:
    """Drop everything."""
    op.execute("DROP VIEW quote_edge")
    op.execute("DROP VIEW post_current")
    for table in TABLES:
        op.drop_table(table)
