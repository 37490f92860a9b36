"""What a plan is computed from: since when listings declare of a thread what they do, and where each of its pages leads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

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


def downgrade() -> None:
    op.drop_index("ix_capture_digest", "capture")
    op.drop_column("thread_page", "next_url")
    for name in ("listed_since", "listed_at", "listed_as"):
        op.drop_column("thread", name)
