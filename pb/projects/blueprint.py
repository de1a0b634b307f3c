"""The addresses of plans, and what every page about them begins with."""

from typing import Any

from flask import Blueprint, abort, request
from flask_babel import gettext as _

from pb.auth.models import Role
from pb.db import db, only_read
from pb.projects.listing import find_project
from pb.projects.models import Project
from pb.projects.service import OPEN_STAGES
from pb.rounds.models import BudgetRound
from pb.web import rounds
from pb.web.security import LARGEST_WITH_FILE

bp = Blueprint("projects", __name__)
# Where a file comes with the form: one photo, one attachment.
WITH_FILE = frozenset(
    {
        "projects.photos",
        "projects.own_photos",
        "projects.desk_photos",
        "projects.attach_file",
    }
)
PUBLIC = "/rondes/<slug>/plannen"
DESK = "/beheer/rondes/<slug>/plannen"
# No higher than the database can hold: above it an address is unknown, no error.
NUMBER = "<int(max=2147483647):project_id>"

# Who may type a plan in, take it back, and see who handed it in.
WRITERS = (Role.EVALUATOR, Role.DESK_CLERK)


@bp.url_value_preprocessor
def take_a_file(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Let a file in: before the form is read, so before the view."""
    if endpoint in WITH_FILE:
        request.max_content_length = LARGEST_WITH_FILE


def public_round(slug: str) -> BudgetRound:
    """Return a round that residents may see, only to read; or answer 404."""
    only_read(db.session())
    return rounds.public_round(slug)


def desk_round(slug: str) -> BudgetRound:
    """Return any round, for staff, only to read; or answer 404."""
    only_read(db.session())
    return rounds.desk_round(slug)


def project_of(budget_round: BudgetRound, project_id: int) -> Project:
    """Return a plan of this round, or answer 404."""
    found = find_project(db.session(), budget_round, project_id)
    if found is None:
        abort(404)
    return found


def is_open(budget_round: BudgetRound) -> bool:
    """Say whether staff may still change the plans of a round."""
    return budget_round.stage in OPEN_STAGES


def frozen() -> str:
    """Say why nothing can be changed."""
    return str(
        _(
            "De plannen van deze ronde kunt u nu niet veranderen. Dat kan vanaf de"
            " aankondiging van de ronde, tot de ronde is vastgezet."
        )
    )


def withdrawn() -> str:
    """Say that a plan was taken back."""
    return str(_("Dit plan is ingetrokken. Er verandert niets meer aan."))
