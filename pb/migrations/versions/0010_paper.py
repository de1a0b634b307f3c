"""Take paper ballots: batches, their sheets, and envelopes without a code."""

import sqlalchemy as sa
from alembic import op

from pb.migrations.triggers import Rule, create, drop

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _round_is(condition: str, row: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM budget_round r"
        f" WHERE r.id = {row}.budget_round_id AND {condition})"
    )


def _batch_is(condition: str, row: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM paper_batch b WHERE b.id = {row}.batch_id"
        f" AND {condition})"
    )


ENVELOPES = "(SELECT count(*) FROM envelope e WHERE e.batch_id = {batch})"
TAKES_ENVELOPE = (
    "b.budget_round_id = NEW.budget_round_id AND b.state = 'entering'"
    f" AND {ENVELOPES.format(batch='b.id')} < b.spent"
)
TAKES_SHEET = "b.state = 'entering' AND NEW.number BETWEEN 1 AND b.spent"
ARMED = "r.stage = 'armed'"
ORDER = "(CASE {row}.state WHEN 'spending' THEN 0 WHEN 'entering' THEN 1 ELSE 2 END)"
RULES = (
    Rule(
        "envelope_by_code_or_batch", "envelope", ("INSERT",),
        "(NEW.code_id IS NULL) = (NEW.batch_id IS NULL)"
        f" OR (NEW.batch_id IS NOT NULL AND NOT {_batch_is(TAKES_ENVELOPE, 'NEW')})",
        "an envelope comes with a code, or from a batch of paper",
    ),
    Rule(
        "envelope_stays_where_it_came_from", "envelope", ("UPDATE",),
        "OLD.batch_id IS NOT NULL OR NEW.batch_id IS NOT NULL"
        " OR OLD.code_id {differs} NEW.code_id",
        "an envelope stays where it came from",
    ),
    # Nobody knows which of them came with which code.
    Rule(
        "envelope_of_paper_kept", "envelope", ("DELETE",),
        f"OLD.batch_id IS NOT NULL AND {_round_is(ARMED, 'OLD')}",
        "ballots of a batch stay together",
    ),
    Rule(
        "paper_batch_begins_empty", "paper_batch", ("INSERT",),
        "NEW.state <> 'spending' OR NEW.spent <> 0",
        "a batch begins without codes",
    ),
    Rule(
        "paper_batch_when_armed", "paper_batch", ("INSERT", "UPDATE"),
        f"NOT {_round_is(ARMED, 'NEW')}",
        "round takes no ballots",
    ),
    Rule(
        "paper_batch_goes_on", "paper_batch", ("UPDATE",),
        f"OLD.state = 'done' OR {ORDER.format(row='NEW')} < {ORDER.format(row='OLD')}"
        " OR OLD.budget_round_id <> NEW.budget_round_id OR OLD.area_id <> NEW.area_id"
        " OR NEW.spent < OLD.spent"
        " OR (OLD.state <> 'spending' AND NEW.spent <> OLD.spent)",
        "a batch only goes on",
    ),
    Rule(
        "paper_batch_adds_up", "paper_batch", ("UPDATE",),
        "NEW.state = 'done' AND (NEW.spent <> NEW.ballots + NEW.invalid"
        f" OR NEW.ballots <> {ENVELOPES.format(batch='NEW.id')})",
        "codes spent are not ballots and invalid ones together",
    ),
    Rule(
        "paper_batch_kept", "paper_batch", ("DELETE",), "OLD.spent > 0",
        "a batch with spent codes is kept",
    ),
    Rule(
        "paper_sheet_when_entering", "paper_sheet", ("INSERT", "UPDATE"),
        f"NOT {_batch_is(TAKES_SHEET, 'NEW')}",
        "the batch takes no entries",
    ),
    Rule(
        "round_closes_after_paper", "budget_round", ("UPDATE",),
        "OLD.stage = 'armed' AND NEW.stage <> 'armed' AND EXISTS (SELECT 1 FROM"
        " paper_batch b WHERE b.budget_round_id = NEW.id AND b.state <> 'done')",
        "a batch of paper is not done",
    ),
)  # fmt: skip
# PostgreSQL keeps samples of a column to plan with, also once its table is empty.
NO_STATISTICS = ("mac", "ciphertext")


def upgrade() -> None:
    _create_batches()
    _create_sheets()
    # Without a foreign key, which SQLite can't add to a table with triggers; the
    # first rule looks the batch up.
    op.add_column("envelope", sa.Column("batch_id", sa.Integer(), nullable=True))
    op.create_index("ix_envelope_batch_id", "envelope", ["batch_id"])
    for rule in RULES:
        create(rule)
    if op.get_bind().dialect.name == "postgresql":
        for name in NO_STATISTICS:
            op.execute(f"ALTER TABLE paper_sheet ALTER {name} SET STATISTICS 0")


def _state(*names: str) -> sa.Enum:
    return sa.Enum(
        *names, name="state", native_enum=False, length=10, create_constraint=False
    )


def _create_batches() -> None:
    op.create_table(
        "paper_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", _state("spending", "entering", "done"), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.Column("last_spend", sa.String(), nullable=True),
        sa.Column("differences", sa.Integer(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("invalid", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "spent >= 0 AND ballots >= 0 AND invalid >= 0",
            name=op.f("ck_paper_batch_counts"),
        ),
        sa.CheckConstraint(
            "state <> 'done' OR spent = ballots + invalid",
            name=op.f("ck_paper_batch_adds_up"),
        ),
        sa.CheckConstraint(
            "state IN ('spending', 'entering', 'done')",
            name=op.f("ck_paper_batch_state"),
        ),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_paper_batch_budget_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_paper_batch_area_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batch")),
        sa.UniqueConstraint(
            "budget_round_id",
            "number",
            name=op.f("uq_paper_batch_budget_round_id_number"),
        ),
    )


def _create_sheets() -> None:
    op.create_table(
        "paper_sheet",
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", _state("first", "differs", "agreed"), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("mac", sa.String(), nullable=True),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('first', 'differs', 'agreed')",
            name=op.f("ck_paper_sheet_state"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["paper_batch.id"], name=op.f("fk_paper_sheet_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["staff_member.id"], name=op.f("fk_paper_sheet_entered_by")
        ),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_paper_sheet")),
    )


def downgrade() -> None:
    for rule in RULES:
        drop(rule)
    op.drop_index("ix_envelope_batch_id", "envelope")
    op.drop_column("envelope", "batch_id")
    op.drop_table("paper_sheet")
    op.drop_table("paper_batch")
