"""Refuse to empty at one stroke what may only leave by its own rules.

A trigger for rows does not see TRUNCATE; only PostgreSQL has that statement.
"""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEPT = (
    "ballot",
    "budget_round",
    "checkpoint",
    "delivery_change",
    "envelope",
    "event",
    "money_entry",
    "paper_batch",
    "paper_sheet",
    "publication",
    "trail_entry",
    "voting_code",
    "withdrawal",
)
FUNCTION = """
CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION '% is never emptied at one stroke', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(FUNCTION)
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_kept_whole BEFORE TRUNCATE ON {table} EXECUTE FUNCTION refuse_truncate()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in KEPT:
        op.execute(f"DROP TRIGGER {table}_kept_whole ON {table}")
    op.execute("DROP FUNCTION refuse_truncate()")
