"""Have a second person do what one should not decide alone."""

import sqlalchemy as sa
from alembic import op

from pb.migrations.triggers import Rule, create, drop

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DECIDED = "OLD.outcome IS NOT NULL"
RULES = (
    Rule(
        "proposal_open_first", "proposal", ("INSERT",), "NEW.outcome IS NOT NULL",
        "a proposal begins open",
    ),
    # What was decided may be forgotten, never rewritten.
    Rule(
        "proposal_fixed", "proposal", ("UPDATE",),
        "OLD.budget_round_id <> NEW.budget_round_id OR OLD.act <> NEW.act"
        " OR OLD.subject_hash <> NEW.subject_hash"
        " OR OLD.proposer_id <> NEW.proposer_id"
        " OR OLD.proposed_at <> NEW.proposed_at"
        " OR (OLD.subject_json <> NEW.subject_json"
        f" AND NOT ({DECIDED} AND NEW.subject_json = '{{}}'))",
        "a proposal stays what it was",
    ),
    Rule(
        "proposal_decided_once", "proposal", ("UPDATE",),
        f"{DECIDED} AND (OLD.outcome {{differs}} NEW.outcome"
        " OR OLD.approver_id {differs} NEW.approver_id"
        " OR OLD.decided_at {differs} NEW.decided_at"
        " OR (OLD.result_json IS NOT NULL AND OLD.result_json {differs} NEW.result_json))",
        "a proposal is decided once",
    ),
    Rule("proposal_kept", "proposal", ("DELETE",), "1 = 1", "proposals are kept"),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject_json", sa.String(), nullable=False),
        sa.Column("subject_hash", sa.String(), nullable=False),
        sa.Column("proposer_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("result_json", sa.String(), nullable=True),
        *_checks(),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_proposal_budget_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["proposer_id"], ["staff_member.id"], name=op.f("fk_proposal_proposer_id")
        ),
        sa.ForeignKeyConstraint(
            ["approver_id"], ["staff_member.id"], name=op.f("fk_proposal_approver_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index("ix_proposal_open", "proposal", ["budget_round_id", "outcome"])
    for rule in RULES:
        create(rule)


def _checks() -> tuple[sa.CheckConstraint, ...]:
    return (
        sa.CheckConstraint(
            "proposer_id <> approver_id", name=op.f("ck_proposal_four_eyes")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_proposal_decided"),
        ),
        sa.CheckConstraint(
            "outcome NOT IN ('approved', 'rejected') OR approver_id IS NOT NULL",
            name=op.f("ck_proposal_decided_by_somebody"),
        ),
        sa.CheckConstraint(
            "outcome IN ('approved', 'rejected', 'lapsed', 'withdrawn')",
            name=op.f("ck_proposal_outcome"),
        ),
    )


def downgrade() -> None:
    for rule in RULES:
        drop(rule)
    op.drop_table("proposal")
