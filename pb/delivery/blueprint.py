"""The addresses of carrying out, and what every page about it begins with."""

from typing import Any

from flask import Blueprint, abort, request

from pb import clock
from pb.auth.models import Role
from pb.db import reading_session
from pb.delivery.reading import Carried, read_carried
from pb.projects.listing import find_project
from pb.rounds.models import BudgetRound
from pb.web.preview import previewed_result
from pb.web.security import LARGEST_WITH_FILE

bp = Blueprint("delivery", __name__)
# No higher than the database can hold: above it an address is unknown, no error.
NUMBER = "<int(max=2147483647):project_id>"
PUBLIC = f"/rondes/<slug>/plannen/{NUMBER}/uitvoering"
DESK = "/beheer/rondes/<slug>/uitvoering"
WRITERS = (Role.EVALUATOR, Role.BROKER, Role.CONFIGURATOR)


@bp.url_value_preprocessor
def take_a_photo(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a photo in: before the form is read, so before the view."""
    if endpoint == "delivery.news":
        request.max_content_length = LARGEST_WITH_FILE


def carried_of(budget_round: BudgetRound, project_id: int) -> Carried:
    """Return how a plan of this round is carried out, or answer 404."""
    session = reading_session()
    project = find_project(session, budget_round, project_id)
    if project is None or not budget_round.is_published:
        abort(404)
    carried = read_carried(
        session,
        budget_round,
        project,
        now=clock.now(),
        result_json=previewed_result(),
    )
    if carried is None:
        abort(404)
    return carried
