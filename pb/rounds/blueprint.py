"""The addresses of rounds, and what every page about one begins with."""

from typing import TypeVar

from flask import Blueprint, abort

from pb.db import db
from pb.rounds.models import BudgetRound
from pb.rounds.service import find_public_round, find_round

Row = TypeVar("Row")
bp = Blueprint("rounds", __name__)
PUBLIC = "/rondes/<slug>"
DESK = "/beheer/rondes/<slug>"


def public_round(slug: str) -> BudgetRound:
    """Return a round that residents may see, or answer 404."""
    return found_or_404(find_public_round(db.session(), slug))


def desk_round(slug: str) -> BudgetRound:
    """Return any round, for staff, or answer 404."""
    return found_or_404(find_round(db.session(), slug))


def found_or_404(found: Row | None) -> Row:
    """Return what was found, or answer 404."""
    if found is None:
        abort(404)
    return found
