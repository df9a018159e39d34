"""The table of memories."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the table; `updated` is indexed for `purge`."""
    op.create_table(
        "memory",
        sa.Column("listener", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False, index=True),
    )


def downgrade() -> None:
    """Take the table away, and every memory with it."""
    op.drop_table("memory")
