"""Lines of the trail from a page: who looked at personal data, who took a file.

A GET may not write in its own transaction, and does not: the line has one of its own,
as the note of when a session was last seen has. It is written before the page is given,
so nobody sees data without a line.
"""

from flask import request

from pb import clock
from pb.auth.access import current_staff
from pb.db import SAFE_METHODS, db
from pb.rounds.models import BudgetRound
from pb.trail.kinds import Kind
from pb.trail.service import add_line


def note_viewed(budget_round: BudgetRound | None, what: str, *, count: int = 1) -> None:
    """Tell that who asks for this page sees personal data.

    Args:
        budget_round: Whose data, when they belong to a round.
        what: The name of the kind in `pb.retention.register`.
        count: Of how many people.
    """
    detail = {"what": what, "count": count}
    _note(Kind.PERSONAL_DATA_VIEWED, budget_round, detail)


def note_export(budget_round: BudgetRound | None, what: str) -> None:
    """Tell that who asks for this page takes a file that is not public.

    Args:
        budget_round: Of which, when it is about one.
        what: Which file, in one word.
    """
    _note(Kind.EXPORT_TAKEN, budget_round, {"what": what})


def _note(
    kind: Kind, budget_round: BudgetRound | None, detail: dict[str, object]
) -> None:
    if request.method not in SAFE_METHODS:
        raise RuntimeError("an act notes itself in its own transaction")
    slug = None if budget_round is None else budget_round.slug
    with db.engine.begin() as connection:
        add_line(
            connection,
            kind,
            at=clock.now(),
            actor=current_staff().id,
            round_slug=slug,
            detail=detail,
        )
