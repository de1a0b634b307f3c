"""Limit a ballot in more ways than its number of plans."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not as a batch: on SQLite that makes the table anew, without its triggers.
    op.add_column(
        "contest",
        sa.Column("ballot_limits", sa.JSON(), nullable=False, server_default="{}"),
    )


def downgrade() -> None:
    op.drop_column("contest", "ballot_limits")
