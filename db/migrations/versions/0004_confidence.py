"""How sure a reader is of a page of a thread, where it guesses what the page shows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "thread_page",
        sa.Column(
            "confidence",
            sa.Float(),
            nullable=True,
            comment="How sure the reader is that guessed what the page shows, 0 to 1; null where a platform knows it.",
        ),
    )


def downgrade() -> None:
    op.drop_column("thread_page", "confidence")
