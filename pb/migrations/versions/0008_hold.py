"""Hold a round whose database knows less than it did."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not as a batch: on SQLite that makes the table anew, without its triggers.
    op.add_column("budget_round", sa.Column("on_hold_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("budget_round", "on_hold_at")
