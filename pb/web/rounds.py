"""The round an address speaks of: found, or a page that says it is not there."""

from typing import TypeVar

from flask import abort

from pb.db import db
from pb.rounds.models import BudgetRound
from pb.rounds.public import find_public_round
from pb.rounds.service import find_round
from pb.web.preview import current_preview

Row = TypeVar("Row")


def public_round(slug: str) -> BudgetRound:
    """Return a round that residents may see, or answer 404."""
    preview = current_preview()
    if preview is not None:
        return preview.budget_round
    return found_or_404(find_public_round(db.session(), slug))


def desk_round(slug: str) -> BudgetRound:
    """Return any round, for staff, or answer 404."""
    return found_or_404(find_round(db.session(), slug))


def found_or_404(found: Row | None) -> Row:
    """Return what was found, or answer 404."""
    if found is None:
        abort(404)
    return found
