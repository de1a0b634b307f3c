"""Seal ballots at casting, and keep what opens them beside the database.

Ballots that were cast before this version stay as they are. A round that is open
takes no further ballots until its key is made.
"""

import sqlalchemy as sa
from alembic import op

from pb.migrations.triggers import Rule, create, drop

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROUND_COLUMNS = (
    ("recast", sa.String(), "'final'"),
    ("hides_receipt", sa.Boolean(), "false"),
    ("public_key", sa.String(), None),
    ("key_tested_at", sa.DateTime(), None),
    ("unsealed_at", sa.DateTime(), None),
    ("key_destroyed_at", sa.DateTime(), None),
)
STAFF_COLUMNS = ("urn_salt", "urn_public_key")


def _stage_is(condition: str, row: str = "NEW") -> str:
    return (
        "EXISTS (SELECT 1 FROM budget_round r"
        f" WHERE r.id = {row}.budget_round_id AND {condition})"
    )


ARMED = _stage_is("r.stage = 'armed'")
BEING_OPENED = _stage_is("r.stage = 'closed' AND r.unsealed_at IS NULL")
LEAVES = _stage_is("r.stage IN ('armed', 'closed') AND r.unsealed_at IS NULL", "OLD")
OLD_RULE = Rule(
    "ballot_only_when_armed", "ballot", ("INSERT",), f"NOT {ARMED}",
    "round takes no ballots",
)  # fmt: skip
RULES = (
    Rule(
        "ballot_only_at_opening", "ballot", ("INSERT",), f"NOT {BEING_OPENED}",
        "ballots are written when the urn is opened",
    ),
    Rule(
        "envelope_only_when_armed", "envelope", ("INSERT", "UPDATE"), f"NOT {ARMED}",
        "round takes no ballots",
    ),
    Rule(
        "envelope_kept", "envelope", ("DELETE",), f"NOT {LEAVES}",
        "envelopes are kept until the urn is opened",
    ),
    Rule(
        "round_sealed", "budget_round", ("UPDATE",),
        "(OLD.config_hash IS NOT NULL AND (OLD.recast <> NEW.recast"
        " OR OLD.hides_receipt <> NEW.hides_receipt))"
        " OR (OLD.public_key IS NOT NULL AND OLD.public_key {differs} NEW.public_key)"
        " OR (OLD.unsealed_at IS NOT NULL AND OLD.unsealed_at {differs}"
        " NEW.unsealed_at)",
        "round is sealed",
    ),
)  # fmt: skip
# PostgreSQL keeps samples of a column to plan with, also once its table is empty.
NO_STATISTICS = ("id", "code_id", "ciphertext", "body_mac")
# The one clock of the vote. A test, and only a test, sets the other.
POSTGRESQL_CLOCK = """
CREATE FUNCTION buurtgeld_now() RETURNS timestamp LANGUAGE sql VOLATILE AS $$
SELECT coalesce(
    nullif(current_setting('buurtgeld.now', true), '')::timestamp,
    clock_timestamp() AT TIME ZONE 'UTC'
) $$
"""


def upgrade() -> None:
    for name, type_, default in ROUND_COLUMNS:
        value = None if default is None else sa.text(default)
        column = sa.Column(name, type_, nullable=default is None, server_default=value)
        op.add_column("budget_round", column)
    # What was closed before this version was never sealed.
    op.execute(
        "UPDATE budget_round SET unsealed_at = coalesce(closed_at, created_at)"
        " WHERE stage IN ('closed', 'counted', 'published', 'delivering', 'archived')"
    )
    for name in STAFF_COLUMNS:
        op.add_column("staff_member", sa.Column(name, sa.String(), nullable=True))
    op.add_column(
        "voting_code",
        sa.Column("is_void", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    _create_envelopes()
    drop(OLD_RULE)
    for rule in RULES:
        create(rule)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_CLOCK)
        for name in NO_STATISTICS:
            op.execute(f"ALTER TABLE envelope ALTER {name} SET STATISTICS 0")


def _create_envelopes() -> None:
    op.create_table(
        "envelope",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.String(), nullable=True),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("body_mac", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_envelope_budget_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["code_id"], ["voting_code.id"], name=op.f("fk_envelope_code_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelope")),
        sa.UniqueConstraint("code_id", name=op.f("uq_envelope_code_id")),
    )
    op.create_index("ix_envelope_budget_round_id", "envelope", ["budget_round_id"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION buurtgeld_now()")
    for rule in RULES:
        drop(rule)
    create(OLD_RULE)
    op.drop_table("envelope")
    op.drop_column("voting_code", "is_void")
    for name in STAFF_COLUMNS:
        op.drop_column("staff_member", name)
    for name, _type, _default in reversed(ROUND_COLUMNS):
        op.drop_column("budget_round", name)
