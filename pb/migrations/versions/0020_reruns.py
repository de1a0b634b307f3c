"""Keep what counting a result again with a change brought; finished, it stays."""

import sqlalchemy as sa
from alembic import op

from pb.migrations import triggers
from pb.migrations.triggers import Rule

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KEPT = Rule(
    "reruns_kept",
    "reruns",
    ("UPDATE", "DELETE"),
    "OLD.finished_at IS NOT NULL",
    "finished reruns are kept",
)


def upgrade() -> None:
    op.create_table(
        "reruns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("result_hash", sa.String(), nullable=False),
        sa.Column("tries_json", sa.String(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_reruns_budget_round_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reruns")),
        sa.UniqueConstraint(
            "budget_round_id",
            "result_hash",
            name=op.f("uq_reruns_budget_round_id_result_hash"),
        ),
    )
    triggers.create(KEPT)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER reruns_kept_whole BEFORE TRUNCATE ON reruns EXECUTE FUNCTION refuse_truncate()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER reruns_kept_whole ON reruns")
    triggers.drop(KEPT)
    op.drop_table("reruns")
