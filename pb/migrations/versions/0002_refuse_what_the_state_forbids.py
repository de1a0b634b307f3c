"""Refuse, in the database itself, what the state of a round forbids.

From freezing on nothing that decides the result can change; ballots are only
added, and only while a round is armed; publications are never touched.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NOT_FROZEN = "('draft', 'announced', 'shortlisted')"
DIFFERS = "IS DISTINCT FROM"  # SQLite before 3.39 says IS NOT
ORDER = (
    "draft",
    "announced",
    "shortlisted",
    "frozen",
    "armed",
    "closed",
    "counted",
    "published",
    "delivering",
    "archived",
)


def _rank(column: str) -> str:
    cases = " ".join(f"WHEN '{stage}' THEN {rank}" for rank, stage in enumerate(ORDER))
    return f"(CASE {column} {cases} END)"


def _changed(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} {DIFFERS} NEW.{column}" for column in columns)


def _frozen(round_id: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM budget_round r WHERE r.id = {round_id}"
        f" AND r.stage NOT IN {NOT_FROZEN})"
    )


# name: (table, events, condition, message)
RULES = {
    "round_frozen": (
        "budget_round",
        ("UPDATE",),
        f"OLD.stage NOT IN {NOT_FROZEN} AND ("
        + _changed(
            "slug",
            "opens_at",
            "closes_at",
            "tie_seed",
            "config_json",
            "config_hash",
            "currency",
            "frozen_at",
        )
        + f" OR {_rank('NEW.stage')} < {_rank('OLD.stage')})",
        "round is frozen",
    ),
    "round_kept": (
        "budget_round",
        ("DELETE",),
        f"OLD.stage NOT IN {NOT_FROZEN}",
        "round is frozen",
    ),
    "area_frozen_new": (
        "area",
        ("INSERT", "UPDATE"),
        _frozen("NEW.budget_round_id"),
        "round is frozen",
    ),
    "area_frozen_old": (
        "area",
        ("UPDATE", "DELETE"),
        _frozen("OLD.budget_round_id"),
        "round is frozen",
    ),
    "contest_frozen_new": (
        "contest",
        ("INSERT", "UPDATE"),
        _frozen("NEW.budget_round_id"),
        "round is frozen",
    ),
    "contest_frozen_old": (
        "contest",
        ("UPDATE", "DELETE"),
        _frozen("OLD.budget_round_id"),
        "round is frozen",
    ),
    "project_frozen_insert": (
        "project",
        ("INSERT",),
        f"NEW.status = 'shortlisted' AND {_frozen('NEW.budget_round_id')}",
        "round is frozen",
    ),
    "project_frozen_update": (
        "project",
        ("UPDATE",),
        f"{_frozen('OLD.budget_round_id')} AND (NEW.status = 'shortlisted'"
        " OR OLD.status = 'shortlisted') AND ("
        + _changed(
            "budget_round_id",
            "contest_id",
            "file_id",
            "title",
            "cost",
            "status",
            "tie_rank",
        )
        + ")",
        "round is frozen",
    ),
    "project_frozen_delete": (
        "project",
        ("DELETE",),
        f"OLD.status = 'shortlisted' AND {_frozen('OLD.budget_round_id')}",
        "round is frozen",
    ),
    "ballot_only_when_armed": (
        "ballot",
        ("INSERT",),
        "NOT EXISTS (SELECT 1 FROM budget_round r"
        " WHERE r.id = NEW.budget_round_id AND r.stage = 'armed')",
        "round takes no ballots",
    ),
    "ballot_kept": ("ballot", ("UPDATE", "DELETE"), "1 = 1", "ballots are kept"),
    "code_stays_used": (
        "voting_code",
        ("UPDATE",),
        "OLD.state <> 'issued' AND NEW.state = 'issued'",
        "a spent code stays spent",
    ),
    "publication_kept": (
        "publication",
        ("UPDATE", "DELETE"),
        "1 = 1",
        "publications are kept",
    ),
}


def upgrade() -> None:
    for name, (table, events, condition, message) in RULES.items():
        for event in events:
            for statement in _create(name, table, event, condition, message):
                op.execute(statement)


def downgrade() -> None:
    for name, (table, events, _condition, _message) in RULES.items():
        for event in events:
            trigger = f"{name}_{event.lower()}"
            if op.get_bind().dialect.name == "sqlite":
                op.execute(f"DROP TRIGGER {trigger}")
            else:
                op.execute(f"DROP TRIGGER {trigger} ON {table}")
                op.execute(f"DROP FUNCTION {trigger}()")


def _create(
    name: str, table: str, event: str, condition: str, message: str
) -> list[str]:
    trigger = f"{name}_{event.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        return [
            f"CREATE TRIGGER {trigger} BEFORE {event} ON {table}"
            f" WHEN {condition.replace(DIFFERS, 'IS NOT')} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ]
    result = "OLD" if event == "DELETE" else "NEW"
    return [
        f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {condition} THEN RAISE EXCEPTION '{message}'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        f" RETURN {result}; END $$",
        f"CREATE TRIGGER {trigger} BEFORE {event} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {trigger}()",
    ]
