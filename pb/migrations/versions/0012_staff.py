"""Give staff roles in one round, a second way in, and a trail of what they did."""

import sqlalchemy as sa
from alembic import op

from pb.migrations.triggers import Rule, create, drop

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

RULES = (
    Rule("trail_entry_fixed", "trail_entry", ("UPDATE",), "1 = 1", "the trail is not changed"),
    Rule("trail_entry_kept", "trail_entry", ("DELETE",), "1 = 1", "the trail is kept"),
)  # fmt: skip


def upgrade() -> None:
    # Not as a batch: on SQLite that makes the table anew, without its triggers.
    op.add_column(
        "staff_member",
        sa.Column("session_epoch", sa.Integer(), nullable=False, server_default="0"),
    )
    op.add_column(
        "staff_member", sa.Column("disabled_at", sa.DateTime(), nullable=True)
    )
    op.create_table(
        "staff_round_role",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_staff_round_role_staff_id")
        ),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_staff_round_role_budget_round_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "staff_id", "budget_round_id", "role", name=op.f("pk_staff_round_role")
        ),
    )
    op.create_table(
        "recovery_code",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_recovery_code_staff_id")
        ),
        sa.PrimaryKeyConstraint("staff_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "staff_alias",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_staff_alias_staff_id")
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_alias")),
        sa.UniqueConstraint("alias", name=op.f("uq_staff_alias_alias")),
    )
    op.create_table(
        "trail_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("round_slug", sa.String(), nullable=True),
        sa.Column("detail_json", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_entry")),
    )
    op.create_index(op.f("ix_trail_entry_at"), "trail_entry", ["at"])
    op.create_table(
        "retention_period",
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.CheckConstraint("months >= 0", name=op.f("ck_retention_period_months")),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_retention_period_budget_round_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "budget_round_id", "kind", name=op.f("pk_retention_period")
        ),
    )
    for rule in RULES:
        create(rule)


def downgrade() -> None:
    for rule in RULES:
        drop(rule)
    for table in (
        "retention_period",
        "trail_entry",
        "staff_alias",
        "recovery_code",
        "staff_round_role",
    ):
        op.drop_table(table)
    op.drop_column("staff_member", "disabled_at")
    op.drop_column("staff_member", "session_epoch")
