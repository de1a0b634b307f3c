"""Keep numbers of codes when the codes themselves are deleted."""

import sqlalchemy as sa
from alembic import op

from pb.migrations import triggers
from pb.migrations.triggers import Rule

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

RULES = (
    Rule(
        "code_kept",
        "voting_code",
        ("DELETE",),
        "NOT EXISTS (SELECT 1 FROM code_count c WHERE c.area_id = OLD.area_id"
        " AND c.state = OLD.state AND c.is_void = OLD.is_void)",
        "a code is counted before it is deleted",
    ),
    Rule(
        "code_count_kept",
        "code_count",
        ("UPDATE", "DELETE"),
        "1 = 1",
        "numbers of codes are kept",
    ),
)


def upgrade() -> None:
    op.create_table(
        "code_count",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_code_count_count")),
        sa.CheckConstraint(
            "state IN ('issued', 'used', 'revoked')", name=op.f("ck_code_count_state")
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_code_count_area_id")
        ),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_code_count_budget_round_id"),
        ),
        sa.PrimaryKeyConstraint(
            "area_id", "state", "is_void", name=op.f("pk_code_count")
        ),
    )
    op.create_index(
        op.f("ix_code_count_budget_round_id"), "code_count", ["budget_round_id"]
    )
    for rule in RULES:
        triggers.create(rule)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER code_count_kept_whole BEFORE TRUNCATE ON code_count EXECUTE FUNCTION refuse_truncate()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER code_count_kept_whole ON code_count")
    for rule in RULES:
        triggers.drop(rule)
    op.drop_table("code_count")
