"""Remember who handled a batch of paper, and how long a round waits for objections."""

import sqlalchemy as sa
from alembic import op

from pb.migrations.triggers import Rule, create, drop

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

FROZEN = "OLD.stage NOT IN ('draft', 'announced', 'shortlisted')"
RULES = (
    Rule(
        "paper_batch_shuffled_by_somebody", "paper_batch", ("UPDATE",),
        "OLD.state = 'spending' AND NEW.state <> 'spending'"
        " AND NEW.shuffled_by IS NULL",
        "somebody shuffles a batch",
    ),
    Rule(
        "paper_batch_keeps_who_shuffled", "paper_batch", ("UPDATE",),
        "OLD.shuffled_by IS NOT NULL AND NEW.shuffled_by {differs} OLD.shuffled_by",
        "who shuffled a batch stands",
    ),
    Rule(
        "round_waits_for_objections", "budget_round", ("INSERT",),
        "NEW.objection_weeks NOT BETWEEN 1 AND 52",
        "a round waits 1 to 52 weeks for objections",
    ),
    Rule(
        "round_keeps_objection_weeks", "budget_round", ("UPDATE",),
        "NEW.objection_weeks NOT BETWEEN 1 AND 52"
        f" OR ({FROZEN} AND NEW.objection_weeks <> OLD.objection_weeks)",
        "a frozen round keeps its time for objections",
    ),
)  # fmt: skip


def upgrade() -> None:
    op.add_column(
        "paper_batch",
        sa.Column("spent_by", sa.JSON(), server_default="[]", nullable=False),
    )
    op.add_column("paper_batch", sa.Column("shuffled_by", sa.String(), nullable=True))
    op.add_column(
        "budget_round",
        sa.Column("objection_weeks", sa.Integer(), server_default="6", nullable=False),
    )
    for rule in RULES:
        create(rule)


def downgrade() -> None:
    for rule in RULES:
        drop(rule)
    op.drop_column("budget_round", "objection_weeks")
    op.drop_column("paper_batch", "shuffled_by")
    op.drop_column("paper_batch", "spent_by")
