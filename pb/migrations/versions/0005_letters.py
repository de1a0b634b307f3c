"""Know a letter by its number, and hand letters over until they arrived."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # One by one: a table that SQLite makes anew would lose its triggers.
    op.add_column("voting_code", sa.Column("letter_mac", sa.String(), nullable=True))
    op.create_index(
        "ix_voting_code_letter_mac",
        "voting_code",
        ["budget_round_id", "letter_mac"],
        unique=True,
    )
    op.add_column("code_batch", sa.Column("parcel_check", sa.String(), nullable=True))
    op.add_column("code_batch", sa.Column("confirmed_at", sa.DateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("code_batch", "confirmed_at")
    op.drop_column("code_batch", "parcel_check")
    op.drop_index("ix_voting_code_letter_mac", "voting_code")
    op.drop_column("voting_code", "letter_mac")
