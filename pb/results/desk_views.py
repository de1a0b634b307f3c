"""Staff count a closed round and propose its result."""

from http import HTTPStatus
from typing import NoReturn

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.approvals.acts import TwoPersonAct
from pb.approvals.proposals import list_open
from pb.approvals.proposing import propose_here
from pb.approvals.subjects import is_as_proposed
from pb.auth.access import current_staff, has_role, staff_required
from pb.db import db
from pb.jobs.queue import enqueue
from pb.results import (
    listing,
    publishing,  # noqa: F401  # registers its act
    service,
)
from pb.results.blueprint import DESK, bp
from pb.results.refusals import stage_refusal
from pb.results.work import COUNTERS
from pb.rounds.models import BudgetRound
from pb.web.rounds import desk_round


@bp.post(f"{DESK}/count")
@staff_required(*COUNTERS)
def count(slug: str) -> ResponseReturnValue:
    """Ask the worker to count the ballots."""
    session, budget_round = db.session(), desk_round(slug)
    try:
        job = service.request_count(
            session, budget_round, staff_id=current_staff().id, now=clock.now()
        )
    except service.WrongStage:
        _refuse_stage(budget_round)
    except service.CountIsRunning:
        abort(409, _("Er loopt al een telling. Wacht tot die klaar is."))
    job_id = job.id
    session.commit()
    enqueue(job_id)
    flash(_("Het tellen is begonnen. Ververs deze pagina om te zien hoe ver het is."))
    return _back(slug)


@bp.post(f"{DESK}/propose-result")
@staff_required(*COUNTERS)
def propose(slug: str) -> ResponseReturnValue:
    """Propose to publish the newest count; a colleague adopts it."""
    act = TwoPersonAct.PROPOSE_RESULT
    return propose_here(desk_round(slug), act, {}, *COUNTERS)


@bp.get(f"{DESK}/telverslag")
@staff_required(*COUNTERS)
def report(slug: str) -> ResponseReturnValue:
    """Show the newest count to be printed, with its hash in numbered groups."""
    budget_round = desk_round(slug)
    results = listing.desk_state(db.session(), budget_round, clock.now())
    if results.outcome is None:
        abort(404, _("Er is nog niet geteld."))
    return render_template(
        "results/report.html", budget_round=budget_round, results=results
    )


@bp.app_template_global()
def may_count_result() -> bool:
    """Say whether who asks for this page may count and propose."""
    return has_role(*COUNTERS)


@bp.app_template_global()
def proposes_result(budget_round: BudgetRound) -> bool:
    """Say whether the newest count waits for a second person."""
    session, act = db.session(), TwoPersonAct.PROPOSE_RESULT
    return any(
        proposal.act == act
        and is_as_proposed(session, budget_round, proposal, clock.now())
        for proposal in list_open(session, budget_round)
    )


def _refuse_stage(budget_round: BudgetRound) -> NoReturn:
    stage = budget_round.stage
    db.session().rollback()
    abort(409, stage_refusal(stage))


def _back(slug: str) -> ResponseReturnValue:
    address = url_for("rounds.desk", slug=slug, _anchor="uitslag")
    return redirect(address, HTTPStatus.SEE_OTHER)
