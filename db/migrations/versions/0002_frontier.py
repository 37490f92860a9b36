"""What the plan of a crawl is computed from: since when a thread declares what it does, and where each of its pages leads."""

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
            "declared_since",
            MOMENT,
            nullable=True,
            comment="Earliest capture since which the site declares these replies and this last post: later than the reading of "
            "its last page, the thread has grown.",
        ),
    )
    op.add_column(
        "thread_page",
        sa.Column("next_url", sa.Text(), nullable=True, comment="Address of the page after it; null on the last."),
    )


def downgrade() -> None:
    op.drop_column("thread_page", "next_url")
    op.drop_column("thread", "declared_since")
