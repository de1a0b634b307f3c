"""A file that was sent: kept while staff look at it, read, and taken in at once."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pb.codes.tables import Limits, Table, read_table
from pb.projects.texts import one_line
from pb.rounds.models import BudgetRound
from pb.rounds.setup import lock_for_setup
from pb.setup.area_rows import AreaReader, AreaRow, store_areas
from pb.setup.columns import AREAS, MEANINGS, guess
from pb.setup.models import TableDraft
from pb.setup.plan_rows import PlanReader, PlanRow, known_titles, store_plans
from pb.setup.problems import Problems

MOST_ROWS = 10_000
# Cells may hold the longest text a plan can have, and more, so that it is the row
# that is refused and not the file.
LIMITS = Limits(rows=MOST_ROWS, cell=20_000, shows_formulas=True)
KEPT = timedelta(hours=24)


class ImportRefused(Exception):
    """Nothing was taken in."""


class NotFit(ImportRefused):
    """A row can't be used, or has become so since the file was looked at."""


class ColumnsMissing(ImportRefused):
    """A needed column was not chosen, or one column was chosen twice."""

    def __init__(self, missing: Sequence[str], twice: Sequence[str] = ()) -> None:
        super().__init__(", ".join([*missing, *twice]))
        self.missing = missing
        self.twice = twice


@dataclass(slots=True)
class Trial:
    """What a file would bring, or what is wrong with it."""

    problems: Problems = field(default_factory=Problems)
    areas: list[AreaRow] = field(default_factory=list)
    plans: list[PlanRow] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Return how many rows were read."""
        return len(self.areas) or len(self.plans)

    @property
    def is_fit(self) -> bool:
        """Say whether all of it can be taken in."""
        return not self.problems.found and self.rows > 0


def keep_draft(
    session: Session,
    budget_round: BudgetRound,
    content: bytes,
    now: datetime,
    *,
    kind: str,
    file_name: str,
) -> TableDraft:
    """Read a file and keep its cells for a day; commits.

    Raises:
        TableRefused: It is too large, or not what it should be.
    """
    table = read_table(content, LIMITS)
    forget_old_drafts(session, now=now)
    draft = TableDraft(
        token=secrets.token_urlsafe(16),
        budget_round_id=budget_round.id,
        kind=kind,
        file_name=one_line(file_name)[:200],
        table_json=json.dumps(
            {"header": table.header, "rows": table.rows, "is_guess": table.is_guess},
            ensure_ascii=False,
        ),
        columns={},
        created_at=now,
    )
    session.add(draft)
    session.commit()
    return draft


def forget_old_drafts(session: Session, *, now: datetime) -> None:
    """Remove files that nobody took in for a day; the caller commits.

    They may name who handed a plan in.
    """
    session.execute(delete(TableDraft).where(TableDraft.created_at < now - KEPT))


def find_draft(
    session: Session, budget_round: BudgetRound, kind: str, token: str
) -> TableDraft | None:
    """Return a file of this round that waits, if it is there."""
    draft = session.get(TableDraft, token)
    is_ours = draft is not None and (draft.budget_round_id, draft.kind) == (
        budget_round.id,
        kind,
    )
    return draft if is_ours else None


def read_draft(draft: TableDraft) -> Table:
    """Return the cells of a file that waits."""
    kept = json.loads(draft.table_json)
    return Table(kept["header"], [tuple(row) for row in kept["rows"]], kept["is_guess"])


def chosen_columns(draft: TableDraft, table: Table) -> Mapping[str, int]:
    """Return which column holds what: as chosen, else as guessed."""
    return draft.columns.get("of") or guess(draft.kind, table.header)


def choose_columns(
    session: Session,
    draft: TableDraft,
    columns: Mapping[str, int],
    *,
    are_checked: bool,
) -> None:
    """Keep what the columns of a file mean; commits.

    Raises:
        ColumnsMissing: See there.
    """
    meanings = MEANINGS[draft.kind]
    missing = [m.key for m in meanings if m.is_needed and m.key not in columns]
    places = list(columns.values())
    twice = [key for key, at in columns.items() if places.count(at) > 1]
    if missing or twice:
        raise ColumnsMissing(missing, twice)
    draft.columns = {"of": dict(columns), "are_checked": are_checked}
    session.commit()


def try_draft(session: Session, budget_round: BudgetRound, draft: TableDraft) -> Trial:
    """Return what a file would bring; nothing is stored."""
    table, trial = read_draft(draft), Trial()
    columns = chosen_columns(draft, table)
    labels = {
        key: table.header[at] if at < len(table.header) else ""
        for key, at in columns.items()
    }
    if draft.kind == AREAS:
        areas = AreaReader(budget_round, trial.problems)
        trial.areas = [
            areas.read(number, _cells(row, columns), labels)
            for number, row in table.rows
        ]
        return trial
    plans = PlanReader(
        budget_round,
        trial.problems,
        titles=known_titles(session, budget_round),
        are_checked=are_checked(draft),
    )
    trial.plans = [
        plans.read(number, _cells(row, columns), labels) for number, row in table.rows
    ]
    return trial


def are_checked(draft: TableDraft) -> bool:
    """Say whether staff told that the plans were checked before."""
    return bool(draft.columns.get("are_checked"))


def take_in(
    session: Session,
    budget_round: BudgetRound,
    draft: TableDraft,
    now: datetime,
    *,
    staff_id: int,
) -> tuple[int, int]:
    """Take in all rows of a file or none; return how many were added and changed.

    Raises:
        RoundIsFrozen: It is too late.
        NotFit: A row can't be used, or can't any more.
    """
    lock_for_setup(session, budget_round)
    trial = try_draft(session, budget_round, draft)
    if not trial.is_fit:
        session.rollback()
        raise NotFit
    if draft.kind == AREAS:
        done = store_areas(session, budget_round, trial.areas)
    else:
        checked_by = staff_id if are_checked(draft) else None
        added = store_plans(
            session, budget_round, trial.plans, now=now, checked_by=checked_by
        )
        done = added, 0
    session.delete(draft)
    session.commit()
    return done


def _cells(row: Sequence[str], columns: Mapping[str, int]) -> Mapping[str, str]:
    return {key: row[at] if at < len(row) else "" for key, at in columns.items()}
