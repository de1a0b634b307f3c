"""Keep the event log of every round, and its signed checkpoints."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# name: (table, message)
KEPT = {
    "event_kept": ("event", "events are kept"),
    "checkpoint_kept": ("checkpoint", "checkpoints are kept"),
}


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("body_json", sa.String(), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint('"index" >= 0', name=op.f("ck_event_index")),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_event_budget_round_id"),
        ),
        sa.PrimaryKeyConstraint("budget_round_id", "index", name=op.f("pk_event")),
    )
    op.create_table(
        "checkpoint",
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.CheckConstraint(
            "log IN ('events', 'ballots')", name=op.f("ck_checkpoint_log")
        ),
        sa.CheckConstraint("size >= 0", name=op.f("ck_checkpoint_size")),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_checkpoint_budget_round_id"),
        ),
        sa.PrimaryKeyConstraint(
            "budget_round_id", "log", "size", name=op.f("pk_checkpoint")
        ),
    )
    op.create_table(
        "staff_pseudonym",
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_staff_pseudonym_budget_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
            name=op.f("fk_staff_pseudonym_staff_id"),
        ),
        sa.PrimaryKeyConstraint(
            "budget_round_id", "staff_id", name=op.f("pk_staff_pseudonym")
        ),
        sa.UniqueConstraint(
            "budget_round_id",
            "pseudonym",
            name=op.f("uq_staff_pseudonym_budget_round_id_pseudonym"),
        ),
    )
    for name, (table, message) in KEPT.items():
        for statement in _guard(name, table, message):
            op.execute(statement)


def downgrade() -> None:
    for name, (table, _message) in KEPT.items():
        op.drop_table(table)  # and its triggers
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("staff_pseudonym")


def _guard(name: str, table: str, message: str) -> list[str]:
    events = ("UPDATE", "DELETE")
    if op.get_bind().dialect.name == "sqlite":
        return [
            f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
            for event in events
        ]
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{message}'"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$",
        *(
            f"CREATE TRIGGER {name}_{event.lower()} BEFORE {event} ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}()"
            for event in events
        ),
    ]
