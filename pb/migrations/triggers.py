"""Triggers that refuse a change, written once for both databases."""

from dataclasses import dataclass

from alembic import op


@dataclass(frozen=True, slots=True)
class Rule:
    """What a table refuses: `{differs}` in the condition is a comparison with NULL."""

    name: str
    table: str
    events: tuple[str, ...]  # INSERT, UPDATE, DELETE
    condition: str  # of NEW and OLD; where it holds the change is refused
    message: str


def create(rule: Rule) -> None:
    """Create the triggers of a rule."""
    for event in rule.events:
        for statement in _statements(rule, event):
            op.execute(statement)


def drop(rule: Rule) -> None:
    """Remove the triggers of a rule."""
    for event in rule.events:
        trigger = f"{rule.name}_{event.lower()}"
        if _is_sqlite():
            op.execute(f"DROP TRIGGER {trigger}")
        else:
            op.execute(f"DROP TRIGGER {trigger} ON {rule.table}")
            op.execute(f"DROP FUNCTION {trigger}()")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _statements(rule: Rule, event: str) -> list[str]:
    trigger = f"{rule.name}_{event.lower()}"
    before = f"{trigger} BEFORE {event} ON {rule.table}"
    # SQLite before 3.39 says IS NOT.
    differs = "IS NOT" if _is_sqlite() else "IS DISTINCT FROM"
    condition = rule.condition.replace("{differs}", differs)
    if _is_sqlite():
        action = f"BEGIN SELECT RAISE(ABORT, '{rule.message}'); END"
        return [f"CREATE TRIGGER {before} WHEN {condition} {action}"]
    result = "OLD" if event == "DELETE" else "NEW"
    function = (
        f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {condition} THEN RAISE EXCEPTION '{rule.message}'"
        " USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        f" RETURN {result}; END $$"
    )
    execute = f"FOR EACH ROW EXECUTE FUNCTION {trigger}()"
    return [function, f"CREATE TRIGGER {before} {execute}"]
