"""Pause and extend a vote, and withdraw a result."""

import sqlalchemy as sa
from alembic import op

from pb.migrations.triggers import Rule, create, drop

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NOT_FROZEN = "('draft', 'announced', 'shortlisted')"
ORDER = (
    "draft", "announced", "shortlisted", "frozen", "armed", "closed", "counted",
    "published", "delivering", "archived",
)  # fmt: skip
FIXED = (
    "slug", "opens_at", "tie_seed", "config_json", "config_hash", "currency", "frozen_at",
)  # fmt: skip


def _rank(column: str) -> str:
    cases = " ".join(f"WHEN '{stage}' THEN {rank}" for rank, stage in enumerate(ORDER))
    return f"(CASE {column} {cases} END)"


def _frozen(closes_at: str) -> Rule:
    changed = " OR ".join(f"OLD.{name} {{differs}} NEW.{name}" for name in FIXED)
    return Rule(
        "round_frozen", "budget_round", ("UPDATE",),
        f"OLD.stage NOT IN {NOT_FROZEN} AND ({changed} OR {closes_at}"
        f" OR {_rank('NEW.stage')} < {_rank('OLD.stage')})",
        "round is frozen",
    )  # fmt: skip


# A vote may last longer, never shorter, and only while the round takes ballots.
EXTENDABLE = _frozen(
    "(OLD.closes_at {differs} NEW.closes_at AND (NEW.closes_at IS NULL"
    " OR OLD.stage <> 'armed' OR NEW.stage <> 'armed'"
    " OR NEW.closes_at <= OLD.closes_at))"
)
FIXED_END = _frozen("OLD.closes_at {differs} NEW.closes_at")
WITHDRAWAL_KEPT = Rule(
    "withdrawal_kept", "withdrawal", ("UPDATE", "DELETE"), "1 = 1",
    "withdrawals are kept",
)  # fmt: skip


def upgrade() -> None:
    drop(FIXED_END)
    create(EXTENDABLE)
    op.add_column("budget_round", sa.Column("paused_at", sa.DateTime(), nullable=True))
    op.add_column("budget_round", sa.Column("pause_reason", sa.String(), nullable=True))
    op.create_table(
        "withdrawal",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publication.id"],
            name=op.f("fk_withdrawal_publication_id"),
        ),
        sa.ForeignKeyConstraint(
            ["outcome_id"], ["outcome.id"], name=op.f("fk_withdrawal_outcome_id")
        ),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("pk_withdrawal")),
    )
    create(WITHDRAWAL_KEPT)


def downgrade() -> None:
    drop(WITHDRAWAL_KEPT)
    op.drop_table("withdrawal")
    op.drop_column("budget_round", "pause_reason")
    op.drop_column("budget_round", "paused_at")
    drop(EXTENDABLE)
    create(FIXED_END)
