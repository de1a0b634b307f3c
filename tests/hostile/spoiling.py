"""A lived-in installation in which every text that somebody typed is hostile."""

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import (
    Column,
    Connection,
    Enum,
    String,
    Table,
    UniqueConstraint,
    select,
    update,
)

from pb.db import Base
from pb.recovery.guards import guards_down
from tests.projects.payloads import PAYLOADS

# What the program writes and nobody types. Anything else is text of somebody, also
# a column that is made tomorrow.
MACHINE_TABLES = frozenset(
    {"ballot", "checkpoint", "code_batch", "event", "job", "mail", "outcome"}
    | {"paper_sheet", "plan_access", "plan_draft", "play_ballot", "play_code"}
    | {"proposal", "publication", "rehearsal", "staff_alias", "staff_member"}
    | {"staff_pseudonym", "support", "support_asked", "trail_entry", "voting_code"}
    | {"web_session", "what_if", "table_draft", "envelope", "failure_count"}
)
MACHINE = re.compile(
    r"\w+\.(?:slug|currency|tie_seed|recast|kind|state|type|theme|times|access|rule"
    r"|utility|completion|vote_type|language|verdict|decision|answer|channel|what"
    r"|imported_from|public_key|file_id|file_name|submission_id|proposer_kind|title_key"
    r"|\w*_(?:hash|mac|json|token|answer|key|salt|check|spend|by))"
)
# These names clash with a rule above, and somebody types them.
TYPED = frozenset({"plan_question.answer", "place.what", "money_entry.what"})
# Names of files, and what a change was about, which is read back as that.
NAMES = frozenset({"delivery_photo.name"})
NAMES |= {f"delivery_change.{name}" for name in ("about", "before", "after")}
# Texts in paragraphs; everything else is one line, as its field makes it.
PARAGRAPHS = frozenset(
    {"answer", "description", "details", "lesson", "message", "note", "own_effort"}
    | {"public_reason", "question", "reason", "refusal", "summary", "text", "thanks"}
    | {"what"}
)


def typed_columns() -> Iterator[Column[str]]:
    """Return every column that holds what somebody typed."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if _is_typed(table, column):
                yield column


def _is_typed(table: Table, column: Column[str]) -> bool:
    is_text = isinstance(column.type, String) and not isinstance(column.type, Enum)
    name = f"{table.name}.{column.name}"
    if not is_text or column.primary_key or column.foreign_keys:
        return False
    if name in TYPED:
        return True
    is_machine = table.name in MACHINE_TABLES or MACHINE.fullmatch(name)
    return not is_machine and name not in NAMES


def spoil(connection: Connection, texts: Sequence[str]) -> int:
    """Put hostile texts in every cell that holds words; return how many there were.

    An empty cell stays empty: it says that there is nothing to show.
    """
    tables = Base.metadata.sorted_tables
    turn = 0
    with guards_down(connection, tables):
        for column in typed_columns():
            turn = _spoil_column(connection, column, texts, turn)
    return turn


def _spoil_column(
    connection: Connection, column: Column[str], texts: Sequence[str], turn: int
) -> int:
    table = column.table
    keys = list(table.primary_key.columns)
    for row in connection.execute(select(*keys, column).where(column != "")).all():
        text = texts[turn % len(texts)]
        if column.name not in PARAGRAPHS:
            text = " ".join(text.split())
        if _is_unique(table, column):
            text = f"{text} {turn}"
        where = [key == value for key, value in zip(keys, row[:-1], strict=True)]
        connection.execute(update(table).where(*where).values({column.name: text}))
        turn += 1
    return turn


def _is_unique(table: Table, column: Column[str]) -> bool:
    return bool(column.unique) or any(
        isinstance(each, UniqueConstraint) and column.name in each.columns
        for each in table.constraints
    )


def all_at_once() -> list[str]:
    """Return one text with every payload in a paragraph of its own."""
    return ["\n\n".join(PAYLOADS)]
