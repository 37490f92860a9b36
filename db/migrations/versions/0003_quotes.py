"""Up to which words the source of a quote was sought, so that it is sought again when there are more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "quote",
        sa.Column(
            "sought_to",
            BIG,
            nullable=True,
            comment="Newest revision of its thread when its source was sought by its words; null: not sought.",
        ),
    )


def downgrade() -> None:
    op.drop_column("quote", "sought_to")
