"""Where the pages about paper are, and who handles it."""

from flask import Blueprint

from pb.auth.models import Role
from pb.db import db
from pb.paper.models import PaperBatch
from pb.paper.service import find_batch
from pb.rounds.models import BudgetRound
from pb.web.rounds import found_or_404

bp = Blueprint("paper", __name__, url_prefix="/beheer/rondes/<slug>/papier")
BATCH = "/stapels/<int(max=1000000):number>"
HANDLERS = (Role.DESK_CLERK, Role.COUNTER)


def found_batch(budget_round: BudgetRound, number: int) -> PaperBatch:
    """Return the batch of a round with this number, or answer 404."""
    return found_or_404(find_batch(db.session(), budget_round, number))
