"""Take rounds from earlier ones and from files, and try them out."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not as a batch: on SQLite that makes the table anew, without its triggers.
    op.add_column("budget_round", sa.Column("dates_from", sa.String(), nullable=True))
    _create_rehearsal()
    _create_drafts()


def downgrade() -> None:
    for name in ("what_if", "table_draft", "play_ballot", "play_code", "rehearsal"):
        op.drop_table(name)
    op.drop_column("budget_round", "dates_from")


def _create_rehearsal() -> None:
    op.create_table(
        "rehearsal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("config_json", sa.String(), nullable=False),
        sa.Column("config_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("counted_at", sa.DateTime(), nullable=True),
        sa.Column("result_json", sa.String(), nullable=True),
        sa.Column("figures_json", sa.String(), nullable=True),
        _to("rehearsal", "budget_round"),
        _to("rehearsal", "job"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal")),
        sa.UniqueConstraint("budget_round_id", name="uq_rehearsal_budget_round_id"),
    )
    op.create_table(
        "play_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rehearsal_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_play_code_number")),
        _to("play_code", "rehearsal", ondelete="CASCADE"),
        _to("play_code", "area"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_play_code")),
        sa.UniqueConstraint("code", name="uq_play_code_code"),
    )
    op.create_index("ix_play_code_rehearsal_id", "play_code", ["rehearsal_id"])
    op.create_table(
        "play_ballot",
        sa.Column("play_code_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("submission_hash", sa.String(), nullable=False),
        _to("play_ballot", "play_code", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("play_code_id", name=op.f("pk_play_ballot")),
    )


def _create_drafts() -> None:
    op.create_table(
        "table_draft",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("table_json", sa.String(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _to("table_draft", "budget_round"),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_table_draft")),
    )
    op.create_table(
        "what_if",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("subject", sa.JSON(), nullable=False),
        sa.Column("result_json", sa.String(), nullable=True),
        _to("what_if", "budget_round"),
        _to("what_if", "job"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_what_if")),
    )
    op.create_index("ix_what_if_budget_round_id", "what_if", ["budget_round_id"])


def _to(
    table: str, other: str, *, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [f"{other}_id"],
        [f"{other}.id"],
        name=op.f(f"fk_{table}_{other}_id"),
        ondelete=ondelete,
    )
