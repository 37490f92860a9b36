"""What a plan is computed from: since when listings declare of a thread what they do, and where each of its pages leads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STRUCTURE = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "thread",
        sa.Column(
            "listed_as",
            sa.Text(),
            nullable=True,
            comment="What listings declare of it, newest capture: replies, posts, id and time of the last post, between bars.",
        ),
    )
    op.add_column(
        "thread", sa.Column("listed_at", MOMENT, nullable=True, comment="Latest capture of a listing that declares it.")
    )
    op.add_column(
        "thread",
        sa.Column(
            "listed_since",
            MOMENT,
            nullable=True,
            comment="Capture since which listings declare the same: later than the reading of its last page, it has grown.",
        ),
    )
    op.add_column(
        "thread_page",
        sa.Column("next_url", sa.Text(), nullable=True, comment="Address of the page after it; null on the last."),
    )
    op.create_index("ix_capture_digest", "capture", ["digest"])
    _add_history()


def _add_history() -> None:
    """Since when posts are in their states and threads, and what threads were called before."""
    op.add_column(
        "thread",
        sa.Column(
            "facts_seen",
            STRUCTURE,
            nullable=True,
            comment="Facts that not every capture shows: whether each has changed (see thread_fact), and when its present value "
            "was first and last shown, where that is neither first_seen nor last_seen.",
        ),
    )
    op.add_column(
        "thread_page",
        sa.Column(
            "states",
            STRUCTURE,
            nullable=True,
            comment="States of the posts that it does not show as visible, by their place among them, from 1.",
        ),
    )
    op.add_column(
        "thread_page",
        sa.Column(
            "settled",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="Whether passes and states of posts have been worked out with this page.",
        ),
    )
    op.create_index(
        "ix_thread_page_unsettled",
        "thread_page",
        ["thread_id"],
        sqlite_where=sa.text("NOT settled"),
        postgresql_where=sa.text("NOT settled"),
    )
    op.create_table(
        "thread_fact",
        sa.Column("thread_id", BIG, nullable=False, comment="The thread."),
        sa.Column("fact", sa.Text(), nullable=False, comment="title, prefix, state, sticky or locked."),
        sa.Column("value", sa.Text(), nullable=False, comment="The value; true or false for sticky and locked."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="Earliest capture that shows it."),
        sa.Column("last_seen", MOMENT, nullable=True, comment="Latest capture that shows it; null for the present value."),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name="fk_thread_fact_thread_id"),
        sa.PrimaryKeyConstraint("thread_id", "fact", "value", name="pk_thread_fact"),
        comment="What a thread was called and how it stood: all values of each of its facts that changed, the present one "
        "among them. A fact that never changed has no rows: its value is in thread.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "post_state",
        sa.Column("post_id", BIG, nullable=False, comment="The post."),
        sa.Column("since", MOMENT, nullable=False, comment="Capture since which the state is this one."),
        sa.Column(
            "state",
            sa.Text(),
            nullable=False,
            comment="As post.state; or unshown: a whole pass did not show it, and nobody has asked for it at its address yet.",
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_post_state_post_id"),
        sa.PrimaryKeyConstraint("post_id", "since", name="pk_post_state"),
        comment="The states of a post in order of time, computed from thread_page. A post that was always visible has none.",
        sqlite_with_rowid=False,
    )
    unshown = sa.text("state = 'unshown'")
    op.create_index("ix_post_state_unshown", "post_state", ["post_id"], sqlite_where=unshown, postgresql_where=unshown)
    op.create_table(
        "post_thread",
        sa.Column("post_id", BIG, nullable=False, comment="The post."),
        sa.Column("thread_id", BIG, nullable=False, comment="The thread."),
        sa.Column("first_seen", MOMENT, nullable=False, comment="Earliest capture that shows it there."),
        sa.Column("last_seen", MOMENT, nullable=False, comment="Latest capture that shows it there."),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name="fk_post_thread_post_id"),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name="fk_post_thread_thread_id"),
        sa.PrimaryKeyConstraint("post_id", "thread_id", name="pk_post_thread"),
        comment="The threads of posts that have been in several (split, merged); the present one is post.thread_id.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_post_thread_thread_id", "post_thread", ["thread_id"])


def downgrade() -> None:
    for table in ("post_thread", "post_state", "thread_fact"):
        op.drop_table(table)
    op.drop_index("ix_thread_page_unsettled", "thread_page")
    for name in ("settled", "states"):
        op.drop_column("thread_page", name)
    op.drop_column("thread", "facts_seen")
    op.drop_index("ix_capture_digest", "capture")
    op.drop_column("thread_page", "next_url")
    for name in ("listed_since", "listed_at", "listed_as"):
        op.drop_column("thread", name)
